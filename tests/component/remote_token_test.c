/*
 * One access token for many processes, against a PowerOffice of paper. Each
 * remote stands for a process.
 */
#include "support/remote_world.h"
#include "support/test.h"

#include "base/time.h"

#include <stdio.h>
#include <string.h>

#define READ CALL_READ, PRIORITY_READ, 0

static bool all_ready(int count)
{
    for (int i = 0; i < count; i++) {
        if (!remote_ready(remotes[i]))
            return false;
    }
    return true;
}

/* The only key of that ending; copied. */
static void key_named(const char *ending, char *ret_key, size_t room)
{
    const struct redis_reply *reply;
    char pattern[64];
    struct err err;

    (void)snprintf(pattern, sizeof(pattern), "test:token:*%s", ending);
    reply = redis_do(world_redis, &err, "KEYS", pattern, NULL);
    assert_non_null(reply);
    assert_int_equal(reply->count, 1);
    assert_true(reply->items[0].length < room);
    memcpy(ret_key, reply->items[0].text, reply->items[0].length + 1);
}

static int64_t time_left_ms(const char *key)
{
    const struct redis_reply *reply;
    struct err err;

    reply = redis_do(world_redis, &err, "PTTL", key, NULL);
    assert_non_null(reply);
    return reply->integer;
}

static void a_token_is_refreshed_by_one_process_only(void **state)
{
    (void)state;
    for (int i = 0; i < 6; i++)
        remote_starts(i, 0, 0, "client");
    eventually_true(all_ready(6));
    assert_int_equal(world.token_requests, 1);
}

static void a_later_process_finds_the_token(void **state)
{
    char key[128];

    (void)state;
    remote_starts(0, 0, 0, "client");
    eventually_true(all_ready(1));
    key_named("", key, sizeof(key));
    assert_in_range(time_left_ms(key), 1190000, 1200000);
    remote_ends(0);
    remote_starts(0, 0, 0, "client");
    eventually_true(all_ready(1));
    assert_int_equal(world.token_requests, 1);
}

static void other_keys_have_a_token_of_their_own(void **state)
{
    (void)state;
    remote_starts(0, 0, 0, "client");
    remote_starts(1, 0, 0, "another");
    eventually_true(all_ready(2));
    assert_int_equal(world.token_requests, 2);
}

static void a_token_is_replaced_before_it_ends(void **state)
{
    (void)state;
    world.token_life_s = 1;
    for (int i = 0; i < 3; i++)
        remote_starts(i, 0, 0, "client");
    eventually_true(all_ready(3));
    while (world.token_requests < 3) {
        assert_true(all_ready(3));
        world_step();
    }
}

static void the_old_token_serves_while_the_next_is_asked_for(void **state)
{
    struct outcome_of_call outcome = { 0 };

    (void)state;
    world.token_life_s = 1;
    remote_starts(0, 0, 0, "client");
    eventually_true(all_ready(1));
    world.token_holds = true;
    eventually_true(world.token_requests == 2);
    call_start(0, READ, &outcome);
    eventually_true(outcome.calls == 1);
    assert_int_equal(outcome.verdict, VERDICT_DONE);
    assert_int_equal(world.token_requests, 2);
}

static void a_process_that_died_asking_is_replaced_in_time(void **state)
{
    char key[128];
    struct err err;

    (void)state;
    world.token_holds = true;
    remote_starts(0, 0, 0, "client");
    eventually_true(world.token_requests == 1);
    key_named(":lock", key, sizeof(key));
    assert_in_range(time_left_ms(key), 4000, 6000);
    /* That process is gone, and its lock is another's, about to expire. */
    world.token_holds = false;
    remote_ends(0);
    assert_non_null(
        redis_do(world_redis, &err, "SET", key, "the dead", "PX", "300", NULL));
    remote_starts(1, 0, 0, "client");
    world_pass(150);
    assert_int_equal(world.token_requests, 1);
    eventually_true(remote_ready(remotes[1]));
    assert_int_equal(world.token_requests, 2);
}

static void a_denied_token_is_replaced_and_the_call_sent_again(void **state)
{
    struct outcome_of_call outcome = { 0 };

    (void)state;
    world.denied_until = 1;
    remote_starts(0, 0, 0, "client");
    call_start(0, CALL_CREATE, PRIORITY_CREATE, 0, &outcome);
    eventually_true(outcome.calls == 1);
    assert_int_equal(outcome.verdict, VERDICT_DONE);
    assert_int_equal(world.token_requests, 2);
    assert_string_equal(world.log, "CC");
    assert_true(remote_ready(remotes[0]));
}

static void many_denials_are_one_refresh(void **state)
{
    struct outcome_of_call outcome = { 0 };

    (void)state;
    world.denied_until = 1;
    for (int i = 0; i < 4; i++) {
        remote_starts(i, 0, 0, "client");
        for (int n = 0; n < 8; n++)
            call_start(i, READ, &outcome);
    }
    eventually_true(outcome.calls == 32);
    assert_int_equal(outcome.verdict, VERDICT_DONE);
    assert_int_equal(world.token_requests, 2);
}

static void a_call_denied_twice_is_handed_over(void **state)
{
    struct outcome_of_call outcome = { 0 };

    (void)state;
    world.denied_until = 1000;
    remote_starts(0, 0, 0, "client");
    call_start(0, READ, &outcome);
    eventually_true(outcome.calls == 1);
    assert_int_equal(outcome.verdict, VERDICT_DENIED);
    assert_int_equal(world.requests, 2);
    assert_false(remote_ready(remotes[0]));
}

static void refreshes_after_denials_are_rationed(void **state)
{
    struct outcome_of_call outcome = { 0 };
    char key[128];
    struct err err;

    (void)state;
    world.denied_until = 1;
    remote_starts(0, 0, 0, "client");
    call_start(0, READ, &outcome);
    eventually_true(outcome.calls == 1);
    key_named(":denials", key, sizeof(key));
    assert_in_range(time_left_ms(key), 590000, 600000);
    assert_non_null(redis_do(world_redis, &err, "SET", key, "5", NULL));
    world.denied_until = 1000;
    call_start(0, READ, &outcome);
    eventually_true(remote_trouble(remotes[0]) != NULL &&
                    strstr(remote_trouble(remotes[0]),
                           "fresh access tokens are denied") != NULL);
    world_pass(300);
    assert_int_equal(world.token_requests, 2);
}

/* As when Redis is set back to what it held some time ago. */
static void a_token_that_has_served_is_replaced_at_once(void **state)
{
    struct outcome_of_call outcome = { 0 };
    char denials[128];
    char key[128];
    struct err err;

    (void)state;
    remote_starts(0, 0, 0, "client");
    eventually_true(all_ready(1));
    key_named("", key, sizeof(key));
    world.denied_until = 1;
    call_start(0, READ, &outcome);
    eventually_true(outcome.calls == 1);
    key_named(":denials", denials, sizeof(denials));
    assert_non_null(redis_do(world_redis, &err, "SET", denials, "5", NULL));
    remote_ends(0);
    assert_non_null(
        redis_do(world_redis, &err, "PEXPIRE", key, "1070000", NULL));
    world.denied_until = 2;
    remote_starts(0, 0, 0, "client");
    call_start(0, READ, &outcome);
    eventually_true(outcome.calls == 2);
    assert_int_equal(outcome.verdict, VERDICT_DONE);
    assert_int_equal(world.token_requests, 3);
}

static void dead_credentials_are_known_to_all(void **state)
{
    struct outcome_of_call outcome = { 0 };
    char key[128];

    (void)state;
    world.token_status = 400;
    world.token_why = "invalid_client";
    for (int i = 0; i < 4; i++)
        remote_starts(i, 0, 0, "client");
    call_start(3, CALL_UPDATE, PRIORITY_UPDATE, 400, &outcome);
    eventually_true(outcome.calls == 1);
    assert_true(outcome.unsent);
    for (int i = 0; i < 4; i++) {
        assert_false(remote_ready(remotes[i]));
        assert_string_equal(remote_trouble(remotes[i]),
                            "powerofficego: credentials refused "
                            "(invalid_client): correct "
                            "TANDEM_POWEROFFICEGO_APPLICATION_KEY, _CLIENT_KEY "
                            "and _SUBSCRIPTION_KEY");
    }
    assert_int_equal(world.token_requests, 1);
    key_named(":refused", key, sizeof(key));
    assert_in_range(time_left_ms(key), 590000, 600000);
}

static void dead_credentials_are_tried_again_after_their_time(void **state)
{
    char key[128];
    struct err err;

    (void)state;
    world.token_status = 400;
    world.token_why = "invalid_client";
    remote_starts(0, 0, 0, "client");
    eventually_true(remote_trouble(remotes[0]) != NULL &&
                    strstr(remote_trouble(remotes[0]), "refused") != NULL);
    world.token_status = 200;
    key_named(":refused", key, sizeof(key));
    assert_non_null(redis_do(world_redis, &err, "DEL", key, NULL));
    eventually_true(remote_ready(remotes[0]));
    world_step();
    assert_null(remote_trouble(remotes[0]));
    assert_int_equal(world.token_requests, 2);
}

static void other_keys_are_tried_although_the_first_are_dead(void **state)
{
    (void)state;
    world.token_status = 400;
    world.token_why = "invalid_client";
    remote_starts(0, 0, 0, "client");
    eventually_true(remote_trouble(remotes[0]) != NULL &&
                    strstr(remote_trouble(remotes[0]), "refused") != NULL);
    world.token_status = 200;
    remote_starts(1, 0, 0, "the right one");
    eventually_true(remote_ready(remotes[1]));
    assert_false(remote_ready(remotes[0]));
}

static void other_keys_are_given_while_calls_wait(void **state)
{
    struct outcome_of_call outcome = { 0 };

    (void)state;
    world.token_status = 400;
    world.token_why = "invalid_client";
    remote_starts(0, 0, 0, "client");
    call_start(0, READ, &outcome);
    eventually_true(remote_is_refused(remotes[0]));
    assert_false(remote_gets(0, "client"));
    world.token_status = 200;
    assert_true(remote_gets(0, "the right one"));
    eventually_true(outcome.calls == 1);
    assert_int_equal(outcome.verdict, VERDICT_DONE);
    assert_false(remote_is_refused(remotes[0]));
    assert_int_equal(world.token_requests, 2);
}

/* The answer to what was sent with the old keys says nothing of the new. */
static void a_late_denial_of_old_keys_spares_the_new_token(void **state)
{
    struct outcome_of_call outcome = { 0 };

    (void)state;
    world.denied_until = 1;
    remote_starts(0, 0, 0, "client");
    call_start(0, READ, &outcome);
    eventually_true(remote_pending(remotes[0]) == 1);
    assert_true(remote_gets(0, "the right one"));
    eventually_true(outcome.calls == 1);
    assert_int_equal(outcome.verdict, VERDICT_DONE);
    assert_int_equal(world.token_requests, 2);
}

static void an_unwell_token_service_is_asked_by_backoff(void **state)
{
    int64_t begin_ms;

    (void)state;
    world.token_status = 503;
    world.token_why = "busy";
    for (int i = 0; i < 4; i++)
        remote_starts(i, 0, 0, "client");
    eventually_true(world.token_requests == 1);
    begin_ms = time_boot_ms();
    world_pass(500);
    assert_int_equal(world.token_requests, 1);
    assert_string_equal(remote_trouble(remotes[2]),
                        "powerofficego: no new access token (busy)");
    world.token_status = 200;
    eventually_true(all_ready(4));
    assert_in_range(time_boot_ms() - begin_ms, 700, 3500);
    assert_int_equal(world.token_requests, 2);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, remote_world_start, remote_world_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_token_is_refreshed_by_one_process_only),
        IN_WORLD(a_later_process_finds_the_token),
        IN_WORLD(other_keys_have_a_token_of_their_own),
        IN_WORLD(a_token_is_replaced_before_it_ends),
        IN_WORLD(the_old_token_serves_while_the_next_is_asked_for),
        IN_WORLD(a_process_that_died_asking_is_replaced_in_time),
        IN_WORLD(a_denied_token_is_replaced_and_the_call_sent_again),
        IN_WORLD(many_denials_are_one_refresh),
        IN_WORLD(a_call_denied_twice_is_handed_over),
        IN_WORLD(refreshes_after_denials_are_rationed),
        IN_WORLD(a_token_that_has_served_is_replaced_at_once),
        IN_WORLD(dead_credentials_are_known_to_all),
        IN_WORLD(dead_credentials_are_tried_again_after_their_time),
        IN_WORLD(other_keys_are_tried_although_the_first_are_dead),
        IN_WORLD(other_keys_are_given_while_calls_wait),
        IN_WORLD(a_late_denial_of_old_keys_spares_the_new_token),
        IN_WORLD(an_unwell_token_service_is_asked_by_backoff),
    };

    return cmocka_run_group_tests(tests, world_group_start, world_group_stop);
}

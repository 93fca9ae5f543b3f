/*
 * io/redis against a real redis-server of its own, which the tests restart,
 * lock and flush as they like.
 */
#include "support/redis_server.h"
#include "support/test.h"

#include "base/time.h"
#include "io/redis.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ANSWER_MS 1000

/* ---- short words ---- */

static struct redis *redis_at(const char *login, const char *rest)
{
    char url[200];
    struct redis *redis;
    struct err err;

    (void)snprintf(url, sizeof(url), "redis://%s127.0.0.1:%d%s", login,
                   redis_server_port(), rest);
    redis = redis_open(url, ANSWER_MS, &err);
    assert_non_null(redis);
    return redis;
}

static int group_start(void **state)
{
    (void)state;
    redis_server_start();
    return 0;
}

static int group_stop(void **state)
{
    (void)state;
    redis_server_stop();
    return 0;
}

static void done(struct redis *redis, const char *a, const char *b,
                 const char *c, const char *d)
{
    struct err err = { 0 };

    if (redis_do(redis, &err, a, b, c, d, NULL) == NULL)
        fail_msg("%s: %s", a, err.text);
}

static void fails(struct redis *redis, enum err_kind kind)
{
    struct err err = { 0 };

    assert_int_equal(redis_ping(redis, &err), -1);
    assert_int_equal(err.kind, kind);
}

static void works(struct redis *redis)
{
    struct err err = { 0 };

    if (redis_ping(redis, &err) != 0)
        fail_msg("%s", err.text);
}

/* Ends every connection but that of `redis`. */
static void others_are_cut(struct redis *redis)
{
    struct err err;

    assert_non_null(redis_do(redis, &err, "CLIENT", "KILL", "TYPE", "normal",
                             "SKIPME", "yes", NULL));
}

/* ---- tests ---- */

static void values_are_binary_safe(void **state)
{
    static const char value[] = { 'a', '\0', '\r', '\n', (char)0xff };
    const char *argv[] = { "SET", "bytes", value };
    const size_t lengths[] = { 3, 5, sizeof(value) };
    struct redis *redis = redis_at("", "");
    const struct redis_reply *reply;
    struct err err;

    (void)state;
    assert_non_null(redis_command(redis, 3, argv, lengths, &err));
    reply = redis_do(redis, &err, "GET", "bytes", NULL);
    assert_non_null(reply);
    assert_int_equal(reply->kind, REDIS_TEXT);
    assert_int_equal(reply->length, sizeof(value));
    assert_memory_equal(reply->text, value, sizeof(value));
    assert_int_equal(reply->text[reply->length], '\0');
    redis_close(redis);
}

static void every_kind_of_reply_is_told_apart(void **state)
{
    struct redis *redis = redis_at("", "");
    const struct redis_reply *reply;
    struct err err;

    (void)state;
    reply = redis_do(redis, &err, "GET", "nothing here", NULL);
    assert_non_null(reply);
    assert_int_equal(reply->kind, REDIS_NIL);
    reply = redis_do(redis, &err, "EVAL",
                     "return {7, {'in', false}, redis.status_reply('OK')}", "0",
                     NULL);
    assert_non_null(reply);
    assert_int_equal(reply->kind, REDIS_LIST);
    assert_int_equal(reply->count, 3);
    assert_int_equal(reply->items[0].kind, REDIS_INTEGER);
    assert_int_equal(reply->items[0].integer, 7);
    assert_string_equal(reply->items[1].items[0].text, "in");
    assert_int_equal(reply->items[1].items[1].kind, REDIS_NIL);
    assert_string_equal(reply->items[2].text, "OK");
    redis_close(redis);
}

static void an_error_reply_is_data_and_spoils_no_connection(void **state)
{
    struct redis *redis = redis_at("", "");
    struct err err = { 0 };

    (void)state;
    done(redis, "SET", "text", "x", NULL);
    assert_null(redis_do(redis, &err, "LPUSH", "text", "y", NULL));
    assert_int_equal(err.kind, ERR_DATA);
    assert_non_null(strstr(err.text, "WRONGTYPE"));
    works(redis);
    redis_close(redis);
}

static void a_pipeline_answers_in_order(void **state)
{
    struct redis *redis = redis_at("", "");
    const struct redis_reply *replies;
    size_t count;
    struct err err;

    (void)state;
    done(redis, "DEL", "n", NULL, NULL);
    for (int i = 0; i < 5000; i++) {
        const char *argv[] = { "INCR", "n" };

        redis_append(redis, 2, argv, NULL);
    }
    assert_int_equal(redis_run(redis, &replies, &count, &err), 0);
    assert_int_equal(count, 5000);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(replies[i].integer, i + 1);
    redis_close(redis);
}

static void an_empty_pipeline_has_no_replies(void **state)
{
    struct redis *redis = redis_at("", "/2");
    const struct redis_reply *replies;
    size_t count = 1;
    struct err err;

    (void)state;
    assert_int_equal(redis_run(redis, &replies, &count, &err), 0);
    assert_int_equal(count, 0);
    redis_close(redis);
}

static void a_database_is_chosen_again_after_a_cut(void **state)
{
    struct redis *third = redis_at("", "/3");
    struct redis *first = redis_at("", "");
    const struct redis_reply *reply;
    struct err err;

    (void)state;
    works(third);
    others_are_cut(first);
    fails(third, ERR_RETRY);
    done(third, "SET", "where", "third", NULL);
    reply = redis_do(first, &err, "GET", "where", NULL);
    assert_int_equal(reply->kind, REDIS_NIL);
    redis_close(third);
    redis_close(first);
}

static void a_database_that_is_not_there_is_a_usage_error(void **state)
{
    struct redis *redis = redis_at("", "/99");

    (void)state;
    fails(redis, ERR_USAGE);
    redis_close(redis);
}

static void a_restart_is_survived(void **state)
{
    struct redis *redis = redis_at("", "");

    (void)state;
    works(redis);
    redis_server_stop();
    fails(redis, ERR_RETRY);
    fails(redis, ERR_RETRY);
    redis_server_start();
    works(redis);
    redis_close(redis);
}

static void a_pipeline_that_met_a_restart_is_not_sent_twice(void **state)
{
    struct redis *redis = redis_at("", "");
    struct redis *other = redis_at("", "");
    const char *argv[] = { "INCR", "once" };
    const struct redis_reply *replies;
    size_t count;
    struct err err;

    (void)state;
    works(redis);
    done(other, "DEL", "once", NULL, NULL);
    others_are_cut(other);
    redis_append(redis, 2, argv, NULL);
    assert_int_equal(redis_run(redis, &replies, &count, &err), -1);
    assert_int_equal(err.kind, ERR_RETRY);
    redis_append(redis, 2, argv, NULL);
    assert_int_equal(redis_run(redis, &replies, &count, &err), 0);
    assert_int_equal(count, 1);
    assert_int_equal(replies[0].integer, 1);
    redis_close(redis);
    redis_close(other);
}

static void a_wrong_password_is_a_usage_error_until_it_is_right(void **state)
{
    struct redis *admin = redis_at("", "");
    struct redis *redis = redis_at(":gr%40nnlig@", "");
    struct err err = { 0 };

    (void)state;
    done(admin, "CONFIG", "SET", "requirepass", "something else");
    assert_int_equal(redis_ping(redis, &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_null(strstr(err.text, "gr@nnlig"));
    done(admin, "CONFIG", "SET", "requirepass", "gr@nnlig");
    works(redis);
    done(admin, "CONFIG", "SET", "requirepass", "");
    redis_close(redis);
    redis_close(admin);
}

static void a_missing_password_is_a_usage_error(void **state)
{
    struct redis *admin = redis_at("", "");
    struct redis *redis = redis_at("", "");

    (void)state;
    done(admin, "CONFIG", "SET", "requirepass", "p");
    fails(redis, ERR_USAGE);
    done(admin, "CONFIG", "SET", "requirepass", "");
    redis_close(redis);
    redis_close(admin);
}

static void a_user_logs_in_with_name_and_password(void **state)
{
    struct redis *admin = redis_at("", "");
    struct redis *right = redis_at("tandem:p1@", "");
    struct redis *wrong = redis_at("tandem:p2@", "");
    const struct redis_reply *reply;
    struct err err;

    (void)state;
    assert_non_null(redis_do(admin, &err, "ACL", "SETUSER", "tandem", "on",
                             ">p1", "allcommands", "allkeys", NULL));
    reply = redis_do(right, &err, "ACL", "WHOAMI", NULL);
    assert_non_null(reply);
    assert_string_equal(reply->text, "tandem");
    fails(wrong, ERR_USAGE);
    redis_close(right);
    redis_close(wrong);
    redis_close(admin);
}

static void a_script_is_loaded_once_and_again_after_a_flush(void **state)
{
    struct redis_script script = {
        .name = "sum", .text = "return tonumber(ARGV[1]) + tonumber(KEYS[1])"
    };
    const char *argv[] = { "40", "2" };
    struct redis *redis = redis_at("", "");
    const struct redis_reply *reply;
    struct err err;

    (void)state;
    for (int i = 0; i < 3; i++) {
        reply = redis_script(redis, &script, 1, 2, argv, NULL, &err);
        assert_non_null(reply);
        assert_int_equal(reply->integer, 42);
        if (i == 1)
            done(redis, "SCRIPT", "FLUSH", NULL, NULL);
    }
    redis_close(redis);
}

static void a_script_takes_bytes_and_says_who_failed(void **state)
{
    struct redis_script bytes = { .name = "bytes",
                                  .text = "return #ARGV[1] + #KEYS[1]" };
    struct redis_script bad = { .name = "bad",
                                .text = "return redis.error_"
                                        "reply('NO because')" };
    const char *argv[] = { "k", "a\0b" };
    const size_t lengths[] = { 1, 3 };
    struct redis *redis = redis_at("", "");
    const struct redis_reply *reply;
    struct err err = { 0 };

    (void)state;
    reply = redis_script(redis, &bytes, 1, 2, argv, lengths, &err);
    assert_non_null(reply);
    assert_int_equal(reply->integer, 4);
    assert_null(redis_script(redis, &bad, 0, 0, NULL, NULL, &err));
    assert_int_equal(err.kind, ERR_DATA);
    assert_non_null(strstr(err.text, "script 'bad'"));
    assert_non_null(strstr(err.text, "NO because"));
    redis_close(redis);
}

static void a_full_redis_means_later(void **state)
{
    struct redis *redis = redis_at("", "");
    struct err err = { 0 };

    (void)state;
    done(redis, "CONFIG", "SET", "maxmemory", "1");
    assert_null(redis_do(redis, &err, "SET", "k", "v", NULL));
    assert_int_equal(err.kind, ERR_RETRY);
    done(redis, "CONFIG", "SET", "maxmemory", "0");
    redis_close(redis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_binary_safe),
        cmocka_unit_test(every_kind_of_reply_is_told_apart),
        cmocka_unit_test(an_error_reply_is_data_and_spoils_no_connection),
        cmocka_unit_test(a_pipeline_answers_in_order),
        cmocka_unit_test(an_empty_pipeline_has_no_replies),
        cmocka_unit_test(a_database_is_chosen_again_after_a_cut),
        cmocka_unit_test(a_database_that_is_not_there_is_a_usage_error),
        cmocka_unit_test(a_restart_is_survived),
        cmocka_unit_test(a_pipeline_that_met_a_restart_is_not_sent_twice),
        cmocka_unit_test(a_wrong_password_is_a_usage_error_until_it_is_right),
        cmocka_unit_test(a_missing_password_is_a_usage_error),
        cmocka_unit_test(a_user_logs_in_with_name_and_password),
        cmocka_unit_test(a_script_is_loaded_once_and_again_after_a_flush),
        cmocka_unit_test(a_script_takes_bytes_and_says_who_failed),
        cmocka_unit_test(a_full_redis_means_later),
    };

    return cmocka_run_group_tests(tests, group_start, group_stop);
}

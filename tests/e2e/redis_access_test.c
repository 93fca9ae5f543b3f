/*
 * Redis with a password, and a user that may do what tandem does and nothing
 * else: exactly what docs/security.md says.
 */
#include "support/e2e.h"
#include "support/environment.h"
#include "support/pipeline.h"
#include "support/redis_user.h"

#include "base/mem.h"
#include "io/redis.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT_S  60
#define PASSWORD "geheim-4711"
#define USAGE    2

static const char *const both[] = { "extractor", "loader" };

static struct redis *user_connect(void)
{
    struct err err = { 0 };
    struct redis *redis = redis_open(redis_user_url(PASSWORD), 5000, &err);

    assert_non_null(redis);
    return redis;
}

/* With a rate, so that the budget is asked, too; with two of each, so that
 * they take turns; and Redis loses all, so that it is filled again. */
static void the_documented_rights_are_enough_for_everything(void **state)
{
    static const struct world_settings settings = {
        .variables = { "TANDEM_POWEROFFICEGO_RATE=50",
                       "TANDEM_SCAN_SECONDS=2" }
    };
    const char *contact;
    const char *output;

    (void)state;
    world_start(&settings);
    redis_user_set(PASSWORD);
    contact =
        crm_create("Contacts", "{'First_Name': 'Kari', 'Last_Name': 'Nordli'}");
    pipeline_start_many(2, 1, 2);
    eventually(LIMIT_S, po_linked("Customers", contact) != NULL);
    redis_forget();
    crm_edit("Contacts", contact, "Phone", "+47 1");
    eventually(LIMIT_S, po_has("Customers", po_linked("Customers", contact),
                               "PhoneNumber", "+47 1"));
    quiet(LIMIT_S);
    assert_int_equal(program_run(&output, "tandem", "check"), 0);
    assert_non_null(strstr(output, "the user may do what the programs do"));
    pipeline_stop();
    assert_string_equal(redis_user_refused(), "");
    world_stop();
    redis_user_end();
}

static void nothing_else_is_allowed(void **state)
{
    static const char *const commands[][3] = {
        { "KEYS", "*" },
        { "FLUSHALL" },
        { "CONFIG", "GET", "*" },
        { "GET", "other:token:x" },
        { "EVAL", "return 1", "0" },
        { "ACL", "LIST" },
        { "SUBSCRIBE", "x" },
    };
    struct redis *redis;

    (void)state;
    world_start(NULL);
    redis_user_set(PASSWORD);
    redis = user_connect();
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        struct err err = { 0 };

        assert_null(redis_do(redis, &err, commands[i][0], commands[i][1],
                             commands[i][2], NULL));
        if (err.kind != ERR_USAGE || strstr(err.text, "NOPERM") == NULL ||
            strstr(err.text, "docs/security.md") == NULL)
            fail_msg("%s: %s", commands[i][0], err.text);
    }
    redis_close(redis);
    world_stop();
    redis_user_end();
}

/* The last word of its log; exit code 2. */
static void refuses(const char *name, const char *const *texts)
{
    const char *output;

    assert_int_equal(program_run(&output, name), USAGE);
    for (; *texts != NULL; texts++) {
        if (strstr(output, *texts) == NULL)
            fail_msg("%s does not say '%s' but: %s", name, *texts, output);
    }
    assert_null(strstr(output, "geheim"));
}

static void a_wrong_password_is_told_and_not_shown(void **state)
{
    static const char *const texts[] = { "\"event\":\"failed\"", "WRONGPASS",
                                         "TANDEM_REDIS", NULL };

    (void)state;
    world_start(NULL);
    redis_user_set(PASSWORD);
    environment_set("TANDEM_REDIS", redis_user_url("geheim-0815"));
    for (size_t i = 0; i < 2; i++)
        refuses(both[i], texts);
    world_stop();
    redis_user_end();
}

static void a_missing_right_is_told_with_the_remedy(void **state)
{
    static const char *const texts[] = { "\"event\":\"failed\"", "NOPERM",
                                         "docs/security.md", NULL };

    (void)state;
    world_start(NULL);
    redis_user_set(PASSWORD);
    redis_user_change("-ping"); /* what the extractor begins with */
    redis_user_change("-info"); /* what the loader begins with */
    for (size_t i = 0; i < 2; i++)
        refuses(both[i], texts);
    world_stop();
    redis_user_end();
}

/* Within a script Redis says it in other words. */
static void a_right_that_a_script_misses_is_told_with_the_remedy(void **state)
{
    static const char *const texts[] = { "\"event\":\"failed\"", "script '",
                                         "docs/security.md", NULL };

    (void)state;
    world_start(NULL);
    redis_user_set(PASSWORD);
    redis_user_change("-hset");
    refuses("loader", texts);
    world_stop();
    redis_user_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(the_documented_rights_are_enough_for_everything),
        world_test(nothing_else_is_allowed),
        world_test(a_wrong_password_is_told_and_not_shown),
        world_test(a_missing_right_is_told_with_the_remedy),
        world_test(a_right_that_a_script_misses_is_told_with_the_remedy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

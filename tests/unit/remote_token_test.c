/*
 * What only an unlucky moment brings about: Redis, HTTP and the codec are
 * fakes here, so that another process can come in between.
 */
#include "support/test.h"

#include "base/mem.h"
#include "remote/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- fakes ---- */

static const char *stored[8]; /* the token at each look, NULL: none */
static int looks;
static bool counting; /* the pipeline is about denials */
static int http_starts;
static http_done *answered;
static void *answered_arg;
static const char *granted;

static const struct redis_reply nothing = { .kind = REDIS_NIL };
static const struct redis_reply one = { .kind = REDIS_INTEGER, .integer = 1 };

void redis_append(struct redis *redis, size_t argc, const char *const *argv,
                  const size_t *lengths)
{
    (void)redis, (void)argc, (void)lengths;
    counting = strstr(argv[0], "INCR") != NULL || (counting && argc == 4);
}

/* The only pipelines: the four words of a look, and the count of denials. */
int redis_run(struct redis *redis, const struct redis_reply **ret_replies,
              size_t *ret_count, struct err *err)
{
    static struct redis_reply replies[4];
    static char json[120];
    const char *token = counting ? NULL : stored[looks++];

    (void)redis, (void)err;
    replies[0] = (struct redis_reply){ .kind = REDIS_INTEGER,
                                       .integer = counting ? 1 : 1000000 };
    replies[1] = replies[2] = replies[3] = nothing;
    if (token != NULL) {
        (void)snprintf(json, sizeof(json),
                       "{\"token\":\"%s\",\"life_ms\":1200000}", token);
        replies[1] = (struct redis_reply){ .kind = REDIS_TEXT,
                                           .text = json,
                                           .length = strlen(json) };
    }
    *ret_replies = replies;
    *ret_count = 4;
    return 0;
}

const struct redis_reply *redis_do(struct redis *redis, struct err *err, ...)
{
    (void)redis, (void)err;
    return &one;
}

const struct redis_reply *redis_script(struct redis *redis,
                                       struct redis_script *script,
                                       size_t key_count, size_t argc,
                                       const char *const *argv,
                                       const size_t *lengths, struct err *err)
{
    (void)redis, (void)script, (void)key_count, (void)argc, (void)argv;
    (void)lengths, (void)err;
    return &one;
}

void http_start(struct http *http, struct http_request *request,
                int deadline_ms, http_done *done, void *arg)
{
    (void)http, (void)request, (void)deadline_ms;
    http_starts++;
    answered = done;
    answered_arg = arg;
}

void http_forget(struct http *http, const void *arg)
{
    (void)http, (void)arg;
}

const char *system_account(const struct system *system)
{
    (void)system;
    return "account";
}

const char *system_credentials(const struct system *system)
{
    (void)system;
    return "keys";
}

int system_request(const struct system *system, const struct call *call,
                   const char *token, const char *api_url,
                   struct http_request *ret_request, struct err *err)
{
    (void)system, (void)call, (void)token, (void)api_url;
    (void)ret_request, (void)err;
    return 0;
}

void system_answer(const struct system *system, const struct call *call,
                   const char *token, struct http_response *response,
                   struct answer *ret_answer)
{
    (void)system, (void)call, (void)token, (void)response;
    *ret_answer = (struct answer){ .verdict = VERDICT_DONE,
                                   .token = mem_copy(granted),
                                   .token_ms = 1200000 };
}

/* ---- tests ---- */

static int start(void **state)
{
    static const struct token_settings settings = { .name_space = "test",
                                                    .owner = "owner",
                                                    .limit_ms = 1000 };

    memset(stored, 0, sizeof(stored));
    looks = 0;
    http_starts = 0;
    *state = token_open(NULL, NULL, NULL, &settings);
    return 0;
}

static int stop(void **state)
{
    token_close(*state);
    return 0;
}

static void token_comes(const char *text)
{
    struct http_response response = { .status = 200 };

    granted = text;
    answered(&response, answered_arg);
}

static void a_token_that_came_before_the_lock_is_not_asked_for(void **state)
{
    struct err err;

    stored[1] = "theirs";
    assert_int_equal(token_step(*state, 1000, &err), 0);
    assert_int_equal(looks, 2);
    assert_int_equal(http_starts, 0);
    assert_string_equal(token_text(*state, 1000), "theirs");
}

static void no_second_request_while_one_is_under_way(void **state)
{
    struct err err;

    for (int i = 0; i < 5; i++)
        assert_int_equal(token_step(*state, 1000 + i * 1000, &err), 0);
    assert_int_equal(http_starts, 1);
}

static void a_late_denial_of_the_old_token_spares_the_new_one(void **state)
{
    unsigned serial;
    struct err err;

    assert_int_equal(token_step(*state, 1000, &err), 0);
    token_comes("first");
    serial = token_serial(*state);
    token_denied(*state, serial);
    assert_null(token_text(*state, 1000));
    assert_int_equal(token_step(*state, 2000, &err), 0);
    assert_int_equal(http_starts, 2);
    token_comes("second");
    token_denied(*state, serial);
    assert_string_equal(token_text(*state, 1000), "second");
    token_denied(*state, token_serial(*state));
    assert_null(token_text(*state, 1000));
}

static void the_denied_token_in_redis_is_not_taken_again(void **state)
{
    struct err err;

    stored[0] = stored[1] = stored[2] = "old";
    assert_int_equal(token_step(*state, 1000, &err), 0);
    assert_string_equal(token_text(*state, 1000), "old");
    token_denied(*state, token_serial(*state));
    assert_int_equal(token_step(*state, 2000, &err), 0);
    assert_null(token_text(*state, 2000));
    assert_int_equal(http_starts, 1);
}

static void a_denied_token_that_is_issued_again_is_good_again(void **state)
{
    struct err err;

    assert_int_equal(token_step(*state, 1000, &err), 0);
    token_comes("same");
    token_denied(*state, token_serial(*state));
    assert_int_equal(token_step(*state, 2000, &err), 0);
    assert_int_equal(http_starts, 2);
    token_comes("same");
    assert_string_equal(token_text(*state, 2000), "same");
}

#define WITH_TOKEN(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_TOKEN(a_token_that_came_before_the_lock_is_not_asked_for),
        WITH_TOKEN(no_second_request_while_one_is_under_way),
        WITH_TOKEN(a_late_denial_of_the_old_token_spares_the_new_one),
        WITH_TOKEN(the_denied_token_in_redis_is_not_taken_again),
        WITH_TOKEN(a_denied_token_that_is_issued_again_is_good_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

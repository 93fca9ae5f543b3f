/*
 * A walk against a system that is played by the test: remote_call() is faked
 * at link time and keeps the one call that is in flight.
 */
#include "extractor/walk.h"

#include "base/mem.h"

#include "support/test.h"

#include <string.h>

static const struct entity contacts = { .system = "zohocrm",
                                        .name = "Contacts",
                                        .id_path = "id" };
static char *const columns[] = { (char[]){ "Email" }, (char[]){ "id" } };

/* ---- the system ---- */

static struct {
    struct call call;
    remote_done *done;
    void *arg;
    bool in_flight;
    int calls;
} remote;

void remote_call(struct remote *unused, struct call *call, int send_within_ms,
                 remote_done *done, void *arg)
{
    (void)unused;
    assert_int_equal(send_within_ms, 0);
    assert_false(remote.in_flight);
    call_free(&remote.call);
    remote.call = *call;
    remote.done = done;
    remote.arg = arg;
    remote.in_flight = true;
    remote.calls++;
}

static void remote_answers(struct answer answer)
{
    assert_true(remote.in_flight);
    remote.in_flight = false;
    remote.done(&answer, false, remote.arg);
}

/* ---- the caller ---- */

static struct {
    int pages;
    int64_t begin_ms;
    int64_t latest_ms; /* what the next page's rows say */
    bool refuses;
} caller;

static int caller_takes(const struct answer *answer, int64_t begin_ms,
                        int64_t *ret_latest_ms, void *arg, struct err *err)
{
    (void)answer;
    assert_ptr_equal(arg, &caller);
    if (caller.refuses)
        return err_set(err, ERR_RETRY, "redis is away");
    caller.pages++;
    caller.begin_ms = begin_ms;
    *ret_latest_ms = caller.latest_ms;
    return 0;
}

static struct answer page_of(int64_t server_ms, char *next_page)
{
    return (struct answer){ .verdict = VERDICT_DONE,
                            .server_ms = server_ms,
                            .next_page = next_page };
}

static int set_up(void **state)
{
    struct walk_settings settings = { .entity = &contacts,
                                      .priority = PRIORITY_SCAN,
                                      .columns = columns,
                                      .column_count = 2,
                                      .page = caller_takes,
                                      .arg = &caller };

    memset(&remote, 0, sizeof(remote));
    memset(&caller, 0, sizeof(caller));
    *state = walk_new(&settings);
    return 0;
}

static int tear_down(void **state)
{
    call_free(&remote.call);
    walk_free(*state);
    return 0;
}

/* ---- tests ---- */

static void a_walk_asks_for_the_columns_since_a_time(void **state)
{
    struct walk *walk = *state;

    walk_start(walk, 77);
    walk_step(walk, 0);
    assert_int_equal(remote.calls, 1);
    assert_int_equal(remote.call.kind, CALL_LIST);
    assert_int_equal(remote.call.priority, PRIORITY_SCAN);
    assert_ptr_equal(remote.call.entity, &contacts);
    assert_int_equal(remote.call.since_ms, 77);
    assert_null(remote.call.page);
    assert_int_equal(remote.call.column_count, 2);
    assert_string_equal(remote.call.columns[0], "Email");
    assert_string_equal(remote.call.columns[1], "id");
}

static void no_page_is_asked_for_before_the_last_is_confirmed(void **state)
{
    struct walk *walk = *state;

    walk_start(walk, 0);
    walk_step(walk, 0);
    walk_step(walk, 1);
    assert_int_equal(remote.calls, 1);
    remote_answers(page_of(5000, (char[]){ "two" }));
    walk_step(walk, 2);
    assert_int_equal(remote.calls, 1);
    walk_confirm(walk);
    walk_step(walk, 3);
    assert_int_equal(remote.calls, 2);
    assert_string_equal(remote.call.page, "two");
    remote_answers(page_of(6000, NULL));
    assert_int_equal(walk_state(walk), WALK_PAGED);
    walk_confirm(walk);
    assert_int_equal(walk_state(walk), WALK_ENDED);
    assert_int_equal(caller.pages, 2);
}

static void a_walk_begins_when_its_first_page_was_read(void **state)
{
    struct walk *walk = *state;

    walk_start(walk, 0);
    walk_step(walk, 0);
    remote_answers(page_of(5000, (char[]){ "two" }));
    walk_confirm(walk);
    walk_step(walk, 0);
    remote_answers(page_of(9000, NULL));
    assert_int_equal(walk_begin_ms(walk), 5000);
    assert_int_equal(caller.begin_ms, 5000);
}

static void an_unwell_system_is_asked_for_the_same_page_later(void **state)
{
    struct walk *walk = *state;

    walk_start(walk, 0);
    walk_step(walk, 0);
    remote_answers(page_of(5000, (char[]){ "two" }));
    walk_confirm(walk);
    walk_step(walk, 100);
    remote_answers((struct answer){ .verdict = VERDICT_RETRY,
                                    .code = (char[]){ "HTTP 503" } });
    assert_string_equal(walk_trouble(walk), "list refused: retry (HTTP 503)");
    walk_step(walk, 100);
    walk_step(walk, 100 + WALK_PAUSE_MS - 1);
    assert_int_equal(remote.calls, 2);
    walk_step(walk, 100 + WALK_PAUSE_MS);
    assert_int_equal(remote.calls, 3);
    assert_string_equal(remote.call.page, "two");
    remote_answers(page_of(6000, NULL));
    assert_null(walk_trouble(walk));
    assert_int_equal(walk_begin_ms(walk), 5000);
}

static void pauses_double_up_to_a_minute(void **state)
{
    static const int64_t pauses_ms[] = { 1000,  2000,  4000,  8000,
                                         16000, 32000, 60000, 60000 };
    struct walk *walk = *state;
    int64_t now_ms = 0;

    walk_start(walk, 0);
    walk_step(walk, now_ms);
    for (int i = 0; i < 8; i++) {
        remote_answers((struct answer){ .verdict = VERDICT_RETRY });
        walk_step(walk, now_ms);
        walk_step(walk, now_ms + pauses_ms[i] - 1);
        assert_false(remote.in_flight);
        now_ms += pauses_ms[i];
        walk_step(walk, now_ms);
        assert_true(remote.in_flight);
    }
}

static void a_page_token_that_died_anchors_the_walk_anew(void **state)
{
    struct walk *walk = *state;

    caller.latest_ms = 4000;
    walk_start(walk, 77);
    walk_step(walk, 0);
    remote_answers(page_of(5000, (char[]){ "two" }));
    walk_confirm(walk);
    walk_step(walk, 0);
    assert_string_equal(remote.call.page, "two");
    remote_answers(
        (struct answer){ .verdict = VERDICT_RETRY, .truncated = true });
    walk_step(walk, 0);
    walk_step(walk, WALK_PAUSE_MS);
    assert_null(remote.call.page);
    assert_int_equal(remote.call.since_ms, 4000);
    remote_answers(page_of(9000, NULL));
    assert_int_equal(walk_begin_ms(walk), 5000);
}

static void a_page_that_is_refused_goes_back_to_the_last_anchor(void **state)
{
    struct walk *walk = *state;

    caller.latest_ms = 4000;
    walk_start(walk, 77);
    walk_step(walk, 0);
    remote_answers(page_of(5000, (char[]){ "two" }));
    walk_confirm(walk);
    walk_step(walk, 0);
    remote_answers((struct answer){ .verdict = VERDICT_REJECT });
    walk_step(walk, 0);
    walk_step(walk, WALK_PAUSE_MS);
    assert_null(remote.call.page);
    assert_int_equal(remote.call.since_ms, 77);
}

static void a_list_that_is_cut_goes_on_from_the_newest_it_gave(void **state)
{
    struct walk *walk = *state;
    struct answer cut = page_of(5000, NULL);

    cut.truncated = true;
    caller.latest_ms = 4000;
    walk_start(walk, 0);
    walk_step(walk, 0);
    remote_answers(cut);
    walk_confirm(walk);
    assert_int_equal(walk_state(walk), WALK_DUE);
    walk_step(walk, 0);
    assert_int_equal(remote.call.since_ms, 4000);
    assert_null(remote.call.page);
}

static void a_cut_list_that_cannot_go_on_says_so(void **state)
{
    struct walk *walk = *state;
    struct answer cut = page_of(5000, NULL);

    cut.truncated = true;
    caller.latest_ms = 77;
    walk_start(walk, 77);
    walk_step(walk, 0);
    remote_answers(cut);
    assert_int_equal(walk_state(walk), WALK_FAILED);
    assert_non_null(strstr(walk_trouble(walk), "the same modified time"));
}

static void a_page_that_is_not_taken_is_asked_for_again(void **state)
{
    struct walk *walk = *state;

    caller.refuses = true;
    walk_start(walk, 0);
    walk_step(walk, 0);
    remote_answers(page_of(5000, (char[]){ "two" }));
    assert_string_equal(walk_trouble(walk), "redis is away");
    caller.refuses = false;
    walk_step(walk, 0);
    walk_step(walk, WALK_PAUSE_MS);
    assert_int_equal(remote.calls, 2);
    assert_null(remote.call.page);
}

static void an_answer_without_a_date_is_no_evidence(void **state)
{
    struct walk *walk = *state;

    walk_start(walk, 0);
    walk_step(walk, 0);
    remote_answers(page_of(0, NULL));
    assert_string_equal(walk_trouble(walk), "answer without a date");
    assert_int_equal(caller.pages, 0);
}

static void a_stopped_walk_ignores_the_answer_it_is_still_owed(void **state)
{
    struct walk *walk = *state;

    walk_start(walk, 0);
    walk_step(walk, 0);
    walk_stop(walk);
    walk_start(walk, 33);
    walk_step(walk, 0);
    assert_int_equal(remote.calls, 1);
    remote_answers(page_of(5000, NULL));
    assert_int_equal(caller.pages, 0);
    walk_step(walk, 0);
    assert_int_equal(remote.calls, 2);
    assert_int_equal(remote.call.since_ms, 33);
}

#define WALK_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WALK_TEST(a_walk_asks_for_the_columns_since_a_time),
        WALK_TEST(no_page_is_asked_for_before_the_last_is_confirmed),
        WALK_TEST(a_walk_begins_when_its_first_page_was_read),
        WALK_TEST(an_unwell_system_is_asked_for_the_same_page_later),
        WALK_TEST(pauses_double_up_to_a_minute),
        WALK_TEST(a_page_token_that_died_anchors_the_walk_anew),
        WALK_TEST(a_page_that_is_refused_goes_back_to_the_last_anchor),
        WALK_TEST(a_list_that_is_cut_goes_on_from_the_newest_it_gave),
        WALK_TEST(a_cut_list_that_cannot_go_on_says_so),
        WALK_TEST(a_page_that_is_not_taken_is_asked_for_again),
        WALK_TEST(an_answer_without_a_date_is_no_evidence),
        WALK_TEST(a_stopped_walk_ignores_the_answer_it_is_still_owed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

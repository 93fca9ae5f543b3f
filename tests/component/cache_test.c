/*
 * state/cache with a real Redis: reading, writing, due and unseen.
 */
#include "support/cache_words.h"
#include "support/test.h"

#include "base/mem.h"
#include "base/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOUR_MS    INT64_C(3600000)
#define MANY_ITEMS 500

/* ---- the server ---- */

static void a_redis_that_may_evict_is_refused_with_a_remedy(void **state)
{
    struct copy *copy = *state;

    ok(cache_check(copy->cache, &last_err));
    redis_words(copy, "CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    assert_int_equal(cache_check(copy->cache, &last_err), -1);
    redis_words(copy, "CONFIG", "SET", "maxmemory-policy", "noeviction");
    assert_int_equal(last_err.kind, ERR_USAGE);
    assert_non_null(strstr(last_err.text, "noeviction"));
}

/* ---- states ---- */

static void states_are_read_as_written_for_several_partitions(void **state)
{
    struct copy *copy = *state;
    const struct cache_item one = { .id = "contacts.a.1", .text = "{\"x\":1}" };
    const struct cache_item other = { .id = "contacts.a.2", .text = "two" };
    const char *const ids[] = { "contacts.a.1", "contacts.a.2" };
    char *texts[3];
    struct cache_load loads[] = {
        { .partition = 0, .ids = ids, .count = 2, .ret_texts = texts },
        { .partition = 7, .ids = &ids[1], .count = 1, .ret_texts = &texts[2] },
        { .partition = 8 },
    };
    bool refused;

    writes(copy, CACHE_NO_CHECKPOINT, 5, &one, 1);
    ok(cache_write(copy->cache, 7, CACHE_NO_CHECKPOINT, 9, &other, 1, &refused,
                   &last_err));
    ok(cache_read(copy->cache, loads, 3, &last_err));
    assert_text(texts[0], "{\"x\":1}");
    assert_null(texts[1]);
    assert_text(texts[2], "two");
    assert_int_equal(loads[0].ret_checkpoint, 5);
    assert_int_equal(loads[1].ret_checkpoint, 9);
    assert_int_equal(loads[2].ret_checkpoint, CACHE_NO_CHECKPOINT);
}

static void a_write_on_another_checkpoint_changes_nothing(void **state)
{
    struct copy *copy = *state;
    const struct cache_item first = { .id = "contacts.a.1", .text = "first" };
    const struct cache_item later = { .id = "contacts.a.1",
                                      .text = "later",
                                      .due_ms = 7 };
    bool refused = false;
    char *before;

    writes(copy, CACHE_NO_CHECKPOINT, 5, &first, 1);
    before = picture(copy);
    ok(cache_write(copy->cache, 0, 4, 6, &later, 1, &refused, &last_err));
    assert_true(refused);
    refused = false;
    ok(cache_write(copy->cache, 0, CACHE_NO_CHECKPOINT, 6, &later, 1, &refused,
                   &last_err));
    assert_true(refused);
    assert_text(picture(copy), before);
    free(before);
    writes(copy, 5, 6, &later, 1);
    assert_text(state_of(copy, "contacts.a.1"), "later");
    assert_int_equal(checkpoint_of(copy), 6);
}

static void a_checkpoint_that_is_gone_refuses_the_next_write(void **state)
{
    struct copy *copy = *state;
    const struct cache_item item = { .id = "contacts.a.1", .text = "first" };
    bool refused = false;

    writes(copy, CACHE_NO_CHECKPOINT, 5, &item, 1);
    assert_non_null(redis_do(copy->redis, &last_err, "FLUSHALL", NULL));
    ok(cache_write(copy->cache, 0, 5, 6, &item, 1, &refused, &last_err));
    assert_true(refused);
    assert_null(state_of(copy, "contacts.a.1"));
}

static void five_hundred_states_are_one_script(void **state)
{
    struct copy *copy = *state;
    struct cache_item items[MANY_ITEMS] = { 0 };
    char ids[MANY_ITEMS][24];
    char *text = mem_new(2000, 1);
    char *stored;

    memset(text, 'x', 1999);
    for (int i = 0; i < MANY_ITEMS; i++) {
        (void)snprintf(ids[i], sizeof(ids[i]), "contacts.a.%d", i);
        items[i] = (struct cache_item){ .id = ids[i],
                                        .text = text,
                                        .due_ms = 1000 - i,
                                        .linked = { copy->contacts,
                                                    copy->customers } };
    }
    writes(copy, CACHE_NO_CHECKPOINT, 500, items, 0);
    redis_words(copy, "CONFIG", "RESETSTAT", NULL, NULL);
    writes(copy, 500, 1000, items, MANY_ITEMS);
    assert_non_null(strstr(
        redis_do(copy->redis, &last_err, "INFO", "commandstats", NULL)->text,
        "cmdstat_evalsha:calls=1,"));
    stored = state_of(copy, "contacts.a.499");
    assert_text(stored, text);
    assert_text(due_until(copy, 502, 2), "contacts.a.499 contacts.a.498 ");
    free(text);
}

static void an_erased_link_leaves_nothing(void **state)
{
    struct copy *copy = *state;
    const struct cache_item item = { .id = "contacts.a.1",
                                     .text = "{}",
                                     .due_ms = 7,
                                     .linked = { copy->contacts,
                                                 copy->customers } };
    const struct cache_item erased = { .id = "contacts.a.1", .erased = true };
    char *before;

    writes(copy, CACHE_NO_CHECKPOINT, 1, NULL, 0);
    before = picture(copy);
    writes(copy, 1, 1, &item, 1);
    writes(copy, 1, 1, &erased, 1);
    assert_text(picture(copy), before);
    free(before);
}

/* ---- due ---- */

static void due_links_come_earliest_first(void **state)
{
    struct copy *copy = *state;
    struct cache_item items[] = {
        { .id = "contacts.a.1", .text = "{}", .due_ms = 300 },
        { .id = "contacts.a.2", .text = "{}", .due_ms = 100 },
        { .id = "contacts.a.3", .text = "{}", .due_ms = 200 },
        { .id = "contacts.a.4", .text = "{}" },
        { .id = "contacts.a.5", .text = "{}", .due_ms = LINK_DUE_AT_GATE },
    };

    writes(copy, CACHE_NO_CHECKPOINT, 1, items, 5);
    assert_text(due_until(copy, 99, 9), "");
    assert_text(due_until(copy, 200, 9), "contacts.a.2 contacts.a.3 ");
    assert_text(due_until(copy, 200, 1), "contacts.a.2 ");
    assert_text(due_until(copy, LINK_DUE_AT_GATE - 1, 9),
                "contacts.a.2 contacts.a.3 contacts.a.1 ");
    assert_text(due_until(copy, LINK_DUE_AT_GATE, 9),
                "contacts.a.2 contacts.a.3 contacts.a.1 contacts.a.5 ");
    items[1].due_ms = 0;
    items[2].due_ms = 400;
    writes(copy, 1, 2, items, 3);
    assert_text(due_until(copy, 400, 9), "contacts.a.1 contacts.a.3 ");
}

static void those_at_the_gate_are_given_in_pieces(void **state)
{
    struct copy *copy = *state;
    const struct cache_item items[] = {
        { .id = "contacts.a.3", .text = "{}", .due_ms = LINK_DUE_AT_GATE },
        { .id = "contacts.a.1", .text = "{}", .due_ms = LINK_DUE_AT_GATE },
        { .id = "contacts.a.2", .text = "{}", .due_ms = 200 },
        { .id = "contacts.a.4", .text = "{}", .due_ms = LINK_DUE_AT_GATE },
    };

    writes(copy, CACHE_NO_CHECKPOINT, 1, items, 4);
    assert_text(at_gate(copy, 0, 2), "contacts.a.1 contacts.a.3 ");
    assert_text(at_gate(copy, 2, 2), "contacts.a.4 ");
    assert_text(at_gate(copy, 3, 2), "");
}

/* ---- seen ---- */

static void a_linked_record_counts_as_seen_when_it_is_linked(void **state)
{
    struct copy *copy = *state;
    const int64_t now_ms = time_now_ms();
    struct cache_item item = { .id = "contacts.a.1",
                               .text = "{}",
                               .linked = { copy->contacts, NULL } };

    writes(copy, CACHE_NO_CHECKPOINT, 1, &item, 1);
    assert_text(unseen_before(copy, copy->contacts, now_ms, 9), "of 1");
    assert_text(unseen_before(copy, copy->contacts, now_ms + HOUR_MS, 9),
                "contacts.a.1 of 1");
    assert_text(unseen_before(copy, copy->customers, now_ms + HOUR_MS, 9),
                "of 0");
    item.linked[SIDE_A] = NULL;
    writes(copy, 1, 2, &item, 1);
    assert_text(unseen_before(copy, copy->contacts, now_ms + HOUR_MS, 9),
                "of 0");
}

static void a_seen_mark_never_goes_back(void **state)
{
    struct copy *copy = *state;
    const int64_t later_ms = time_now_ms() + HOUR_MS;
    const struct cache_item items[] = {
        { .id = "contacts.a.1",
          .text = "{}",
          .linked = { copy->contacts, NULL } },
        { .id = "contacts.a.1", .seen = copy->contacts, .seen_ms = later_ms },
        { .id = "contacts.a.1", .seen = copy->contacts, .seen_ms = 1000 },
        { .id = "contacts.a.1",
          .text = "{}",
          .linked = { copy->contacts, NULL } },
    };

    writes(copy, CACHE_NO_CHECKPOINT, 1, items, 4);
    assert_text(unseen_before(copy, copy->contacts, later_ms, 9), "of 1");
    assert_text(unseen_before(copy, copy->contacts, later_ms + 1, 9),
                "contacts.a.1 of 1");
}

static void a_seen_mark_makes_no_link_and_touches_no_state(void **state)
{
    struct copy *copy = *state;
    const struct cache_item items[] = {
        { .id = "contacts.a.1", .text = "{}", .due_ms = 7 },
        { .id = "contacts.a.1", .seen = copy->contacts, .seen_ms = 1000 },
    };

    writes(copy, CACHE_NO_CHECKPOINT, 1, items, 2);
    assert_text(unseen_before(copy, copy->contacts, 2000, 9), "of 0");
    assert_text(state_of(copy, "contacts.a.1"), "{}");
    assert_text(due_until(copy, 7, 9), "contacts.a.1 ");
}

static void the_unseen_are_cut_but_all_are_counted(void **state)
{
    struct copy *copy = *state;
    struct cache_item items[4];
    char ids[4][24];

    for (int i = 0; i < 4; i++) {
        (void)snprintf(ids[i], sizeof(ids[i]), "contacts.a.%d", i);
        items[i] = (struct cache_item){ .id = ids[i],
                                        .text = "{}",
                                        .linked = { copy->contacts, NULL } };
    }
    writes(copy, CACHE_NO_CHECKPOINT, 1, items, 4);
    assert_text(unseen_before(copy, copy->contacts, time_now_ms() + HOUR_MS, 2),
                "contacts.a.0 contacts.a.1 and 2 more of 4");
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, copy_open, copy_close)
    const struct CMUnitTest tests[] = {
        test(a_redis_that_may_evict_is_refused_with_a_remedy),
        test(states_are_read_as_written_for_several_partitions),
        test(a_write_on_another_checkpoint_changes_nothing),
        test(a_checkpoint_that_is_gone_refuses_the_next_write),
        test(five_hundred_states_are_one_script),
        test(an_erased_link_leaves_nothing),
        test(due_links_come_earliest_first),
        test(those_at_the_gate_are_given_in_pieces),
        test(a_linked_record_counts_as_seen_when_it_is_linked),
        test(a_seen_mark_never_goes_back),
        test(a_seen_mark_makes_no_link_and_touches_no_state),
        test(the_unseen_are_cut_but_all_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * state/cache with a real Redis and a real Kafka: making the copy anew.
 */
#include "support/cache_words.h"
#include "support/test.h"

#include "base/mem.h"
#include "base/time.h"
#include "domain/link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOUR_MS INT64_C(3600000)

/* ---- a ledger and its copy ---- */

struct ledger {
    struct copy *copy;
    struct topics topics;
    struct kafka_producer *producer;
    int64_t end; /* the next message's offset */
};

static struct ledger ledger_new(struct copy *copy)
{
    struct ledger ledger = { .copy = copy };
    struct flows none = { 0 };

    topics_init(&ledger.topics, copy->name, 1, &none);
    ok(topics_ensure(&ledger.topics, &settings, LIMIT_MS, &last_err));
    ledger.producer = producer_new(NULL);
    return ledger;
}

static void ledger_free(struct ledger *ledger)
{
    kafka_producer_close(ledger->producer);
    topics_free(&ledger->topics);
}

/* text NULL: a tombstone. */
static void ledger_add(struct ledger *ledger, const char *id, const char *text)
{
    ok(kafka_send(ledger->producer, ledger->topics.links, 0, id, strlen(id),
                  text, text == NULL ? 0 : strlen(text), NULL, &last_err));
    ok(kafka_flush(ledger->producer, LIMIT_MS, &last_err));
    ledger->end++;
}

/* Only in the ledger. */
static void ledger_link(struct ledger *ledger, const struct link *link)
{
    struct buf text = { 0 };

    link_encode(&text, link);
    ledger_add(ledger, link->id, text.data);
    buf_free(&text);
}

/* In the ledger and, as the loader does, in the copy. */
static void both_link(struct ledger *ledger, const struct link *link)
{
    struct buf text = { 0 };
    struct cache_item item;
    int64_t before = ledger->end == 0 ? CACHE_NO_CHECKPOINT : ledger->end;

    cache_item_of(ledger->copy->cache, link, &item);
    link_encode(&text, link);
    ledger_add(ledger, link->id, text.data);
    item.id = link->id;
    item.text = text.data;
    writes(ledger->copy, before, ledger->end, &item, 1);
    buf_free(&text);
}

static struct link *link_with(const char *id, const char *a, const char *b,
                              int64_t due_ms)
{
    struct link *link = link_new(id);

    link->sides[SIDE_A].id = mem_copy(a);
    link->sides[SIDE_B].id = mem_copy(b);
    link->due_ms = due_ms;
    return link;
}

static int64_t rebuilds(struct ledger *ledger)
{
    int64_t checkpoint;

    ok(cache_rebuild(ledger->copy->cache, &settings, &ledger->topics, 0, NULL,
                     &checkpoint, &last_err));
    assert_int_equal(checkpoint, checkpoint_of(ledger->copy));
    return checkpoint;
}

static void rebuild_fails(struct ledger *ledger, enum err_kind kind,
                          const char *with)
{
    int64_t checkpoint;

    assert_int_equal(cache_rebuild(ledger->copy->cache, &settings,
                                   &ledger->topics, 0, NULL, &checkpoint,
                                   &last_err),
                     -1);
    assert_int_equal(last_err.kind, kind);
    if (strstr(last_err.text, with) == NULL)
        fail_msg("no '%s' in: %s", with, last_err.text);
}

static void redis_is_flushed(struct copy *copy)
{
    assert_non_null(redis_do(copy->redis, &last_err, "FLUSHALL", NULL));
}

/* ---- tests ---- */

static void an_empty_ledger_gives_an_empty_copy(void **state)
{
    struct ledger ledger = ledger_new(*state);

    assert_int_equal(rebuilds(&ledger), 0);
    assert_int_equal(rebuilds(&ledger), 0);
    ledger_free(&ledger);
}

static void a_flushed_copy_is_rebuilt_as_it_was(void **state)
{
    struct ledger ledger = ledger_new(*state);
    struct link *links[] = {
        link_with("contacts.a.1", "1", "11", 0),
        link_with("contacts.a.2", "2", NULL, 5000),
        link_with("contacts.b.3", NULL, "13", LINK_DUE_AT_GATE),
        link_with("contacts.a.1", "1", "11", 7000),
        link_with("contacts.a.2", "2", NULL, 0),
        link_with("contactpersons.a.1", "1", NULL, 0),
        link_with("contacts.a.4", "4", "14", 0),
    };
    const size_t count = sizeof links / sizeof links[0];
    char *before;

    links[count - 1]->sides[SIDE_B].gone_ms = 1;
    for (size_t i = 0; i < count; i++) {
        both_link(&ledger, links[i]);
        link_free(links[i]);
    }
    before = picture(ledger.copy);
    assert_non_null(strstr(before, "contacts.b.3 999999999999999\n"));
    redis_is_flushed(ledger.copy);
    assert_int_equal(rebuilds(&ledger), ledger.end);
    assert_text(picture(ledger.copy), before);
    free(before);
    ledger_free(&ledger);
}

static void what_was_rebuilt_counts_as_seen_now(void **state)
{
    struct ledger ledger = ledger_new(*state);
    struct link *link = link_with("contacts.a.1", "1", "11", 0);
    const int64_t now_ms = time_now_ms();

    ledger_link(&ledger, link);
    (void)rebuilds(&ledger);
    assert_text(unseen_before(ledger.copy, ledger.copy->customers, now_ms, 9),
                "of 1");
    assert_text(
        unseen_before(ledger.copy, ledger.copy->customers, now_ms + HOUR_MS, 9),
        "contacts.a.1 of 1");
    link_free(link);
    ledger_free(&ledger);
}

static void a_copy_with_a_checkpoint_goes_on_from_there(void **state)
{
    struct ledger ledger = ledger_new(*state);
    struct link *one = link_with("contacts.a.1", "1", "11", 0);
    struct link *two = link_with("contacts.a.2", "2", "12", 9000);
    char *key = mem_print("%s:links:0", ledger.copy->name);

    both_link(&ledger, one);
    both_link(&ledger, two);
    redis_words(ledger.copy, "HSET", key, "contacts.a.1", "kept");
    ledger_add(&ledger, "contacts.a.2", NULL);
    ledger_add(&ledger, "~scanned.zohocrm.Contacts", "{\"v\":1}");
    assert_int_equal(rebuilds(&ledger), 4);
    assert_text(state_of(ledger.copy, "contacts.a.1"), "kept");
    assert_null(state_of(ledger.copy, "contacts.a.2"));
    assert_text(due_until(ledger.copy, 9000, 9), "");
    assert_text(unseen_before(ledger.copy, ledger.copy->customers, 0, 9),
                "of 1");
    assert_text(state_of(ledger.copy, "~scanned.zohocrm.Contacts"),
                "{\"v\":1}");
    free(key);
    link_free(one);
    link_free(two);
    ledger_free(&ledger);
}

static void what_a_copy_without_checkpoint_holds_is_deleted(void **state)
{
    struct ledger ledger = ledger_new(*state);
    struct link *link = link_with("contacts.a.1", "1", "11", 9000);
    char *key = mem_print("%s:links:0", ledger.copy->name);

    both_link(&ledger, link);
    link_free(link);
    redis_words(ledger.copy, "HDEL", key, "~checkpoint", NULL);
    ledger_add(&ledger, "contacts.a.1", NULL);
    redis_words(ledger.copy, "HSET", key, "contacts.a.9", "stale");
    assert_int_equal(rebuilds(&ledger), 2);
    assert_null(state_of(ledger.copy, "contacts.a.9"));
    assert_text(due_until(ledger.copy, 9000, 9), "");
    assert_text(unseen_before(ledger.copy, ledger.copy->contacts, 0, 9),
                "of 0");
    free(key);
    ledger_free(&ledger);
}

static void a_checkpoint_beyond_the_ledgers_end_needs_a_person(void **state)
{
    struct ledger ledger = ledger_new(*state);
    struct link *link = link_with("contacts.a.1", "1", "11", 0);
    char *before;

    ledger_link(&ledger, link);
    link_free(link);
    writes(ledger.copy, CACHE_NO_CHECKPOINT, 2, NULL, 0);
    before = picture(ledger.copy);
    rebuild_fails(&ledger, ERR_FATAL, "2 lies beyond the ledger's end 1");
    assert_text(picture(ledger.copy), before);
    free(before);
    ledger_free(&ledger);
}

struct unreadable {
    int64_t offsets[4];
    size_t count;
    char cause[ERR_TEXT_MAX]; /* the last */
};

static void note_unreadable(const struct kafka_message *message,
                            const char *cause, void *arg)
{
    struct unreadable *unreadable = arg;

    assert_true(unreadable->count < 4);
    unreadable->offsets[unreadable->count++] = message->offset;
    (void)snprintf(unreadable->cause, sizeof unreadable->cause, "%s", cause);
}

/* Neither the others nor what it was before may be lost by it. */
static void a_state_that_cannot_be_read_is_left_out_and_told(void **state)
{
    struct ledger ledger = ledger_new(*state);
    struct unreadable unreadable = { .count = 0 };
    struct cache_watch watch = { .unreadable = note_unreadable,
                                 .arg = &unreadable };
    struct link *link = link_with("contacts.a.1", "1", NULL, 1500);
    struct buf text = { 0 };
    int64_t checkpoint;

    link_encode(&text, link);
    ledger_add(&ledger, "contacts.a.1", text.data);
    ledger_add(&ledger, "contacts.a.1", "{\"v\":99}");
    ledger_add(&ledger, "contacts.a.2", text.data);
    ok(cache_rebuild(ledger.copy->cache, &settings, &ledger.topics, 0, &watch,
                     &checkpoint, &last_err));
    assert_int_equal(checkpoint, 3);
    assert_int_equal(unreadable.count, 2);
    assert_int_equal(unreadable.offsets[0], 1);
    assert_int_equal(unreadable.offsets[1], 2);
    assert_string_equal(unreadable.cause,
                        "the state of another link, 'contacts.a.1'");
    assert_text(due_until(ledger.copy, 1901, 9), "contacts.a.1 ");
    buf_free(&text);
    link_free(link);
    ledger_free(&ledger);
}

static void count_progress(void *arg)
{
    (*(int *)arg)++;
}

static void a_long_ledger_is_written_in_batches(void **state)
{
    struct ledger ledger = ledger_new(*state);
    struct buf text = { 0 };
    char id[32];
    int64_t checkpoint;
    int batches = 0;
    struct cache_watch watch = { .progress = count_progress, .arg = &batches };

    for (int i = 0; i < 1200; i++) {
        struct link *link;

        (void)snprintf(id, sizeof(id), "contacts.a.%d", i % 300);
        link = link_with(id, id, NULL, 1000 + i);
        buf_clear(&text);
        link_encode(&text, link);
        link_free(link);
        ok(kafka_send(ledger.producer, ledger.topics.links, 0, id, strlen(id),
                      text.data, text.length, NULL, &last_err));
    }
    buf_free(&text);
    ok(kafka_flush(ledger.producer, LIMIT_MS, &last_err));
    ok(cache_rebuild(ledger.copy->cache, &settings, &ledger.topics, 0, &watch,
                     &checkpoint, &last_err));
    assert_int_equal(checkpoint, 1200);
    assert_int_equal(batches, 3);
    assert_text(due_until(ledger.copy, 1901, 9), "contacts.a.0 contacts.a.1 ");
    assert_text(unseen_before(ledger.copy, ledger.copy->contacts, 0, 9),
                "of 300");
    ledger_free(&ledger);
}

static void somebody_takes_over(void *arg)
{
    struct ledger *ledger = arg;
    char *key = mem_print("%s:links:0", ledger->copy->name);

    redis_words(ledger->copy, "HSET", key, "~checkpoint", "1");
    free(key);
}

static void two_do_not_rebuild_the_same_copy(void **state)
{
    struct ledger ledger = ledger_new(*state);
    struct cache_watch watch = { .progress = somebody_takes_over,
                                 .arg = &ledger };
    int64_t checkpoint;

    for (int i = 0; i < 501; i++) {
        ok(kafka_send(ledger.producer, ledger.topics.links, 0, "~x", 2, "{}", 2,
                      NULL, &last_err));
    }
    ok(kafka_flush(ledger.producer, LIMIT_MS, &last_err));
    assert_int_equal(cache_rebuild(ledger.copy->cache, &settings,
                                   &ledger.topics, 0, &watch, &checkpoint,
                                   &last_err),
                     -1);
    assert_int_equal(last_err.kind, ERR_RETRY);
    assert_int_equal(rebuilds(&ledger), 501);
    ledger_free(&ledger);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, copy_open, copy_close)
    const struct CMUnitTest tests[] = {
        test(an_empty_ledger_gives_an_empty_copy),
        test(a_flushed_copy_is_rebuilt_as_it_was),
        test(what_was_rebuilt_counts_as_seen_now),
        test(a_copy_with_a_checkpoint_goes_on_from_there),
        test(what_a_copy_without_checkpoint_holds_is_deleted),
        test(a_checkpoint_beyond_the_ledgers_end_needs_a_person),
        test(a_state_that_cannot_be_read_is_left_out_and_told),
        test(a_long_ledger_is_written_in_batches),
        test(two_do_not_rebuild_the_same_copy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

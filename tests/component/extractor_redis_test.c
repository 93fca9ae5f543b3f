/*
 * What the extractor keeps in Redis, against a real redis-server: leases, the
 * cursor under a lease's guard, fingerprints.
 */
#include "support/redis_server.h"
#include "support/test.h"

#include "base/mem.h"
#include "base/time.h"
#include "extractor/cursor.h"
#include "extractor/fingerprint.h"
#include "extractor/lease.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANSWER_MS 1000
#define ENTITIES  4

static const char *const entities[ENTITIES] = { "zohocrm.Contacts",
                                                "zohocrm.Deals",
                                                "powerofficego.Customers",
                                                "powerofficego.SalesOrders" };
static struct redis *redis;

/* ---- short words ---- */

static int group_start(void **state)
{
    char url[64];
    struct err err;

    (void)state;
    redis_server_start();
    (void)snprintf(url, sizeof(url), "redis://127.0.0.1:%d",
                   redis_server_port());
    redis = redis_open(url, ANSWER_MS, &err);
    return redis == NULL ? -1 : 0;
}

static int group_stop(void **state)
{
    (void)state;
    redis_close(redis);
    redis_server_stop();
    return 0;
}

static const struct redis_reply *command(const char *a, const char *b,
                                         const char *c, const char *d)
{
    struct err err = { 0 };
    const struct redis_reply *reply = redis_do(redis, &err, a, b, c, d, NULL);

    if (reply == NULL)
        fail_msg("%s: %s", a, err.text);
    return reply;
}

static int fresh(void **state)
{
    (void)state;
    (void)command("FLUSHALL", NULL, NULL, NULL);
    return 0;
}

/* An extractor of its own: owners are told apart by the millisecond. */
static struct leases *extractor_new(void)
{
    int64_t now_ms = time_now_ms();

    while (time_now_ms() == now_ms)
        ;
    return leases_open(redis, "t", entities, ENTITIES);
}

static size_t renewed(struct leases *leases, int64_t now_ms)
{
    struct err err = { 0 };
    size_t held = 0;

    if (leases_renew(leases, now_ms, &err) != 0)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < ENTITIES; i++)
        held += leases_held(leases, i, now_ms) ? 1 : 0;
    return held;
}

/* ---- leases ---- */

static void one_extractor_alone_reads_everything(void **state)
{
    struct leases *alone = extractor_new();

    (void)state;
    assert_int_equal(renewed(alone, 1000), ENTITIES);
    assert_int_equal(renewed(alone, 2000), ENTITIES);
    leases_close(alone);
}

static void two_extractors_share_the_work_and_no_entity(void **state)
{
    struct leases *first = extractor_new();
    struct leases *second = extractor_new();

    (void)state;
    assert_int_equal(renewed(first, 1000), ENTITIES);
    assert_int_equal(renewed(second, 1000), 0);
    assert_int_equal(renewed(first, 2000), ENTITIES / 2);
    assert_int_equal(renewed(second, 2000), ENTITIES / 2);
    for (size_t i = 0; i < ENTITIES; i++) {
        assert_int_not_equal(leases_held(first, i, 2000),
                             leases_held(second, i, 2000));
    }
    leases_close(first);
    assert_int_equal(renewed(second, 3000), ENTITIES);
    leases_close(second);
}

static void a_scan_that_has_begun_is_not_given_away(void **state)
{
    struct leases *first = extractor_new();
    struct leases *second = extractor_new();

    (void)state;
    assert_int_equal(renewed(first, 1000), ENTITIES);
    for (size_t i = 0; i < ENTITIES; i++)
        leases_busy(first, i, true);
    assert_int_equal(renewed(second, 1000), 0);
    assert_int_equal(renewed(first, 2000), ENTITIES);
    leases_busy(first, 1, false);
    leases_busy(first, 3, false);
    assert_int_equal(renewed(first, 3000), ENTITIES / 2);
    assert_true(leases_held(first, 0, 3000));
    assert_true(leases_held(first, 2, 3000));
    leases_close(first);
    leases_close(second);
}

static void a_dead_extractors_leases_expire(void **state)
{
    struct leases *dead = extractor_new();
    struct leases *heir = extractor_new();
    int64_t limit_ms = time_boot_ms() + 5000;
    size_t held = 0;

    (void)state;
    assert_int_equal(renewed(dead, 1000), ENTITIES);
    for (size_t i = 0; i < ENTITIES; i++) {
        int64_t left_ms =
            command("PTTL", leases_key(dead, i), NULL, NULL)->integer;

        assert_in_range(left_ms, 1, LEASE_MS);
        /* Its last seconds, shortened. */
        (void)command("PEXPIRE", leases_key(dead, i), "1", NULL);
    }
    (void)command("ZADD", "t:extractors", "1", leases_owner(dead));
    while (held < ENTITIES && time_boot_ms() < limit_ms)
        held = renewed(heir, 1000);
    assert_int_equal(held, ENTITIES);
    leases_close(heir);
    leases_close(dead);
}

static void a_lease_that_is_not_renewed_ends_here_too(void **state)
{
    struct leases *leases = extractor_new();

    (void)state;
    assert_int_equal(renewed(leases, 1000), ENTITIES);
    assert_true(leases_held(leases, 0, 1000 + LEASE_MS - 1));
    assert_false(leases_held(leases, 0, 1000 + LEASE_MS));
    leases_close(leases);
}

/* ---- the cursor ---- */

static int saved(const struct leases *leases, bool found, struct err *err)
{
    struct cursor cursor = { .watermark_ms = 5, .scan_ms = 6 };
    struct cursor_guard guard = { leases_key(leases, 0), leases_owner(leases) };

    return cursor_save(redis, "t:cursor", &cursor, found, &guard, err);
}

static bool cursor_found(struct cursor *ret_cursor)
{
    struct err err = { 0 };
    bool found = false;

    if (cursor_load(redis, "t:cursor", ret_cursor, &found, &err) != 0)
        fail_msg("%s", err.text);
    return found;
}

static void a_cursor_is_kept_and_found(void **state)
{
    struct leases *leases = extractor_new();
    struct cursor back = { 0 };
    struct err err = { 0 };

    (void)state;
    assert_int_equal(renewed(leases, 1000), ENTITIES);
    assert_false(cursor_found(&back));
    assert_int_equal(saved(leases, false, &err), 0);
    assert_true(cursor_found(&back));
    assert_int_equal(back.watermark_ms, 5);
    assert_int_equal(back.scan_ms, 6);
    assert_int_equal(saved(leases, true, &err), 0);
    (void)command("SET", "t:cursor", "{\"v\":9}", NULL);
    assert_false(cursor_found(&back));
    leases_close(leases);
}

static void a_cursor_is_moved_by_the_leases_owner_only(void **state)
{
    struct leases *away = extractor_new();
    struct leases *heir = extractor_new();
    struct cursor back = { 0 };
    struct err err = { 0 };

    (void)state;
    assert_int_equal(renewed(away, 1000), ENTITIES);
    (void)command("FLUSHALL", NULL, NULL, NULL);
    assert_int_equal(renewed(heir, 1000), ENTITIES);
    assert_int_equal(saved(away, false, &err), -1);
    assert_int_equal(err.kind, ERR_RETRY);
    assert_false(cursor_found(&back));
    leases_close(away);
    assert_int_equal(renewed(heir, 2000), ENTITIES);
    leases_close(heir);
}

static void a_lost_cursor_does_not_come_back_by_itself(void **state)
{
    struct leases *leases = extractor_new();
    struct cursor back = { 0 };
    struct err err = { 0 };

    (void)state;
    assert_int_equal(renewed(leases, 1000), ENTITIES);
    assert_int_equal(saved(leases, true, &err), -1);
    assert_int_equal(err.kind, ERR_DATA);
    assert_false(cursor_found(&back));
    leases_close(leases);
}

/* ---- fingerprints ---- */

static struct page page_of(const char *first, const char *second)
{
    struct page page = { .rows = mem_new(3, sizeof(struct row)), .count = 3 };

    page.rows[0].id = mem_copy("11");
    page.rows[0].modified_ms = 2000;
    (void)snprintf(page.rows[0].fingerprint, HASH_TEXT_MAX, "%s", first);
    page.rows[1].id = mem_copy("12");
    page.rows[1].modified_ms = 1000;
    (void)snprintf(page.rows[1].fingerprint, HASH_TEXT_MAX, "%s", second);
    page.rows[2].cause = mem_copy("no id");
    (void)snprintf(page.rows[2].fingerprint, HASH_TEXT_MAX, "%s", "dead");
    return page;
}

static void bytes_published_before_are_repeats(void **state)
{
    struct page page = page_of("one", "two");
    struct err err = { 0 };

    (void)state;
    assert_int_equal(fingerprints_mark(redis, "t:f", &page, &err), 0);
    assert_false(page.rows[0].repeat || page.rows[1].repeat);
    assert_int_equal(fingerprints_save(redis, "t:f", &page, 1000, 60000, &err),
                     0);
    page_free(&page);
    page = page_of("one", "edited");
    assert_int_equal(fingerprints_mark(redis, "t:f", &page, &err), 0);
    assert_true(page.rows[0].repeat);
    assert_false(page.rows[1].repeat);
    assert_true(page.rows[2].repeat);
    page_free(&page);
}

static void only_what_the_next_poll_meets_is_kept_and_not_for_long(void **state)
{
    struct page page = page_of("one", "two");
    struct err err = { 0 };

    (void)state;
    assert_int_equal(fingerprints_save(redis, "t:f", &page, 1001, 60000, &err),
                     0);
    assert_int_equal(command("EXISTS", "t:f:11", NULL, NULL)->integer, 1);
    assert_int_equal(command("EXISTS", "t:f:12", NULL, NULL)->integer, 0);
    assert_in_range(command("PTTL", "t:f:11", NULL, NULL)->integer, 1, 60000);
    assert_int_equal(command("DBSIZE", NULL, NULL, NULL)->integer, 2);
    page_free(&page);
}

#define REDIS_TEST(name) cmocka_unit_test_setup(name, fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        REDIS_TEST(one_extractor_alone_reads_everything),
        REDIS_TEST(two_extractors_share_the_work_and_no_entity),
        REDIS_TEST(a_scan_that_has_begun_is_not_given_away),
        REDIS_TEST(a_dead_extractors_leases_expire),
        REDIS_TEST(a_lease_that_is_not_renewed_ends_here_too),
        REDIS_TEST(a_cursor_is_kept_and_found),
        REDIS_TEST(a_cursor_is_moved_by_the_leases_owner_only),
        REDIS_TEST(a_lost_cursor_does_not_come_back_by_itself),
        REDIS_TEST(bytes_published_before_are_repeats),
        REDIS_TEST(only_what_the_next_poll_meets_is_kept_and_not_for_long),
    };

    return cmocka_run_group_tests(tests, group_start, group_stop);
}

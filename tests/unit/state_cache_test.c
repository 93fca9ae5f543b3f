/*
 * state/cache without Redis: what it asks for, and what it makes of answers.
 */
#include "state/cache.h"

#include "base/buf.h"
#include "base/mem.h"
#include "support/entities.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static struct buf said; /* the commands, a blank behind each word */
static struct redis_reply *replies;
static size_t reply_count;

static void say(size_t argc, const char *const *argv)
{
    for (size_t i = 0; i < argc; i++)
        buf_print(&said, "%s ", argv[i]);
}

void redis_append(struct redis *redis, size_t argc, const char *const *argv,
                  const size_t *lengths)
{
    (void)redis, (void)lengths;
    say(argc, argv);
}

int redis_run(struct redis *redis, const struct redis_reply **ret_replies,
              size_t *ret_count, struct err *err)
{
    (void)redis, (void)err;
    *ret_replies = replies;
    *ret_count = reply_count;
    return 0;
}

const struct redis_reply *redis_do(struct redis *redis, struct err *err, ...)
{
    (void)redis, (void)err;
    return replies;
}

const struct redis_reply *redis_script(struct redis *redis,
                                       struct redis_script *script,
                                       size_t key_count, size_t argc,
                                       const char *const *argv,
                                       const size_t *lengths, struct err *err)
{
    (void)redis, (void)script, (void)key_count, (void)lengths, (void)err;
    say(argc, argv);
    return replies;
}

static struct flows flows;
static struct cache *cache;
static struct err err;

static int begin(void **state)
{
    (void)state;
    flows =
        (struct flows){ .items = { entities_flow("contacts") }, .count = 1 };
    cache = cache_open(NULL, "acme", &flows);
    return 0;
}

static int end(void **state)
{
    (void)state;
    cache_close(cache);
    flows_free(&flows);
    buf_free(&said);
    return 0;
}

static struct redis_reply text(const char *value)
{
    return (struct redis_reply){ .kind = REDIS_TEXT,
                                 .text = value,
                                 .length = strlen(value) };
}

/* Reads one link of partition 7; Redis has this for a checkpoint. */
static int64_t checkpoint_read(const char *value, char **ret_state)
{
    const char *const ids[] = { "contacts.a.1" };
    struct redis_reply items[] = { text("{}"), text(value) };
    struct redis_reply list = { .kind = REDIS_LIST,
                                .items = items,
                                .count = 2 };
    struct cache_load load = {
        .partition = 7, .ids = ids, .count = 1, .ret_texts = ret_state
    };

    replies = &list;
    reply_count = 1;
    assert_int_equal(cache_read(cache, &load, 1, &err), 0);
    return load.ret_checkpoint;
}

static void a_state_is_read_with_its_partitions_checkpoint(void **state)
{
    char *link;

    (void)state;
    assert_int_equal(checkpoint_read("41", &link), 41);
    assert_string_equal(link, "{}");
    assert_string_equal(buf_text(&said),
                        "HMGET acme:links:7 contacts.a.1 ~checkpoint ");
    free(link);
}

static void what_is_no_offset_is_no_checkpoint(void **state)
{
    static const char *const wrong[] = { "", "-7", "4x", "x" };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char *link;

        assert_int_equal(checkpoint_read(wrong[i], &link), CACHE_NO_CHECKPOINT);
        free(link);
    }
}

static void an_answer_of_another_shape_is_not_believed(void **state)
{
    const char *const ids[] = { "contacts.a.1" };
    struct redis_reply item = text("{}");
    struct redis_reply list = { .kind = REDIS_LIST,
                                .items = &item,
                                .count = 1 };
    char *texts[1];
    struct cache_load load = { .ids = ids, .count = 1, .ret_texts = texts };

    (void)state;
    replies = &list;
    reply_count = 1;
    assert_int_equal(cache_read(cache, &load, 1, &err), -1);
    assert_int_equal(err.kind, ERR_DATA);
    assert_null(texts[0]);
}

static void write_one(const struct cache_item *item, int64_t integer)
{
    struct redis_reply answered = { .kind = REDIS_INTEGER, .integer = integer };
    bool refused;

    replies = &answered;
    buf_clear(&said);
    assert_int_equal(cache_write(cache, 7, 5, 6, item, 1, &refused, &err), 0);
    assert_int_equal(refused, integer != 1);
}

/* Behind the keys, both checkpoints and the time of day. */
static void item_is(const char *expected)
{
    const char *at = strstr(buf_text(&said), " 5 6 ");

    assert_non_null(at);
    at += strlen(" 5 6 ");
    at += strcspn(at, " ") + 1;
    assert_string_equal(at, expected);
}

static void a_linked_side_has_its_place_among_the_seen_marks(void **state)
{
    const struct flow *flow = flows.items[0];
    const struct cache_item item = {
        .id = "contacts.a.1",
        .text = "{}",
        .due_ms = 99,
        .linked = { flow->sides[SIDE_A].entity, NULL },
    };

    (void)state;
    write_one(&item, 1);
    assert_non_null(strstr(buf_text(&said),
                           "acme:links:7 acme:due:7 "
                           "acme:seen:7:zohocrm.Contacts "
                           "acme:seen:7:powerofficego.Customers "));
    item_is("contacts.a.1 {} 99 1 -2 0 0 ");
}

static void a_seen_mark_alone_leaves_the_state_alone(void **state)
{
    const struct cache_item item = {
        .id = "contacts.a.1",
        .seen = flows.items[0]->sides[SIDE_B].entity,
        .seen_ms = 77,
    };

    (void)state;
    write_one(&item, 1);
    item_is("contacts.a.1   0 0 2 77 ");
}

static void an_erased_link_takes_everything_along(void **state)
{
    const struct cache_item item = { .id = "contacts.a.1", .erased = true };

    (void)state;
    write_one(&item, 1);
    item_is("contacts.a.1  0 -1 -2 0 0 ");
}

static void a_refusal_is_told(void **state)
{
    const struct cache_item item = { .id = "~scanned.x", .text = "{}" };

    (void)state;
    write_one(&item, 0);
    item_is("~scanned.x {} 0 0 0 0 0 ");
}

static void a_redis_that_may_evict_is_refused(void **state)
{
    struct redis_reply info = text("maxmemory_policy:allkeys-lru\r\n");

    (void)state;
    replies = &info;
    assert_int_equal(cache_check(cache, &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    info = text("maxmemory_policy:noeviction\r\n");
    assert_int_equal(cache_check(cache, &err), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_state_is_read_with_its_partitions_checkpoint),
        TEST(what_is_no_offset_is_no_checkpoint),
        TEST(an_answer_of_another_shape_is_not_believed),
        TEST(a_linked_side_has_its_place_among_the_seen_marks),
        TEST(a_seen_mark_alone_leaves_the_state_alone),
        TEST(an_erased_link_takes_everything_along),
        TEST(a_refusal_is_told),
        TEST(a_redis_that_may_evict_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

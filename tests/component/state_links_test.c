/*
 * state/links with a real Redis and a real Kafka: the same links, whatever has
 * become of the copy.
 */
#include "state/links.h"

#include "base/mem.h"
#include "support/cache_words.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct scene {
    struct copy *copy;
    struct topics topics;
    struct kafka_producer *producer;
    struct links *links;
    int64_t end;
    char seen[512]; /* "contacts.a.1=held " of each link */
    char notes[128];
};

static struct scene scene;

static int begin(void **state)
{
    struct flows none = { 0 };
    struct links_settings with = { .kafka = &settings,
                                   .topics = &scene.topics };

    memset(&scene, 0, sizeof scene);
    if (copy_open(state) != 0)
        return -1;
    scene.copy = *state;
    topics_init(&scene.topics, scene.copy->name, 1, &none);
    ok(topics_ensure(&scene.topics, &settings, LIMIT_MS, &last_err));
    scene.producer = producer_new(NULL);
    with.redis = scene.copy->redis;
    with.name_space = scene.copy->name;
    with.flows = &scene.copy->flows;
    scene.links = links_open(&with);
    return 0;
}

static int end(void **state)
{
    links_close(scene.links);
    kafka_producer_close(scene.producer);
    topics_free(&scene.topics);
    return copy_close(state);
}

/* ---- words ---- */

static char *state_text(const char *id, const char *status, int revision)
{
    return mem_print(
        "{\"v\":1,\"id\":\"%s\",\"status\":\"%s\",\"revision\":%d}", id, status,
        revision);
}

static void ledger_says(const char *id, const char *text)
{
    ok(kafka_send(scene.producer, scene.topics.links, 0, id, strlen(id), text,
                  text == NULL ? 0 : strlen(text), NULL, &last_err));
    ok(kafka_flush(scene.producer, LIMIT_MS, &last_err));
    scene.end++;
}

static void ledger_has(const char *id, const char *status, int revision)
{
    char *text = state_text(id, status, revision);

    ledger_says(id, text);
    free(text);
}

/* In both, as the loader writes them. */
static void both_have(const char *id, const char *status, int revision)
{
    char *text = state_text(id, status, revision);
    const struct cache_item item = { .id = id, .text = text };
    int64_t before = scene.end == 0 ? CACHE_NO_CHECKPOINT : scene.end;

    ledger_says(id, text);
    writes(scene.copy, before, scene.end, &item, 1);
    free(text);
}

static int see(const struct link *link, void *arg, struct err *err)
{
    char *before = mem_copy(scene.seen);

    (void)arg;
    (void)err;
    (void)snprintf(scene.seen, sizeof scene.seen, "%s%s=%s ", before, link->id,
                   link_status_name(link->status));
    free(before);
    return 0;
}

static void note(int32_t partition, const char *id, const char *text, void *arg)
{
    (void)arg;
    (void)snprintf(scene.notes, sizeof scene.notes, "%d %s %s", (int)partition,
                   id, text);
}

static void sees(const char *expected)
{
    scene.seen[0] = '\0';
    ok(links_walk(scene.links, see, note, NULL, &last_err));
    assert_string_equal(scene.seen, expected);
}

static void stands(const char *id, const char *expected)
{
    struct link *link;

    ok(links_get(scene.links, id, &link, &last_err));
    if (expected == NULL) {
        assert_null(link);
    } else {
        assert_non_null(link);
        assert_string_equal(link_status_name(link->status), expected);
    }
    link_free(link);
}

/* ---- tests ---- */

static void the_copy_is_read_as_far_as_it_goes(void **state)
{
    (void)state;
    both_have("contacts.a.1", "held", 1);
    both_have("key.contacts.0", "key", 1);
    sees("contacts.a.1=held ");
    assert_int_equal(links_source(scene.links)->from_redis, 1);
    assert_int_equal(links_source(scene.links)->behind, 0);
    stands("contacts.a.1", "held");
    stands("contacts.a.2", NULL);
}

static void what_the_copy_lacks_is_read_from_the_ledger(void **state)
{
    (void)state;
    both_have("contacts.a.1", "held", 1);
    both_have("contacts.a.2", "held", 1);
    ledger_has("contacts.a.1", "in-step", 2);
    ledger_has("contacts.a.3", "waiting", 1);
    ledger_says("contacts.a.2", NULL);
    sees("contacts.a.1=in-step contacts.a.3=waiting ");
    assert_int_equal(links_source(scene.links)->behind, 3);
    stands("contacts.a.1", "in-step");
    stands("contacts.a.2", NULL);
    stands("contacts.a.3", "waiting");
}

static void without_a_copy_the_ledger_says_it_all(void **state)
{
    (void)state;
    ledger_has("contacts.a.1", "pending", 1);
    ledger_has("contacts.a.1", "in-step", 2);
    ledger_says("~scanned.zohocrm.Contacts", "{}");
    sees("contacts.a.1=in-step ");
    assert_string_equal(scene.notes, "0 ~scanned.zohocrm.Contacts {}");
    assert_int_equal(links_source(scene.links)->from_redis, 0);
    assert_string_equal(links_source(scene.links)->redis_said,
                        "it has no copy of partition 0");
    stands("contacts.a.1", "in-step");
}

static void a_copy_of_another_ledger_is_not_believed(void **state)
{
    char *key = mem_print("%s:links:0", scene.copy->name);

    (void)state;
    both_have("contacts.a.1", "held", 1);
    ledger_has("contacts.a.2", "in-step", 1);
    redis_words(scene.copy, "HSET", key, "~checkpoint", "1000");
    sees("contacts.a.1=held contacts.a.2=in-step ");
    assert_string_equal(links_source(scene.links)->redis_said,
                        "its copy of partition 0 is of another ledger");
    free(key);
}

static void a_loader_that_writes_meanwhile_is_not_overtaken(void **state)
{
    char *text = state_text("contacts.a.1", "in-step", 7);
    char *key = mem_print("%s:links:0", scene.copy->name);

    (void)state;
    both_have("contacts.a.1", "held", 1);
    ledger_has("contacts.a.1", "pending", 6);
    redis_words(scene.copy, "HSET", key, "contacts.a.1", text);
    sees("contacts.a.1=in-step ");
    free(key);
    free(text);
}

/* As for the loader: what stood before it counts. */
static void a_state_that_is_none_is_left_out(void **state)
{
    (void)state;
    both_have("contacts.a.1", "held", 1);
    ledger_says("contacts.a.1", "nonsense");
    ledger_says("contacts.a.2", "{\"v\":1,\"id\":\"contacts.a.9\","
                                "\"status\":\"held\"}");
    ledger_has("contacts.a.3", "in-step", 1);
    sees("contacts.a.1=held contacts.a.3=in-step ");
    assert_int_equal(links_source(scene.links)->unreadable, 2);
    stands("contacts.a.1", "held");
    stands("contacts.a.2", NULL);
}

static void topics_that_are_missing_are_named(void **state)
{
    struct topics none;
    struct flows flows = { 0 };

    (void)state;
    topics_init(&none, "nowhere", 1, &flows);
    assert_int_equal(topics_check(&none, &settings, LIMIT_MS, &last_err), -1);
    assert_int_equal(last_err.kind, ERR_USAGE);
    assert_non_null(strstr(last_err.text, "there is no topic 'nowhere.links'"));
    topics_free(&none);
    ok(topics_check(&scene.topics, &settings, LIMIT_MS, &last_err));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_copy_is_read_as_far_as_it_goes),
        TEST(what_the_copy_lacks_is_read_from_the_ledger),
        TEST(without_a_copy_the_ledger_says_it_all),
        TEST(a_copy_of_another_ledger_is_not_believed),
        TEST(a_loader_that_writes_meanwhile_is_not_overtaken),
        TEST(a_state_that_is_none_is_left_out),
        TEST(topics_that_are_missing_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

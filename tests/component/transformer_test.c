/*
 * The transformer as it is delivered, with a real Kafka. Every test has a
 * namespace of its own.
 */
#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "domain/record.h"
#include "state/topics.h"
#include "support/entities.h"
#include "support/kafka_words.h"
#include "support/program.h"
#include "support/test.h"
#include "support/waiting.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PARTITIONS 3
#define LIMIT_S    (LIMIT_MS / 1000)
#define STOP_MS    2000

struct world {
    struct flows flows;
    struct topics topics;
    struct kafka_producer *producer;
    char name_space[64];
    char variables[3][128]; /* NAME=value */
};

static int world_open(void **state)
{
    static int number;
    struct world *world = mem_new(1, sizeof *world);

    (void)snprintf(world->name_space, sizeof world->name_space, "t%lld-%d",
                   (long long)getpid(), number++);
    (void)snprintf(world->variables[0], sizeof world->variables[0],
                   "TANDEM_NAMESPACE=%s", world->name_space);
    (void)snprintf(world->variables[1], sizeof world->variables[1],
                   "TANDEM_BROKERS=%s", settings.brokers);
    (void)snprintf(world->variables[2], sizeof world->variables[2],
                   "TANDEM_PARTITIONS=%d", PARTITIONS);
    entities_flows(&world->flows);
    topics_init(&world->topics, world->name_space, PARTITIONS, &world->flows);
    ok(topics_ensure(&world->topics, &settings, LIMIT_MS, &last_err));
    world->producer = producer_new(NULL);
    *state = world;
    return 0;
}

static int world_close(void **state)
{
    struct world *world = *state;

    programs_show();
    programs_end();
    kafka_producer_close(world->producer);
    topics_free(&world->topics);
    flows_free(&world->flows);
    free(world);
    return 0;
}

static struct program *transformer(const struct world *world)
{
    return program_start("transformer", world->variables[0],
                         world->variables[1], world->variables[2]);
}

/* ---- what the extractor would publish ------------------------------------ */

static const char *contacts_topic(const struct world *world)
{
    return topics_of_entity(&world->topics,
                            entities_find("zohocrm", "Contacts", NULL));
}

static void publish(struct world *world, const char *key, int32_t partition,
                    const struct buf *value)
{
    ok(kafka_send(world->producer, contacts_topic(world), partition, key,
                  strlen(key), buf_text(value), value->length, NULL,
                  &last_err));
}

static void publish_contact(struct world *world, int number)
{
    char system[] = "zohocrm";
    char entity[] = "Contacts";
    char id[16];
    char raw[64];
    struct record record = { .system = system, .entity = entity, .id = id };
    struct buf value = { 0 };

    (void)snprintf(id, sizeof id, "%d", number);
    (void)snprintf(raw, sizeof raw, "{\"id\":\"%d\",\"Last_Name\":\"N%d\"}",
                   number, number);
    record_encode_seen(&value, &record, raw, strlen(raw));
    publish(world, id, hash_partition(id, strlen(id), PARTITIONS), &value);
    buf_free(&value);
}

static void publish_contacts(struct world *world, int first, int last)
{
    for (int i = first; i <= last; i++) {
        publish_contact(world, i);
    }
    ok(kafka_flush(world->producer, LIMIT_MS, &last_err));
}

static void publish_text(struct world *world, const char *text)
{
    struct buf value = { 0 };

    buf_text_append(&value, text);
    publish(world, "odd", 0, &value);
    buf_free(&value);
    ok(kafka_flush(world->producer, LIMIT_MS, &last_err));
}

/* ---- what came of it ----------------------------------------------------- */

struct reading {
    int32_t partition;
    struct map *keys; /* those met, as texts */
    size_t count;
    char *last; /* value */
};

static int reading_add(const struct kafka_message *message, void *arg,
                       struct err *ret_err)
{
    struct reading *reading = arg;
    char *key = mem_copy_n(message->key, message->key_length);

    (void)ret_err;
    if (key[0] != '~') {
        assert_int_equal(hash_partition(key, strlen(key), PARTITIONS),
                         reading->partition);
    }
    (void)map_put(reading->keys, key, reading);
    free(key);
    free(reading->last);
    reading->last = mem_copy_n(message->value, message->value_length);
    reading->count++;
    return 0;
}

/* Every message of a topic, of which the partition is checked. */
static struct reading read_all(const char *topic)
{
    struct reading reading = { .keys = map_new() };
    int64_t end;

    for (int32_t i = 0; i < PARTITIONS; i++) {
        reading.partition = i;
        ok(kafka_read_partition(&settings, topic, i, 0, reading_add, &reading,
                                &end, LIMIT_MS, &last_err));
    }
    return reading;
}

static void reading_free(struct reading *reading)
{
    map_free(reading->keys, NULL);
    free(reading->last);
}

static size_t count_in(const char *topic)
{
    struct reading reading = read_all(topic);

    reading_free(&reading);
    return reading.count;
}

/* How many different links have been told something. */
static size_t links_in(const struct world *world)
{
    struct reading reading = read_all(world->topics.changes);
    size_t count = map_count(reading.keys);

    reading_free(&reading);
    return count;
}

/* A contact concerns its link and its hub. */
#define LINKS(contacts) ((size_t)2 * (contacts))

static void stops_in_good_order(struct program *program)
{
    int64_t took_ms;

    assert_int_equal(program_stop(program, &took_ms), 0);
    assert_in_range(took_ms, 0, STOP_MS);
}

/* ---- tests --------------------------------------------------------------- */

static void each_link_is_told_once_and_in_its_partition(void **state)
{
    struct world *world = *state;
    struct program *program = transformer(world);

    publish_contacts(world, 1, 500);
    eventually(LIMIT_S, links_in(world) == LINKS(500));
    stops_in_good_order(program);
    assert_int_equal(count_in(world->topics.changes), LINKS(500));
}

static void a_marker_reaches_every_partition(void **state)
{
    struct world *world = *state;
    struct program *program = transformer(world);

    publish_text(world, "{\"v\":1,\"kind\":\"scanned\",\"system\":\"zohocrm\","
                        "\"entity\":\"Contacts\",\"scan_ms\":9,"
                        "\"partition\":0,\"partitions\":3}");
    eventually(LIMIT_S, count_in(world->topics.changes) == PARTITIONS);
    for (int32_t i = 0; i < PARTITIONS; i++) {
        int64_t low;
        int64_t high;

        ok(kafka_watermarks(&settings, world->topics.changes, i, &low, &high,
                            LIMIT_MS, &last_err));
        assert_int_equal(high - low, 1);
    }
    stops_in_good_order(program);
}

static void what_is_not_understood_does_not_stop_its_neighbours(void **state)
{
    struct world *world = *state;
    struct program *program = transformer(world);
    struct reading letters;

    publish_contacts(world, 1, 10);
    publish_text(world, "{\"v\":1,\"kind\":\"seen\"");
    publish_contacts(world, 11, 20);
    eventually(LIMIT_S, links_in(world) == LINKS(20));
    eventually(LIMIT_S, count_in(world->topics.dead_letters) == 1);
    letters = read_all(world->topics.dead_letters);
    assert_non_null(map_get(letters.keys, "odd"));
    assert_non_null(strstr(letters.last, contacts_topic(world)));
    assert_non_null(strstr(letters.last, "{\\\"v\\\":1,\\\"kind\\\""));
    reading_free(&letters);
    stops_in_good_order(program);
}

static void a_restarted_transformer_goes_on_where_it_was(void **state)
{
    struct world *world = *state;
    struct program *program = transformer(world);

    publish_contacts(world, 1, 100);
    eventually(LIMIT_S, links_in(world) == LINKS(100));
    stops_in_good_order(program);
    publish_contacts(world, 101, 150);
    program = transformer(world);
    eventually(LIMIT_S, links_in(world) == LINKS(150));
    stops_in_good_order(program);
    assert_int_equal(count_in(world->topics.changes), LINKS(150));
}

static void a_killed_transformer_loses_nothing(void **state)
{
    struct world *world = *state;
    struct program *program;

    publish_contacts(world, 1, 20000);
    program = transformer(world);
    eventually(LIMIT_S, links_in(world) > 0);
    program_kill(program);
    program = transformer(world);
    eventually(LIMIT_S, links_in(world) == LINKS(20000));
    stops_in_good_order(program);
}

static void the_work_of_one_that_is_gone_is_taken_over(void **state)
{
    struct world *world = *state;
    struct program *first = transformer(world);
    struct program *second = transformer(world);

    eventually(LIMIT_S, program_said(first, "\"assigned\"") &&
                            program_said(second, "\"assigned\""));
    publish_contacts(world, 1, 300);
    eventually(LIMIT_S, links_in(world) == LINKS(300));
    stops_in_good_order(first);
    publish_contacts(world, 301, 600);
    eventually(LIMIT_S, links_in(world) == LINKS(600));
    stops_in_good_order(second);
}

static void brokers_that_pause_are_waited_for(void **state)
{
    struct world *world = *state;
    struct program *program;

    publish_contacts(world, 1, 20000);
    program = transformer(world);
    eventually(LIMIT_S, links_in(world) > 0);
    broker_signal(SIGSTOP);
    waiting_moment(3000);
    broker_signal(SIGCONT);
    eventually(LIMIT_S, links_in(world) == LINKS(20000));
    stops_in_good_order(program);
}

static int broker_continue(void **state)
{
    broker_signal(SIGCONT);
    return world_close(state);
}

static void it_waits_for_kafka_and_says_so(void **state)
{
    struct world *world = *state;
    struct program *program =
        program_start("transformer", world->variables[0],
                      "TANDEM_BROKERS=127.0.0.1:1", world->variables[2]);

    eventually(LIMIT_S, program_said(program, "\"waiting\""));
    stops_in_good_order(program);
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, world_open, broker_continue)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_link_is_told_once_and_in_its_partition),
        TEST(a_marker_reaches_every_partition),
        TEST(what_is_not_understood_does_not_stop_its_neighbours),
        TEST(a_restarted_transformer_goes_on_where_it_was),
        TEST(a_killed_transformer_loses_nothing),
        TEST(the_work_of_one_that_is_gone_is_taken_over),
        TEST(brokers_that_pause_are_waited_for),
        TEST(it_waits_for_kafka_and_says_so),
    };

    return cmocka_run_group_tests(tests, kafka_words_start, NULL);
}

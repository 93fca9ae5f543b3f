#include "base/hash.h"
#include "base/mem.h"
#include "domain/record.h"
#include "state/transform.h"
#include "support/entities.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#define PARTITIONS 4
#define SENT_MAX   16

struct sent {
    char *topic;
    char *key;
    char *value;
    int32_t partition;
};

struct world {
    struct flows flows;
    struct topics topics;
    struct transform transform;
    struct transform_counts counts;
    struct sent sent[SENT_MAX];
    size_t count;
    enum err_kind refusal; /* of messages to `changes` */
};

static char changes[] = "t.changes";
static char dead_letters[] = "t.dead-letters";

static int world_send(void *arg, const char *topic, int32_t partition,
                      const char *key, size_t key_length,
                      const struct buf *value, struct err *err)
{
    struct world *world = arg;

    if (world->refusal != ERR_NONE && strcmp(topic, changes) == 0)
        return err_set(err, world->refusal, "the message is too large");
    assert_in_range(world->count, 0, SENT_MAX - 1);
    world->sent[world->count++] =
        (struct sent){ .topic = mem_copy(topic),
                       .key = mem_copy_n(key, key_length),
                       .value = mem_copy(buf_text(value)),
                       .partition = partition };
    return 0;
}

static int world_open(void **state)
{
    struct world *world = mem_new(1, sizeof *world);

    entities_flows(&world->flows);
    world->topics.changes = changes;
    world->topics.dead_letters = dead_letters;
    world->topics.partitions = PARTITIONS;
    world->transform.flows = &world->flows;
    world->transform.topics = &world->topics;
    world->transform.send = world_send;
    world->transform.arg = world;
    *state = world;
    return 0;
}

static int world_close(void **state)
{
    struct world *world = *state;

    for (size_t i = 0; i < world->count; i++) {
        free(world->sent[i].topic);
        free(world->sent[i].key);
        free(world->sent[i].value);
    }
    flows_free(&world->flows);
    free(world);
    return 0;
}

static int transform(struct world *world, const char *value, struct err *err)
{
    struct kafka_message message = {
        .topic = "t.records.zohocrm.Contacts",
        .partition = 3,
        .offset = 41,
        .key = "5843",
        .key_length = 4,
        .value = value,
        .value_length = value == NULL ? 0 : strlen(value),
    };

    return transform_message(&world->transform, &message, &world->counts, err);
}

static void transforms(struct world *world, const char *value)
{
    struct err err = { 0 };

    if (transform(world, value, &err) != 0)
        fail_msg("%s", err.text);
}

static void
a_record_becomes_one_event_per_link_on_the_links_partition(void **state)
{
    struct world *world = *state;

    transforms(world, "{\"v\":1,\"kind\":\"seen\",\"system\":\"zohocrm\","
                      "\"entity\":\"Contacts\",\"id\":\"5843\","
                      "\"read_ms\":7,\"record\":{\"id\":\"5843\","
                      "\"Last_Name\":\"Nordli\"}}");
    assert_int_equal(world->count, 2);
    assert_int_equal(world->counts.records, 1);
    assert_int_equal(world->counts.events, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct sent *sent = &world->sent[i];

        assert_string_equal(sent->topic, "t.changes");
        assert_int_equal(
            sent->partition,
            hash_partition(sent->key, strlen(sent->key), PARTITIONS));
    }
    assert_string_equal(world->sent[0].key, "contactpersons.a.5843");
    assert_string_equal(world->sent[1].key, "contacts.a.5843");
    assert_string_equal(
        world->sent[1].value,
        "{\"v\":1,\"kind\":\"observed\",\"side\":\"a\",\"record_id\":\"5843\","
        "\"read_ms\":7,\"fits\":true,\"founds\":true,"
        "\"fields\":{\"Last_Name\":\"Nordli\"}}");
}

static void a_marker_is_told_to_every_partition(void **state)
{
    struct world *world = *state;

    transforms(world, "{\"v\":1,\"kind\":\"scanned\",\"system\":\"zohocrm\","
                      "\"entity\":\"Contacts\",\"scan_ms\":9,"
                      "\"partition\":2,\"partitions\":4}");
    assert_int_equal(world->count, PARTITIONS);
    for (int32_t i = 0; i < PARTITIONS; i++) {
        assert_int_equal(world->sent[i].partition, i);
        assert_string_equal(world->sent[i].key, "~scanned.zohocrm.Contacts");
        assert_string_equal(world->sent[i].value,
                            "{\"v\":1,\"kind\":\"scanned\","
                            "\"system\":\"zohocrm\",\"entity\":\"Contacts\","
                            "\"scan_ms\":9,\"partition\":2,\"partitions\":4,"
                            "\"flows\":[\"contactpersons\",\"contacts\"]}");
    }
}

static void what_cannot_be_understood_is_buried_with_its_origin(void **state)
{
    struct world *world = *state;

    transforms(world, "{\"v\":2}");
    assert_int_equal(world->count, 1);
    assert_int_equal(world->counts.dead_letters, 1);
    assert_int_equal(world->counts.events, 0);
    assert_string_equal(world->sent[0].topic, "t.dead-letters");
    assert_string_equal(world->sent[0].key, "5843");
    assert_string_equal(
        world->sent[0].value,
        "{\"v\":1,\"cause\":\"cannot decode record: v: 2 is not known here\","
        "\"topic\":\"t.records.zohocrm.Contacts\",\"partition\":3,"
        "\"offset\":41,\"text\":\"{\\\"v\\\":2}\"}");
}

static void a_record_without_a_usable_id_is_buried(void **state)
{
    struct world *world = *state;

    transforms(world, "{\"v\":1,\"kind\":\"gone\",\"system\":\"zohocrm\","
                      "\"entity\":\"Contacts\",\"id\":\"a.b\","
                      "\"read_ms\":7}");
    assert_int_equal(world->count, 1);
    assert_string_equal(world->sent[0].topic, "t.dead-letters");
}

#define GONE                                             \
    "{\"v\":1,\"kind\":\"gone\",\"system\":\"zohocrm\"," \
    "\"entity\":\"Accounts\",\"id\":\"5\",\"read_ms\":7}"

static void an_event_too_large_for_kafka_is_buried(void **state)
{
    struct world *world = *state;

    world->refusal = ERR_DATA;
    transforms(world, GONE);
    assert_int_equal(world->count, 1);
    assert_int_equal(world->counts.events, 0);
    assert_int_equal(world->counts.dead_letters, 1);
    assert_string_equal(world->sent[0].topic, "t.dead-letters");
}

static void a_message_that_cannot_be_sent_is_not_done(void **state)
{
    struct world *world = *state;
    struct err err = { 0 };

    world->refusal = ERR_RETRY;
    assert_int_equal(transform(world, GONE, &err), -1);
    assert_int_equal(err.kind, ERR_RETRY);
    assert_int_equal(world->count, 0);
}

static void a_tombstone_says_nothing(void **state)
{
    struct world *world = *state;

    transforms(world, NULL);
    assert_int_equal(world->count, 0);
    assert_int_equal(world->counts.records, 1);
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, world_open, world_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_record_becomes_one_event_per_link_on_the_links_partition),
        TEST(a_marker_is_told_to_every_partition),
        TEST(what_cannot_be_understood_is_buried_with_its_origin),
        TEST(a_record_without_a_usable_id_is_buried),
        TEST(an_event_too_large_for_kafka_is_buried),
        TEST(a_message_that_cannot_be_sent_is_not_done),
        TEST(a_tombstone_says_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

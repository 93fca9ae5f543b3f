/*
 * A transformer that finds a long backlog of small records.
 */
#include "base/hash.h"
#include "base/mem.h"
#include "base/time.h"
#include "bench/bench.h"
#include "domain/record.h"
#include "io/kafka.h"
#include "state/topics.h"
#include "support/entities.h"
#include "support/test.h"
#include "support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PARTITIONS 12
#define KAFKA_MS   60000
#define LIMIT_S    600

static const struct world_settings settings = { .variables = {
                                                    "TANDEM_PARTITIONS=12" } };

struct backlog {
    struct kafka_settings kafka;
    struct flows flows;
    struct topics topics;
    struct kafka_producer *producer;
};

static void ok(int status, const struct err *err)
{
    if (status != 0)
        fail_msg("%s", err->text);
}

/* As Zoho writes a contact, with what the flows ask for and some more: 600
 * bytes in all. */
static void contact_print(struct buf *out, const char *id, size_t number)
{
    buf_print(out,
              "{\"id\":\"%s\",\"First_Name\":\"Håkon\","
              "\"Last_Name\":\"Ødegård\","
              "\"Email\":\"kontakt.%zu@firma%zu.example\","
              "\"Secondary_Email\":null,\"Phone\":\"+47 %08zu\","
              "\"Other_Phone\":null,\"Mobile\":\"+47 9%07zu\",",
              id, number, number % 9973, number, number % 9000000);
    buf_print(out, "\"Mailing_Street\":\"Øvre Slottsgate 7\","
                   "\"Mailing_City\":\"Ålesund\",\"Mailing_Zip\":\"6002\","
                   "\"Mailing_Country\":\"Norge\",\"Other_City\":null,"
                   "\"Other_Zip\":null,\"Other_Country\":null,"
                   "\"Account_Name\":{\"name\":\"Sjø & Land AS\","
                   "\"id\":\"5725767000000511234\"},"
                   "\"Modified_Time\":\"2025-08-14T14:21:07+02:00\"}");
}

static void backlog_send(struct backlog *backlog, const char *topic,
                         size_t number)
{
    char system[] = "zohocrm";
    char entity[] = "Contacts";
    char by[] = "scan";
    char *id = mem_print("%zu", 5725767000000000017U + number * 1013);
    struct record record = { .system = system,
                             .entity = entity,
                             .id = id,
                             .by = by,
                             .read_ms = time_now_ms() };
    struct buf raw = { 0 };
    struct buf value = { 0 };
    struct err err;

    contact_print(&raw, id, number);
    record_encode_seen(&value, &record, buf_text(&raw), raw.length);
    ok(kafka_send(backlog->producer, topic,
                  hash_partition(id, strlen(id), PARTITIONS), id, strlen(id),
                  buf_text(&value), value.length, NULL, &err),
       &err);
    buf_free(&raw);
    buf_free(&value);
    free(id);
}

static void backlog_publish(size_t count)
{
    struct backlog backlog = { 0 };
    const char *topic;
    struct err err;

    backlog.kafka.brokers = getenv("TEST_BROKERS"); /* NOLINT */
    backlog.kafka.client = "bench";
    entities_flows(&backlog.flows);
    topics_init(&backlog.topics, world_namespace(), PARTITIONS, &backlog.flows);
    ok(topics_ensure(&backlog.topics, &backlog.kafka, KAFKA_MS, &err), &err);
    backlog.producer = kafka_producer_open(&backlog.kafka, NULL, &err);
    assert_non_null(backlog.producer);
    topic = topics_of_entity(&backlog.topics,
                             entities_find("zohocrm", "Contacts", NULL));
    for (size_t i = 0; i < count; i++)
        backlog_send(&backlog, topic, i);
    ok(kafka_flush(backlog.producer, KAFKA_MS, &err), &err);
    kafka_producer_close(backlog.producer);
    topics_free(&backlog.topics);
    flows_free(&backlog.flows);
}

static double done(const struct program *transformer)
{
    return bench_counter(
        transformer,
        RECORDS_OF("tandem_transformer_records_total", "zohocrm", "Contacts"));
}

void bench_transformer(const struct scale *scale)
{
    struct program *transformer;
    struct stretch stretch;

    world_start(&settings);
    backlog_publish(scale->records);
    transformer = bench_start("transformer", "TANDEM_LOG=info");
    stretch = stretch_start(transformer, done(transformer));
    until(LIMIT_S, done(transformer) >= (double)scale->records);
    stretch_end(&stretch, transformer, done(transformer), "transformer",
                "records of a backlog, two events each");
    bench_stop(transformer, "transformer", "after work");
    world_stop();
}

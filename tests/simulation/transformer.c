#include "simulation/transformer.h"

#include "base/mem.h"
#include "domain/record.h"
#include "domain/route.h"

#include <stdlib.h>
#include <string.h>

#define TAKE_MAX 12

static void append(struct sim *sim, int32_t partition,
                   const struct event *event)
{
    struct buf value = { 0 };

    event_encode(&value, event);
    (void)tape_append(&sim->broker.changes[partition], event->link, value.data);
    buf_free(&value);
}

static void route_marker(struct sim *sim, const struct record *record)
{
    struct event event;

    event_init(&event, EVENT_SCANNED, "~scanned");
    event.system = mem_copy(record->system);
    event.entity = mem_copy(record->entity);
    event.scan_ms = record->scan_ms;
    event.partition = record->partition;
    event.partitions = record->partitions;
    event.body = route_flows(&sim->flows, record);
    for (int32_t p = 0; p < sim->broker.partitions; p++)
        append(sim, p, &event);
    event_free(&event);
}

static void route_seen(struct sim *sim, const struct record *record)
{
    struct event events[2 * FLOWS_MAX];
    size_t count = 0;
    struct err err;

    if (route_record(&sim->flows, record, events, &count, &err) != 0)
        sim_fail(sim, "route", "%s", err.text);
    for (size_t i = 0; i < count; i++) {
        append(sim, broker_partition(&sim->broker, events[i].link), &events[i]);
        event_free(&events[i]);
    }
}

static void route_message(struct sim *sim, const struct message *message)
{
    struct record record;
    struct err err;

    if (record_decode(message->value, strlen(message->value), &record, &err) !=
        0) {
        sim_fail(sim, "decode", "%s", err.text);
    } else if (record.kind == RECORD_SCANNED) {
        route_marker(sim, &record);
    } else {
        route_seen(sim, &record);
    }
    record_free(&record);
}

static void route_some(struct sim *sim, void *arg, int64_t number)
{
    size_t entity = (size_t)(number / BROKER_PARTITIONS_MAX);
    size_t partition = (size_t)(number % BROKER_PARTITIONS_MAX);
    const struct tape *tape = &sim->broker.records[entity][partition];
    size_t *next = &sim->broker.routed[entity][partition];
    int64_t take = dice_between(&sim->dice, 1, TAKE_MAX);

    (void)arg;
    for (; *next < tape->count && take > 0; take--)
        route_message(sim, &tape->messages[(*next)++]);
    sim_later(sim, *next < tape->count ? sim_lag(sim) / 4 : sim_lag(sim),
              route_some, NULL, number);
}

void transformer_begin(struct sim *sim)
{
    for (size_t e = 0; e < sim->fake_count; e++) {
        for (int32_t p = 0; p < sim->broker.record_partitions; p++) {
            sim_later(sim, sim_lag(sim), route_some, NULL,
                      (int64_t)e * BROKER_PARTITIONS_MAX + p);
        }
    }
}

void transformer_rewind(struct sim *sim)
{
    size_t entity =
        (size_t)dice_between(&sim->dice, 0, (int64_t)sim->fake_count - 1);
    size_t partition =
        (size_t)dice_between(&sim->dice, 0, sim->broker.record_partitions - 1);
    size_t *next = &sim->broker.routed[entity][partition];

    *next = (size_t)dice_between(&sim->dice, 0, (int64_t)*next);
    sim_trace(sim, "the transformer begins %s anew at %zu",
              sim->fakes[entity]->entity->name, *next);
}

void transformer_rewind_all(struct sim *sim)
{
    memset(sim->broker.routed, 0, sizeof sim->broker.routed);
}

bool transformer_is_done(const struct sim *sim)
{
    for (size_t e = 0; e < sim->fake_count; e++) {
        for (int32_t p = 0; p < sim->broker.record_partitions; p++) {
            if (sim->broker.routed[e][p] < sim->broker.records[e][p].count)
                return false;
        }
    }
    return true;
}

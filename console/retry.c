/*
 * tandem retry: a link that is held or closed is to try again.
 */
#include "base/hash.h"
#include "base/mem.h"
#include "base/time.h"
#include "console/command.h"
#include "domain/event.h"
#include "domain/route.h"
#include "io/kafka.h"
#include "process/flows.h"
#include "state/topics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RETRY_TIMEOUT_MS 10000

/* A word to a link that no enabled flow knows would end in dead letters. */
static int retry_check(const struct flows *flows, const char *link,
                       struct err *err)
{
    const struct flow *flow;
    struct route route;

    if (!route_parse(link, &route)) {
        return err_set(err, ERR_USAGE,
                       "'%s' is no link id: contacts.a.5843104000002417009 is "
                       "one",
                       link);
    }
    flow = flows_find(flows, route.flow);
    route_free(&route);
    if (flow == NULL || !flow->enabled) {
        return err_set(err, ERR_USAGE,
                       "'%s': there is no such flow, or it is off", link);
    }
    return 0;
}

static int retry_send(const struct config *config, const struct topics *topics,
                      const char *link, struct err *err)
{
    struct kafka_producer *producer;
    struct event event;
    struct buf value = { 0 };
    int result = -1;

    event_init(&event, EVENT_COMMAND, link);
    event.command = mem_copy("retry");
    event.at_ms = time_now_ms();
    event_encode(&value, &event);
    event_free(&event);
    producer = kafka_producer_open(&config->kafka, NULL, err);
    if (producer != NULL &&
        kafka_send(producer, topics->changes,
                   hash_partition(link, strlen(link), topics->partitions), link,
                   strlen(link), value.data, value.length, NULL, err) == 0)
        result = kafka_flush(producer, RETRY_TIMEOUT_MS, err);
    kafka_producer_close(producer);
    buf_free(&value);
    return result;
}

static int retry_run(const struct config *config,
                     const struct arguments *arguments, struct err *err)
{
    const char *link = arguments->operands[0];
    struct flows flows;
    struct topics topics = { 0 };
    int result = flows_load(&flows, config, err);

    if (result == 0)
        result = retry_check(&flows, link, err);
    if (result == 0) {
        topics_init(&topics, config->name_space, config->partitions, &flows);
        result = topics_ensure(&topics, &config->kafka, RETRY_TIMEOUT_MS, err);
        if (result == 0)
            result = retry_send(config, &topics, link, err);
        topics_free(&topics);
    }
    if (result == 0)
        (void)printf("%s tries again\n", link);
    flows_free(&flows);
    return result;
}

const struct command retry_command = {
    .name = "retry",
    .summary = "lets a link that is held or closed try again",
    .text = "Both records are read anew, and what was refused is sent once "
            "more. A partner that was deleted is made again: this is the only "
            "way to have that. Nothing happens to a link that is in step.",
    .example = "tandem retry contacts.a.5843104000002417009",
    .needs = NEED_KAFKA | NEED_FLOWS,
    .operands = "LINK",
    .run = retry_run,
};

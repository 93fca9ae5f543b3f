#include "console/apply.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "domain/reply.h"
#include "state/crew.h"
#include "state/outcomes.h"
#include "state/transform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FLUSH_MS 60000
#define PAUSE_MS 500
/* A minute without any outcome: something is wrong, or very slow. */
#define QUIET_MS 60000

struct applying {
    struct session *session;
    const struct draft *draft;
    const struct flow *flow; /* only its links, or NULL */
    struct kafka_producer *producer;
    struct transform transform;
    struct json *done;
    int64_t *next; /* outcome to read, by partition */
    size_t routed; /* records */
    size_t settled;
    size_t missed;    /* of these: held or closed instead */
    int64_t moved_ms; /* when something was done last */
    struct err *err;
};

/* ---- may it be done? ---- */

int apply_check(struct session *session, struct err *err)
{
    struct crew *crew =
        crew_open(session->redis, session->config->name_space, &session->flows);
    size_t same;
    size_t others;
    int result = crew_count(crew, &same, &others, err);

    crew_close(crew);
    if (result != 0)
        return -1;
    if (others > 0) {
        return err_set(err, ERR_USAGE,
                       "%zu loader%s with other flows than those of "
                       "TANDEM_FLOWS here ('%s'): restart all loaders and "
                       "transformers with these",
                       others, others == 1 ? " runs" : "s run",
                       session->config->flows);
    }
    if (same > 0)
        return 0;
    return err_set(err, ERR_USAGE,
                   "no loader runs: start one with these flows first");
}

int apply_same(const struct draft *draft, const char *name, struct err *err)
{
    const char *now = draft_id(draft);
    char *rest;
    unsigned long planned;

    if (text_equal(name, now))
        return 0;
    if (strlen(name) < 6 || name[4] != '-') {
        return err_set(err, ERR_USAGE,
                       "'%s' is no plan: tandem replay --plan prints its name",
                       name);
    }
    planned = strtoul(name + 5, &rest, 10);
    return err_set(err, ERR_USAGE,
                   "the flows or the records have moved since: %s, %lu changes "
                   "were planned and %zu are to be done now; plan again",
                   strncmp(name, now, 4) == 0 ? "the flows are the same"
                                              : "the flows are others",
                   planned, tally_changes(draft_tally(draft)));
}

/* ---- routing ---- */

static int apply_send(void *arg, const char *topic, int32_t partition,
                      const char *key, size_t key_length,
                      const struct buf *value, struct err *err)
{
    const struct applying *applying = arg;
    const struct session *session = applying->session;
    char *link;
    bool other;

    if (!text_equal(topic, session->topics.changes))
        return 0; /* what cannot be understood is the transformer's to bury */
    link = mem_copy_n(key, key_length);
    other = applying->flow != NULL &&
            reply_flow(&session->flows, link) != applying->flow;
    free(link);
    if (other)
        return 0;
    return kafka_send(applying->producer, topic, partition, key, key_length,
                      buf_text(value), value->length, NULL, err);
}

static int apply_record(struct reading *reading, void *arg)
{
    struct applying *applying = arg;
    struct transform_counts counts = { 0 };
    const struct kafka_message message = {
        .topic = topics_of_entity(&applying->session->topics, reading->entity),
        .key = reading->id,
        .key_length = strlen(reading->id),
        .value = reading->text,
        .value_length = strlen(reading->text),
    };

    if (!reading->moves)
        return 0;
    applying->routed++;
    return transform_message(&applying->transform, &message, &counts,
                             applying->err);
}

static int apply_route(struct applying *applying)
{
    if (readings_walk(draft_readings(applying->draft), apply_record,
                      applying) != 0)
        return -1;
    return kafka_flush(applying->producer, FLUSH_MS, applying->err);
}

/* ---- what becomes of it ---- */

static bool is_missed(const char *action)
{
    return text_equal(action, "held") || text_equal(action, "closed");
}

static bool is_settling(const char *action)
{
    return text_equal(action, "created") || text_equal(action, "updated") ||
           text_equal(action, "found") || is_missed(action);
}

static int take_outcome(const struct json *outcome, void *arg, struct err *err)
{
    struct applying *applying = arg;
    const char *link = json_get_text(outcome, "link");
    const char *action = json_get_text(outcome, "action");
    char *key;

    (void)err;
    if (link == NULL || action == NULL || !is_settling(action) ||
        !tally_has(draft_tally(applying->draft), link))
        return 0;
    key = mem_print("%s %s %s", json_get_text(outcome, "flow"),
                    text_equal(action, "found") ? "created" : action,
                    json_get_text(outcome, "side"));
    json_set_int(applying->done, key, json_get_int(applying->done, key, 0) + 1);
    free(key);
    applying->settled++;
    applying->missed += is_missed(action);
    applying->moved_ms = time_boot_ms();
    return 0;
}

static void apply_show(const struct applying *applying, size_t writes)
{
    if (isatty(STDERR_FILENO) != 0) {
        (void)fprintf(stderr, "\r%zu of %zu writes done ", applying->settled,
                      writes);
    }
}

static int apply_wait(struct applying *applying)
{
    const struct session *session = applying->session;
    const size_t writes = tally_writes(draft_tally(applying->draft));
    const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000L };

    applying->moved_ms = time_boot_ms();
    while (applying->settled < writes) {
        if (outcomes_after(&session->kafka, &session->topics, applying->next,
                           take_outcome, applying, applying->err) != 0)
            return -1;
        apply_show(applying, writes);
        if (applying->settled >= writes)
            break;
        if (time_boot_ms() - applying->moved_ms > QUIET_MS) {
            return err_set(applying->err, ERR_RETRY,
                           "%zu of %zu writes are done, and nothing has been "
                           "for a minute: tandem status shows what stands "
                           "still. The others go on by themselves",
                           applying->settled, writes);
        }
        (void)nanosleep(&pause, NULL);
    }
    if (applying->missed == 0)
        return 0;
    return err_set(applying->err, ERR_DATA,
                   "%zu of %zu writes were not done: their links are held or "
                   "closed instead; tandem held tells why, and what to do",
                   applying->missed, writes);
}

int apply(struct session *session, const struct draft *draft,
          const struct draft_settings *settings, struct json *done,
          struct err *err)
{
    struct applying applying = { .session = session,
                                 .draft = draft,
                                 .flow = settings->flow,
                                 .done = done,
                                 .err = err };
    int result;

    applying.transform = (struct transform){ .flows = &session->flows,
                                             .topics = &session->topics,
                                             .send = apply_send,
                                             .arg = &applying };
    applying.next =
        mem_new((size_t)session->topics.partitions, sizeof *applying.next);
    applying.producer = kafka_producer_open(&session->config->kafka, NULL, err);
    result = applying.producer == NULL ? -1 : 0;
    if (result == 0) {
        result = outcomes_ends(&session->kafka, &session->topics, applying.next,
                               err);
    }
    if (result == 0)
        result = apply_route(&applying);
    if (result == 0)
        result = apply_wait(&applying);
    kafka_producer_close(applying.producer);
    free(applying.next);
    return result;
}

#include "console/draft.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define READ_MS     30000
#define PROGRESS_MS 500
#define SCANNED     "~scanned."
#define ROUTE_AHEAD 500 /* records, before what they say is heard */

struct draft {
    struct draft_settings settings;
    struct readings *readings;
    struct tally *tally;
    struct rehearsal *rehearsal;
    const struct entity *reading;  /* the topic that is being read */
    bool open[TOPICS_RECORDS_MAX]; /* scanned in every partition */
    size_t routed;
    size_t unrouted; /* since the rehearsal ran last */
    size_t unreadable;
    int64_t began_ms;
    int64_t shown_ms;
    char *id;
};

/* ---- progress, for whoever sits at a terminal ---- */

static void show(struct draft *draft, const char *what, size_t count)
{
    int64_t now_ms = time_boot_ms();

    if (now_ms - draft->shown_ms < PROGRESS_MS || isatty(STDERR_FILENO) == 0)
        return;
    draft->shown_ms = now_ms;
    (void)fprintf(stderr, "\r%s: %zu records ", what, count);
}

static void show_end(const struct draft *draft)
{
    if (draft->shown_ms != 0)
        (void)fprintf(stderr, "\r%40s\r", "");
}

/* ---- the records ---- */

static int take_record(const struct kafka_message *message, void *arg,
                       struct err *err)
{
    struct draft *draft = arg;
    struct err unread;

    (void)err;
    if (readings_take(draft->readings, draft->reading, message->key,
                      message->key_length, message->value,
                      message->value_length, message->timestamp_ms,
                      &unread) != 0)
        draft->unreadable++; /* the transformer makes a dead letter of it */
    show(draft, "reading", readings_count(draft->readings));
    return 0;
}

static int read_records(struct draft *draft, struct err *err)
{
    const struct session *session = draft->settings.session;
    const struct topics *topics = &session->topics;

    for (size_t i = 0; i < topics->record_count; i++) {
        draft->reading = topics->record_entities[i];
        for (int32_t p = 0; p < topics->partitions; p++) {
            int64_t end;

            if (kafka_read_partition(&session->kafka, topics->records[i], p, 0,
                                     take_record, draft, &end, READ_MS,
                                     err) != 0)
                return -1;
        }
    }
    return 0;
}

/* ---- the links ---- */

/* Ids of one partition at a time: the others' texts stay NULL. */
static int fetch_partition(struct draft *draft, int32_t partition,
                           const char *const *ids, size_t count,
                           char **ret_texts, struct err *err)
{
    const struct session *session = draft->settings.session;
    const char **own = mem_new(count, sizeof *own);
    char **texts = mem_new(count, sizeof *texts);
    size_t *places = mem_new(count, sizeof *places);
    size_t found = 0;
    int result = 0;

    for (size_t i = 0; i < count; i++) {
        if (hash_partition(ids[i], strlen(ids[i]),
                           session->topics.partitions) != partition)
            continue;
        places[found] = i;
        own[found++] = ids[i];
    }
    if (found > 0) {
        result = links_fetch(session->links, partition, own, found, texts, err);
    }
    for (size_t i = 0; result == 0 && i < found; i++)
        ret_texts[places[i]] = texts[i];
    free((void *)own);
    free((void *)texts);
    free(places);
    return result;
}

static int fetch(void *arg, const char *const *ids, size_t count,
                 char **ret_texts, struct err *err)
{
    struct draft *draft = arg;
    int32_t partitions = draft->settings.session->topics.partitions;

    for (int32_t p = 0; p < partitions; p++) {
        if (fetch_partition(draft, p, ids, count, ret_texts, err) != 0)
            return -1;
    }
    return 0;
}

/* ---- the gates ---- */

static int gate_read(struct draft *draft, size_t n, struct err *err)
{
    const struct session *session = draft->settings.session;
    const struct entity *entity = session->topics.record_entities[n];
    char *id = mem_print(SCANNED "%s.%s", entity->system, entity->name);
    const char *ids[] = { id };
    bool open = true;
    int result = 0;

    for (int32_t p = 0; result == 0 && p < session->topics.partitions; p++) {
        char *text = NULL;
        struct json *note = NULL;
        struct err unread;

        result = links_fetch(session->links, p, ids, 1, &text, err);
        if (text != NULL)
            note = json_parse(text, strlen(text), &unread);
        open = open && json_get_true(note, "once");
        json_free(note);
        free(text);
    }
    draft->open[n] = open;
    free(id);
    return result;
}

static int gates_read(struct draft *draft, struct err *err)
{
    for (size_t i = 0; i < draft->settings.session->topics.record_count; i++) {
        if (gate_read(draft, i, err) != 0)
            return -1;
    }
    return 0;
}

static bool gate(void *arg, const struct flow *flow)
{
    const struct draft *draft = arg;
    const struct topics *topics = &draft->settings.session->topics;

    for (size_t i = 0; !draft->settings.first && i < topics->record_count;
         i++) {
        const struct entity *entity = topics->record_entities[i];

        if ((flow->sides[SIDE_A].entity == entity ||
             flow->sides[SIDE_B].entity == entity) &&
            !draft->open[i])
            return false;
    }
    return !draft->settings.first;
}

/* ---- rehearsing ---- */

struct routing {
    struct draft *draft;
    struct err *err;
};

static int route_one(struct reading *reading, void *arg)
{
    const struct routing *routing = arg;
    struct draft *draft = routing->draft;
    const struct draft_settings *settings = &draft->settings;

    if ((settings->entity != NULL && reading->entity != settings->entity) ||
        reading->at_ms < settings->from_ms)
        return 0;
    if (rehearsal_route(draft->rehearsal, reading, settings->flow,
                        routing->err) != 0)
        return -1;
    draft->routed++;
    show(draft, "rehearsing", draft->routed);
    if (++draft->unrouted < ROUTE_AHEAD)
        return 0;
    draft->unrouted = 0;
    return rehearsal_run(draft->rehearsal, routing->err);
}

static int rehearse(struct draft *draft, struct err *err)
{
    struct session *session = draft->settings.session;
    struct routing routing = { draft, err };
    const struct rehearsal_settings with = {
        .flows = &session->flows,
        .readings = draft->readings,
        .tally = draft->tally,
        .reconcile = { .limit_ms = (int64_t)session->config->request_s * 1000 },
        .now_ms = time_now_ms(),
        .fetch = fetch,
        .gate = gate,
        .arg = draft,
    };

    draft->rehearsal = rehearsal_new(&with);
    if (readings_walk(draft->readings, route_one, &routing) != 0 ||
        rehearsal_run(draft->rehearsal, err) != 0)
        return -1;
    if ((draft->settings.first ? rehearsal_open
                               : rehearsal_settle)(draft->rehearsal, err) != 0)
        return -1;
    return rehearsal_end(draft->rehearsal, err);
}

/* ---- all of it ---- */

/* "3f0c-300-5b1d0e9a77c2": the flows, how many changes, and what they are: so
 * that it can be said later what has become different. */
static void draft_name(struct draft *draft)
{
    const struct draft_settings *settings = &draft->settings;
    char digest[HASH_TEXT_MAX];
    char id[TALLY_ID_LENGTH + 1];
    char *origin;

    flows_digest(&settings->session->flows, digest);
    origin = mem_print("%s %s", digest,
                       settings->flow == NULL ? "" : settings->flow->name);
    tally_id(draft->tally, origin, id);
    draft->id =
        mem_print("%.4s-%zu-%s", digest, tally_changes(draft->tally), id);
    free(origin);
}

static int draft_make(struct draft *draft, struct err *err)
{
    if (read_records(draft, err) != 0 ||
        links_hold(draft->settings.session->links, err) != 0 ||
        gates_read(draft, err) != 0)
        return -1;
    return rehearse(draft, err);
}

struct draft *draft_new(const struct draft_settings *settings, struct err *err)
{
    struct draft *draft = mem_new(1, sizeof *draft);
    int result;

    draft->settings = *settings;
    draft->began_ms = time_boot_ms();
    draft->readings = readings_new(&settings->session->flows);
    draft->tally = tally_new(settings->values);
    result = draft_make(draft, err);
    show_end(draft);
    if (result != 0) {
        draft_free(draft);
        return NULL;
    }
    draft_name(draft);
    return draft;
}

void draft_free(struct draft *draft)
{
    if (draft == NULL)
        return;
    rehearsal_free(draft->rehearsal);
    tally_free(draft->tally);
    readings_free(draft->readings);
    free(draft->id);
    free(draft);
}

const struct tally *draft_tally(const struct draft *draft)
{
    return draft->tally;
}

const struct readings *draft_readings(const struct draft *draft)
{
    return draft->readings;
}

const char *draft_id(const struct draft *draft)
{
    return draft->id;
}

static struct json *unscanned_tell(const struct draft *draft)
{
    const struct topics *topics = &draft->settings.session->topics;
    struct json *list = json_new_array();

    for (size_t i = 0; i < topics->record_count; i++) {
        const struct entity *entity = topics->record_entities[i];
        struct json *one;

        if (readings_scanned(draft->readings, entity))
            continue;
        one = json_new_object();
        json_set_text(one, "system", entity->system);
        json_set_text(one, "entity", entity->name);
        json_append(list, one);
    }
    return list;
}

void draft_tell(const struct draft *draft, struct json *object)
{
    char digest[HASH_TEXT_MAX];

    flows_digest(&draft->settings.session->flows, digest);
    json_set_text(object, "plan", draft->id);
    json_set_text(object, "flows", digest);
    json_set_int(object, "records", (int64_t)readings_count(draft->readings));
    json_set_int(object, "routed", (int64_t)draft->routed);
    json_set_int(object, "unreadable", (int64_t)draft->unreadable);
    json_set_int(object, "changes", (int64_t)tally_changes(draft->tally));
    json_set_int(object, "writes", (int64_t)tally_writes(draft->tally));
    json_set_int(object, "seconds", (time_boot_ms() - draft->began_ms) / 1000);
    json_set(object, "rows", tally_rows(draft->tally));
    json_set(object, "samples", json_clone(tally_samples(draft->tally)));
    json_set(object, "lacking", readings_lacking(draft->readings));
    json_set(object, "unscanned", unscanned_tell(draft));
}

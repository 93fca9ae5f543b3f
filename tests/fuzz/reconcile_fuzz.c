/*
 * The judgement, told anything: the flow, the side that founds the link, then
 * a line for each thing that is said to it: an event as on changes, or how its
 * request was answered (a letter for the verdict, then the record's id). Its
 * state can be written down and read again, and stays as large as what it was
 * told.
 */
#include "fuzz/fuzz.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/reconcile.h"
#include "systems/system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define START_MS INT64_C(1800000000000)
#define LIMIT_MS 30000

static struct flows flows;

static const struct entity *find(const char *system, const char *name,
                                 void *arg)
{
    (void)arg;
    return system_entity(system, name);
}

static void flow_load(const char *name)
{
    static char text[65536];
    char *path = mem_print("flows/%s.json", name);
    FILE *file = fopen(path, "r");
    struct err err;
    size_t length;

    HOLDS(file != NULL);
    length = fread(text, 1, sizeof text, file);
    (void)fclose(file);
    flows.items[flows.count] = flow_parse(path, text, length, find, NULL, &err);
    HOLDS(flows.items[flows.count] != NULL);
    flows.count++;
    free(path);
}

static void flows_load_once(void)
{
    if (flows.count > 0)
        return;
    system_zohocrm_reference_field("Tandem_Ref");
    flow_load("contacts");
    flow_load("accounts");
    flow_load("contactpersons");
    flow_load("deals");
}

/* As the loader would say it. */
static void answer_of(const struct link *link, const char *line,
                      struct event *ret_event)
{
    unsigned char verdict = (unsigned char)(*line - 'a');

    event_init(ret_event, EVENT_ANSWERED, link->id);
    ret_event->side = link->request.side;
    ret_event->request_at = link->request.at_ms;
    ret_event->verdict = (enum verdict)(verdict % (VERDICT_EXISTS + 1));
    ret_event->record_id = text_is_empty(line + 1) ? NULL : mem_copy(line + 1);
    ret_event->code = mem_copy("CODE");
    ret_event->read_ms = link->request.at_ms + 1000;
    ret_event->modified = mem_copy("2027-01-15T08:00:00Z");
    if (ret_event->record_id != NULL) {
        ret_event->found = true;
        ret_event->fields = json_clone(link->request.fields);
    }
}

static bool event_of(const struct link *link, const char *line,
                     struct event *ret_event)
{
    struct err err = { 0 };

    if (*line == '{') {
        if (event_decode(link->id, line, strlen(line), ret_event, &err) == 0)
            return true;
        fuzz_explained(&err);
        event_free(ret_event);
        return false;
    }
    if (*line == '\0') {
        event_init(ret_event, EVENT_DUE, link->id);
    } else {
        answer_of(link, line, ret_event);
    }
    return true;
}

static struct link *stored(struct link *link)
{
    struct buf text = { 0 };
    struct err err;
    struct link *again;

    link_encode(&text, link);
    again = link_decode(text.data, text.length, &err);
    HOLDS(again != NULL);
    link_free(link);
    buf_free(&text);
    return again;
}

static void sent(const struct effects *effects, const struct link *link)
{
    for (size_t i = 0; i < effects->message_count; i++) {
        const struct event *message = &effects->messages[i];

        HOLDS(!text_is_empty(message->link));
        HOLDS(message->hops <= EVENT_HOPS_MAX);
    }
    if (effects->request) {
        HOLDS(link->request.kind != REQUEST_NONE);
        HOLDS(effects->changed);
    }
}

static struct link *told(struct link *link, const char *line, int64_t now_ms)
{
    const struct reconcile_settings settings = { .limit_ms = LIMIT_MS };
    static struct effects effects;
    struct event event;

    if (!text_is_utf8(line, strlen(line)) || !event_of(link, line, &event))
        return link;
    event.gate = true;
    event.room[SIDE_A] = true;
    event.room[SIDE_B] = true;
    if (event.kind != EVENT_SCANNED && event.kind != EVENT_REGISTERED) {
        reconcile(&flows, flows_find(&flows, link->flow), &settings, link,
                  &event, now_ms, &effects);
        sent(&effects, link);
        effects_free(&effects);
    }
    event_free(&event);
    return stored(link);
}

void fuzz_one(const char *bytes, size_t length)
{
    static const char *const ids[] = { ".a.5843", ".b.812345", ".a.5843@5842",
                                       "" };
    struct fuzz_input input = { bytes, length };
    int64_t now_ms = START_MS;
    struct link *link;
    const char *flow;
    const char *end;
    char *id;

    flows_load_once();
    flow = flows.items[fuzz_choice(&input, (unsigned)flows.count)]->name;
    end = ids[fuzz_choice(&input, 4)];
    id = *end == '\0' ? mem_print("key.%s.0f58300ae35923d7", flow)
                      : mem_print("%s%s", flow, end);
    link = link_new(id);
    while (input.length > 0) {
        char *line = fuzz_line(&input);

        now_ms += 60000;
        link = told(link, line, now_ms);
        free(line);
    }
    link_free(link);
    free(id);
}

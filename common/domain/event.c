#include "domain/event.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void event_init(struct event *event, enum event_kind kind, const char *link)
{
    memset(event, 0, sizeof *event);
    event->kind = kind;
    event->link = mem_copy(link);
}

void event_free(struct event *event)
{
    char *const owned[] = {
        event->link,        event->record_id,   event->parent,
        event->reference,   event->modified,    event->from,
        event->ids[SIDE_A], event->ids[SIDE_B], event->cause,
        event->command,     event->system,      event->entity,
        event->code,        event->field,       event->message,
        event->flow,
    };

    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
        free(owned[i]);
    json_free(event->fields);
    json_free(event->body);
    for (size_t i = 0; i < event->hit_count; i++)
        event_free(&event->hits[i]);
    free(event->hits);
    memset(event, 0, sizeof *event);
}

const char *event_kind_name(enum event_kind kind)
{
    static const char *const names[] = {
        "observed",   "wanted",  "wake",      "child",    "scanned", "enter",
        "leave",      "granted", "ambiguous", "join",     "joined",  "refused",
        "registered", "parted",  "command",   "answered", "due",     "unseen",
    };

    return names[kind];
}

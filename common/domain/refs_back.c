/*
 * References read backwards: somebody made the b record refer to another one.
 *
 * Links are found by the record that founded them. So the link that the b
 * record itself would found is asked whose it is (`wanted`, creating nothing):
 * it stands alone, or passes the question on to the link that has the record.
 * Which flow's record it is, is not known either: each is asked.
 *
 * link->back: {property: {"id": "812", "links": {"accounts.b.812": {"id":
 * "5843.."} or {"cause": "lonely"}}}}
 */
#include "domain/work.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>

/* The record's id, as text: references are numbers in some systems. */
static char *id_text(const struct json *value)
{
    return json_text(value) != NULL ? mem_copy(json_text(value))
                                    : json_string(value);
}

/* What the b record refers to with the property that says what the other one
 * is under: a contact person's customer. */
static char *parent_of(const struct work *work, const struct property *property)
{
    const struct link_side *b = &work->link->sides[SIDE_B];

    for (size_t i = 0;
         property->under != NULL && i < work->flow->property_count; i++) {
        const struct property *other = &work->flow->properties[i];

        if (other->type == TYPE_LINK && other->under == NULL &&
            text_equal(other->paths[SIDE_A][0], property->under))
            return id_text(value_of(other, SIDE_B, b->observed));
    }
    return NULL;
}

static void ask(struct work *work, const struct property *property,
                const char *link_id)
{
    struct event *message = work_message(work, EVENT_WANTED, link_id);

    if (message != NULL)
        message->parent = parent_of(work, property);
}

static const struct flow *flow_at(const struct work *work,
                                  const struct property *property, size_t i)
{
    const struct flow *flow = flows_find(work->flows, property->flows[i]);

    return flow != NULL && flow->enabled ? flow : NULL;
}

/* Asks all, or again those who have not answered. */
static void ask_all(struct work *work, const struct property *property,
                    const char *id, const struct json *links)
{
    for (size_t i = 0; i < property->flow_count; i++) {
        const struct flow *flow = flow_at(work, property, i);
        char *link_id;

        if (flow == NULL)
            continue;
        link_id = route_link_id(flow->name, SIDE_B, id, NULL);
        if (json_get(links, link_id) == NULL)
            ask(work, property, link_id);
        free(link_id);
    }
}

static void begin(struct work *work, const struct property *property,
                  const char *id)
{
    struct json *entry = json_new_object();

    json_set_text(entry, "id", id);
    json_set(entry, "links", json_new_object());
    json_set(work->link->back, property->name, entry);
    ask_all(work, property, id, NULL);
}

/* What the answers come to: the first flow whose record it is. */
static enum back answers(const struct work *work,
                         const struct property *property, const char *id,
                         const struct json *links, size_t *ret_position,
                         const char **ret_id)
{
    enum back result = BACK_NOBODY;

    for (size_t i = 0; i < property->flow_count; i++) {
        const struct flow *flow = flow_at(work, property, i);
        const struct json *answer;
        char *link_id;

        if (flow == NULL)
            continue;
        link_id = route_link_id(flow->name, SIDE_B, id, NULL);
        answer = json_get(links, link_id);
        free(link_id);
        *ret_position = i;
        *ret_id = json_get_text(answer, "id");
        if (*ret_id != NULL)
            return BACK_FOUND;
        if (answer == NULL)
            result = BACK_ASKED;
    }
    return result;
}

enum back back_resolve(struct work *work, const struct property *property,
                       const struct json *value, size_t *ret_position,
                       const char **ret_id)
{
    const struct json *entry = json_get(work->link->back, property->name);
    bool again = work->event->kind == EVENT_DUE;
    char *id = id_text(value);
    enum back result;

    if (!text_equal(json_get_text(entry, "id"), id)) {
        begin(work, property, id);
    } else if (again || work->event->kind == EVENT_COMMAND) {
        ask_all(work, property, id, again ? json_get(entry, "links") : NULL);
    }
    entry = json_get(work->link->back, property->name);
    result = answers(work, property, id, json_get(entry, "links"), ret_position,
                     ret_id);
    free(id);
    return result;
}

void back_forget(struct link *link, const struct property *property)
{
    if (json_get(link->back, property->name) != NULL)
        json_remove(link->back, property->name);
}

/* Only the link that has this very record answers for it. */
static struct json *answer_of(const struct event *event, const char *id)
{
    struct json *answer = json_new_object();

    json_set_int(answer, "revision", event->revision);
    if (event->ids[SIDE_A] != NULL && text_equal(event->ids[SIDE_B], id)) {
        json_set_text(answer, "id", event->ids[SIDE_A]);
    } else {
        json_set_text(answer, "cause",
                      event->cause == NULL ? "twin" : event->cause);
    }
    return answer;
}

static bool was_asked(const struct work *work, const struct property *property,
                      const char *id)
{
    bool asked = false;

    for (size_t i = 0; i < property->flow_count && !asked; i++) {
        char *link_id = route_link_id(property->flows[i], SIDE_B, id, NULL);

        asked = text_equal(link_id, work->event->from);
        free(link_id);
    }
    return asked;
}

/* Delivered again after what came later. */
static bool is_outdated(const struct work *work, const struct json *links)
{
    return work->event->revision <
           json_get_int(json_get(links, work->event->from), "revision", 0);
}

void back_wake(struct work *work)
{
    for (size_t i = 0; i < work->flow->property_count; i++) {
        const struct property *property = &work->flow->properties[i];
        const struct json *entry = json_get(work->link->back, property->name);
        const char *id = json_get_text(entry, "id");
        struct json *copy;
        struct json *links;

        if (id == NULL || !was_asked(work, property, id) ||
            is_outdated(work, json_get(entry, "links")))
            continue;
        copy = json_clone(entry);
        links = json_clone(json_get(copy, "links"));
        json_set(links, work->event->from, answer_of(work->event, id));
        json_set(copy, "links", links);
        json_set(work->link->back, property->name, copy);
    }
}

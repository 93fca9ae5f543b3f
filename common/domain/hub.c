/*
 * Hubs: a contact may need several contact persons, each a link of its own. The
 * contact's own link is a hub: it remembers its children, and passes on what it
 * sees.
 */
#include "domain/work.h"

#include "base/mem.h"
#include "base/text.h"

bool hub_is(const struct work *work)
{
    return work->flow->parent_flow != NULL && work->route.side == SIDE_A &&
           work->route.parent == NULL;
}

void observed_forward(struct work *work, const char *to, bool not_yours)
{
    const struct event *event = work->event;
    struct event *copy;

    if (event->hops >= EVENT_HOPS_MAX) { /* in a circle, for all we know */
        work_outcome(work, "not-forwarded", event->side, NULL, NULL,
                     "too many hops");
        return;
    }
    copy = work_message(work, EVENT_OBSERVED, to);
    if (copy == NULL)
        return;
    copy->side = event->side;
    copy->record_id = mem_copy(event->record_id);
    copy->parent = mem_copy(event->parent);
    copy->reference = mem_copy(event->reference);
    copy->read_ms = event->read_ms;
    copy->modified = mem_copy(event->modified);
    copy->fields = json_clone(event->fields);
    copy->gone = event->gone;
    copy->fits = event->fits;
    copy->founds = not_yours && event->fits;
    copy->not_yours = not_yours;
    copy->hops = event->hops + 1;
}

static bool list_has(const struct json *list, const char *text)
{
    for (const struct json *i = json_first(list); i != NULL; i = json_next(i)) {
        if (text_equal(json_text(i), text))
            return true;
    }
    return false;
}

void list_add(struct json *list, const char *text, size_t most)
{
    if (!list_has(list, text) && json_count(list) < most)
        json_append(list, json_new_text(text));
}

void hub_take(struct work *work)
{
    struct link *link = work->link;

    if (work->event->kind == EVENT_CHILD)
        list_add(link->children, work->event->from, LINK_CHILDREN_MAX);
    if (work->event->kind != EVENT_OBSERVED)
        return;
    for (const struct json *c = json_first(link->children); c != NULL;
         c = json_next(c))
        observed_forward(work, json_text(c), false);
}

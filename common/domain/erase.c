/*
 * A link whose person was erased: it keeps the ids of both records, so that
 * what is still read of them is known and not taken in, and nothing else. Only
 * a person's `retry` lets it read them again.
 *
 * An alias stays one and a hub stays one, without any values: whom they pass
 * on to is erased by a word of its own.
 */
#include "domain/work.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>

#define DETAIL                                                              \
    "what was known was erased on request, and what is read of the record " \
    "is not taken in; tandem retry lets it be read again"

/* ---- forgetting ---- */

static void swap_text(char **one, char **other)
{
    char *text = *one;

    *one = *other;
    *other = text;
}

static void swap_tree(struct json **one, struct json **other)
{
    struct json *tree = *one;

    *one = *other;
    *other = tree;
}

/* What a side keeps: which record it is, and from when on it is known. */
static void side_keep(struct link_side *kept, struct link_side *side)
{
    swap_text(&kept->id, &side->id);
    swap_text(&kept->parent, &side->parent);
    kept->read_ms = side->read_ms;
    kept->gone_ms = side->gone_ms;
}

/* All but what is named here is forgotten, also what is yet to be thought of:
 * the state begins anew. */
static void forget_values(struct link *link)
{
    struct link *kept = link_new(link->id);
    struct link old = *link;

    for (int s = 0; s < SIDES; s++)
        side_keep(&kept->sides[s], &old.sides[s]);
    kept->revision = old.revision;
    kept->commanded_ms = old.commanded_ms;
    kept->status = old.status;
    kept->since_ms = old.since_ms;
    kept->wanted = old.wanted;
    kept->early = old.early;
    swap_text(&kept->alias_of, &old.alias_of);
    swap_text(&kept->decision, &old.decision);
    swap_tree(&kept->apart, &old.apart);
    swap_tree(&kept->subscribers, &old.subscribers);
    swap_tree(&kept->children, &old.children);
    *link = *kept;
    *kept = old;
    link_free(kept);
}

/* Nobody waits for this one any more at the key that it carried. */
static void leave(struct work *work)
{
    const char *key = json_get_text(work->link->entered, "key");

    if (key != NULL)
        (void)work_message(work, EVENT_LEAVE, key);
}

bool erase_is_said(const struct event *event)
{
    return event->kind == EVENT_COMMAND && text_equal(event->command, "erase");
}

const char *erase_obey(struct work *work)
{
    if (link_is_blank(work->link))
        return NULL; /* nobody was ever there */
    leave(work);
    forget_values(work->link);
    if (work->link->status != LINK_ALIAS && !hub_is(work))
        standing_set(work, LINK_CLOSED, "erased", DETAIL);
    return NULL;
}

void erase_excuse(struct work *work)
{
    const struct event *event = work->event;
    char *key = event->fields == NULL
                    ? NULL
                    : key_of(work->flow, event->side, event->fields);

    if (key != NULL)
        (void)work_message(work, EVENT_LEAVE, key);
    free(key);
}

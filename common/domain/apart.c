/*
 * Pairs that a person has parted, or put together.
 *
 * unlink: the link keeps the record that founded it; the other one goes to the
 * link of its own (`parted`). Both remember that they are apart: neither match
 * nor reference joins them again. Our reference in the other record names a
 * link that it is not part of any more: it is taken back.
 *
 * join: the `a` link asks the `b` link as a key actor would (`join`), which
 * gives its record (`joined`), or refuses.
 *
 * link->apart: {record id: revision of the other link when it said so}. A word
 * that is delivered again after what came later is known by its revision.
 */
#include "domain/work.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

bool apart_has(const struct link *link, const char *record_id)
{
    return record_id != NULL && json_get_int(link->apart, record_id, 0) > 0;
}

/* ---- parting ---- */

/* Nothing that was agreed on with the other record holds any more. */
static void part_forget(struct link *link, enum side own)
{
    link_side_forget(link, side_other(own));
    json_free(link->sides[own].agreed);
    link->sides[own].agreed = json_new_object();
    json_free(link->sides[own].sent);
    link->sides[own].sent = json_new_object();
    json_free(link->match);
    link->match = json_new_object();
    json_free(link->prefer);
    link->prefer = json_new_object();
    json_free(link->back);
    link->back = json_new_object();
    if (own == SIDE_B) {
        json_free(link->refs);
        link->refs = json_new_object();
    }
    request_clear(&link->request);
    request_clear(&link->unsure);
    returns_forget(link);
    link->twin = false;
    link->attempts = 0;
    link->find_after_ms = 0;
}

static char *own_link_of(const struct work *work, enum side side)
{
    const struct link_side *record = &work->link->sides[side];
    bool child = side == SIDE_A && work->flow->parent_flow != NULL;

    return route_link_id(work->flow->name, side, record->id,
                         child ? record->parent : NULL);
}

void apart_part(struct work *work)
{
    struct link *link = work->link;
    enum side own = work->route.side;
    enum side other = side_other(own);
    char *to = own_link_of(work, other);
    struct event *message = work_message(work, EVENT_PARTED, to);

    free(to);
    if (message == NULL)
        return; /* no room: when it is told of something next */
    message->body = match_body(link, other);
    json_set_text(message->body, "apart", link->sides[own].id);
    json_set_int(link->apart, link->sides[other].id, link->revision + 1);
    part_forget(link, own);
    mem_replace(&link->decision, "unlinked");
    standing_set(work, LINK_PENDING, NULL, NULL);
    link->due_ms = 0;
    work_outcome(work, "unlinked", other, NULL, "decided", NULL);
}

bool apart_take(struct work *work)
{
    struct link *link = work->link;
    enum side own = work->route.side;
    const struct json *body = work->event->body;
    const char *from = json_get_text(body, "apart");
    int64_t heard = json_get_int(link->apart, from, 0);

    if (work->event->revision + 1 <= (heard < 0 ? -heard : heard))
        return false; /* delivered again */
    mem_replace(&link->alias_of, NULL);
    standing_set(work, LINK_PENDING, NULL, NULL);
    link->due_ms = 0;
    if (link->sides[own].id == NULL ||
        link->sides[own].read_ms <= json_get_int(body, "read_ms", 0))
        match_body_take(&link->sides[own], body);
    json_set_int(link->apart, from, work->event->revision + 1);
    part_forget(link, own);
    mem_replace(&link->decision, "unlinked");
    return true;
}

/* ---- the reference of a record that was parted ---- */

bool apart_reference(const struct work *work, enum side own)
{
    struct route route;
    char *to = route_by_reference(work->flow, side_other(own),
                                  work->link->sides[own].reference);
    bool apart = false;

    if (to != NULL && route_parse(to, &route)) {
        apart = apart_has(work->link, route.record_id);
        route_free(&route);
    }
    free(to);
    return apart;
}

/* ---- joining ---- */

const char *apart_join(struct work *work, const char *to)
{
    struct link *link = work->link;
    struct event *message = work_message(work, EVENT_JOIN, to);

    if (message == NULL)
        return "busy";
    message->body = json_new_text(link->id);
    mem_replace(&link->joining, to);
    return NULL;
}

/* To the `b` link, from the `a` link itself: NULL, or why not. */
const char *apart_may_join(const struct work *work)
{
    const struct link *link = work->link;
    int64_t heard;

    if (link->status == LINK_ALIAS || link_is_whole(link))
        return "has-partner";
    if (link->sides[SIDE_B].id == NULL || link->sides[SIDE_B].gone_ms != 0)
        return "no-record";
    if (link->find_after_ms != 0 || link->request.kind == REQUEST_CREATE ||
        link->request.kind == REQUEST_FIND ||
        link->request.kind == REQUEST_UPDATE ||
        link->unsure.kind != REQUEST_NONE)
        return "busy";
    heard = json_get_int(link->apart, apart_record_of(work->event->from), 0);
    return work->event->revision < (heard < 0 ? -heard : heard) ? "moved"
                                                                : NULL;
}

/* A link's id ends with that of the record that founded it. */
const char *apart_record_of(const char *link_id)
{
    const char *dot = strrchr(link_id, '.');

    return dot == NULL ? link_id : dot + 1;
}

void apart_joined(struct work *work, const char *record_id, int64_t revision)
{
    struct link *link = work->link;

    json_set_int(link->apart, record_id, -(revision + 1));
    mem_replace(&link->decision, "joined");
    mem_replace(&link->joining, NULL);
    link->twin = false;
}

bool apart_refused(struct work *work)
{
    struct link *link = work->link;
    const char *why = work->event->cause;

    if (link->joining == NULL || !text_equal(link->joining, work->event->from))
        return false;
    mem_replace(&link->joining, NULL);
    mem_replace(&link->command_refused, why == NULL ? "busy" : why);
    work_outcome(work, "refused", work->route.side, NULL, "resolve",
                 link->command_refused);
    return true;
}

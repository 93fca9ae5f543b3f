/*
 * Two links become one: because the key actor has found them to be the same, or
 * because a person says so.
 */
#include "domain/work.h"

#include "base/mem.h"
#include "base/text.h"

struct json *match_body(const struct link *link, enum side s)
{
    struct json *body = json_new_object();
    const struct link_side *side = &link->sides[s];

    json_set_text(body, "id", side->id);
    json_set_text(body, "parent", side->parent);
    json_set_text(body, "modified", side->modified);
    json_set_text(body, "reference", side->reference);
    json_set_int(body, "read_ms", side->read_ms);
    if (side->doubt)
        json_set_bool(body, "doubt", true);
    json_set(body, "observed", json_clone(side->observed));
    json_set(body, "changed_ms", json_clone(side->changed_ms));
    return body;
}

/* Is it still who it was when the key actor decided it? A partner may have been
 * created for it meanwhile. */
static bool may_join(const struct work *work)
{
    const struct link *link = work->link;

    return link->status != LINK_ALIAS && !link_is_whole(link) &&
           !match_is_creating(link) && link->sides[SIDE_B].id != NULL &&
           match_is_from_my_key(work) && link->decision == NULL &&
           !apart_has(link, apart_record_of(json_text(work->event->body)));
}

/* Why the link keeps its record to itself, or NULL. */
static const char *join_refused(const struct work *work)
{
    const char *to = json_text(work->event->body);

    if (text_equal(work->link->alias_of, to))
        return NULL;
    if (text_equal(work->event->from, to)) /* by a person's word */
        return apart_may_join(work);
    return may_join(work) ? NULL : "moved";
}

/* To the `b` link: become part of the `a` link. */
bool match_join(struct work *work)
{
    struct link *link = work->link;
    const char *to = json_text(work->event->body);
    const char *why = join_refused(work);
    struct event *message;

    if (why != NULL) {
        message = work_message(work, EVENT_REFUSED, work->event->from);
        if (message != NULL)
            message->cause = mem_copy(why);
        return false;
    }
    if (text_equal(work->event->from, to)) {
        apart_joined(work, apart_record_of(to), work->event->revision);
    }
    message = work_message(work, EVENT_JOINED, to);
    if (message != NULL) {
        message->body = match_body(link, SIDE_B);
        json_set_text(message->body, "key", work->event->from);
    }
    alias_of_set(work, to);
    alias_ask(work);
    return true;
}

void match_body_take(struct link_side *side, const struct json *body)
{
    mem_replace(&side->id, json_get_text(body, "id"));
    mem_replace(&side->parent, json_get_text(body, "parent"));
    mem_replace(&side->modified, json_get_text(body, "modified"));
    mem_replace(&side->reference, json_get_text(body, "reference"));
    side->read_ms = json_get_int(body, "read_ms", 0);
    side->doubt = json_get_true(body, "doubt");
    json_free(side->observed);
    side->observed = json_clone(json_get(body, "observed"));
    json_free(side->changed_ms);
    side->changed_ms = json_clone(json_get(body, "changed_ms"));
}

/* Does it still want that record, whoever has decided it? */
static bool may_be_joined(const struct work *work)
{
    const struct link *link = work->link;
    const struct json *body = work->event->body;
    const char *key = json_get_text(body, "key");

    if (link->sides[SIDE_B].id != NULL || match_is_creating(link) ||
        link->sides[SIDE_A].id == NULL)
        return false;
    if (text_equal(key, link->id))
        return text_equal(link->joining, work->event->from);
    return match_is_in(work) && link->decision == NULL &&
           !apart_has(link, json_get_text(body, "id")) &&
           text_equal(json_get_text(link->entered, "key"), key);
}

/* To the `a` link: here is your other half. */
bool match_joined(struct work *work)
{
    struct link *link = work->link;
    struct link_side *side = &link->sides[SIDE_B];
    const struct json *body = work->event->body;
    bool decided = text_equal(json_get_text(body, "key"), link->id);

    if (text_equal(side->id, json_get_text(body, "id")))
        return false; /* said twice */
    if (!may_be_joined(work)) {
        (void)work_message(work, EVENT_REFUSED, work->event->from);
        return false; /* too late */
    }
    match_body_take(side, body);
    json_free(link->match);
    link->match = json_new_object();
    if (decided) {
        apart_joined(work, side->id, link->revision);
        standing_set(work, LINK_PENDING, NULL, NULL);
        link->due_ms = 0;
    }
    work_outcome(work, "joined", SIDE_B, NULL,
                 decided ? "decided" : work->flow->match_key, NULL);
    return true;
}

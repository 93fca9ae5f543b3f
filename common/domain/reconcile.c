#include "domain/work.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- hubs: a contact with several contact persons ---- */

static bool is_hub(const struct work *work)
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

/* A hub only remembers its children and passes on what it sees. */
static void hub_take(struct work *work)
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

/* ---- what each event says ---- */

/* A record with our reference although the link has another already: it gets
 * a link of its own, which is held. */
static void observed_stranger(struct work *work)
{
    char *own = route_link_id(work->link->flow, work->event->side,
                              work->event->record_id, NULL);

    observed_forward(work, own, true);
    free(own);
}

/* The first sight of a record: it founds the link, or it is the partner that
 * carries our reference. False: it may not. */
static bool observed_first(struct work *work)
{
    struct link *link = work->link;
    struct link_side *side = &link->sides[work->event->side];

    if (link_is_blank(link) && (!work->event->founds || work->event->gone))
        return false;
    if (link_is_blank(link))
        link->early = !work->event->gate;
    mem_replace(&side->id, work->event->record_id);
    if (work->event->side != work->route.side)
        reference_note(work, work->event->side);
    if (work->event->not_yours) {
        standing_set(work, LINK_HELD, "twin",
                     "carries the reference of a record that has another "
                     "partner: clear the reference on one of the two");
    } else if (!link_is_blank(link) && link_is_whole(link)) {
        work_outcome(work, "linked", work->event->side, NULL, "reference",
                     NULL);
    }
    return true;
}

static void observed_kind(struct work *work)
{
    struct link *link = work->link;

    if (!work->event->fits && !work->event->gone) {
        standing_set(work, LINK_HELD, "kind",
                     "the record is no longer of this flow's kind: change it "
                     "back, or unlink");
    } else if (link->status == LINK_HELD && text_equal(link->cause, "kind")) {
        standing_set(work, LINK_PENDING, NULL, NULL);
    }
}

/* Our create is out, and here is what it made: the answer will say the same,
 * or has been lost. */
static void observed_created(struct work *work)
{
    struct link *link = work->link;
    bool made_of =
        link->request.fields != NULL &&
        link->request.side == work->event->side &&
        (link->request.kind == REQUEST_CREATE || link->find_after_ms != 0);

    if (!made_of)
        return;
    agreed_settle(work, &link->request, SETTLED_FOUND);
    link->find_after_ms = 0;
    if (link->request.kind == REQUEST_NONE)
        link->due_ms = 0; /* nothing is to be looked for any more */
}

static bool take_observed(struct work *work)
{
    struct link_side *side = &work->link->sides[work->event->side];
    bool first = side->id == NULL;

    if (first && !observed_first(work))
        return false;
    if (!text_equal(side->id, work->event->record_id)) {
        observed_stranger(work);
        return false;
    }
    evidence_take(work);
    observed_kind(work);
    if (first)
        observed_created(work);
    return true;
}

/* Somebody refers to this link. What is not known is read. */
static void take_wanted(struct work *work)
{
    struct link *link = work->link;
    struct link_side *founder = &link->sides[work->route.side];

    list_add(link->subscribers, work->event->from, LINK_SUBSCRIBERS_MAX);
    link->wanted = link->wanted || work->event->create;
    if (founder->id != NULL)
        return;
    mem_replace(&founder->id, work->route.record_id);
    founder->doubt = true;
    if (work->route.parent != NULL) {
        char *hub = route_link_id(link->flow, work->route.side,
                                  work->route.record_id, NULL);

        (void)work_message(work, EVENT_CHILD, hub);
        free(hub);
    }
}

/* A partner that was deleted is made again only because a person says so; an
 * invoice is no deleted order. */
static void retry_gone(struct work *work)
{
    const struct link *link = work->link;
    enum side partner = side_other(work->route.side);

    if (link->status == LINK_CLOSED && text_equal(link->cause, "gone") &&
        link->sides[partner].gone_ms != 0)
        link_side_forget(work->link, partner);
}

/* A command is obeyed once, however often its message is delivered: repeated
 * later it could make a partner anew that a person has not asked for. */
static bool was_obeyed(struct work *work)
{
    int64_t at_ms = work->event->at_ms;

    if (at_ms != 0 && at_ms <= work->link->commanded_ms)
        return true;
    if (at_ms != 0)
        work->link->commanded_ms = at_ms;
    return false;
}

static void take_retry(struct work *work)
{
    struct link *link = work->link;

    if (was_obeyed(work))
        return;
    returns_forget(link);
    link->attempts = 0;
    if (link->request.kind == REQUEST_NONE)
        link->due_ms = 0; /* else that is when it counts as lost */
    retry_gone(work);
    if (link->status == LINK_HELD || link->status == LINK_CLOSED)
        standing_set(work, LINK_PENDING, NULL, NULL);
    for (int s = 0; s < SIDES; s++) {
        mem_replace(&link->sides[s].refused, NULL);
        link->sides[s].doubt = link->sides[s].id != NULL;
    }
}

static void take_due(struct work *work)
{
    struct link *link = work->link;

    if (link->request.kind != REQUEST_NONE && link->due_ms <= work->now_ms)
        answer_lost(work);
}

/* A whole scan passed without this record. */
static bool take_unseen(struct link_side *side)
{
    side->doubt = side->id != NULL && side->gone_ms == 0;
    return side->doubt;
}

/* False: it says nothing to this link. */
static bool take(struct work *work)
{
    switch (work->event->kind) {
    case EVENT_OBSERVED:
        return take_observed(work);
    case EVENT_WANTED:
        take_wanted(work);
        return true;
    case EVENT_WAKE:
        refs_wake(work);
        return !link_is_blank(work->link);
    case EVENT_ANSWERED:
        return answer_take(work);
    case EVENT_DUE:
        take_due(work);
        return !link_is_blank(work->link);
    case EVENT_UNSEEN:
        return take_unseen(&work->link->sides[work->event->side]);
    case EVENT_COMMAND:
        take_retry(work);
        return !link_is_blank(work->link);
    case EVENT_GRANTED:
        return match_granted(work);
    case EVENT_AMBIGUOUS:
        return match_ambiguous(work);
    case EVENT_JOIN:
        return match_join(work);
    case EVENT_JOINED:
        return match_joined(work);
    case EVENT_CHILD:
    case EVENT_SCANNED:
    case EVENT_ENTER:
    case EVENT_LEAVE:
    case EVENT_REFUSED:
    case EVENT_REGISTERED:
        return false;
    }
    return false;
}

/* ---- what others must hear ---- */

static void wake(struct work *work, const char *cause)
{
    struct link *link = work->link;

    for (const struct json *s = json_first(link->subscribers); s != NULL;
         s = json_next(s)) {
        struct event *message = work_message(work, EVENT_WAKE, json_text(s));

        if (message == NULL)
            return;
        if (cause != NULL)
            message->cause = mem_copy(cause);
        for (int side = 0; side < SIDES && cause == NULL; side++)
            message->ids[side] = mem_copy(link->sides[side].id);
    }
}

/* Those who wait for this link hear when it is whole, and when it cannot be;
 * in the latter case they stay on the list. */
static void tell_subscribers(struct work *work, enum link_status before,
                             const char *cause_before)
{
    struct link *link = work->link;
    bool blocked = link->status == LINK_HELD || link->status == LINK_CLOSED ||
                   link->status == LINK_LONELY;
    bool news = link->status != before ||
                !text_equal(link->cause, cause_before) ||
                work->event->kind == EVENT_WANTED;

    if (link_is_whole(link) && link->status != LINK_CLOSED) {
        wake(work, NULL);
        json_free(link->subscribers);
        link->subscribers = json_new_array();
    } else if (blocked && news) {
        wake(work, link->cause == NULL ? "lonely" : link->cause);
    }
}

static void tell_audit(struct work *work, enum link_status before,
                       const char *cause_before)
{
    struct link *link = work->link;
    enum side side =
        link->sides[SIDE_B].id == NULL || link->sides[SIDE_B].gone_ms != 0
            ? SIDE_B
            : SIDE_A;

    if (link->status == before && text_equal(link->cause, cause_before))
        return;
    if (link->status == LINK_HELD) {
        work_outcome(work, "held", side, NULL, NULL, link->cause);
    } else if (link->status == LINK_CLOSED) {
        work_outcome(work, "closed", side, NULL, NULL, link->cause);
    } else if (before == LINK_CLOSED) {
        work_outcome(work, "reopened", side, NULL, NULL, NULL);
    }
}

/* ---- the whole ---- */

static void judge(struct work *work)
{
    enum link_status status = work->link->status;
    char *cause = mem_copy(work->link->cause);

    if (is_hub(work)) {
        hub_take(work);
    } else if (status == LINK_ALIAS) {
        alias_take(work);
    } else if (take(work)) {
        if (!alias_become(work))
            decide(work);
        match_enter(work);
        tell_subscribers(work, status, cause);
        tell_audit(work, status, cause);
    }
    if (work->link->status != status || !text_equal(work->link->cause, cause))
        work->link->since_ms = work->now_ms;
    free(cause);
}

void reconcile(const struct flows *flows, const struct flow *flow,
               const struct reconcile_settings *settings, struct link *link,
               const struct event *event, int64_t now_ms,
               struct effects *ret_effects)
{
    struct work work = { .flows = flows,
                         .flow = flow,
                         .settings = settings,
                         .link = link,
                         .event = event,
                         .now_ms = now_ms,
                         .out = ret_effects };
    char *before = link_essence(link);
    char *after;

    if (route_parse(link->id, &work.route)) {
        judge(&work);
        route_free(&work.route);
    } else {
        match_judge(&work);
    }
    after = link_essence(link);
    ret_effects->changed = strcmp(before, after) != 0;
    if (ret_effects->changed)
        link->revision++;
    free(before);
    free(after);
}

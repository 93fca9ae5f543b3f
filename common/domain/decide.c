/*
 * What a link should do next, from its state alone.
 */
#include "domain/work.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/lens.h"

#include <stdlib.h>
#include <string.h>

void standing_set(struct work *work, enum link_status status, const char *cause,
                  const char *detail)
{
    struct link *link = work->link;

    link->status = status;
    if (!text_equal(cause, BRAKE_CAUSE)) {
        link->sides[SIDE_A].braked = false;
        link->sides[SIDE_B].braked = false;
    }
    if (!text_equal(link->cause, cause))
        mem_replace(&link->cause, cause);
    if (!text_equal(link->detail, detail))
        mem_replace(&link->detail, detail);
}

static void rest(struct work *work, enum link_status status, const char *cause,
                 const char *detail)
{
    work->link->due_ms = 0;
    standing_set(work, status, cause, detail);
}

/* The same values were refused before: nothing has changed that would make
 * the system think again. */
static bool was_refused(struct work *work, enum side to,
                        const struct json *fields)
{
    struct link *link = work->link;
    char *text = json_string(fields);
    char hash[HASH_TEXT_MAX];

    hash_text(text, strlen(text), hash);
    free(text);
    if (!text_equal(link->sides[to].refused, hash))
        return false;
    if (!text_equal(link->cause, "rejected")) {
        standing_set(work, LINK_HELD, "rejected",
                     "the same values were refused before; correct the "
                     "record, or retry");
    }
    rest(work, LINK_HELD, link->cause, link->detail);
    return true;
}

/* ---- references ---- */

/* True when all that it refers to is there; else the link waits or is held. */
static bool refs_are_ready(struct work *work)
{
    const char *blocker = NULL;
    char *detail;

    switch (refs_resolve(work, &blocker)) {
    case REFS_READY:
        return true;
    case REFS_WAITING:
        if (!text_equal(work->link->cause, "reference") ||
            work->link->due_ms <= work->now_ms)
            work->link->due_ms = work->now_ms + WORK_ASK_AGAIN_MS;
        detail = mem_print("waits for %s", blocker);
        standing_set(work, LINK_WAITING, "reference", detail);
        free(detail);
        return false;
    case REFS_BLOCKED:
        break;
    }
    detail = mem_print("%s cannot be there: mend that one first", blocker);
    rest(work, LINK_HELD, "reference", detail);
    free(detail);
    return false;
}

/* ---- the missing side ---- */

const char *decide_stays_lonely(const struct work *work, enum side from)
{
    const struct flow_side *here = &work->flow->sides[from];
    const struct flow_side *there = &work->flow->sides[side_other(from)];
    const struct json *observed = work->link->sides[from].observed;

    if (there->create == CREATE_NEVER)
        return "never-created";
    if (!there->share)
        return "not-shared";
    if (there->create == CREATE_WHEN_REFERENCED && !work->link->wanted)
        return "not-referenced";
    if (work->flow->initial == INITIAL_NEW && work->link->early &&
        !work->link->wanted)
        return "existed-before";
    if (!flow_fits(here->where, observed) || !flow_fits(here->when, observed))
        return "not-eligible";
    if (!there->entity->reference_is_unique)
        return "no-reference-field";
    return NULL;
}

/* A create that is tried again would make a second record where nothing keeps
 * our reference unique. */
static const char *remedy_for(const char *why)
{
    return text_equal(why, "no-reference-field")
               ? "cannot be created without a unique field for its reference: "
                 "tandem check names the setting"
               : NULL;
}

/* Looks for a record that a lost create may have left. */
static void decide_find(struct work *work, enum side to)
{
    if (work->now_ms < work->link->find_after_ms) {
        work->link->due_ms = work->link->find_after_ms;
        standing_set(work, LINK_PENDING, work->link->cause, NULL);
        return;
    }
    request_decide(work, REQUEST_FIND, to, NULL, NULL);
}

static void decide_create(struct work *work, enum side from)
{
    struct link *link = work->link;
    enum side to = side_other(from);
    struct plan plan;

    plan_init(&plan);
    merge_create(work, to, &plan);
    if (!was_refused(work, to, plan.fields[to])) {
        request_decide(work, REQUEST_CREATE, to, plan.fields[to],
                       link->sides[from].observed);
        plan.fields[to] = NULL;
    }
    plan_free(&plan);
}

static void decide_lonely(struct work *work, enum side from)
{
    struct link *link = work->link;
    const char *why = decide_stays_lonely(work, from);

    if (link->find_after_ms != 0) {
        decide_find(work, side_other(from));
    } else if (why != NULL) {
        rest(work, LINK_LONELY, why, remedy_for(why));
    } else if (!work->event->gate) {
        link->due_ms = LINK_DUE_AT_GATE;
        standing_set(work, LINK_WAITING, "gate",
                     "waits until both systems have been read once");
    } else if (refs_are_ready(work) && match_is_settled(work, from)) {
        decide_create(work, from);
    }
}

/* ---- a whole link ---- */

/* A record that nobody may change now. */
static bool was_locked(struct work *work, enum side to)
{
    const struct entity *entity = work->flow->sides[to].entity;
    const struct json *there = work->link->sides[to].observed;

    if (entity->status_path != NULL &&
        text_equal(json_get_text(there, entity->status_path), "Confirmed")) {
        rest(work, LINK_HELD, "confirmed",
             "the order is confirmed: set it back to draft, and it is "
             "updated at the next reading");
        return true;
    }
    if (entity->archived_path != NULL &&
        json_get_true(there, entity->archived_path)) {
        rest(work, LINK_HELD, "archived",
             "the record is archived: take it out of the archive, and it is "
             "updated at the next reading");
        return true;
    }
    return false;
}

/* What each side has undone again and again is left to people. */
static bool was_returned(struct work *work, enum side to,
                         const struct json *fields)
{
    const struct property *property = returns_too_often(work, to, fields);
    char *detail;

    if (property == NULL)
        return false;
    detail = mem_print("%s goes back and forth between %s and %s: settle on "
                       "one value in both, or retry",
                       property->name, work->flow->sides[SIDE_A].system,
                       work->flow->sides[SIDE_B].system);
    rest(work, LINK_HELD, "returns", detail);
    free(detail);
    return true;
}

/* False: there is nothing to write, or it may not be: then the link is held. */
static bool may_update(struct work *work, enum side to, const struct plan *plan)
{
    const struct json *fields = plan->fields[to];

    return json_first(fields) != NULL && !was_locked(work, to) &&
           !was_refused(work, to, fields) && !was_returned(work, to, fields) &&
           !brake_holds(work, to, fields);
}

static void decide_update(struct work *work, enum side to, struct plan *plan)
{
    struct link *link = work->link;

    if (!work->flow->sides[to].entity->has_lock && !work->fresh[to]) {
        link->sides[to].doubt = true; /* no lock: read, merge, write */
        request_decide(work, REQUEST_READ, to, NULL, NULL);
    } else {
        request_decide(work, REQUEST_UPDATE, to, plan->fields[to],
                       link->sides[side_other(to)].observed);
        plan->fields[to] = NULL;
        if (work->out->request)
            mem_replace(&link->request.rules, buf_text(&plan->rules[to]));
    }
}

/* The flow wants a person to settle what was edited on both sides. */
static void hold_conflict(struct work *work, const struct property *property)
{
    char *detail = mem_print("%s was edited in both systems: make both the "
                             "same",
                             property->name);

    rest(work, LINK_HELD, "conflict", detail);
    free(detail);
}

static void wait_for_owner(struct work *work, const struct property *property)
{
    char *detail = mem_print("asks whose record %s refers to", property->name);

    if (!text_equal(work->link->cause, "reference") ||
        work->link->due_ms <= work->now_ms)
        work->link->due_ms = work->now_ms + WORK_ASK_AGAIN_MS;
    standing_set(work, LINK_WAITING, "reference", detail);
    free(detail);
}

/* Where one side may not be written, what was edited there still goes to the
 * other. */
static void decide_whole(struct work *work)
{
    struct plan plan;
    bool ready = refs_are_ready(work);

    plan_init(&plan);
    merge_link(work, ready, &plan);
    plan_reference(work, &plan);
    if (may_update(work, SIDE_B, &plan)) {
        decide_update(work, SIDE_B, &plan);
    } else if (may_update(work, SIDE_A, &plan)) {
        decide_update(work, SIDE_A, &plan);
    } else if (json_first(plan.fields[SIDE_A]) != NULL ||
               json_first(plan.fields[SIDE_B]) != NULL) {
        ; /* held: may_update has said why */
    } else if (plan.conflict != NULL) {
        hold_conflict(work, plan.conflict);
    } else if (plan.asking != NULL) {
        wait_for_owner(work, plan.asking);
    } else if (ready) {
        rest(work, LINK_IN_STEP, NULL, NULL);
    }
    plan_free(&plan);
}

/* ---- all ---- */

/* Causes that only an answer, an observation or a person can lift. */
static bool is_stuck(const struct link *link)
{
    static const char *const causes[] = { "exists", "unreadable" };

    if (link_is_erased(link))
        return true;
    for (size_t i = 0; i < sizeof causes / sizeof *causes; i++) {
        if (link->status == LINK_HELD && text_equal(link->cause, causes[i]))
            return true;
    }
    return false;
}

static bool decide_twin(struct work *work)
{
    if (!work->link->twin)
        return false;
    rest(work, LINK_HELD, "twin",
         "carries the reference of a record that has another partner: clear "
         "the reference on one of the two");
    return true;
}

/* The record has become something that this flow does not keep in step. */
static bool decide_kind(struct work *work)
{
    const struct link *link = work->link;

    for (int s = 0; s < SIDES; s++) {
        if (!flow_contradicts(work->flow->sides[s].where,
                              link->sides[s].observed))
            continue;
        rest(work, LINK_HELD, "kind",
             "one of the records is no longer of this flow's kind: change it "
             "back");
        return true;
    }
    return false;
}

static bool decide_closed(struct work *work)
{
    struct link *link = work->link;
    bool invoiced = text_equal(link->cause, "invoiced");

    for (int s = 0; s < SIDES; s++) {
        if (link->sides[s].gone_ms == 0 || link->sides[s].doubt)
            continue;
        rest(work, LINK_CLOSED, invoiced ? "invoiced" : "gone",
             invoiced ? "the order has become an invoice"
                      : "the record was deleted; the other side stays");
        return true;
    }
    return false;
}

/* Reads what is doubted, unless it waits for its turn. */
static bool decide_doubt(struct work *work)
{
    struct link *link = work->link;

    for (int s = 0; s < SIDES; s++) {
        if (!link->sides[s].doubt || link->sides[s].id == NULL)
            continue;
        request_decide(work, REQUEST_READ, (enum side)s, NULL, NULL);
        return true;
    }
    return false;
}

void decide(struct work *work)
{
    struct link *link = work->link;
    bool backing_off = link->status == LINK_PENDING &&
                       link->due_ms > work->now_ms &&
                       link->due_ms != LINK_DUE_AT_GATE;

    if (link->request.kind != REQUEST_NONE || link->status == LINK_ALIAS ||
        decision_ends_it(work) || is_stuck(link) || backing_off ||
        decide_closed(work) || decide_doubt(work) || decision_holds_it(work) ||
        decide_twin(work))
        return;
    if (link_is_whole(link)) {
        if (!decide_kind(work))
            decide_whole(work);
    } else if (link->sides[SIDE_A].id != NULL) {
        decide_lonely(work, SIDE_A);
    } else if (link->sides[SIDE_B].id != NULL) {
        decide_lonely(work, SIDE_B);
    }
}

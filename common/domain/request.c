/*
 * What is asked of a system, one request at a time per link, and what its
 * answer means for the link.
 */
#include "domain/work.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* The loader sends within this time of the intent, or not at all. */
#define REQUEST_SEND_WITHIN_MS 10000
#define REQUEST_BACKOFF_MAX_MS 60000
#define REQUEST_ATTEMPTS_MAX   16

/* Nothing of it can still be on its way after this. */
static int64_t request_over_ms(const struct work *work)
{
    return work->link->request.at_ms + REQUEST_SEND_WITHIN_MS +
           work->settings->limit_ms;
}

/* Waits in line: keeps its place if it already stands there. */
static void request_wait(struct work *work)
{
    struct link *link = work->link;
    bool in_line = link->status == LINK_PENDING && link->due_ms != 0 &&
                   link->due_ms <= work->now_ms;

    if (!in_line)
        link->due_ms = work->now_ms;
    standing_set(work, LINK_PENDING,
                 link->find_after_ms == 0 ? NULL : link->cause, NULL);
}

void request_decide(struct work *work, enum request_kind kind, enum side side,
                    struct json *fields, const struct json *base)
{
    struct link *link = work->link;

    if (!work->event->room[side]) {
        json_free(fields);
        request_wait(work);
        return;
    }
    if (kind != REQUEST_FIND) { /* a find keeps what the lost create sent */
        request_clear(&link->request);
        link->request.fields = fields;
        link->request.base = json_clone(base);
    }
    link->request.kind = kind;
    link->request.side = side;
    link->request.at_ms = work->now_ms;
    if (kind == REQUEST_UPDATE)
        link->request.modified = mem_copy(link->sides[side].modified);
    link->due_ms = request_over_ms(work);
    standing_set(work, LINK_PENDING, kind == REQUEST_FIND ? link->cause : NULL,
                 NULL);
    work->out->request = true;
}

/* ---- the outcome of any request ---- */

static int64_t backoff_ms(const struct link *link)
{
    int64_t ms = 1000;

    for (int i = 1; i < link->attempts && ms < REQUEST_BACKOFF_MAX_MS; i++)
        ms *= 2;
    return ms < REQUEST_BACKOFF_MAX_MS ? ms : REQUEST_BACKOFF_MAX_MS;
}

static void try_again(struct work *work)
{
    struct link *link = work->link;

    if (work->event->unsent) {
        link->due_ms = work->now_ms;
        standing_set(work, LINK_PENDING, NULL, NULL);
        return;
    }
    if (link->attempts < REQUEST_ATTEMPTS_MAX)
        link->attempts++;
    link->due_ms = work->now_ms + backoff_ms(link);
    standing_set(work, LINK_PENDING, NULL, NULL);
}

static void refuse(struct work *work, const char *cause)
{
    struct link *link = work->link;
    const struct event *event = work->event;
    char *fields = link->request.fields == NULL
                       ? mem_copy("")
                       : json_string(link->request.fields);
    char *detail =
        mem_print("%s refused it: %s%s%s%s%s; correct the record, or retry",
                  work->flow->sides[link->request.side].system,
                  event->code == NULL ? "no reason given" : event->code,
                  event->field == NULL ? "" : " at ",
                  event->field == NULL ? "" : event->field,
                  event->message == NULL ? "" : ": ",
                  event->message == NULL ? "" : event->message);
    char hash[HASH_TEXT_MAX];

    hash_text(fields, strlen(fields), hash);
    mem_replace(&link->sides[link->request.side].refused, hash);
    standing_set(work, LINK_HELD, cause, detail);
    free(fields);
    free(detail);
}

/* ---- what the answer says about the record ---- */

static void take_record(struct work *work, enum side s)
{
    struct link_side *side = &work->link->sides[s];

    if (side->id == NULL)
        mem_replace(&side->id, work->event->record_id);
    if (work->event->fields == NULL)
        return;
    evidence_believe(work, s);
    work->fresh[s] = true;
}

static const char *reference_path(const struct work *work, enum side s)
{
    const char *path = work->flow->sides[s].entity->reference_path;

    return path == NULL ? "" : path;
}

void reference_note(struct work *work, enum side s)
{
    char *reference = work_reference(work);

    mem_replace(&work->link->sides[s].reference, reference);
    free(reference);
}

static void take_sent(struct link_side *side, const struct json *sent)
{
    for (const struct json *f = json_first(sent); f != NULL; f = json_next(f))
        json_set(side->observed, json_name(f), json_clone(f));
    json_free(side->sent);
    side->sent = sent == NULL ? json_new_object() : json_clone(sent);
}

/* A write's answer: the record as stored or, where the system does not say, as
 * it was sent. */
static void take_written(struct work *work, enum side s)
{
    struct link_side *side = &work->link->sides[s];
    const struct json *sent = work->link->request.fields;

    take_record(work, s);
    if (work->event->fields == NULL)
        take_sent(side, sent);
    if (work->event->modified != NULL)
        mem_replace(&side->modified, work->event->modified);
    if (json_get(sent, reference_path(work, s)) != NULL) {
        mem_replace(&side->reference,
                    json_get_text(sent, reference_path(work, s)));
    }
    mem_replace(&side->written_modified, work->event->modified);
    side->written_ms = work->event->read_ms;
    side->doubt = false;
}

static void take_gone(struct work *work, enum side s)
{
    struct link_side *side = &work->link->sides[s];

    side->gone_ms = work->event->read_ms;
    if (side->read_ms < side->gone_ms)
        side->read_ms = side->gone_ms;
    side->doubt = false;
    if (work->event->became)
        mem_replace(&work->link->cause, "invoiced");
}

/* ---- each kind ---- */

static void take_read(struct work *work, enum side s)
{
    switch (work->event->verdict) {
    case VERDICT_DONE:
        take_record(work, s);
        agreed_unsure(work, s);
        break;
    case VERDICT_GONE:
        take_gone(work, s);
        break;
    case VERDICT_REJECT:
    case VERDICT_EXISTS:
        refuse(work, "unreadable");
        break;
    case VERDICT_DENIED: /* whose token it is is no matter of this record */
    case VERDICT_RETRY:
    case VERDICT_UNKNOWN:
    case VERDICT_STALE:
        try_again(work); /* the doubt remains */
        break;
    }
}

static void take_created(struct work *work, enum side s, enum settled how)
{
    char *names = plan_properties(work->flow, s, work->link->request.fields);

    take_written(work, s);
    reference_note(work, s);
    agreed_settle(work, &work->link->request, how);
    work_outcome(work, how == SETTLED_CREATED ? "created" : "found", s, names,
                 NULL, NULL);
    free(names);
}

/* Unless it has come to light already. */
static void look_for_it(struct link *link, enum side s, int64_t after_ms)
{
    if (link->sides[s].id == NULL)
        link->find_after_ms = after_ms;
}

static void take_create(struct work *work, enum side s)
{
    struct link *link = work->link;

    switch (work->event->verdict) {
    case VERDICT_DONE:
        take_created(work, s, SETTLED_CREATED);
        break;
    case VERDICT_REJECT:
    case VERDICT_GONE: /* something it refers to is not there */
        refuse(work, "rejected");
        break;
    case VERDICT_EXISTS: /* is the holder ours? */
        mem_replace(&link->cause, "exists");
        look_for_it(link, s, work->now_ms);
        break;
    case VERDICT_UNKNOWN:
        look_for_it(link, s, request_over_ms(work));
        break;
    case VERDICT_DENIED:
    case VERDICT_RETRY:
    case VERDICT_STALE:
        try_again(work);
        break;
    }
}

static void take_found(struct work *work, enum side s)
{
    struct link *link = work->link;
    bool found = work->event->found && !apart_has(link, work->event->record_id);

    link->find_after_ms = 0;
    if (found && link->request.base != NULL) {
        take_created(work, s, SETTLED_FOUND);
    } else if (found) {
        take_record(work, s);
        reference_note(work, s);
        work_outcome(work, "linked", s, NULL, "reference", NULL);
    } else if (work->event->found || text_equal(link->cause, "exists")) {
        standing_set(work, LINK_HELD, "exists",
                     "another record holds its reference: clear it, retry");
    }
    if (found && work->event->became)
        take_gone(work, s);
}

static void take_find(struct work *work, enum side s)
{
    if (work->event->verdict == VERDICT_DONE) {
        take_found(work, s);
    } else if (work->event->verdict == VERDICT_REJECT) {
        refuse(work, "rejected");
    } else {
        try_again(work); /* a create is still in doubt */
    }
}

/* A target that cannot be asked that way is judged by what was scanned. */
static void take_match(struct work *work)
{
    if (work->event->verdict == VERDICT_DONE ||
        work->event->verdict == VERDICT_REJECT) {
        match_asked(work);
    } else {
        try_again(work);
    }
}

static void take_updated(struct work *work, enum side s)
{
    char *names = plan_properties(work->flow, s, work->link->request.fields);

    take_written(work, s);
    agreed_settle(work, &work->link->request, SETTLED_UPDATED);
    returns_note(work, s, work->link->request.fields);
    work_outcome(work, "updated", s, names, work->link->request.rules, NULL);
    free(names);
}

/* What it wrote is known again when the record is read: else it would pass for
 * somebody's edit, newer than what was edited on the other side since. */
static void note_unsure(struct link *link)
{
    request_clear(&link->unsure);
    link->unsure = link->request;
    link->request = (struct link_request){ .side = link->unsure.side };
}

static void take_update(struct work *work, enum side s)
{
    struct link *link = work->link;
    struct link_side *side = &link->sides[s];

    switch (work->event->verdict) {
    case VERDICT_DONE:
        take_updated(work, s);
        break;
    case VERDICT_REJECT:
    case VERDICT_EXISTS:
        refuse(work, "rejected");
        break;
    case VERDICT_UNKNOWN:
        side->written_ms = request_over_ms(work);
        side->doubt = true;
        note_unsure(link);
        try_again(work);
        break;
    case VERDICT_DENIED:
    case VERDICT_RETRY:
        side->doubt = true;
        try_again(work);
        break;
    case VERDICT_STALE:
    case VERDICT_GONE: /* see for oneself, then merge again */
        side->doubt = true;
        break;
    }
}

static void request_settle(struct link *link)
{
    if (link->find_after_ms == 0) {
        request_clear(&link->request);
    } else { /* what the create was made of is kept for the one that is found */
        link->request.kind = REQUEST_NONE;
    }
}

bool answer_take(struct work *work)
{
    struct link *link = work->link;
    enum request_kind kind = link->request.kind;
    enum side side = link->request.side;

    if (kind == REQUEST_NONE || link->request.at_ms != work->event->request_at)
        return false;
    link->due_ms = 0;
    work->out->respond = true;
    if (work->event->verdict == VERDICT_DONE)
        link->attempts = 0;
    if (work->event->braked) {
        brake_answered(work, side);
    } else if (kind == REQUEST_READ) {
        take_read(work, side);
    } else if (kind == REQUEST_FIND) {
        take_find(work, side);
    } else if (kind == REQUEST_MATCH) {
        take_match(work);
    } else if (kind == REQUEST_CREATE) {
        take_create(work, side);
    } else {
        take_update(work, side);
    }
    request_settle(link);
    return true;
}

void answer_lost(struct work *work)
{
    const struct event *event = work->event;
    struct event unknown = *event;

    unknown.kind = EVENT_ANSWERED;
    unknown.verdict = VERDICT_UNKNOWN;
    unknown.request_at = work->link->request.at_ms;
    unknown.read_ms = work->now_ms;
    work->event = &unknown;
    (void)answer_take(work);
    work->event = event;
    work->link->due_ms = 0; /* it has been waited for long enough */
}

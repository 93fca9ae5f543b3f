/*
 * A link's request as a call to a system, and the answer as an event.
 */
#include "loader/brake.h"

#include "base/fault.h"
#include "base/mem.h"
#include "base/time.h"
#include "domain/reply.h"
#include "process/metrics.h"

#include <stdlib.h>

/* A request on its way. */
struct flight {
    struct loader *loader;
    struct loader_system *system;
    const struct flow *flow;
    char *link_id;
    enum request_kind kind;
    enum side side;
    int64_t at_ms;
    char *record_id; /* READ: whose; also looked for where it may have gone */
    char *reference; /* FIND */
    bool second;     /* asking where the record goes when it leaves */
};

static void flight_free(struct flight *flight)
{
    free(flight->link_id);
    free(flight->record_id);
    free(flight->reference);
    free(flight);
}

/* ---- answers ---- */

static void answer_event(const struct flight *flight, struct answer *answer,
                         bool unsent, struct event *event)
{
    event_init(event, EVENT_ANSWERED, flight->link_id);
    event->side = flight->side;
    event->request_at = flight->at_ms;
    event->verdict = answer->verdict;
    event->unsent = unsent;
    event->code = mem_copy(answer->code);
    event->field = mem_copy(answer->field);
    event->message = mem_copy(answer->message);
    event->record_id = mem_copy(answer->id);
    event->modified = mem_copy(answer->modified);
    event->read_ms = answer->server_ms != 0 ? answer->server_ms : time_now_ms();
    event->became = flight->second && answer->record != NULL;
    if (answer->record != NULL) {
        reply_record(&flight->flow->sides[flight->side], answer->record, event);
    }
}

static void flight_call(struct flight *flight, struct call *call);

/* An order that is not there may have become an invoice. True: asked. */
static bool ask_elsewhere(struct flight *flight, const struct answer *answer)
{
    const struct entity *next =
        system_becomes(flight->flow->sides[flight->side].entity);
    bool missing =
        (flight->kind == REQUEST_READ && answer->verdict == VERDICT_GONE) ||
        (flight->kind == REQUEST_FIND && answer->verdict == VERDICT_DONE &&
         answer->record == NULL);
    struct call call = { .entity = next, .priority = PRIORITY_READ };

    if (next == NULL || !missing || flight->second)
        return false;
    flight->second = true;
    call.kind = flight->kind == REQUEST_READ ? CALL_READ : CALL_FIND;
    call.id = mem_copy(flight->record_id);
    call.reference = mem_copy(flight->reference);
    flight_call(flight, &call);
    return true;
}

/* An invoice in the order's place: the order is gone, and became one. */
static void answer_became(const struct flight *flight, struct event *event)
{
    if (flight->second && flight->kind == REQUEST_READ &&
        event->verdict == VERDICT_DONE)
        event->verdict = VERDICT_GONE;
}

static void flight_done(struct answer *answer, bool unsent, void *arg)
{
    struct flight *flight = arg;
    struct event event;

    fault_point("loader.answered");
    if (!unsent && ask_elsewhere(flight, answer))
        return;
    answer_event(flight, answer, unsent, &event);
    answer_became(flight, &event);
    flight->system->out--;
    inbox_put(&flight->loader->inbox, &event);
    flight_free(flight);
}

/* ---- calls ---- */

static void flight_call(struct flight *flight, struct call *call)
{
    remote_call(flight->system->remote, call, REMOTE_SEND_WITHIN_MS,
                flight_done, flight);
}

/* Zoho's finds give only the fields that are asked for. */
static void call_columns(const struct loader *loader, struct call *call)
{
    if (call->kind == CALL_FIND) {
        call->column_count =
            flows_columns(&loader->flows, call->entity, &call->columns);
    }
}

static struct call call_of(const struct member *member)
{
    static const enum call_kind kinds[] = {
        CALL_READ, CALL_READ, CALL_FIND, CALL_CREATE, CALL_UPDATE, CALL_MATCH
    };
    static const enum call_priority priorities[] = {
        PRIORITY_READ, PRIORITY_READ, PRIORITY_READ, PRIORITY_CREATE,
        PRIORITY_UPDATE
    };
    const struct link_request *request = &member->link->request;
    const struct link_side *side = &member->link->sides[request->side];
    const struct entity *entity = member->flow->sides[request->side].entity;
    struct call call = { .kind = kinds[request->kind],
                         .priority = priorities[request->kind],
                         .entity = entity };

    call.id = mem_copy(side->id);
    if (entity->parent_path != NULL)
        call.parent = mem_copy(reply_parent(member->link, request->side));
    if (request->kind == REQUEST_CREATE || request->kind == REQUEST_FIND) {
        call.reference =
            reply_reference(member->flow, member->link, request->side);
    }
    if (request->kind == REQUEST_CREATE || request->kind == REQUEST_UPDATE)
        call.fields = json_clone(request->fields);
    if (request->kind == REQUEST_UPDATE) {
        call.current = json_clone(side->observed);
        call.unmodified_since =
            entity->has_lock ? mem_copy(request->modified) : NULL;
    }
    return call;
}

static void perform(struct loader *loader, const struct member *member)
{
    const struct link_request *request = &member->link->request;
    struct call call = call_of(member);
    struct flight *flight = mem_new(1, sizeof *flight);

    *flight = (struct flight){
        .loader = loader,
        .system = loader_system_find(loader,
                                     member->flow->sides[request->side].system),
        .flow = member->flow,
        .link_id = mem_copy(member->link->id),
        .kind = request->kind,
        .side = request->side,
        .at_ms = request->at_ms,
        .record_id = mem_copy(call.id),
        .reference = mem_copy(call.reference),
    };
    call_columns(loader, &call);
    metrics_add("tandem_loader_requests_total",
                request->kind == REQUEST_CREATE   ? "kind=\"create\""
                : request->kind == REQUEST_UPDATE ? "kind=\"update\""
                : request->kind == REQUEST_FIND   ? "kind=\"find\""
                                                  : "kind=\"read\"",
                "Requests decided by links.", 1);
    flight_call(flight, &call);
}

void perform_all(struct batch *batch)
{
    for (size_t i = 0; i < batch->member_count; i++) {
        const struct member *member = batch->members[i];

        if (!member->request)
            continue;
        fault_point("loader.intent_committed");
        if (member->link->request.kind != REQUEST_MATCH &&
            brake_lets(batch->loader, member))
            perform(batch->loader, member);
    }
    perform_asks(batch);
}

#include "simulation/flight.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/record.h"
#include "domain/route.h"
#include "simulation/extractor.h"
#include "simulation/invariants.h"
#include "simulation/worker.h"

#include <stdlib.h>
#include <strings.h>

#define SEND_WITHIN_MS 10000

static agenda_act leave;
static agenda_act act;
static agenda_act answer;

/* ---- making one ---- */

static char *parent_of(const struct link *link, enum side side)
{
    const struct link_side *of = &link->sides[side];

    return mem_copy(of->parent != NULL
                        ? of->parent
                        : json_get_text(json_get(link->refs, "~parent"), "id"));
}

static char *reference_of(const struct flow *flow, const struct link *link,
                          enum side side)
{
    struct route route;
    char *reference = NULL;

    if (route_parse(link->id, &route)) {
        reference = route_reference(
            entity_origin(flow->sides[side_other(side)].entity), &route);
        route_free(&route);
    }
    return reference;
}

static struct flight *flight_new(const struct worker *worker,
                                 const struct flow *flow,
                                 const struct link *link)
{
    const struct link_request *request = &link->request;
    const struct link_side *side = &link->sides[request->side];
    struct flight *flight = mem_new(1, sizeof *flight);

    flight->worker = worker->number;
    flight->life = worker->life;
    flight->flow = flow;
    flight->link_id = mem_copy(link->id);
    flight->kind = request->kind;
    flight->side = request->side;
    flight->at_ms = request->at_ms;
    flight->record_id = mem_copy(side->id);
    flight->founder_id = mem_copy(link->sides[side_other(request->side)].id);
    flight->reference = reference_of(flow, link, request->side);
    flight->parent = parent_of(link, request->side);
    flight->fields = json_clone(request->fields);
    if (flow->sides[request->side].entity->has_lock)
        flight->unmodified_since = mem_copy(request->modified);
    return flight;
}

static void flight_free(struct flight *flight)
{
    free(flight->link_id);
    free(flight->record_id);
    free(flight->founder_id);
    free(flight->reference);
    free(flight->parent);
    free(flight->unmodified_since);
    json_free(flight->fields);
    event_free(&flight->answer);
    free(flight);
}

static void flight_end(struct sim *sim, struct flight *flight)
{
    struct flight **at = &sim->flights;

    while (*at != flight)
        at = &(*at)->next;
    *at = flight->next;
    flight_free(flight);
}

void flight_start(struct sim *sim, const struct worker *worker,
                  const struct flow *flow, const struct link *link)
{
    struct flight *flight = flight_new(worker, flow, link);
    int64_t delay_ms = dice_delay(&sim->dice, 100, SEND_WITHIN_MS + 1000);

    flight->next = sim->flights;
    sim->flights = flight;
    sim_later(sim, sim->phase == PHASE_BUSY ? delay_ms : 50, leave, flight, 0);
}

void flights_free(struct sim *sim)
{
    while (sim->flights != NULL)
        flight_end(sim, sim->flights);
}

/* ---- its answer ---- */

static void answer_begin(const struct sim *sim, struct flight *flight,
                         enum verdict verdict)
{
    struct event *event = &flight->answer;

    event_free(event);
    event_init(event, EVENT_ANSWERED, flight->link_id);
    event->side = flight->side;
    event->request_at = flight->at_ms;
    event->verdict = verdict;
    event->read_ms = sim->now_ms;
}

static void answer_later(struct sim *sim, struct flight *flight,
                         int64_t delay_ms)
{
    sim_later(sim, delay_ms, answer, flight, 0);
}

/* The connection was cut, or the time limit has passed. */
static void answer_unknown(struct sim *sim, struct flight *flight,
                           int64_t delay_ms)
{
    answer_begin(sim, flight, VERDICT_UNKNOWN);
    flight->answer.read_ms += delay_ms;
    answer_later(sim, flight, delay_ms);
}

static void answer_unsent(struct sim *sim, struct flight *flight)
{
    answer_begin(sim, flight, VERDICT_RETRY);
    flight->answer.unsent = true;
    answer_later(sim, flight, 0);
}

static bool is_write(const struct flight *flight)
{
    return flight->kind == REQUEST_CREATE || flight->kind == REQUEST_UPDATE;
}

static void answer_record(const struct flight *flight,
                          const struct fake_record *record, struct event *event)
{
    const struct flow_side *side = &flight->flow->sides[flight->side];
    char modified[FAKE_MODIFIED_MAX];
    struct json *body;

    fake_modified(record, modified);
    event->record_id = mem_copy(record->id);
    event->modified = mem_copy(modified);
    if (is_write(flight) && !side->entity->answers_whole)
        return;
    body = fake_body(record);
    event->fields =
        entity_pick(body, (const char *const *)side->paths, side->path_count);
    event->parent = entity_parent(side->entity, body);
    event->reference = mem_copy(record->reference);
    event->found = true;
    json_free(body);
}

/* An order that is not there may have become an invoice. */
static void answer_became(const struct flight *flight,
                          const struct fake_record *record, struct event *event)
{
    event->became = record != NULL && !record->gone && record->invoiced;
    if (event->became && flight->kind == REQUEST_READ)
        event->verdict = VERDICT_GONE;
}

/* Everybody whom the target knows by the key, as this flow sees them. */
static void answer_hit(struct sim *sim, const struct flight *flight,
                       const struct fake_record *found, struct event *event)
{
    const struct entity *entity = found->fake->entity;
    struct event events[2 * FLOWS_MAX];
    size_t count = 0;
    struct json *body = fake_body(found);
    struct record record = { .kind = RECORD_SEEN,
                             .id = found->id,
                             .read_ms = extractor_read_ms(sim, 500),
                             .body = body };
    struct err err;

    record.system = mem_copy(entity->system);
    record.entity = mem_copy(entity->name);
    (void)!route_record(&sim->flows, &record, events, &count, &err);
    for (size_t i = 0; i < count; i++) {
        if (sim_flow(sim, events[i].link) == flight->flow &&
            events[i].side == flight->side && events[i].founds) {
            event->hits = mem_resize(event->hits, event->hit_count + 1,
                                     sizeof *event->hits);
            event->hits[event->hit_count++] = events[i];
        } else {
            event_free(&events[i]);
        }
    }
    free(record.system);
    free(record.entity);
    json_free(body);
}

static void answer_hits(struct sim *sim, struct flight *flight)
{
    const struct fake *fake =
        sim_fake(sim, flight->flow->sides[flight->side].entity);
    const struct json *key = json_first(flight->fields);

    for (size_t i = 0; i < fake->count; i++) {
        const struct fake_record *record = fake->records[i];
        const char *value = json_get_text(record->values, json_name(key));

        if (!record->gone && value != NULL &&
            strcasecmp(value, json_text(key)) == 0)
            answer_hit(sim, flight, record, &flight->answer);
    }
}

static void answer_reply(struct sim *sim, struct flight *flight,
                         const struct fake_reply *reply)
{
    struct event *event = &flight->answer;

    answer_begin(sim, flight, reply->verdict);
    event->code = mem_copy(reply->code);
    event->field = mem_copy(reply->field);
    if (reply->record != NULL && reply->verdict == VERDICT_DONE)
        answer_record(flight, reply->record, event);
    answer_became(flight, reply->record, event);
    if (flight->kind == REQUEST_MATCH)
        answer_hits(sim, flight);
}

/* ---- acting ---- */

static struct fake_reply execute(struct sim *sim, const struct flight *flight)
{
    struct fake *fake = sim_fake(sim, flight->flow->sides[flight->side].entity);

    switch (flight->kind) {
    case REQUEST_READ:
        return fake_read(fake, flight->record_id);
    case REQUEST_FIND:
        return fake_find(fake, flight->reference);
    case REQUEST_CREATE:
        return fake_create(fake, flight->fields, flight->reference,
                           flight->parent);
    case REQUEST_UPDATE:
        return fake_update(fake, flight->record_id, flight->fields,
                           flight->unmodified_since);
    case REQUEST_MATCH:
        return (struct fake_reply){ .verdict = VERDICT_DONE };
    case REQUEST_NONE:
        break;
    }
    return (struct fake_reply){ .verdict = VERDICT_REJECT };
}

static void trace_act(const struct sim *sim, const struct flight *flight,
                      const struct fake_reply *reply)
{
    char *fields =
        flight->fields == NULL ? mem_copy("") : json_string(flight->fields);

    sim_trace(sim, "%s of %s at %s %s: %s %s", request_kind_name(flight->kind),
              flight->link_id, flight->flow->sides[flight->side].entity_name,
              reply->record == NULL ? "-" : reply->record->id,
              verdict_name(reply->verdict), is_write(flight) ? fields : "");
    free(fields);
}

/* The request has reached the system. */
static void act(struct sim *sim, void *arg, int64_t number)
{
    struct flight *flight = arg;
    int64_t took_ms = sim->now_ms - flight->left_ms;
    int64_t back_ms = dice_delay(&sim->dice, 20, sim->temper.limit_ms);
    struct fake_reply reply;

    (void)number;
    reply = execute(sim, flight);
    trace_act(sim, flight, &reply);
    invariants_acted(sim, flight, &reply);
    if (took_ms + back_ms > sim->temper.limit_ms ||
        sim_trouble(sim, sim->temper.lost_percent)) {
        if (reply.record != NULL)
            reply.record->excuses++;
        back_ms = sim->temper.limit_ms - took_ms;
        answer_unknown(sim, flight, back_ms < 0 ? 0 : back_ms);
        return;
    }
    answer_reply(sim, flight, &reply);
    flight->answer.read_ms = extractor_read_ms(sim, took_ms + back_ms);
    answer_later(sim, flight, back_ms);
}

/* ---- leaving ---- */

static bool is_out_of_order(const struct sim *sim, const struct flight *flight)
{
    int system = sim_system(flight->flow->sides[flight->side].entity);

    return sim->now_ms < sim->outage_until_ms[system];
}

/* It does not get there: certainly not, or who knows. */
static void fail_on_the_way(struct sim *sim, struct flight *flight)
{
    if (dice_percent(&sim->dice, 50)) {
        answer_begin(sim, flight, VERDICT_RETRY);
        answer_later(sim, flight, 50);
    } else {
        answer_unknown(sim, flight,
                       dice_between(&sim->dice, 0, sim->temper.limit_ms));
    }
}

static void leave(struct sim *sim, void *arg, int64_t number)
{
    struct flight *flight = arg;
    const struct worker *worker = sim->workers[flight->worker];

    (void)number;
    if (worker->life != flight->life || !worker->alive || flight->given_back) {
        flight_end(sim, flight);
    } else if (worker_is_stalled(sim, worker)) {
        sim_later(sim, worker->stalled_until_ms - sim->now_ms, leave, flight,
                  0);
    } else if (sim->now_ms >= flight->at_ms + SEND_WITHIN_MS) {
        answer_unsent(sim, flight);
    } else {
        flight->left_ms = sim->now_ms;
        invariants_left(sim, flight);
        if (is_out_of_order(sim, flight) ||
            sim_trouble(sim, sim->temper.lost_percent / 2)) {
            fail_on_the_way(sim, flight);
        } else {
            sim_later(sim,
                      sim->phase == PHASE_BUSY
                          ? dice_delay(&sim->dice, 50, sim->temper.limit_ms)
                          : 20,
                      act, flight, 0);
        }
    }
}

void flights_cancel(struct sim *sim, struct worker *worker)
{
    for (struct flight *f = sim->flights; f != NULL; f = f->next) {
        if (f->life != worker->life || f->left_ms != 0 || f->given_back)
            continue;
        f->given_back = true;
        answer_begin(sim, f, VERDICT_RETRY);
        f->answer.unsent = true;
        worker_hear(worker, f->flow, &f->answer);
    }
}

/* Back at the loader, if it still lives. */
static void answer(struct sim *sim, void *arg, int64_t number)
{
    struct flight *flight = arg;
    struct worker *worker = sim->workers[flight->worker];

    (void)number;
    if (worker->life == flight->life && worker->alive)
        worker_hear(worker, flight->flow, &flight->answer);
    flight_end(sim, flight);
}

#include "simulation/invariants.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/lens.h"
#include "domain/route.h"
#include "domain/work.h"
#include "simulation/agreed.h"
#include "simulation/extractor.h"
#include "simulation/values.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- while a link is told ---- */

void invariants_before(struct before *ret_before, const struct link *link)
{
    for (int s = 0; s < SIDES; s++) {
        ret_before->ids[s] = mem_copy(link->sides[s].id);
        ret_before->read_ms[s] = link->sides[s].read_ms;
        ret_before->agreed[s] = json_clone(link->sides[s].agreed);
    }
}

static void before_free(struct before *before)
{
    for (int s = 0; s < SIDES; s++) {
        free(before->ids[s]);
        json_free(before->agreed[s]);
    }
}

/* 10. read_ms never falls. */
static void evidence_moves_forward(struct sim *sim, const struct before *before,
                                   const struct link *link)
{
    for (int s = 0; s < SIDES; s++) {
        if (text_equal(before->ids[s], link->sides[s].id) &&
            link->sides[s].read_ms < before->read_ms[s]) {
            sim_fail(sim, "evidence moves forward", "%s side %s", link->id,
                     side_name((enum side)s));
        }
    }
}

/* 11. No create before the gate: both entities have been scanned whole. */
static void creates_wait_for_the_gate(struct sim *sim, const struct flow *flow,
                                      const struct link *link,
                                      const struct event *event)
{
    if (link->request.kind != REQUEST_CREATE)
        return;
    for (int s = 0; s < SIDES; s++) {
        if (!event->gate || !extractor_scanned(sim, flow->sides[s].entity))
            sim_fail(sim, "creates wait for the gate", "%s", link->id);
    }
}

/* 15. At most four hops. */
static void hops_stay_few(struct sim *sim, const struct effects *effects)
{
    for (size_t i = 0; i < effects->message_count; i++) {
        if (effects->messages[i].hops > EVENT_HOPS_MAX)
            sim_fail(sim, "hops stay few", "%s", effects->messages[i].link);
    }
}

void invariants_judged(struct sim *sim, struct before *before,
                       const struct flow *flow, const struct link *link,
                       const struct event *event, const struct effects *effects)
{
    evidence_moves_forward(sim, before, link);
    invariant_agreed(sim, before, flow, link, event);
    if (effects->request)
        creates_wait_for_the_gate(sim, flow, link, event);
    hops_stay_few(sim, effects);
    if (effects->changed) {
        sim_trace(sim, "%s: %s makes it %s%s%s%s%s", link->id,
                  event_kind_name(event->kind), link_status_name(link->status),
                  link->cause == NULL ? "" : ", ",
                  link->cause == NULL ? "" : link->cause,
                  effects->request ? ", wants " : "",
                  effects->request ? request_kind_name(link->request.kind)
                                   : "");
    }
    before_free(before);
}

/* ---- when it is written down ---- */

/* The key under which a record is remembered, by flow: a contact is of two
 * flows, and a customer that becomes a company is left by one for another.
 * NULL: a child of a hub, which shares it. */
static char *record_key(const struct flow *flow, const struct link *link,
                        enum side side)
{
    if (side == SIDE_A && flow->parent_flow != NULL)
        return NULL;
    return mem_print("%s.%s.%s", flow->name, side_name(side),
                     link->sides[side].id);
}

/* A record that a link had before is free again. */
static void holder_moves(struct sim *sim, const char *place, const char *key)
{
    char *before = map_get(sim->held, place);

    if (text_equal(before, key))
        return;
    if (before != NULL)
        free(map_remove(sim->holders, before));
    free(key == NULL ? map_remove(sim->held, place)
                     : map_put(sim->held, place, mem_copy(key)));
}

/* 1. Within a flow at most one link that is no alias holds a record. */
static void one_link_holds_a_record(struct sim *sim, const struct flow *flow,
                                    const struct link *link, enum side side)
{
    const struct link_side *own = &link->sides[side];
    bool holds = link->status != LINK_ALIAS && own->id != NULL &&
                 own->gone_ms == 0 &&
                 own->read_ms != 0; /* else it only means to look */
    char *key = holds ? record_key(flow, link, side) : NULL;
    char *place = mem_print("%s %s", link->id, side_name(side));
    const char *holder;

    holder_moves(sim, place, key);
    holder = key == NULL ? link->id : map_get(sim->holders, key);
    if (holder == NULL) {
        (void)map_put(sim->holders, key, mem_copy(link->id));
    } else if (strcmp(holder, link->id) != 0) {
        sim_fail(sim, "one link holds a record", "%s: %s and %s", key, holder,
                 link->id);
    }
    free(place);
    free(key);
}

/* Did both ever carry the same match key, as people compare it? */
static bool share_a_key(const struct fake_record *a,
                        const struct fake_record *b)
{
    for (const struct json *k = json_first(a->keys); k != NULL;
         k = json_next(k)) {
        if (json_get(b->keys, json_name(k)) != NULL)
            return true;
    }
    return false;
}

/* 1, too. What is linked belongs together: it was created from the other, or
 * joined by a key that both carry. */
static void partners_belong_together(struct sim *sim, const struct link *link)
{
    struct fake_record *a = sim_record(sim, link, SIDE_A);
    struct fake_record *b = sim_record(sim, link, SIDE_B);

    if (a == NULL || b == NULL || fake_group(a) == fake_group(b))
        return;
    if (share_a_key(a, b)) {
        fake_join(a, b);
        sim_trace(sim, "%s joins %s and %s", link->id, a->id, b->id);
    } else {
        sim_fail(sim, "partners belong together", "%s: %s and %s", link->id,
                 a->id, b->id);
    }
}

void invariants_committed(struct sim *sim, const struct flow *flow,
                          const struct link *link, const char *text)
{
    /* 15. A state is at most 64 KB. */
    if (strlen(text) > LINK_BYTES_MAX)
        sim_fail(sim, "states stay small", "%s", link->id);
    if (sim->watched != NULL && strcmp(sim->watched, link->id) == 0)
        sim_trace(sim, "%s", text);
    if (link->status == LINK_KEY)
        return;
    for (int s = 0; s < SIDES; s++)
        one_link_holds_a_record(sim, flow, link, (enum side)s);
    if (link->status != LINK_ALIAS)
        partners_belong_together(sim, link);
}

/* ---- requests ---- */

/* 3. No create leaves without a committed intent, nor after its deadline. */
void invariants_left(struct sim *sim, const struct flight *flight)
{
    const char *text = broker_state(&sim->broker, flight->link_id);
    struct link *link = NULL;
    struct err err;

    if (flight->kind != REQUEST_CREATE)
        return;
    if (text != NULL)
        link = link_decode(text, strlen(text), &err);
    if (link == NULL || link->request.kind != REQUEST_CREATE ||
        link->request.at_ms != flight->at_ms ||
        sim->now_ms > flight->at_ms + 10000)
        sim_fail(sim, "creates follow intents", "%s", flight->link_id);
    link_free(link);
}

/* 4. A value of one person is never written to a record that is not linked to
 * them. */
static void values_stay_with_their_people(struct sim *sim,
                                          const struct flight *flight,
                                          struct fake_record *record)
{
    for (const struct json *f = json_first(flight->fields); f != NULL;
         f = json_next(f)) {
        struct fake_record *owner = values_owner(sim, f);

        if (owner != NULL && fake_group(owner) != fake_group(record)) {
            sim_fail(sim, "values stay with their people", "%s writes %s of %s",
                     flight->link_id, json_name(f), owner->id);
        }
    }
}

/* 2. At most one target record per reference: a second create is sent only
 * after the first is proven absent, so the system never has to say no. */
static void creates_happen_once(struct sim *sim, const struct flight *flight,
                                const struct fake_reply *reply)
{
    if (reply->verdict == VERDICT_EXISTS && reply->record->writes > 0) {
        sim_fail(sim, "creates happen once", "%s and %s", flight->link_id,
                 reply->record->id);
    }
}

static bool same_name(const struct fake_record *made,
                      const struct fake_record *other, const char *path)
{
    const char *one = json_get_text(made->values, path);
    const char *two = json_get_text(other->values, path);
    char *folds[] = { text_fold(one == NULL ? "" : one),
                      text_fold(two == NULL ? "" : two) };
    bool same = strcmp(folds[0], folds[1]) == 0;

    free(folds[0]);
    free(folds[1]);
    return same;
}

/* Two customers that anybody would take for one. */
static bool is_double(const struct fake_record *made,
                      const struct fake_record *other, const char *key)
{
    const char *one = json_get_text(made->values, key);
    const char *two = json_get_text(other->values, key);

    return other != made && !other->gone && one != NULL && two != NULL &&
           strcasecmp(one, two) == 0 && same_name(made, other, "LastName") &&
           same_name(made, other, "FirstName") &&
           json_equal(json_get(made->values, "IsPerson"),
                      json_get(other->values, "IsPerson"));
}

/* Nobody who was there from the beginning, without a partner and as they are
 * now, is created again. */
static void nobody_is_doubled(struct sim *sim, const struct flight *flight,
                              const struct fake_record *made)
{
    const char *key = flight->flow->match_key;

    for (size_t i = 0; key != NULL && i < made->fake->count; i++) {
        const struct fake_record *other = made->fake->records[i];

        if (is_double(made, other, key) && !other->joined &&
            other->typed_ms < SIM_START_MS + 1000) {
            sim_fail(sim, "nobody is doubled", "%s: %s and %s", flight->link_id,
                     made->id, other->id);
        }
    }
}

/* 14. Nothing is ever deleted: there is no request that could. */
static void nothing_is_deleted(struct sim *sim, const struct flight *flight)
{
    if (flight->kind > REQUEST_MATCH)
        sim_fail(sim, "nothing is deleted", "%s", flight->link_id);
}

/* 6. A replay, an old or a lost Redis: nothing is written. (A replayed `retry`
 * may have a system refuse again what it refused.) */
static void replays_write_nothing(struct sim *sim, const struct flight *flight,
                                  const struct fake_reply *reply)
{
    if (sim->phase == PHASE_REPLAYED && reply->verdict != VERDICT_REJECT) {
        sim_fail(sim, "replays write nothing", "%s of %s",
                 request_kind_name(flight->kind), flight->link_id);
    }
}

void invariants_acted(struct sim *sim, const struct flight *flight,
                      const struct fake_reply *reply)
{
    struct fake_record *founder = fake_get(
        sim_fake(sim, flight->flow->sides[side_other(flight->side)].entity),
        flight->founder_id);

    nothing_is_deleted(sim, flight);
    if (flight->kind != REQUEST_CREATE && flight->kind != REQUEST_UPDATE)
        return;
    replays_write_nothing(sim, flight, reply);
    if (flight->kind == REQUEST_CREATE) {
        creates_happen_once(sim, flight, reply);
        if (reply->verdict == VERDICT_DONE && founder != NULL)
            fake_join(reply->record, founder);
        if (reply->verdict == VERDICT_DONE)
            nobody_is_doubled(sim, flight, reply->record);
    }
    if (reply->verdict == VERDICT_DONE)
        values_stay_with_their_people(sim, flight, reply->record);
}

/*
 * What must be true when nothing is under way any more.
 */
#include "simulation/invariants.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/lens.h"
#include "domain/work.h"
#include "simulation/brakes.h"
#include "simulation/causes.h"
#include "simulation/values.h"

#include <stdlib.h>
#include <string.h>

/* ---- 8. Redis equals what the ledger rebuilds ---- */

struct ledger_part {
    struct sim *sim;
    const struct tape *tape;
};

static int item_equals_ledger(const char *id, void *value, void *arg)
{
    const struct ledger_part *part = arg;
    const struct copy_item *item = value;
    const char *text = tape_newest(part->tape, id);
    struct link *link = NULL;
    struct err err;

    if (!text_equal(item->text, text)) {
        sim_fail(part->sim, "Redis equals the ledger", "%s: %s instead of %s",
                 id, item->text, text == NULL ? "nothing" : text);
        return 0;
    }
    if (id[0] != '~')
        link = link_decode(text, strlen(text), &err);
    if (link != NULL && link->due_ms != item->due_ms)
        sim_fail(part->sim, "Redis equals the ledger", "%s: due", id);
    link_free(link);
    return 0;
}

static void partition_equals_ledger(struct sim *sim, int32_t p)
{
    struct ledger_part part = { sim, &sim->broker.links[p] };

    if (sim->copy.items[p] == NULL) {
        sim_fail(sim, "Redis equals the ledger", "partition %d is lost",
                 (int)p);
        return;
    }
    (void)map_each(sim->copy.items[p], item_equals_ledger, &part);
    for (size_t i = 0; i < part.tape->count; i++) {
        if (map_get(sim->copy.items[p], part.tape->messages[i].key) == NULL) {
            sim_fail(sim, "Redis equals the ledger", "%s is missing",
                     part.tape->messages[i].key);
        }
    }
}

static void copy_equals_ledger(struct sim *sim)
{
    for (int32_t p = 0; p < sim->broker.partitions; p++)
        partition_equals_ledger(sim, p);
}

/* ---- 5. every edit ends on both sides ---- */

static bool is_cleared(const struct pair *pair, const struct property *property,
                       enum side side)
{
    for (size_t i = 0; i < property->path_count[side]; i++) {
        if (json_get(pair->records[side]->cleared, property->paths[side][i]) !=
            NULL)
            return true;
    }
    return false;
}

static bool is_same(const struct property *property, const struct json *a,
                    const struct json *b)
{
    return lens_same(property, a, b) || lens_is_echo(property, SIDE_B, a, b) ||
           lens_is_echo(property, SIDE_A, b, a);
}

/* A value that somebody typed over on one of both must not be back. */
static bool has_gone_back(const struct pair *pair, const struct json *value)
{
    return values_overwritten(pair->sim, pair->records[SIDE_A], value) ||
           values_overwritten(pair->sim, pair->records[SIDE_B], value);
}

static void edits_arrive(const struct pair *pair,
                         const struct property *property)
{
    const struct json *a =
        value_of(property, SIDE_A, pair->records[SIDE_A]->values);
    const struct json *b =
        value_of(property, SIDE_B, pair->records[SIDE_B]->values);
    const char *wrong = NULL;

    if (json_get(pair->link->owed, property->name) != NULL)
        return;
    if (a != NULL && b != NULL) {
        if (!is_same(property, a, b)) {
            wrong = "differs";
        } else if (has_gone_back(pair, a) || has_gone_back(pair, b)) {
            wrong = "has gone back";
        }
    } else if ((a == NULL) != (b == NULL)) {
        enum side empty = a == NULL ? SIDE_A : SIDE_B;

        if (!is_cleared(pair, property, empty) &&
            property->fallback[side_other(empty)] == NULL)
            wrong = "has not come through";
    }
    if (wrong != NULL) {
        sim_fail(pair->sim, "edits arrive", "%s of %s %s", property->name,
                 pair->link->id, wrong);
    }
}

/* What a reference should lead to: the record of the link it names. */
static void references_lead_right(const struct pair *pair,
                                  const struct property *property)
{
    char *target = refs_target(property, pair->records[SIDE_A]->values);
    const struct json *value =
        json_get(pair->records[SIDE_B]->values, property->paths[SIDE_B][0]);
    const char *text =
        target == NULL ? NULL : broker_state(&pair->sim->broker, target);
    struct link *link = NULL;
    struct err err;
    int64_t number = 0;
    char *id;

    if (text != NULL)
        link = link_decode(text, strlen(text), &err);
    (void)json_int(value, &number);
    id = mem_print("%lld", (long long)number);
    if (target != NULL && json_get(pair->link->owed, property->name) == NULL &&
        (link == NULL || !text_equal(link->sides[SIDE_B].id, id))) {
        sim_fail(pair->sim, "references lead right", "%s of %s is %s",
                 property->name, pair->link->id, id);
    }
    free(id);
    free(target);
    link_free(link);
}

static void pair_is_in_step(const struct pair *pair)
{
    for (int s = 0; s < SIDES; s++) {
        const struct fake_record *record = pair->records[s];

        if (record == NULL || record->gone || record->invoiced) {
            sim_fail(pair->sim, "what is gone closes its link", "%s side %s",
                     pair->link->id, side_name((enum side)s));
            return;
        }
    }
    if (brakes_dropped(pair->sim, pair->link->id))
        return; /* each side keeps what it says */
    for (size_t i = 0; i < pair->flow->property_count; i++) {
        const struct property *property = &pair->flow->properties[i];

        if (property->type == TYPE_LINK) {
            references_lead_right(pair, property);
        } else {
            edits_arrive(pair, property);
        }
    }
}

/* ---- 7. nothing waits forever ---- */

static void nothing_is_under_way(const struct pair *pair)
{
    const struct link *link = pair->link;

    if (link->status == LINK_PENDING || link->status == LINK_WAITING ||
        link->request.kind != REQUEST_NONE || link->due_ms != 0) {
        sim_fail(pair->sim, "nothing waits forever", "%s: %s, %s", link->id,
                 link_status_name(link->status),
                 link->detail == NULL ? "" : link->detail);
    }
}

static void check_link(struct sim *sim, const struct link *link)
{
    struct pair pair = { .sim = sim,
                         .flow = sim_flow(sim, link->id),
                         .link = link };

    for (int s = 0; s < SIDES; s++)
        pair.records[s] = sim_record(sim, link, (enum side)s);
    if (json_first(link->children) != NULL)
        return; /* a hub stands for nothing itself */
    nothing_is_under_way(&pair);
    switch (link->status) {
    case LINK_IN_STEP:
        pair_is_in_step(&pair);
        break;
    case LINK_HELD:
        holds_have_a_reason(&pair);
        break;
    case LINK_CLOSED:
        closed_is_gone(&pair);
        break;
    case LINK_LONELY:
        lonely_stays_alone(&pair);
        break;
    case LINK_PENDING:
    case LINK_WAITING:
    case LINK_ALIAS:
    case LINK_KEY:
        break;
    }
}

static int each_link(const char *id, void *value, void *arg)
{
    const struct copy_item *item = value;
    struct err err;
    struct link *link;

    if (id[0] == '~')
        return 0;
    link = link_decode(item->text, strlen(item->text), &err);
    check_link(arg, link);
    link_free(link);
    return 0;
}

/* Every contact and every won deal that is there has its link. */
static void nobody_is_forgotten(struct sim *sim)
{
    const struct fake *fake = sim_fake_named(sim, "Contacts");

    for (size_t i = 0; i < fake->count; i++) {
        char *id = mem_print("contacts.a.%s", fake->records[i]->id);

        if (!fake->records[i]->gone && broker_state(&sim->broker, id) == NULL)
            sim_fail(sim, "nobody is forgotten", "%s", id);
        free(id);
    }
}

static void count_edits(struct sim *sim, struct fake_record *record)
{
    (void)sim;
    fake_group(record)->group_edits += record->edits;
    record->edits = 0; /* counted */
}

/* 6. At most two writes per edit and side, but for those that had to be
 * repeated because an answer was lost; and one for our reference. */
static void writes_are_few(struct sim *sim, struct fake_record *record)
{
    int most = 2 * fake_group(record)->group_edits + record->excuses + 1;

    if (record->writes > most) {
        sim_fail(sim, "writes are few", "%d writes to %s", record->writes,
                 record->id);
    }
}

static void each_record(struct sim *sim,
                        void (*check)(struct sim *, struct fake_record *))
{
    for (size_t e = 0; e < sim->fake_count; e++) {
        for (size_t i = 0; i < sim->fakes[e]->count; i++)
            check(sim, sim->fakes[e]->records[i]);
    }
}

void invariants_rest(struct sim *sim)
{
    copy_equals_ledger(sim);
    for (int32_t p = 0; p < sim->broker.partitions; p++) {
        if (sim->copy.items[p] != NULL)
            (void)map_each(sim->copy.items[p], each_link, sim);
    }
    nobody_is_forgotten(sim);
    each_record(sim, count_edits);
    each_record(sim, writes_are_few);
}

#include "simulation/causes.h"

#include "base/text.h"

#include <string.h>

static bool has_bad_value(const struct fake_record *record)
{
    const struct json *v = record == NULL ? NULL : json_first(record->values);

    for (; v != NULL; v = json_next(v)) {
        const char *text = json_text(v);

        if (text != NULL && strpbrk(text, "!?") != NULL)
            return true;
    }
    return false;
}

/* Does something that it refers to lead nowhere? */
static bool has_dead_reference(const struct pair *pair)
{
    for (const struct json *r = json_first(pair->link->refs); r != NULL;
         r = json_next(r)) {
        const char *text =
            broker_state(&pair->sim->broker, json_get_text(r, "link"));
        struct link *link = NULL;
        struct err err;
        bool dead;

        if (text != NULL)
            link = link_decode(text, strlen(text), &err);
        dead =
            link == NULL || !link_is_whole(link) || link->status == LINK_CLOSED;
        link_free(link);
        if (dead)
            return true;
    }
    return false;
}

/* Does a record of the other side carry, or has it carried, its key? */
static bool has_namesake(const struct pair *pair)
{
    const struct fake_record *own = pair->records[SIDE_A];
    const struct fake *there =
        sim_fake(pair->sim, pair->flow->sides[SIDE_B].entity);

    for (size_t i = 0; own != NULL && i < there->count; i++) {
        for (const struct json *k = json_first(own->keys); k != NULL;
             k = json_next(k)) {
            if (json_get(there->records[i]->keys, json_name(k)) != NULL)
                return true;
        }
    }
    return false;
}

void holds_have_a_reason(const struct pair *pair)
{
    const struct fake_record *b = pair->records[SIDE_B];
    const char *cause = pair->link->cause;
    bool true_cause = false;

    if (text_equal(cause, "rejected")) {
        true_cause = has_bad_value(pair->records[SIDE_A]) || has_bad_value(b) ||
                     (b == NULL && json_first(pair->link->refs) == NULL);
    } else if (text_equal(cause, "reference")) {
        true_cause = has_dead_reference(pair);
    } else if (text_equal(cause, "confirmed")) {
        true_cause = b != NULL &&
                     text_equal(json_get_text(b->values, "SalesOrderStatus"),
                                "Confirmed");
    } else if (text_equal(cause, "kind")) {
        true_cause =
            b != NULL &&
            flow_contradicts(pair->flow->sides[SIDE_B].where, b->values);
    } else if (text_equal(cause, "ambiguous")) {
        true_cause = has_namesake(pair);
    } else if (text_equal(cause, "twin")) {
        true_cause = b != NULL && b->reference != NULL;
    } else if (text_equal(cause, "returns")) {
        true_cause = true;
    }
    if (!true_cause) {
        sim_fail(pair->sim, "holds have a reason", "%s: %s", pair->link->id,
                 cause == NULL ? "none" : cause);
    }
}

/* Gone, or never there: a reference may name what does not exist. */
static bool is_lost(const struct pair *pair, enum side s)
{
    const struct fake_record *record = pair->records[s];

    return pair->link->sides[s].id != NULL &&
           (record == NULL || record->gone || record->invoiced);
}

/* What was read since is not taken in. */
static void erased_has_no_values(const struct pair *pair)
{
    for (int s = 0; s < SIDES; s++) {
        if (json_first(pair->link->sides[s].observed) != NULL) {
            sim_fail(pair->sim, "the erased have no values", "%s",
                     pair->link->id);
        }
    }
}

void closed_is_gone(const struct pair *pair)
{
    if (link_is_erased(pair->link)) {
        erased_has_no_values(pair);
        return;
    }
    if (!is_lost(pair, SIDE_A) && !is_lost(pair, SIDE_B))
        sim_fail(pair->sim, "what is closed is gone", "%s", pair->link->id);
}

void lonely_stays_alone(const struct pair *pair)
{
    const struct fake_record *a = pair->records[SIDE_A];
    enum flow_create create = pair->flow->sides[SIDE_B].create;

    if (a != NULL && !a->gone &&
        (create == CREATE_ALWAYS || pair->link->wanted) &&
        flow_fits(pair->flow->sides[SIDE_A].when, a->values)) {
        sim_fail(pair->sim, "nobody is left out", "%s: %s", pair->link->id,
                 pair->link->cause == NULL ? "" : pair->link->cause);
    }
}

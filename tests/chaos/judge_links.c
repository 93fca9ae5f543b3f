#include "chaos/judge.h"

#include "base/mem.h"
#include "base/text.h"
#include "chaos/book.h"
#include "chaos/crowd.h"
#include "chaos/deed.h"
#include "chaos/finding.h"
#include "chaos/sight.h"
#include "domain/lens.h"
#include "domain/work.h"
#include "support/entities.h"

#include <stdlib.h>

#define PATHS_MAX (FLOW_PROPERTIES_MAX * FLOW_PATHS_MAX)

struct judge {
    struct flows flows;
    size_t named;
};

/* A link and what its records hold: {path: value}. */
struct pair {
    const struct flow *flow;
    const struct link *link;
    struct json *values[SIDES];
};

static struct json *values_of(const struct flow *flow, const struct link *link,
                              enum side side)
{
    const struct json *record =
        sight_record(flow->sides[side].entity_name, link->sides[side].id);
    const char *paths[PATHS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < flow->property_count; i++) {
        const struct property *property = &flow->properties[i];

        for (size_t p = 0; p < property->path_count[side]; p++)
            paths[count++] = property->paths[side][p];
    }
    return record == NULL ? NULL : entity_pick(record, paths, count);
}

/* ---- edits ---- */

/* What was typed last into the fields of a property on one side, or NULL. */
static const struct typed *typed_last(const struct pair *pair,
                                      const struct property *property,
                                      enum side side)
{
    const struct typed *newest = NULL;

    for (size_t i = 0; i < property->path_count[side]; i++) {
        const struct typed *typed =
            book_newest(pair->flow->sides[side].entity_name,
                        pair->link->sides[side].id, property->paths[side][i]);

        if (typed != NULL && (newest == NULL || typed->ms > newest->ms))
            newest = typed;
    }
    return newest;
}

static const char *shown(const struct json *value)
{
    const char *text = json_text(value);

    return text == NULL ? "nothing" : text;
}

static void tell_lost(const struct pair *pair, const struct property *property,
                      const struct json *const found[SIDES], const char *why)
{
    const struct typed *typed[SIDES];

    for (int s = 0; s < SIDES; s++)
        typed[s] = typed_last(pair, property, (enum side)s);
    finding_add(
        FINDING_LOST, pair->link->id,
        "%s of %s %s: Zoho's %s %s has '%s' (typed last: '%s'), "
        "PowerOffice's %s %s has '%s' (typed last: '%s')",
        property->name, pair->link->id, why,
        pair->flow->sides[SIDE_A].entity_name, pair->link->sides[SIDE_A].id,
        shown(found[SIDE_A]), typed[SIDE_A] == NULL ? "" : typed[SIDE_A]->text,
        pair->flow->sides[SIDE_B].entity_name, pair->link->sides[SIDE_B].id,
        shown(found[SIDE_B]), typed[SIDE_B] == NULL ? "" : typed[SIDE_B]->text);
}

/* What somebody has emptied stays empty, and the other side keeps its own. */
static bool was_emptied(const struct pair *pair,
                        const struct property *property, enum side side)
{
    return deed_emptied(pair->flow->sides[side].entity_name,
                        pair->link->sides[side].id, property->paths[side][0]);
}

/* Nobody may find a value that somebody has typed another over. */
static const char *what_is_wrong(const struct pair *pair,
                                 const struct property *property,
                                 const struct json *const found[SIDES])
{
    const struct typed *typed = book_find(json_text(found[SIDE_A]));

    if (found[SIDE_A] == NULL && found[SIDE_B] == NULL)
        return NULL;
    if (found[SIDE_A] == NULL || found[SIDE_B] == NULL) {
        enum side empty = found[SIDE_A] == NULL ? SIDE_A : SIDE_B;

        return property->fallback[side_other(empty)] != NULL ||
                       was_emptied(pair, property, empty)
                   ? NULL
                   : "has not come through";
    }
    if (!lens_same(property, found[SIDE_A], found[SIDE_B]))
        return "differs";
    return typed != NULL && typed->over != NULL ? "has gone back" : NULL;
}

static void check_property(const struct pair *pair,
                           const struct property *property)
{
    const struct json *const found[SIDES] = {
        value_of(property, SIDE_A, pair->values[SIDE_A]),
        value_of(property, SIDE_B, pair->values[SIDE_B]),
    };
    const char *wrong = what_is_wrong(pair, property, found);

    if (wrong != NULL && json_get(pair->link->owed, property->name) == NULL)
        tell_lost(pair, property, found, wrong);
}

static void check_pair(struct judge *judge, const struct flow *flow,
                       const struct link *link)
{
    struct pair pair = { .flow = flow, .link = link };

    for (int s = 0; s < SIDES; s++)
        pair.values[s] = values_of(flow, link, (enum side)s);
    if (pair.values[SIDE_A] == NULL || pair.values[SIDE_B] == NULL) {
        finding_add(FINDING_OTHER, link->id, "%s: a record is not there",
                    link->id);
        return;
    }
    for (size_t i = 0; i < flow->property_count; i++) {
        if (flow->properties[i].type != TYPE_LINK)
            check_property(&pair, &flow->properties[i]);
    }
    judge->named += json_count(link->owed);
    for (int s = 0; s < SIDES; s++)
        json_free(pair.values[s]);
}

/* ---- where links stand ---- */

/* Only accounts that no deal needs, and deals that are not won, stay alone. */
static bool may_be_lonely(const struct judge *judge, const struct link *link)
{
    const struct flow *flow = flows_find(&judge->flows, link->flow);
    const struct json *record;

    if (json_first(link->children) != NULL ||
        text_equal(link->flow, "contactpersons"))
        return true;
    if (text_equal(link->flow, "accounts"))
        return !link->wanted;
    if (link->sides[SIDE_A].id == NULL) /* typed into PowerOffice alone */
        return text_equal(link->flow, "contacts");
    record =
        sight_record(flow->sides[SIDE_A].entity_name, link->sides[SIDE_A].id);
    return text_equal(link->flow, "deals") &&
           !flow_fits(flow->sides[SIDE_A].when, record);
}

static void tell_unexplained(const struct link *link)
{
    finding_add(FINDING_UNEXPLAINED, link->id, "%s is %s: %s (%s)", link->id,
                link_status_name(link->status),
                link->cause == NULL ? "no cause" : link->cause,
                link->detail == NULL ? "" : link->detail);
}

/* Has somebody deleted one of its records? */
static bool is_bereft(const struct judge *judge, const struct link *link)
{
    const struct flow *flow = flows_find(&judge->flows, link->flow);

    for (int s = 0; flow != NULL && s < SIDES; s++) {
        if (deed_owner(flow->sides[s].entity_name, link->sides[s].id) != NULL)
            return true;
    }
    return false;
}

/* Nobody has typed what a system refuses: so a link that is held has no reason
 * to be, and one that is closed only that a record is gone. */
static int check_link(const struct link *link, void *arg)
{
    struct judge *judge = arg;

    switch (link->status) {
    case LINK_IN_STEP:
        check_pair(judge, flows_find(&judge->flows, link->flow), link);
        break;
    case LINK_LONELY:
        if (!may_be_lonely(judge, link))
            tell_unexplained(link);
        break;
    case LINK_CLOSED:
        if (!is_bereft(judge, link))
            tell_unexplained(link);
        break;
    case LINK_PENDING:
    case LINK_WAITING:
    case LINK_HELD:
        tell_unexplained(link);
        break;
    case LINK_ALIAS:
    case LINK_KEY:
        break;
    }
    return 0;
}

static void has_link(const struct ledger *ledger, const char *flow, char side,
                     const char *id)
{
    char *link = mem_print("%s.%c.%s", flow, side, id);

    if (ledger_link(ledger, link) == NULL) {
        finding_add(FINDING_LOST, link, "%s: the record has no link at all",
                    link);
    }
    free(link);
}

static void nobody_is_forgotten(const struct ledger *ledger)
{
    static const char *const flows[CROWD_KINDS] = {
        [CROWD_CONTACT] = "contacts",
        [CROWD_ACCOUNT] = "accounts",
        [CROWD_DEAL] = "deals",
    };

    for (int kind = 0; kind < CROWD_KINDS; kind++) {
        const char *id;

        for (int i = 0; (id = crowd_id((enum crowd_record)kind, i)) != NULL;
             i++)
            has_link(ledger, flows[kind], 'a', id);
    }
    for (size_t i = 0; crowd_stranger(i) != NULL; i++)
        has_link(ledger, "contacts", 'b', crowd_stranger(i));
}

size_t judge_links(const struct ledger *ledger)
{
    struct judge judge = { .named = 0 };

    entities_flows(&judge.flows);
    (void)ledger_each(ledger, check_link, &judge);
    nobody_is_forgotten(ledger);
    flows_free(&judge.flows);
    return judge.named;
}

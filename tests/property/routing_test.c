/*
 * Ids are derived, never drawn: the same record always finds the same link, and
 * no two records find one, unless one of them names the other.
 */
#include "base/mem.h"
#include "base/text.h"
#include "domain/route.h"
#include "support/entities.h"
#include "support/seeds.h"

#include <stdlib.h>

#define SEEDS   200
#define RECORDS 40
#define EVENTS  (RECORDS * 2 * FLOWS_MAX)

static const struct {
    const char *system;
    const char *entity;
    const char *reference_path;
} kinds[] = {
    { "zohocrm", "Contacts", "Tandem_Ref" },
    { "zohocrm", "Accounts", "Tandem_Ref" },
    { "zohocrm", "Deals", "Tandem_Ref" },
    { "powerofficego", "Customers", "ExternalImportReference" },
    { "powerofficego", "ContactPersons", "ExternalCode" },
    { "powerofficego", "SalesOrders", "ExternalImportReference" },
};

#define KINDS ((int64_t)(sizeof kinds / sizeof kinds[0]))

static struct flows flows;

/* ---- records ---- */

/* Few, so that they meet; and of every shape that the systems have. */
static char *id_draw(struct dice *dice)
{
    static const char *const starts[] = { "", "1", "a-", "a_" };
    const char *start = starts[dice_between(dice, 0, 3)];

    return mem_print("%s%d%s", start, (int)dice_between(dice, 1, 12),
                     dice_percent(dice, 30) ? "1" : "");
}

/* Ours, of the one or the other system, under a parent or not; or nobody's. */
static char *reference_draw(struct dice *dice)
{
    static const char *const origins[] = { "zohocrm",  "powerofficego",
                                           "Zohocrm",  "",
                                           "zohocrm:", "contacts.a" };
    const char *origin = origins[dice_between(dice, 0, 5)];
    char *id = id_draw(dice);
    char *parent = id_draw(dice);
    bool under = dice_percent(dice, 40);
    char *reference = mem_print("%s:%s%s%s", origin, id, under ? "@" : "",
                                under ? parent : "");

    free(id);
    free(parent);
    return reference;
}

static struct json *body_draw(struct dice *dice, int64_t kind,
                              const char *reference)
{
    struct json *body = json_new_object();

    json_set_int(body, "Phone", dice_between(dice, 0, 1000));
    json_set_bool(body, "IsPerson", dice_percent(dice, 50));
    json_set_text(body, kinds[kind].reference_path, reference);
    return body;
}

/* The same record may look otherwise each time it is read. */
static void route(struct dice *dice, int64_t kind, const char *id,
                  const char *reference, struct event *ret_events,
                  size_t *ret_count)
{
    struct json *body = body_draw(dice, kind, reference);
    struct record record = {
        .kind = RECORD_SEEN,
        .system = mem_copy(kinds[kind].system),
        .entity = mem_copy(kinds[kind].entity),
        .id = mem_copy(id),
        .read_ms = dice_between(dice, 1, 1000000),
        .body = body,
    };
    struct err err;

    assert_int_equal(route_record(&flows, &record, ret_events, ret_count, &err),
                     0);
    free(record.system);
    free(record.entity);
    free(record.id);
    json_free(body);
}

/* ---- the laws ---- */

static void the_same_is_routed_alike(struct dice *dice)
{
    struct event once[2 * FLOWS_MAX];
    struct event again[2 * FLOWS_MAX];
    int64_t kind = dice_between(dice, 0, KINDS - 1);
    char *id = id_draw(dice);
    char *reference = dice_percent(dice, 50) ? reference_draw(dice) : NULL;
    size_t count;
    size_t count_again;

    route(dice, kind, id, reference, once, &count);
    route(dice, kind, id, reference, again, &count_again);
    assert_true(count > 0);
    assert_int_equal(count, count_again);
    while (count > 0) {
        count--;
        assert_string_equal(once[count].link, again[count].link);
        event_free(&once[count]);
        event_free(&again[count]);
    }
    free(id);
    free(reference);
}

/* Its own, or the one of the record that its reference names. */
static bool is_own(const struct event *event, const struct route *link)
{
    return link->side == event->side && link->parent == NULL &&
           text_equal(link->record_id, event->record_id);
}

static void link_is_own_or_named(const struct event *event)
{
    struct route link;
    char *reference;
    const struct flow *flow;

    assert_true(route_parse(event->link, &link));
    flow = flows_find(&flows, link.flow);
    if (!is_own(event, &link)) {
        reference = route_reference(
            entity_origin(flow->sides[link.side].entity), &link);
        assert_string_equal(event->reference, reference);
        assert_int_equal(link.side, side_other(event->side));
        free(reference);
    }
    route_free(&link);
}

/* What a link writes into the other system leads back to it. */
static void reference_leads_back(const struct event *event)
{
    struct route link;
    const struct flow *flow;
    char *reference;
    char *back;

    assert_true(route_parse(event->link, &link));
    flow = flows_find(&flows, link.flow);
    reference =
        route_reference(entity_origin(flow->sides[link.side].entity), &link);
    back = route_by_reference(flow, link.side, reference);
    if (link.side != SIDE_A || flow->parent_flow == NULL ||
        link.parent != NULL) /* a hub is nobody's partner */
        assert_string_equal(back, event->link);
    free(back);
    free(reference);
    route_free(&link);
}

static bool is_same_record(const struct event *one, const struct event *other)
{
    return one->side == other->side &&
           text_equal(one->record_id, other->record_id);
}

/* Own links, of one flow, are one only for one record. */
static void owners_differ(const struct event *one, const struct event *other)
{
    struct route link;
    bool both;

    if (!text_equal(one->link, other->link) || is_same_record(one, other))
        return;
    assert_true(route_parse(one->link, &link));
    both = is_own(one, &link) && is_own(other, &link);
    route_free(&link);
    assert_false(both);
}

static void no_two_records_share_a_link(struct dice *dice)
{
    static struct event events[EVENTS];
    size_t count = 0;

    for (int i = 0; i < RECORDS; i++) {
        char *id = id_draw(dice);
        char *reference = dice_percent(dice, 50) ? reference_draw(dice) : NULL;
        size_t more;

        route(dice, dice_between(dice, 0, KINDS - 1), id, reference,
              &events[count], &more);
        count += more;
        free(id);
        free(reference);
    }
    for (size_t i = 0; i < count; i++) {
        link_is_own_or_named(&events[i]);
        reference_leads_back(&events[i]);
        for (size_t j = 0; j < i; j++)
            owners_differ(&events[i], &events[j]);
    }
    while (count > 0)
        event_free(&events[--count]);
}

/* ---- tests ---- */

static void the_same_record_always_finds_the_same_link(void **state)
{
    (void)state;
    seeds_each(SEEDS, the_same_is_routed_alike);
}

static void
two_records_share_a_link_only_where_one_names_the_other(void **state)
{
    (void)state;
    seeds_each(SEEDS, no_two_records_share_a_link);
}

static int setup(void **state)
{
    (void)state;
    entities_flows(&flows);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    flows_free(&flows);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        seeds_test(the_same_record_always_finds_the_same_link),
        seeds_test(two_records_share_a_link_only_where_one_names_the_other),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}

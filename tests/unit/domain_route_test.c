#include "base/mem.h"
#include "domain/route.h"
#include "support/entities.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

/* ---- ids ----------------------------------------------------------------- */

static void a_link_id_says_flow_side_and_record(void **state)
{
    struct route route;

    (void)state;
    assert_true(route_parse("contacts.b.77", &route));
    assert_string_equal(route.flow, "contacts");
    assert_int_equal(route.side, SIDE_B);
    assert_string_equal(route.record_id, "77");
    assert_null(route.parent);
    route_free(&route);
    assert_true(route_parse("contactpersons.a.5843@5842", &route));
    assert_int_equal(route.side, SIDE_A);
    assert_string_equal(route.record_id, "5843");
    assert_string_equal(route.parent, "5842");
    route_free(&route);
}

static void what_is_no_link_id_is_not_taken_for_one(void **state)
{
    static const char *const texts[] = {
        "",
        "contacts",
        "contacts.a",
        "contacts.a.",
        "contacts.c.1",
        ".a.1",
        "contacts.a.@1",
        "contacts.a.1@",
        "contacts.a.1@2@3",
        "contacts.a.1.2",
        "~scanned.zohocrm.Contacts",
        "key.contacts.0f",
    };
    struct route route;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(route_parse(texts[i], &route));
}

static void ids_and_references_are_derived(void **state)
{
    char parent[] = "5842";
    char record_id[] = "5843";
    struct route route = { .record_id = record_id };
    char *text = route_link_id("contacts", SIDE_A, "5843", NULL);

    (void)state;
    assert_string_equal(text, "contacts.a.5843");
    free(text);
    text = route_reference("zohocrm", &route);
    assert_string_equal(text, "zohocrm:5843");
    free(text);
    route.parent = parent;
    text = route_reference("zohocrm", &route);
    assert_string_equal(text, "zohocrm:5843@5842");
    free(text);
    text = route_link_id("contactpersons", SIDE_A, "5843", "5842");
    assert_string_equal(text, "contactpersons.a.5843@5842");
    free(text);
}

static void assert_named(const char *flow_name, enum side founding,
                         const char *reference, const char *expected)
{
    struct flow *flow = entities_flow(flow_name);
    char *link = route_by_reference(flow, founding, reference);

    if (expected == NULL) {
        assert_null(link);
    } else {
        assert_string_equal(link, expected);
    }
    free(link);
    flow_free(flow);
}

static void a_reference_names_a_link_of_its_system_and_shape(void **state)
{
    (void)state;
    assert_named("contacts", SIDE_A, "zohocrm:5843", "contacts.a.5843");
    assert_named("contacts", SIDE_B, "powerofficego:77", "contacts.b.77");
    assert_named("contacts", SIDE_B, "zohocrm:5843", NULL);
    assert_named("contacts", SIDE_A, "zohocrm:5843@5842", NULL);
    assert_named("contacts", SIDE_A, "ZCRM-5843", NULL);
    assert_named("contacts", SIDE_A, "zohocrm:", NULL);
    assert_named("contacts", SIDE_A, "zohocrm:58.43", NULL);
    assert_named("contacts", SIDE_A, "", NULL);
    assert_named("contacts", SIDE_A, NULL, NULL);
    assert_named("contactpersons", SIDE_A, "zohocrm:5843@5842",
                 "contactpersons.a.5843@5842");
    assert_named("contactpersons", SIDE_A, "zohocrm:5843", NULL);
}

/* Both may have the id 77, and be an account in Zoho. */
static void a_department_is_not_taken_for_a_customer(void **state)
{
    (void)state;
    assert_named("departments", SIDE_B, "powerofficego.Departments:77",
                 "departments.b.77");
    assert_named("departments", SIDE_B, "powerofficego:77", NULL);
    assert_named("accounts", SIDE_B, "powerofficego.Departments:77", NULL);
    assert_named("accounts", SIDE_B, "powerofficego:77", "accounts.b.77");
}

/* ---- records ------------------------------------------------------------- */

struct routed {
    struct flows flows;
    struct event events[2 * FLOWS_MAX];
    size_t count;
};

/* As the extractor would have published it. */
static void route(struct routed *ret_routed, const char *system,
                  const char *entity, const char *id, const char *body)
{
    struct record record = { .kind = body == NULL ? RECORD_GONE : RECORD_SEEN,
                             .system = mem_copy(system),
                             .entity = mem_copy(entity),
                             .id = mem_copy(id),
                             .read_ms = 1000 };
    struct err err = { 0 };

    if (body != NULL)
        record.message = json_parse(body, strlen(body), &err);
    record.body = record.message;
    entities_flows(&ret_routed->flows);
    assert_int_equal(route_record(&ret_routed->flows, &record,
                                  ret_routed->events, &ret_routed->count, &err),
                     0);
    record_free(&record);
}

static void routed_free(struct routed *routed)
{
    for (size_t i = 0; i < routed->count; i++)
        event_free(&routed->events[i]);
    flows_free(&routed->flows);
}

static const struct event *event_for(const struct routed *routed,
                                     const char *link)
{
    size_t i = 0;

    while (i < routed->count && strcmp(routed->events[i].link, link) != 0)
        i++;
    if (i == routed->count)
        fail_msg("no event for %s", link);
    return &routed->events[i];
}

static void a_contact_concerns_its_link_and_its_hub(void **state)
{
    struct routed routed;
    const struct event *event;

    (void)state;
    route(&routed, "zohocrm", "Contacts", "5843",
          "{\"id\":\"5843\",\"Last_Name\":\"Nordli\",\"Email\":null,"
          "\"Modified_Time\":\"2026-11-03T09:14:05+01:00\",\"Other\":1}");
    assert_int_equal(routed.count, 2);
    event = event_for(&routed, "contacts.a.5843");
    assert_int_equal(event->kind, EVENT_OBSERVED);
    assert_int_equal(event->side, SIDE_A);
    assert_string_equal(event->record_id, "5843");
    assert_int_equal(event->read_ms, 1000);
    assert_string_equal(event->modified, "2026-11-03T09:14:05+01:00");
    assert_string_equal(json_get_text(event->fields, "Last_Name"), "Nordli");
    assert_true(json_is_null(json_get(event->fields, "Email")));
    assert_null(json_get(event->fields, "First_Name"));
    assert_null(json_get(event->fields, "Other"));
    assert_true(event->fits);
    assert_true(event->founds);
    assert_null(event->reference);
    event = event_for(&routed, "contactpersons.a.5843");
    assert_true(event->fits);
    assert_false(event->founds);
    routed_free(&routed);
}

static void a_customer_founds_only_where_its_kind_fits(void **state)
{
    struct routed routed;

    (void)state;
    route(&routed, "powerofficego", "Customers", "77",
          "{\"Id\":77,\"IsPerson\":true,\"ExternalImportReference\":null}");
    assert_int_equal(routed.count, 2);
    assert_true(event_for(&routed, "contacts.b.77")->founds);
    assert_false(event_for(&routed, "accounts.b.77")->founds);
    assert_false(event_for(&routed, "accounts.b.77")->fits);
    routed_free(&routed);
}

static void a_reference_leads_to_the_link_that_founded_it(void **state)
{
    struct routed routed;
    const struct event *event;

    (void)state;
    route(&routed, "powerofficego", "Customers", "77",
          "{\"Id\":77,\"IsPerson\":true,"
          "\"ExternalImportReference\":\"zohocrm:5843\"}");
    event = event_for(&routed, "contacts.a.5843");
    assert_int_equal(event->side, SIDE_B);
    assert_string_equal(event->record_id, "77");
    assert_string_equal(event->reference, "zohocrm:5843");
    routed_free(&routed);
    route(&routed, "zohocrm", "Accounts", "5842",
          "{\"id\":\"5842\",\"Tandem_Ref\":\"powerofficego:78\"}");
    assert_int_equal(event_for(&routed, "accounts.b.78")->side, SIDE_A);
    routed_free(&routed);
}

static void a_foreign_reference_leads_nowhere_but_is_kept(void **state)
{
    struct routed routed;

    (void)state;
    route(&routed, "powerofficego", "SalesOrders",
          "0f8fad5b-d9cb-469f-a165-70867728950e",
          "{\"Id\":\"0f8fad5b-d9cb-469f-a165-70867728950e\","
          "\"ExternalImportReference\":\"ZSO-1\"}");
    assert_int_equal(routed.count, 1);
    assert_string_equal(routed.events[0].link,
                        "deals.b.0f8fad5b-d9cb-469f-a165-70867728950e");
    assert_string_equal(routed.events[0].reference, "ZSO-1");
    routed_free(&routed);
}

static void a_contact_person_is_routed_with_its_customer(void **state)
{
    struct routed routed;
    const struct event *event;

    (void)state;
    route(&routed, "powerofficego", "ContactPersons", "9",
          "{\"Id\":9,\"ContactId\":78,\"ExternalCode\":\"zohocrm:5843@5842\"}");
    event = event_for(&routed, "contactpersons.a.5843@5842");
    assert_int_equal(routed.count, 1);
    assert_string_equal(event->parent, "78");
    assert_true(event->founds);
    routed_free(&routed);
}

static void a_hub_is_reached_by_its_own_id_only(void **state)
{
    struct routed routed;

    (void)state;
    route(&routed, "zohocrm", "Contacts", "5843",
          "{\"id\":\"5843\",\"Tandem_Ref\":\"powerofficego:77\"}");
    assert_non_null(event_for(&routed, "contacts.b.77"));
    assert_non_null(event_for(&routed, "contactpersons.a.5843"));
    routed_free(&routed);
}

static void a_gone_record_is_told_to_its_derived_links(void **state)
{
    struct routed routed;
    const struct event *event;

    (void)state;
    route(&routed, "powerofficego", "Customers", "77", NULL);
    assert_int_equal(routed.count, 2);
    event = event_for(&routed, "contacts.b.77");
    assert_true(event->gone);
    assert_null(event->fields);
    assert_false(event->founds);
    assert_int_equal(event->read_ms, 1000);
    routed_free(&routed);
}

static void a_record_of_no_enabled_flow_goes_nowhere(void **state)
{
    struct routed routed;

    (void)state;
    route(&routed, "powerofficego", "Departments", "1", "{\"Id\":1}");
    assert_int_equal(routed.count, 0);
    routed_free(&routed);
}

static void a_record_without_a_usable_id_is_refused(void **state)
{
    struct flows flows = { .count = 0 };
    struct event events[2 * FLOWS_MAX];
    char entity[] = "Contacts";
    char dotted[] = "1.2";
    struct record record = { .kind = RECORD_GONE, .entity = entity };
    struct err err = { 0 };
    size_t count;

    (void)state;
    assert_int_equal(route_record(&flows, &record, events, &count, &err), -1);
    assert_int_equal(err.kind, ERR_DATA);
    record.id = dotted;
    assert_int_equal(route_record(&flows, &record, events, &count, &err), -1);
    assert_string_equal(err.text, "cannot route record of 'Contacts': no id");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_link_id_says_flow_side_and_record),
        cmocka_unit_test(what_is_no_link_id_is_not_taken_for_one),
        cmocka_unit_test(ids_and_references_are_derived),
        cmocka_unit_test(a_reference_names_a_link_of_its_system_and_shape),
        cmocka_unit_test(a_department_is_not_taken_for_a_customer),
        cmocka_unit_test(a_contact_concerns_its_link_and_its_hub),
        cmocka_unit_test(a_customer_founds_only_where_its_kind_fits),
        cmocka_unit_test(a_reference_leads_to_the_link_that_founded_it),
        cmocka_unit_test(a_foreign_reference_leads_nowhere_but_is_kept),
        cmocka_unit_test(a_contact_person_is_routed_with_its_customer),
        cmocka_unit_test(a_hub_is_reached_by_its_own_id_only),
        cmocka_unit_test(a_gone_record_is_told_to_its_derived_links),
        cmocka_unit_test(a_record_of_no_enabled_flow_goes_nowhere),
        cmocka_unit_test(a_record_without_a_usable_id_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The opposite direction: what is typed in at PowerOffice is created in Zoho.
 */
#include "base/mem.h"
#include "base/text.h"
#include "support/actor.h"
#include "support/test.h"
#include "systems/system.h"

#include <stdlib.h>
#include <string.h>

#define ZOHO SIDE_A
#define PO   SIDE_B

static const char *const kari =
    "{'IsPerson':true,'EmailAddress':'kari@fjell.example',"
    "'FirstName':'Kari','LastName':'Nordli','MailAddress.City':'Oslo',"
    "'MailAddress.CountryCode':'NO','MailAddress.ZipCode':'0155',"
    "'PhoneNumber':'+47 22 00 00 00'}";

static void creates_in_zoho(const char *flow_name, enum flow_create create)
{
    for (size_t i = 0; i < actor.flows.count; i++) {
        struct flow *flow = actor.flows.items[i];

        if (text_equal(flow->name, flow_name)) {
            flow->enabled = true;
            flow->sides[ZOHO].create = create;
        }
    }
}

static void begin_with(const char *field)
{
    system_zohocrm_reference_field(field);
    creates_in_zoho("contacts", CREATE_ALWAYS);
    creates_in_zoho("accounts", CREATE_ALWAYS);
    creates_in_zoho("departments", CREATE_ALWAYS);
}

static int begin(void **state)
{
    (void)actor_setup(state);
    begin_with("PowerOffice_Id");
    return 0;
}

static int begin_matching(void **state)
{
    (void)actor_setup_matching(state);
    begin_with("PowerOffice_Id");
    return 0;
}

static int begin_without_field(void **state)
{
    (void)actor_setup(state);
    begin_with(NULL);
    return 0;
}

static int end(void **state)
{
    system_zohocrm_reference_field(NULL);
    return actor_teardown(state);
}

/* ---- creating ---- */

static void a_person_becomes_a_contact_with_all_its_rows(void **state)
{
    (void)state;
    actor_is("contacts.b.812");
    sees(PO, "812", kari);
    asks_for("create", ZOHO);
    sends("Email", "'kari@fjell.example'");
    sends("First_Name", "'Kari'");
    sends("Last_Name", "'Nordli'");
    sends("Mailing_City", "'Oslo'");
    sends("Mailing_Country", "'Norway'");
    sends("Mailing_Zip", "'0155'");
    sends("Phone", "'+47 22 00 00 00'");
    sends("Secondary_Email", NULL);
    sends("Other_City", NULL);
    answered(VERDICT_DONE, "5843", NULL);
    stands("in-step", NULL);
    assert_string_equal(actor.link->sides[ZOHO].reference, "powerofficego:812");
}

static void a_company_becomes_an_account_and_a_person_does_not(void **state)
{
    (void)state;
    actor_is("accounts.b.900");
    sees(PO, "900", "{'IsPerson':false,'Name':'Fjell AS'}");
    asks_for("create", ZOHO);
    sends("Account_Name", "'Fjell AS'");
    actor_is("accounts.b.812");
    sees(PO, "812", kari);
    asks_nothing();
    stands("lonely", "other-kind");
}

static void a_department_becomes_an_account_of_its_own_name(void **state)
{
    (void)state;
    actor_is("departments.b.812");
    sees(PO, "812", "{'Name':'Salg'}");
    asks_for("create", ZOHO);
    sends("Account_Name", "'Salg'");
    answered(VERDICT_DONE, "5843", NULL);
    assert_string_equal(actor.link->sides[ZOHO].reference,
                        "powerofficego.Departments:812");
}

static void without_the_field_nothing_is_created_and_why_is_said(void **state)
{
    (void)state;
    actor_is("contacts.b.812");
    sees(PO, "812", kari);
    asks_nothing();
    stands("lonely", "no-reference-field");
    assert_non_null(strstr(actor.link->detail, "tandem check"));
}

static void a_lonely_one_is_created_once_the_field_is_there(void **state)
{
    without_the_field_nothing_is_created_and_why_is_said(state);
    system_zohocrm_reference_field("PowerOffice_Id");
    sees(PO, "812", kari);
    asks_for("create", ZOHO);
}

static void a_lost_create_is_looked_for_before_another(void **state)
{
    (void)state;
    actor_is("contacts.b.812");
    sees(PO, "812", kari);
    answered(VERDICT_UNKNOWN, NULL, NULL);
    asks_nothing();
    time_passes(20000);
    asks_for("find", ZOHO);
    answered(VERDICT_DONE, "5843",
             "{'Email':'kari@fjell.example','Last_Name':'Nordli'}");
    assert_string_equal(actor.link->sides[ZOHO].id, "5843");
    assert_true(audit_says("found"));
}

static void the_holder_of_our_reference_is_the_partner(void **state)
{
    (void)state;
    actor_is("contacts.b.812");
    sees(PO, "812", kari);
    answered(VERDICT_EXISTS, "5843", NULL);
    asks_for("find", ZOHO);
    answered(VERDICT_DONE, "5843", "{'Last_Name':'Nordli'}");
    assert_string_equal(actor.link->sides[ZOHO].id, "5843");
}

/* ---- staying in step ---- */

static void edits_go_both_ways_once_it_is_created(void **state)
{
    a_person_becomes_a_contact_with_all_its_rows(state);
    sees(PO, "812", "{'PhoneNumber':'+47 22 11 11 11'}");
    asks_for("update", ZOHO);
    sends("Phone", "'+47 22 11 11 11'");
    sends("Email", NULL);
    answered(VERDICT_DONE, "5843", NULL);
    sees(ZOHO, "5843",
         "{'Last_Name':'Holm','Phone':'+47 22 11 11 11','Email':"
         "'kari@fjell.example','First_Name':'Kari','Mailing_City':'Oslo',"
         "'Mailing_Country':'Norway','Mailing_Zip':'0155'}");
    asks_for("read", PO);
    answered(VERDICT_DONE, "812", "{'LastName':'Nordli'}");
    asks_for("update", PO);
    sends("LastName", "'Holm'");
    sends("ExternalImportReference", NULL);
}

/* ---- matching ---- */

static void a_customer_asks_zoho_before_it_is_created(void **state)
{
    (void)state;
    actor_is("contacts.b.812");
    sees(PO, "812", kari);
    asks_for("match", ZOHO);
    sends("Email", "'kari@fjell.example'");
    answered(VERDICT_DONE, NULL, NULL);
    asks_nothing();
    stands("waiting", "match");
}

/* What the key actor knew of it is old. */
static void whose_create_is_out_refuses_to_join(void **state)
{
    struct event event;
    char *key;

    (void)state;
    actor_is("contacts.b.812");
    sees(PO, "812", kari);
    answered(VERDICT_DONE, NULL, NULL);
    key = mem_copy(json_get_text(actor.link->entered, "key"));
    event_init(&event, EVENT_GRANTED, actor.link->id);
    event.from = mem_copy(key);
    told(&event);
    asks_for("create", ZOHO);
    event_init(&event, EVENT_JOIN, actor.link->id);
    event.from = mem_copy(key);
    event.body = json_new_text("contacts.a.1");
    told(&event);
    assert_int_equal(tells(EVENT_REFUSED, key), 1);
    answered(VERDICT_UNKNOWN, NULL, NULL);
    event_init(&event, EVENT_JOIN, actor.link->id);
    event.from = mem_copy(key);
    event.body = json_new_text("contacts.a.1");
    told(&event);
    assert_int_equal(tells(EVENT_REFUSED, key), 1);
    stands("pending", NULL);
    free(key);
}

/* ---- references to what was created that way ---- */

static void read_with_reference(const char *id, const char *fields,
                                const char *reference)
{
    struct event event;
    struct err err;
    char *text = mem_copy(fields);

    for (char *c = text; *c != '\0'; c++) {
        if (*c == '\'')
            *c = '"';
    }
    event_init(&event, EVENT_ANSWERED, actor.link->id);
    event.side = actor.link->request.side;
    event.request_at = actor.link->request.at_ms;
    event.verdict = VERDICT_DONE;
    event.read_ms = actor.now_ms;
    event.record_id = mem_copy(id);
    event.fields = json_parse(text, strlen(text), &err);
    event.found = true;
    event.reference = mem_copy(reference);
    free(text);
    told(&event);
}

/* A deal refers to an account that was created from customer 900. */
static void a_reference_leads_to_the_link_that_created_the_record(void **state)
{
    (void)state;
    actor_is("accounts.a.5843");
    wanted_by("deals.a.1");
    asks_for("read", ZOHO);
    read_with_reference("5843", "{'Account_Name':'Fjell AS'}",
                        "powerofficego:900");
    asks_nothing();
    stands("alias", NULL);
    assert_int_equal(tells(EVENT_WANTED, "accounts.b.900"), 1);
    assert_true(actor.effects.messages[0].create);
    woken_by("accounts.b.900", "900", NULL);
    assert_int_equal(tells(EVENT_WAKE, "deals.a.1"), 1);
    assert_string_equal(actor.effects.messages[0].from, "accounts.a.5843");
    assert_string_equal(actor.effects.messages[0].ids[PO], "900");
    wanted_by("deals.a.2");
    assert_int_equal(tells(EVENT_WANTED, "accounts.b.900"), 1);
    woken_by("accounts.b.900", "900", NULL);
    assert_int_equal(tells(EVENT_WAKE, "deals.a.1"), 0);
    assert_int_equal(tells(EVENT_WAKE, "deals.a.2"), 1);
}

static void those_who_wait_hear_why_and_go_on_waiting(void **state)
{
    (void)state;
    actor_is("accounts.a.5843");
    wanted_by("deals.a.1");
    read_with_reference("5843", "{'Account_Name':'Fjell AS'}",
                        "powerofficego:900");
    woken_by("accounts.b.900", NULL, "gone");
    assert_int_equal(tells(EVENT_WAKE, "deals.a.1"), 1);
    assert_string_equal(actor.effects.messages[0].cause, "gone");
    woken_by("accounts.b.900", "900", NULL);
    assert_int_equal(tells(EVENT_WAKE, "deals.a.1"), 1);
}

static void a_departments_account_is_a_customer_like_any(void **state)
{
    (void)state;
    actor_is("accounts.a.5843");
    wanted_by("deals.a.1");
    read_with_reference("5843", "{'Account_Name':'Salg'}",
                        "powerofficego.Departments:900");
    asks_for("create", PO);
    sends("Name", "'Salg'");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
#define MATCHING(name) \
    cmocka_unit_test_setup_teardown(name, begin_matching, end)
#define FIELDLESS(name) \
    cmocka_unit_test_setup_teardown(name, begin_without_field, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_person_becomes_a_contact_with_all_its_rows),
        TEST(a_company_becomes_an_account_and_a_person_does_not),
        TEST(a_department_becomes_an_account_of_its_own_name),
        FIELDLESS(without_the_field_nothing_is_created_and_why_is_said),
        FIELDLESS(a_lonely_one_is_created_once_the_field_is_there),
        TEST(a_lost_create_is_looked_for_before_another),
        TEST(the_holder_of_our_reference_is_the_partner),
        TEST(edits_go_both_ways_once_it_is_created),
        MATCHING(a_customer_asks_zoho_before_it_is_created),
        MATCHING(whose_create_is_out_refuses_to_join),
        TEST(a_reference_leads_to_the_link_that_created_the_record),
        TEST(those_who_wait_hear_why_and_go_on_waiting),
        TEST(a_departments_account_is_a_customer_like_any),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

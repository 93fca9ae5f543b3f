/*
 * Contacts become customers, and what is edited on one side arrives on the
 * other.
 */
#include "demo/calls.h"
#include "demo/ledger.h"
#include "demo/report.h"
#include "demo/stage.h"
#include "demo/story.h"
#include "demo/tally.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "support/people.h"
#include "support/records.h"
#include "support/world.h"

#include <stdlib.h>
#include <string.h>

#define CONTACTS     200
#define SEED         2024
#define FIRST_S      180
#define EDIT_S       60
#define OWED_SHOWN   4
#define PHONE_TYPED  "+47 22 33 44 55"
#define PHONE_MENDED "+47 99 88 77 66"

static const struct json *ids; /* in the order of `people` */
static const struct json *people;

const char *contacts_id(unsigned n)
{
    return record_id(ids, n);
}

static const char *link_id(const char *contact)
{
    return world_keep(mem_print("contacts.a.%s", contact));
}

/* ---- 200 at once ---- */

static size_t refused_count(void)
{
    size_t count = 0;

    for (size_t i = 0; i < CONTACTS; i++)
        count += people_kind(i) == PEOPLE_REFUSED_EMAIL;
    return count;
}

static bool all_are_decided(const void *unused)
{
    struct ledger *ledger = ledger_read();
    size_t done = ledger_count(ledger, "contacts", LINK_IN_STEP);
    size_t held = ledger_count(ledger, "contacts", LINK_HELD);

    (void)unused;
    ledger_free(ledger);
    report_progress("%zu of %d customers, %zu held", done, CONTACTS, held);
    return done + held == CONTACTS;
}

static int note_held(const struct link *link, void *unused)
{
    const char *id = link->sides[SIDE_A].id;
    const char *name = crm_text("Contacts", id, "Full_Name");

    (void)unused;
    if (link->status == LINK_HELD)
        report_note("held: %s: %s", name == NULL ? id : name, link->detail);
    return 0;
}

struct owed {
    size_t values;
    size_t contacts;
    struct json *causes; /* {cause: how many} */
};

static int count_owed(const struct link *link, void *arg)
{
    struct owed *owed = arg;

    owed->contacts += json_count(link->owed) > 0;
    for (const struct json *o = json_first(link->owed); o != NULL;
         o = json_next(o)) {
        const char *cause = json_get_text(o, "cause");

        json_set_int(owed->causes, cause,
                     json_get_int(owed->causes, cause, 0) + 1);
        owed->values++;
    }
    return 0;
}

static void note_owed(const struct ledger *ledger)
{
    struct owed owed = { .causes = json_new_object() };
    int shown = 0;

    (void)ledger_each(ledger, count_owed, &owed);
    if (owed.values > 0) {
        report_note("owed: %zu values of %zu contacts; the rest of them went "
                    "ahead:",
                    owed.values, owed.contacts);
    }
    for (const struct json *c = json_first(owed.causes);
         c != NULL && shown++ < OWED_SHOWN; c = json_next(c)) {
        report_note("      %lld x %s",
                    (long long)json_get_int(owed.causes, json_name(c), 0),
                    json_name(c));
    }
    json_free(owed.causes);
}

static void note_people(void)
{
    struct ledger *ledger = ledger_read();

    (void)ledger_each(ledger, note_held, NULL);
    note_owed(ledger);
    ledger_free(ledger);
}

static bool report_customers(int64_t mark)
{
    size_t expected = CONTACTS - refused_count();
    struct tally tally = tally_of("Customers");
    struct calls calls = calls_since(mark);
    char *text;

    note_people();
    if (tally.records != expected || tally.originals != expected) {
        return report_failure("%zu customers of %zu contacts, not %zu",
                              tally.records, tally.originals, expected);
    }
    text = calls_text(&calls);
    report_result(text, "%zu of %zu customers, none twice", tally.records,
                  expected);
    free(text);
    return true;
}

bool contacts_become_customers(void)
{
    int64_t mark = calls_mark();

    report_step("200 contacts are in Zoho");
    people = world_keep_json(people_contacts(SEED, CONTACTS));
    ids = record_create_all(CRM, "Contacts", people);
    stage_start(NULL);
    if (!stage_wait(FIRST_S, "each contact is a customer or held",
                    all_are_decided, NULL))
        return false;
    report_lap();
    return stage_settle() && report_customers(mark);
}

/* ---- one of them at a time ---- */

static bool is_in_step(const void *arg)
{
    struct ledger *ledger = ledger_read();
    const struct link *link = ledger_link(ledger, arg);
    bool in_step = link != NULL && link->status == LINK_IN_STEP;

    ledger_free(ledger);
    report_progress("waits for the customer");
    return in_step;
}

/* Exactly these writes, or the step has failed. */
bool story_writes(int64_t mark, size_t creates, size_t updates,
                  const char *result)
{
    struct calls calls = calls_since(mark);
    char *text = calls_text(&calls);
    bool good = calls.creates == creates && calls.updates == updates;

    if (good) {
        report_result(text, "%s", result);
    } else {
        (void)report_failure("%s, not %zu creates and %zu updates", text,
                             creates, updates);
    }
    free(text);
    return good;
}

static size_t first_of_kind(enum people_kind kind)
{
    size_t item = 0;

    while (item < CONTACTS && people_kind(item) != kind)
        item++;
    return item;
}

bool refused_contact_is_mended(void)
{
    const char *contact = record_id(ids, first_of_kind(PEOPLE_REFUSED_EMAIL));
    int64_t mark = calls_mark();

    report_step("the held contact is corrected in Zoho");
    crm_edit("Contacts", contact, "Email", "kari.nordli@fjell.example");
    if (!stage_wait(EDIT_S, "the corrected contact is a customer", is_in_step,
                    link_id(contact)))
        return false;
    report_lap();
    return stage_settle() &&
           story_writes(mark, 1, 0, "1 of 1 customer, held no more");
}

/* ---- edits ---- */

struct edit {
    const char *contact;
    const char *customer;
};

static bool has(const struct json *contact, const char *name)
{
    return !text_is_empty(json_get_text(contact, name));
}

/* Somebody of whom everything is known. */
static struct edit somebody(void)
{
    struct edit edit = { NULL, NULL };
    size_t item = 0;

    for (const struct json *p = json_first(people); p != NULL;
         p = json_next(p), item++) {
        if (people_kind(item) == PEOPLE_KINDS && has(p, "Email") &&
            has(p, "Phone") && has(p, "Mailing_City") &&
            has(p, "Mailing_Zip") && has(p, "Mailing_Country"))
            break;
    }
    edit.contact = record_id(ids, item);
    edit.customer = po_linked("Customers", edit.contact);
    return edit;
}

static bool has_moved(const void *arg)
{
    const struct edit *edit = arg;

    report_progress("waits for it in PowerOffice");
    return po_has("Customers", edit->customer, "LastName", "Nordahl") &&
           po_has("Customers", edit->customer, "PhoneNumber", PHONE_TYPED) &&
           po_has("Customers", edit->customer, "MailAddress.City", "Voss") &&
           po_has("Customers", edit->customer, "MailAddress.ZipCode", "5700");
}

bool edit_in_zohocrm_arrives(void)
{
    struct edit edit = somebody();
    int64_t mark = calls_mark();

    report_step("name, phone, address edited in Zoho");
    crm_patch("Contacts", edit.contact,
              "{'Last_Name': 'Nordahl', 'Phone': '" PHONE_TYPED "',"
              " 'Mailing_City': 'Voss', 'Mailing_Zip': '5700'}");
    if (!stage_wait(EDIT_S, "the customer has the new name, phone and address",
                    has_moved, &edit))
        return false;
    report_lap();
    return stage_settle() &&
           story_writes(mark, 0, 1, "4 of 4 values in PowerOffice");
}

static bool has_called(const void *arg)
{
    const struct edit *edit = arg;

    report_progress("waits for it in Zoho");
    return crm_has("Contacts", edit->contact, "Phone", PHONE_MENDED);
}

bool edit_in_powerofficego_arrives(void)
{
    struct edit edit = somebody();
    int64_t mark = calls_mark();

    report_step("phone edited in PowerOffice");
    po_edit("Customers", edit.customer, "PhoneNumber", PHONE_MENDED);
    if (!stage_wait(EDIT_S, "the contact has the new phone", has_called, &edit))
        return false;
    report_lap();
    return stage_settle() && story_writes(mark, 0, 1, "1 of 1 value in Zoho");
}

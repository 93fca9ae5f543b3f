/*
 * Contacts become customers: new ones, or those that somebody has typed into
 * PowerOffice already.
 */
#include "demo/calls.h"
#include "demo/report.h"
#include "demo/stage.h"
#include "demo/story.h"
#include "demo/tally.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "support/ledger.h"
#include "support/people.h"
#include "support/records.h"
#include "support/world.h"

#include <stdlib.h>
#include <string.h>

#define CONTACTS   200
#define SEED       2024
#define FIRST_S    180
#define EDIT_S     60
#define OWED_SHOWN 4
#define KNOWN      40 /* customers before tandem came */

static const struct json *ids; /* in the order of `people` */
static const struct json *people;
static const struct json *customers; /* ids of those that were known */
static size_t known[KNOWN];          /* the items of `people` that they are */

const char *contacts_id(size_t n)
{
    return record_id(ids, n);
}

const struct json *contacts_typed(void)
{
    return people;
}

static const char *link_id(const char *contact)
{
    return world_keep(mem_print("contacts.a.%s", contact));
}

/* ---- customers that are there before tandem ---- */

/* The address is this person's, not a company's. */
static bool is_reachable(const struct json *contact, size_t item)
{
    const char *email = json_get_text(contact, "Email");

    return people_kind(item) == PEOPLE_KINDS && email != NULL &&
           !text_starts(email, "post@");
}

static void set_name(struct json *customer, const char *member,
                     const char *name, bool hasty)
{
    char *folded = text_fold(name);

    json_set_text(customer, member, hasty ? folded : name);
    free(folded);
}

/* As accounting types: a name and an address; hastily: "ase odegard". */
static struct json *customer_of(const struct json *contact, bool hasty)
{
    struct json *customer = json_new_object();

    json_set_bool(customer, "IsPerson", true);
    set_name(customer, "FirstName", json_get_text(contact, "First_Name"),
             hasty);
    set_name(customer, "LastName", json_get_text(contact, "Last_Name"), hasty);
    json_set_text(customer, "EmailAddress", json_get_text(contact, "Email"));
    return customer;
}

static void type_in_customers(void)
{
    struct json *list = json_new_array();
    size_t count = 0;
    size_t item = 0;

    for (const struct json *p = json_first(people); p != NULL && count < KNOWN;
         p = json_next(p), item++) {
        if (is_reachable(p, item)) {
            json_append(list, customer_of(p, count % 2 == 1));
            known[count++] = item;
        }
    }
    customers = record_create_all(PO, "Customers", list);
    json_free(list);
}

static bool is_later(const void *second)
{
    return time_now_ms() / 1000 > *(const int64_t *)second;
}

/* The contacts are newer, so that it is their spelling that holds: Zoho keeps
 * whole seconds. */
static bool type_in(void)
{
    int64_t second;

    people = world_keep_json(people_contacts(SEED, CONTACTS));
    type_in_customers();
    second = time_now_ms() / 1000;
    if (!stage_wait(2, "the next second", is_later, &second))
        return false;
    ids = record_create_all(CRM, "Contacts", people);
    return true;
}

static size_t joined_count(void)
{
    size_t count = 0;

    for (size_t i = 0; i < KNOWN; i++) {
        count += text_equal(record_id(customers, i),
                            po_linked("Customers", contacts_id(known[i])));
    }
    return count;
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

static double share(size_t requests, size_t records)
{
    return (double)requests / (double)records;
}

/* Each has been asked for by its address, many at once; the joined ones have
 * been read and updated. */
static void note_requests(const struct calls *calls, size_t new, size_t joined)
{
    double asked = share(calls->questions, new + joined);
    size_t others = calls->reads - calls->questions + calls->updates;

    report_note("joined by e-mail and name (half were typed like \"ase "
                "odegard\"), filled up in one update each");
    report_note("requests for each new customer: %.2f, for each joined: %.2f "
                "(%zu reads ask for many addresses)",
                asked + share(calls->creates, new),
                asked + share(others, joined), calls->questions);
}

static bool report_customers(int64_t mark)
{
    size_t expected = CONTACTS - refused_count();
    size_t joined = joined_count();
    struct tally tally = tally_of("Customers");
    struct calls calls = calls_since(mark);
    char *text = calls_text(&calls);
    bool good = tally.records == expected && tally.originals == expected &&
                joined == KNOWN;

    if (good) {
        note_requests(&calls, expected - joined, joined);
        note_people();
        report_result(text, "%zu new, %zu joined, none twice",
                      expected - joined, joined);
    } else {
        (void)report_failure("%zu customers of %zu contacts, %zu of %d joined,"
                             " not %zu customers",
                             tally.records, tally.originals, joined, KNOWN,
                             expected);
    }
    free(text);
    return good;
}

bool contacts_become_customers(void)
{
    int64_t mark = calls_mark();

    report_step("200 contacts, 40 are customers already");
    if (!type_in())
        return false;
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

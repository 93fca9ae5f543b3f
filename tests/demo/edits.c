/*
 * What is edited on one side arrives on the other.
 */
#include "demo/calls.h"
#include "demo/report.h"
#include "demo/stage.h"
#include "demo/story.h"

#include "base/text.h"
#include "support/people.h"
#include "support/records.h"

#include <stdlib.h>

#define EDIT_S       60
#define PHONE_TYPED  "+47 22 33 44 55"
#define PHONE_MENDED "+47 99 88 77 66"
#define PHONE_BOTH   "+47 77 66 55 44"
#define NAME_BOTH    "Nordahl-Lie"

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

    for (const struct json *p = json_first(contacts_typed()); p != NULL;
         p = json_next(p), item++) {
        if (people_kind(item) == PEOPLE_KINDS && has(p, "Email") &&
            has(p, "Phone") && has(p, "Mailing_City") &&
            has(p, "Mailing_Zip") && has(p, "Mailing_Country"))
            break;
    }
    edit.contact = contacts_id(item);
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

/* ---- both at once ---- */

static bool both_have_both(const void *arg)
{
    const struct edit *edit = arg;

    report_progress("waits for each in the other system");
    return po_has("Customers", edit->customer, "LastName", NAME_BOTH) &&
           po_has("Customers", edit->customer, "PhoneNumber", PHONE_BOTH) &&
           crm_has("Contacts", edit->contact, "Last_Name", NAME_BOTH) &&
           crm_has("Contacts", edit->contact, "Phone", PHONE_BOTH);
}

/* Who is written to before the other's edit is known says no (Zoho), or is
 * read first (PowerOffice); so how many writes it takes is chance, but one on
 * each side is done. */
bool edits_at_once_survive(void)
{
    struct edit edit = somebody();
    int64_t mark = calls_mark();
    struct calls calls;
    char *text;

    report_step("both edited at once: name, phone");
    crm_edit("Contacts", edit.contact, "Last_Name", NAME_BOTH);
    po_edit("Customers", edit.customer, "PhoneNumber", PHONE_BOTH);
    if (!stage_wait(EDIT_S, "both edits are in both systems", both_have_both,
                    &edit))
        return false;
    report_lap();
    if (!stage_settle())
        return false;
    calls = calls_since(mark);
    text = calls_text(&calls);
    if (both_have_both(&edit) && calls_writes(&calls) - calls.refused == 2) {
        report_result(text, "2 of 2 values in both systems");
    } else {
        (void)report_failure("not both edits survive with 2 writes: %s", text);
    }
    free(text);
    return true;
}

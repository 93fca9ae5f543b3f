/*
 * What goes wrong in the world: answers are lost, programs are restarted,
 * Redis loses everything.
 */
#include "demo/calls.h"
#include "demo/report.h"
#include "demo/stage.h"
#include "demo/story.h"

#include "base/mem.h"
#include "support/faults.h"
#include "support/ledger.h"
#include "support/records.h"
#include "support/world.h"

#include <stdlib.h>

#define LIMIT_S 90
/* The first scan was longer ago than this, surely. */
#define SCAN_AGAIN "TANDEM_SCAN_SECONDS=30"
#define PHONE      "+47 55 66 77 88"

/* ---- an answer is lost ---- */

static bool is_a_customer(const void *arg)
{
    char *id = mem_print("contacts.a.%s", (const char *)arg);
    struct ledger *ledger = ledger_read();
    const struct link *link = ledger_link(ledger, id);
    bool in_step = link != NULL && link->status == LINK_IN_STEP;

    ledger_free(ledger);
    free(id);
    report_progress("looks for the customer by its reference");
    return in_step;
}

bool answer_is_lost(void)
{
    const char *ingrid;
    int64_t mark = calls_mark();

    report_step("PowerOffice's answer to a create is lost");
    fault_cut_after(PO, "POST", "/Customers");
    ingrid = crm_create("Contacts", "{'First_Name': 'Ingrid',"
                                    " 'Last_Name': 'Tveit',"
                                    " 'Email': 'ingrid@tveit.example'}");
    if (!stage_wait(LIMIT_S, "the contact is a customer", is_a_customer,
                    ingrid))
        return false;
    report_lap();
    if (!stage_settle())
        return false;
    if (po_linked_count("Customers", ingrid) != 1) {
        return report_failure("there are %zu customers of one contact",
                              po_linked_count("Customers", ingrid));
    }
    return story_writes(mark, 1, 0, "1 of 1 customer, found again");
}

/* ---- everything is read again ---- */

static bool all_is_read(const void *since_ms)
{
    struct ledger *ledger = ledger_read();
    bool read = ledger_scanned(ledger, *(const int64_t *)since_ms);

    ledger_free(ledger);
    report_progress("reads both systems whole");
    return read;
}

static bool read_all(int64_t since_ms)
{
    if (!stage_wait(LIMIT_S, "both systems are read whole", all_is_read,
                    &since_ms))
        return false;
    report_lap();
    return stage_settle();
}

static int64_t newest_scan_ms(void)
{
    struct ledger *ledger = ledger_read();
    int64_t newest_ms = ledger_scan_ms(ledger);

    ledger_free(ledger);
    return newest_ms;
}

static bool restart(bool empty_redis, const char *setting)
{
    int64_t mark = calls_mark();
    int64_t since_ms;

    if (!stage_stop() || (empty_redis && !stage_flush_redis()))
        return false;
    since_ms = newest_scan_ms();
    stage_start(setting);
    return read_all(since_ms) && story_writes(mark, 0, 0, "0 writes");
}

bool programs_are_restarted(void)
{
    report_step("programs restarted, everything read again");
    return restart(false, SCAN_AGAIN);
}

bool programs_forget(void)
{
    report_step("restarted with an empty Redis");
    return restart(true, NULL);
}

/* ---- Redis loses everything under way ---- */

static bool has_called(const void *contact)
{
    report_progress("waits for an edit to arrive");
    return po_has("Customers", po_linked("Customers", contact), "PhoneNumber",
                  PHONE);
}

bool redis_is_flushed(void)
{
    const char *contact = contacts_id(0);
    int64_t mark = calls_mark();

    report_step("Redis flushed under way, a phone edited");
    if (!stage_flush_redis())
        return false;
    crm_edit("Contacts", contact, "Phone", PHONE);
    if (!stage_wait(LIMIT_S, "the edit has arrived", has_called, contact))
        return false;
    report_lap();
    return stage_settle() &&
           story_writes(mark, 0, 1, "1 of 1 value in PowerOffice");
}

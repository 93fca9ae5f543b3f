/*
 * How long until an edit is in the other system? All three programs run, with
 * nothing else to do.
 */
#include "base/mem.h"
#include "base/time.h"
#include "bench/bench.h"
#include "support/hints.h"
#include "support/quiet.h"
#include "support/records.h"
#include "support/waiting.h"
#include "support/world.h"

#include <stdlib.h>

#define EDITS   10
#define LIMIT_S 60
#define INFO    "TANDEM_LOG=info"

/* So rare that a poll cannot be what brought an edit to PowerOffice. */
static const struct world_settings hinted = { .variables = {
                                                  "TANDEM_POLL_SECONDS=600" } };
static const struct world_settings polled = { .variables = {
                                                  "TANDEM_POLL_SECONDS=1" } };

struct couple {
    const char *contact;
    const char *customer;
};

static struct couple couple_make(void)
{
    struct couple couple;

    couple.contact =
        crm_create("Contacts", "{'First_Name': 'Kari', 'Last_Name': 'Nordli'}");
    until(LIMIT_S, po_linked("Customers", couple.contact) != NULL);
    couple.customer = po_linked("Customers", couple.contact);
    quiet(LIMIT_S);
    return couple;
}

/* Anywhere between two polls. */
static void moment(int number)
{
    waiting_moment(number * 97);
}

static void from_zoho(const struct couple *couple, const char *what)
{
    for (int i = 0; i < EDITS; i++) {
        const char *phone = world_keep(mem_print("+47 22 %06d", i));
        int64_t since_ms;

        moment(i);
        since_ms = time_boot_ms();
        crm_edit("Contacts", couple->contact, "Phone", phone);
        until(LIMIT_S,
              po_has("Customers", couple->customer, "PhoneNumber", phone));
        figure("all", what, "ms", (double)(time_boot_ms() - since_ms));
    }
}

static void from_poweroffice(const struct couple *couple)
{
    for (int i = 0; i < EDITS; i++) {
        const char *name = world_keep(mem_print("Kari %d", i));
        int64_t since_ms;

        moment(i);
        since_ms = time_boot_ms();
        po_edit("Customers", couple->customer, "FirstName", name);
        until(LIMIT_S,
              crm_has("Contacts", couple->contact, "First_Name", name));
        figure("all", "PowerOffice to Zoho, polls every second", "ms",
               (double)(time_boot_ms() - since_ms));
    }
}

static void all_start(const char *listen)
{
    (void)bench_start("transformer", INFO);
    (void)bench_start("loader", INFO);
    (void)bench_start("extractor", listen);
}

void bench_latency(const struct scale *scale)
{
    struct couple couple;

    (void)scale;
    world_start(&hinted);
    all_start(hints_listen());
    until(LIMIT_S, hints_stand());
    couple = couple_make();
    from_zoho(&couple, "Zoho to PowerOffice, by a hint");
    world_stop();

    world_start(&polled);
    all_start(INFO);
    couple = couple_make();
    from_zoho(&couple, "Zoho to PowerOffice, polls every second");
    from_poweroffice(&couple);
    world_stop();
}

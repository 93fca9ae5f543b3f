#include "support/kari.h"

#include "base/mem.h"
#include "support/pipeline.h"
#include "support/quiet.h"
#include "support/records.h"
#include "support/waiting.h"

#include <stdlib.h>

struct kari kari;
struct won won;

void kari_is_known(const struct world_settings *settings)
{
    world_start(settings);
    kari.contact = crm_create(
        "Contacts", "{'First_Name': 'Kari', 'Last_Name': 'Nordli',"
                    " 'Email': 'kari@fjell.example',"
                    " 'Secondary_Email': 'kari@voss.example',"
                    " 'Phone': '+47 22 00 00 00', 'Mailing_City': 'Oslo',"
                    " 'Mailing_Zip': '0155', 'Mailing_Country': 'Norge'}");
    kari.link = world_keep(mem_print("contacts.a.%s", kari.contact));
    pipeline_start();
    eventually(60, po_linked("Customers", kari.contact) != NULL);
    quiet(60);
    kari.customer = po_linked("Customers", kari.contact);
}

void kari_has_bought(void)
{
    char *body;

    kari_is_known(NULL);
    won.account = crm_create("Accounts", "{'Account_Name': 'Fjell AS',"
                                         " 'Phone': '22 00 00 00'}");
    body = mem_print("{'Deal_Name': 'Lisens', 'Stage': 'Closed Won',"
                     " 'Probability': 100, 'Closing_Date': '2026-11-28',"
                     " 'Account_Name': {'id': '%s'},"
                     " 'Contact_Name': {'id': '%s'}}",
                     won.account, kari.contact);
    won.deal = crm_create("Deals", body);
    free(body);
    eventually(60, po_linked("SalesOrders", won.deal) != NULL);
    quiet(60);
    won.order = po_linked("SalesOrders", won.deal);
    won.company = po_linked("Customers", won.account);
    won.person =
        po_linked("ContactPersons", crm_under(kari.contact, won.account));
}

void kari_ends(void)
{
    pipeline_stop();
    world_stop();
}

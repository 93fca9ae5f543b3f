/*
 * What tandem knows of Zoho's modules: lengths of the standard fields (from
 * the field tables of the v8 documentation; an org may set others) and the
 * fields that only the system writes.
 */
#include "base/mem.h"
#include "base/text.h"
#include "systems/zohocrm.h"

#include <stdlib.h>

#define READ_ONLY(name)                   \
    {                                     \
        .path = (name), .read_only = true \
    }
#define TEXT(name, max)                     \
    {                                       \
        .path = (name), .length_max = (max) \
    }
#define OTHER(name)    \
    {                  \
        .path = (name) \
    }

#define EVERYWHERE                                                        \
    READ_ONLY("id"), READ_ONLY("Created_By"), READ_ONLY("Modified_By"),   \
        READ_ONLY("Created_Time"), READ_ONLY("Modified_Time"),            \
        READ_ONLY("Last_Activity_Time"), READ_ONLY("Change_Log_Time__s"), \
        READ_ONLY("Locked__s"), READ_ONLY("Record_Status__s"),            \
        OTHER("Owner.id"), TEXT("Description", 32000)

static const struct entity_field contacts_fields[] = {
    EVERYWHERE,
    TEXT("First_Name", 40),
    TEXT("Last_Name", 80),
    READ_ONLY("Full_Name"),
    TEXT("Salutation", 25),
    TEXT("Email", 100),
    TEXT("Secondary_Email", 100),
    TEXT("Phone", 30),
    TEXT("Mobile", 30),
    TEXT("Home_Phone", 30),
    TEXT("Other_Phone", 30),
    TEXT("Asst_Phone", 30),
    TEXT("Fax", 30),
    TEXT("Mailing_Street", 250),
    TEXT("Mailing_City", 100),
    TEXT("Mailing_State", 100),
    TEXT("Mailing_Zip", 30),
    TEXT("Mailing_Country", 100),
    TEXT("Other_Street", 250),
    TEXT("Other_City", 100),
    TEXT("Other_State", 100),
    TEXT("Other_Zip", 30),
    TEXT("Other_Country", 100),
    OTHER("Account_Name.id"),
    READ_ONLY("Account_Name.name"),
    OTHER("Reporting_To.id"),
    OTHER("Date_of_Birth"),
    TEXT("Lead_Source", 120),
    { .path = NULL },
};

static const struct entity_field accounts_fields[] = {
    EVERYWHERE,
    TEXT("Account_Name", 200),
    TEXT("Phone", 30),
    TEXT("Fax", 30),
    TEXT("Website", 255),
    TEXT("Industry", 120),
    TEXT("Account_Type", 120),
    TEXT("Billing_Street", 250),
    TEXT("Billing_City", 100),
    TEXT("Billing_State", 100),
    TEXT("Billing_Code", 30),
    TEXT("Billing_Country", 100),
    TEXT("Shipping_Street", 250),
    TEXT("Shipping_City", 100),
    TEXT("Shipping_State", 100),
    TEXT("Shipping_Code", 30),
    TEXT("Shipping_Country", 100),
    OTHER("Parent_Account.id"),
    { .path = NULL },
};

static const struct entity_field deals_fields[] = {
    EVERYWHERE,
    TEXT("Deal_Name", 120),
    TEXT("Stage", 120),
    TEXT("Pipeline", 120),
    OTHER("Amount"),
    OTHER("Closing_Date"),
    OTHER("Probability"),
    READ_ONLY("Expected_Revenue"),
    READ_ONLY("Sales_Cycle_Duration"),
    READ_ONLY("Overall_Sales_Duration"),
    READ_ONLY("Lead_Conversion_Time"),
    OTHER("Account_Name.id"),
    READ_ONLY("Account_Name.name"),
    OTHER("Contact_Name.id"),
    READ_ONLY("Contact_Name.name"),
    TEXT("Type", 120),
    TEXT("Lead_Source", 120),
    TEXT("Next_Step", 255),
    { .path = NULL },
};

#define MODULE(module, table)                                                 \
    {                                                                         \
        .system = "zohocrm", .name = (module), .id_path = "id",               \
        .modified_path = "Modified_Time", .has_lock = true, .fields = (table) \
    }

static struct entity modules[] = {
    MODULE("Contacts", contacts_fields),
    MODULE("Accounts", accounts_fields),
    MODULE("Deals", deals_fields),
};
#define MODULE_COUNT (sizeof modules / sizeof modules[0])

void system_zohocrm_reference_field(const char *field)
{
    static char *kept;

    mem_replace(&kept, text_is_empty(field) ? NULL : field);
    for (size_t i = 0; i < MODULE_COUNT; i++) {
        modules[i].reference_path = kept;
        modules[i].reference_is_unique = kept != NULL;
    }
}

const struct entity *zohocrm_entity(const char *name)
{
    for (size_t i = 0; i < MODULE_COUNT; i++) {
        if (text_equal(modules[i].name, name))
            return &modules[i];
    }
    return NULL;
}

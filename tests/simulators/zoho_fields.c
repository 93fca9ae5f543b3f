#include "zoho_fields.h"

#include <string.h>

#define TEXT(name, most)                           \
    {                                              \
        name, ZOHO_TEXT, most, ENTITY_COUNT, false \
    }
#define MANDATORY(name, most)                     \
    {                                             \
        name, ZOHO_TEXT, most, ENTITY_COUNT, true \
    }
#define TYPED(name, type, most)               \
    {                                         \
        name, type, most, ENTITY_COUNT, false \
    }
#define LOOKUP(name, entity)                \
    {                                       \
        name, ZOHO_LOOKUP, 0, entity, false \
    }
#define SYSTEM_FIELDS                                                    \
    TYPED("Owner", ZOHO_SYSTEM, 0), TYPED("Created_By", ZOHO_SYSTEM, 0), \
        TYPED("Modified_By", ZOHO_SYSTEM, 0),                            \
        TYPED("Created_Time", ZOHO_SYSTEM, 0),                           \
        TYPED("Modified_Time", ZOHO_SYSTEM, 0), TYPED(NULL, ZOHO_SYSTEM, 0)

static const struct zoho_field contacts[] = {
    TYPED("id", ZOHO_SYSTEM, 0),
    TEXT("First_Name", 40),
    MANDATORY("Last_Name", 80),
    TYPED("Full_Name", ZOHO_SYSTEM, 0),
    TEXT("Salutation", 25),
    TEXT("Title", 100),
    TEXT("Department", 50),
    TYPED("Email", ZOHO_EMAIL, 100),
    TYPED("Secondary_Email", ZOHO_EMAIL, 100),
    TYPED("Email_Opt_Out", ZOHO_BOOL, 0),
    TYPED("Phone", ZOHO_PHONE, 30),
    TYPED("Mobile", ZOHO_PHONE, 30),
    TYPED("Home_Phone", ZOHO_PHONE, 30),
    TYPED("Other_Phone", ZOHO_PHONE, 30),
    TYPED("Asst_Phone", ZOHO_PHONE, 30),
    TYPED("Fax", ZOHO_PHONE, 30),
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
    LOOKUP("Account_Name", ACCOUNTS),
    LOOKUP("Reporting_To", CONTACTS),
    TEXT("Lead_Source", 120),
    TYPED("Date_of_Birth", ZOHO_DATE, 0),
    TEXT("Description", 32000),
    SYSTEM_FIELDS,
};

static const struct zoho_field accounts[] = {
    TYPED("id", ZOHO_SYSTEM, 0),
    MANDATORY("Account_Name", 200),
    TEXT("Account_Number", 40),
    TEXT("Account_Site", 80),
    TEXT("Account_Type", 120),
    TEXT("Industry", 120),
    TYPED("Phone", ZOHO_PHONE, 30),
    TYPED("Fax", ZOHO_PHONE, 30),
    TEXT("Website", 255),
    TYPED("Employees", ZOHO_INTEGER, 9),
    TYPED("Annual_Revenue", ZOHO_DECIMAL, 16),
    LOOKUP("Parent_Account", ACCOUNTS),
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
    TEXT("Description", 32000),
    SYSTEM_FIELDS,
};

static const struct zoho_field deals[] = {
    TYPED("id", ZOHO_SYSTEM, 0),
    MANDATORY("Deal_Name", 120),
    MANDATORY("Stage", 120),
    TEXT("Pipeline", 120),
    TYPED("Probability", ZOHO_INTEGER, 3),
    TYPED("Amount", ZOHO_DECIMAL, 16),
    TYPED("Expected_Revenue", ZOHO_SYSTEM, 0),
    TYPED("Closing_Date", ZOHO_DATE, 0),
    LOOKUP("Account_Name", ACCOUNTS),
    LOOKUP("Contact_Name", CONTACTS),
    TEXT("Type", 120),
    TEXT("Lead_Source", 120),
    TEXT("Next_Step", 100),
    TEXT("Description", 32000),
    SYSTEM_FIELDS,
};

const struct zoho_field *zoho_fields(enum entity_id entity)
{
    if (entity == CONTACTS)
        return contacts;
    return entity == ACCOUNTS ? accounts : deals;
}

const struct zoho_field *zoho_field_find(const struct world *world,
                                         enum entity_id entity,
                                         const char *name)
{
    static const struct zoho_field unique = TEXT("", 255);
    const char *indexed = store_indexed(world->stores[entity]);

    for (const struct zoho_field *f = zoho_fields(entity); f->name; f++) {
        if (strcmp(f->name, name) == 0)
            return f;
    }
    return indexed != NULL && strcmp(indexed, name) == 0 ? &unique : NULL;
}

/*
 * What tandem knows of PowerOffice's resources: the lengths that the
 * description states, the fields that only the system writes, and where each
 * resource is found.
 */
#include "base/text.h"
#include "systems/powerofficego.h"

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

#define MAIL_ADDRESS                                                    \
    TEXT("MailAddress.AddressLine1", 200),                              \
        TEXT("MailAddress.AddressLine2", 200),                          \
        TEXT("MailAddress.ZipCode", 50), TEXT("MailAddress.City", 100), \
        TEXT("MailAddress.CountryCode", 2)

static const char *const mail_address_needs[] = { "MailAddress.City",
                                                  "MailAddress.ZipCode", NULL };
static const struct entity_group mail_address[] = {
    { .object = "MailAddress", .required = mail_address_needs },
    { .object = NULL },
};

static const struct entity_field customers_fields[] = {
    READ_ONLY("Id"),
    OTHER("Number"),
    OTHER("IsPerson"),
    OTHER("Name"),
    OTHER("LegalName"),
    OTHER("FirstName"),
    OTHER("LastName"),
    OTHER("EmailAddress"),
    OTHER("InvoiceEmailAddress"),
    TEXT("InvoiceEmailAddressCC", 2000),
    OTHER("PhoneNumber"),
    OTHER("WebsiteUrl"),
    OTHER("OrganizationNumber"),
    MAIL_ADDRESS,
    TEXT("MailAddress.ExternalCode", 50),
    READ_ONLY("MailAddress.Id"),
    READ_ONLY("MailAddress.LastChangedDateTimeOffset"),
    TEXT("ExternalImportReference", 50),
    OTHER("ExternalNumber"),
    OTHER("IsArchived"),
    READ_ONLY("IsActive"),
    READ_ONLY("LastChangedDateTimeOffset"),
    READ_ONLY("CustomerCreatedDateTimeOffset"),
    READ_ONLY("ContactCreatedDateTimeOffset"),
    OTHER("CustomerSince"),
    OTHER("DateOfBirth"),
    OTHER("CurrencyCode"),
    OTHER("DepartmentId"),
    OTHER("PaymentTermId"),
    OTHER("InvoiceDeliveryType"),
    OTHER("KeepUpdated"),
    READ_ONLY("NationalIdNumber"), /* always read as "hidden" */
    READ_ONLY("SubledgerAccountId"),
    READ_ONLY("CreatedFromImportJournalId"),
    { .path = NULL },
};

static const struct entity_field contactpersons_fields[] = {
    READ_ONLY("Id"),
    READ_ONLY("ContactId"),
    OTHER("FirstName"),
    OTHER("LastName"),
    OTHER("Title"),
    OTHER("EmailAddress"),
    OTHER("PhoneNumber"),
    MAIL_ADDRESS,
    TEXT("ExternalCode", 50),
    OTHER("IsActive"),
    OTHER("IsDefault"),
    OTHER("KeepUpdated"),
    READ_ONLY("CreatedDateTimeOffset"),
    READ_ONLY("LastChangedDateTimeOffset"),
    { .path = NULL },
};

static const struct entity_field salesorders_fields[] = {
    READ_ONLY("Id"),
    READ_ONLY("SalesOrderNo"),
    OTHER("SalesOrderStatus"),
    OTHER("SalesOrderDate"),
    OTHER("DeliveryDate"),
    OTHER("CustomerId"),
    OTHER("CustomerReference"),
    OTHER("CustomerReferenceContactPersonId"),
    TEXT("ExternalImportReference", 50), /* stated for customers only */
    OTHER("ImportedOrderNo"),
    OTHER("PurchaseOrderReference"),
    OTHER("ContractNo"),
    OTHER("CurrencyCode"),
    OTHER("DepartmentId"),
    OTHER("ProjectId"),
    READ_ONLY("NetAmount"),
    READ_ONLY("TotalAmount"),
    READ_ONLY("LineCount"),
    READ_ONLY("IsCreatedByCurrentIntegration"),
    READ_ONLY("CreatedDateTimeOffset"),
    READ_ONLY("LastChangedDateTimeOffset"),
    { .path = NULL },
};

static const struct entity_field outgoinginvoices_fields[] = {
    READ_ONLY("Id"),
    READ_ONLY("InvoiceNo"),
    READ_ONLY("OrderNo"),
    READ_ONLY("OrderDate"),
    READ_ONLY("CustomerId"),
    READ_ONLY("CustomerReferenceContactPersonId"),
    READ_ONLY("ExternalImportReference"),
    READ_ONLY("NetAmount"),
    READ_ONLY("TotalAmount"),
    READ_ONLY("Balance"),
    READ_ONLY("SentDateTimeOffset"),
    READ_ONLY("LastChangedDateTimeOffset"),
    { .path = NULL },
};

static const struct entity_field departments_fields[] = {
    READ_ONLY("Id"),
    OTHER("Code"),
    OTHER("Name"),
    OTHER("IsActive"),
    OTHER("ManagerEmployeeId"),
    READ_ONLY("CreatedDateTimeOffset"),
    READ_ONLY("LastChangedDateTimeOffset"),
    READ_ONLY("CreatedFromImportJournalId"),
    { .path = NULL },
};

#define RESOURCE                                \
    .system = "powerofficego", .id_path = "Id", \
    .modified_path = "LastChangedDateTimeOffset", .answers_whole = true

/* Ids are counted for each resource. So that a customer and a department may
 * both be an account in Zoho, references to all but customers say which. */
static const struct entity resources[] = {
    { RESOURCE, .name = "Customers", .id_is_number = true,
      .reference_path = "ExternalImportReference", .reference_is_unique = true,
      .archived_path = "IsArchived", .fields = customers_fields,
      .groups = mail_address },
    { RESOURCE, .name = "ContactPersons", .id_is_number = true,
      .origin = "powerofficego.ContactPersons",
      .reference_path = "ExternalCode", .reference_is_unique = true,
      .parent_path = "ContactId", .fields = contactpersons_fields,
      .groups = mail_address },
    { RESOURCE, .name = "SalesOrders",
      .reference_path = "ExternalImportReference", .reference_is_unique = true,
      .status_path = "SalesOrderStatus", .fields = salesorders_fields },
    { RESOURCE, .name = "OutgoingInvoices",
      .reference_path = "ExternalImportReference",
      .fields = outgoinginvoices_fields },
    { RESOURCE, .name = "Departments", .id_is_number = true,
      .origin = "powerofficego.Departments", .fields = departments_fields },
};

#define CHANGED "lastChangedDateTimeOffsetGreaterThan"

/* In the order of resources. Invoices have no filter on changes. */
static const struct powerofficego_route routes[] = {
    { "Customers", CHANGED, "externalImportReference", false },
    { "ContactPersons", CHANGED, "externalCodes", false },
    { "SalesOrders/Complete", CHANGED, "externalImportReferences", true },
    { NULL, "sentDateTimeOffsetGreaterThan", "externalImportReferences", true },
    { "Departments", CHANGED, NULL, false },
};

const struct entity *powerofficego_entity(const char *name)
{
    for (size_t i = 0; i < sizeof resources / sizeof resources[0]; i++) {
        if (text_equal(resources[i].name, name))
            return &resources[i];
    }
    return NULL;
}

const struct powerofficego_route *
powerofficego_route(const struct entity *entity)
{
    return &routes[entity - resources];
}

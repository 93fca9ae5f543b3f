#include "systems/grant.h"

#include "base/mem.h"
#include "base/text.h"
#include "systems/powerofficego.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- Zoho's scopes ---- */

static const char *scope_area(enum call_kind kind)
{
    switch ((int)kind) {
    case CALL_FIND:
    case CALL_MATCH:
        return "coql";
    case CALL_FIELDS:
        return "settings.fields";
    case CALL_TENANT:
        return "org";
    case CALL_SUBSCRIBE:
        return "notifications";
    default:
        return "modules";
    }
}

static const char *scope_operation(enum call_kind kind)
{
    switch ((int)kind) {
    case CALL_CREATE:
        return "CREATE";
    case CALL_UPDATE:
        return "UPDATE";
    case CALL_SUBSCRIBE:
        return "ALL";
    default:
        return "READ";
    }
}

static bool scope_is_listed(const char *scopes, const char *area, size_t length,
                            const char *operation)
{
    char *wanted = mem_print("ZohoCRM.%.*s.%s", (int)length, area, operation);
    size_t wanted_length = strlen(wanted);
    bool listed = false;

    while (!listed && *scopes != '\0') {
        size_t word;

        scopes += strspn(scopes, ", ");
        word = strcspn(scopes, ", ");
        listed = word == wanted_length &&
                 strncasecmp(scopes, wanted, wanted_length) == 0;
        scopes += word;
    }
    free(wanted);
    return listed;
}

/* "modules.ALL" holds "modules.contacts.READ", too; WRITE is to edit. */
static bool scope_is_held(const char *scopes, const char *area,
                          const char *operation)
{
    size_t length = strlen(area);

    for (;;) {
        if (scope_is_listed(scopes, area, length, operation) ||
            scope_is_listed(scopes, area, length, "ALL") ||
            (text_equal(operation, "UPDATE") &&
             scope_is_listed(scopes, area, length, "WRITE")))
            return true;
        do {
            if (length == 0)
                return false;
            length--;
        } while (area[length] != '.');
    }
}

static enum grant scope_of(const char *scopes, const struct entity *entity,
                           enum call_kind kind, char **ret_name)
{
    const char *area = scope_area(kind);
    const char *operation = scope_operation(kind);
    bool of_module = text_equal(area, "modules");
    char *whole =
        of_module ? mem_print("%s.%s", area, entity->name) : mem_copy(area);
    bool held;

    for (char *at = whole; *at != '\0'; at++)
        *at = (char)tolower((unsigned char)*at);
    *ret_name = mem_print("ZohoCRM.%s.%s", whole, operation);
    held = scopes != NULL && scope_is_held(scopes, whole, operation);
    free(whole);
    if (scopes == NULL)
        return GRANT_UNTOLD;
    return held ? GRANT_GIVEN : GRANT_MISSING;
}

/* ---- PowerOffice's privileges ---- */

/* The first is the one to ask for. */
#define NAMES_MAX 4
static const struct {
    const char *entity;
    const char *writes[NAMES_MAX];
    const char *reads[NAMES_MAX];
} privileges[] = {
    { "Customers", { "Customer_Full" }, { "Customer", "Customer_Full" } },
    { "ContactPersons",
      { "ContactPerson_Full", "Customer_Full" },
      { "ContactPerson", "ContactPerson_Full", "Customer_Full" } },
    { "SalesOrders",
      { "SalesOrders_Full", "SalesOrder_Full" },
      { "SalesOrders", "SalesOrders_Full", "SalesOrder", "SalesOrder_Full" } },
    { "OutgoingInvoices",
      { "OutgoingInvoice_Full" },
      { "OutgoingInvoice", "OutgoingInvoice_Full" } },
    { "Departments",
      { "Department_Full" },
      { "Department", "Department_Full" } },
};

static bool privilege_is_listed(const struct json *list,
                                const char *const *names)
{
    for (const struct json *item = json_first(list); item != NULL;
         item = json_next(item)) {
        for (size_t i = 0; i < NAMES_MAX && names[i] != NULL; i++) {
            if (text_equal(json_text(item), names[i]))
                return true;
        }
    }
    return false;
}

static enum grant privilege_of(const struct json *about,
                               const struct entity *entity, enum call_kind kind,
                               char **ret_name)
{
    const struct json *valid = powerofficego_member(about, "ValidPrivileges");
    const struct json *invalid =
        powerofficego_member(about, "InvalidPrivileges");
    bool writes = kind == CALL_CREATE || kind == CALL_UPDATE;
    const char *const *names = NULL;

    for (size_t i = 0; i < sizeof privileges / sizeof privileges[0]; i++) {
        if (text_equal(privileges[i].entity, entity->name))
            names = writes ? privileges[i].writes : privileges[i].reads;
    }
    *ret_name = mem_copy(names == NULL ? entity->name : names[0]);
    if (names == NULL || !json_is_array(valid))
        return GRANT_UNTOLD;
    if (privilege_is_listed(valid, names))
        return GRANT_GIVEN;
    return privilege_is_listed(invalid, names) ? GRANT_UNPAID : GRANT_MISSING;
}

enum grant grant_of(const struct answer *told, const struct entity *entity,
                    enum call_kind kind, char **ret_name)
{
    if (text_equal(entity->system, "zohocrm"))
        return scope_of(told->scope, entity, kind, ret_name);
    return privilege_of(told->record, entity, kind, ret_name);
}

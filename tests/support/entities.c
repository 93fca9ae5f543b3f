#include "support/entities.h"

#include "base/buf.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct entity_field no_fields[] = { { .path = NULL } };

static const struct entity_field customer_fields[] = {
    { .path = "MailAddress.City", .length_max = 100 },
    { .path = "MailAddress.ZipCode", .length_max = 50 },
    { .path = "ExternalImportReference", .length_max = 50 },
    { .path = NULL },
};

static const struct entity entities[] = {
    { .system = "zohocrm",
      .name = "Contacts",
      .id_path = "id",
      .modified_path = "Modified_Time",
      .reference_path = "Tandem_Ref",
      .fields = no_fields },
    { .system = "zohocrm",
      .name = "Accounts",
      .id_path = "id",
      .modified_path = "Modified_Time",
      .reference_path = "Tandem_Ref",
      .fields = no_fields },
    { .system = "zohocrm",
      .name = "Deals",
      .id_path = "id",
      .modified_path = "Modified_Time",
      .reference_path = "Tandem_Ref",
      .fields = no_fields },
    { .system = "powerofficego",
      .name = "Customers",
      .id_path = "Id",
      .id_is_number = true,
      .modified_path = "LastChangedDateTimeOffset",
      .reference_path = "ExternalImportReference",
      .reference_is_unique = true,
      .archived_path = "IsArchived",
      .fields = customer_fields },
    { .system = "powerofficego",
      .name = "ContactPersons",
      .id_path = "Id",
      .id_is_number = true,
      .modified_path = "LastChangedDateTimeOffset",
      .reference_path = "ExternalCode",
      .reference_is_unique = true,
      .parent_path = "ContactId",
      .fields = no_fields },
    { .system = "powerofficego",
      .name = "SalesOrders",
      .id_path = "Id",
      .id_is_number = false,
      .modified_path = "LastChangedDateTimeOffset",
      .reference_path = "ExternalImportReference",
      .reference_is_unique = true,
      .status_path = "SalesOrderStatus",
      .fields = no_fields },
    { .system = "powerofficego",
      .name = "Departments",
      .origin = "powerofficego.Departments",
      .id_path = "Id",
      .id_is_number = true,
      .modified_path = "LastChangedDateTimeOffset",
      .fields = no_fields },
};

const struct entity *entities_find(const char *system, const char *name,
                                   void *arg)
{
    (void)arg;
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        if (strcmp(entities[i].system, system) == 0 &&
            strcmp(entities[i].name, name) == 0)
            return &entities[i];
    }
    return NULL;
}

char *entities_file(const char *path)
{
    struct buf text = { 0 };
    char part[4096];
    size_t length;
    FILE *file = fopen(path, "r");

    if (file == NULL)
        fail_msg("cannot open %s: run tests from the top folder", path);
    while (file != NULL && (length = fread(part, 1, sizeof part, file)) > 0)
        buf_append(&text, part, length);
    if (file != NULL)
        (void)fclose(file);
    return buf_take(&text);
}

struct flow *entities_flow(const char *name)
{
    char path[128];
    struct err err = { 0 };
    struct flow *flow;
    char *text;

    (void)snprintf(path, sizeof path, "flows/%s.json", name);
    text = entities_file(path);
    flow = flow_parse(path, text, strlen(text), entities_find, NULL, &err);
    free(text);
    if (flow == NULL)
        fail_msg("%s", err.text);
    return flow;
}

void entities_flows(struct flows *ret_flows)
{
    static const char *const names[] = { "accounts", "contactpersons",
                                         "contacts", "deals", "departments" };

    memset(ret_flows, 0, sizeof *ret_flows);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        ret_flows->items[ret_flows->count++] = entities_flow(names[i]);
}

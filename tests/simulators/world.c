#include "world.h"

#include "zoho.h"

#include "base/mem.h"
#include "base/text.h"
#include "stamp.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct entity_info entities[ENTITY_COUNT] = {
    [CONTACTS] = { "Contacts", PORT_ZOHOCRM },
    [ACCOUNTS] = { "Accounts", PORT_ZOHOCRM },
    [DEALS] = { "Deals", PORT_ZOHOCRM },
    [CUSTOMERS] = { "Customers", PORT_POWEROFFICEGO },
    [CONTACT_PERSONS] = { "ContactPersons", PORT_POWEROFFICEGO },
    [SALES_ORDERS] = { "SalesOrders", PORT_POWEROFFICEGO },
    [OUTGOING_INVOICES] = { "OutgoingInvoices", PORT_POWEROFFICEGO },
    [DEPARTMENTS] = { "Departments", PORT_POWEROFFICEGO },
};

static const struct {
    const char *name;
    size_t offset;
    int64_t otherwise;
} settings_table[] = {
    { "rate", offsetof(struct settings, rate), 10 },
    { "token_seconds", offsetof(struct settings, token_seconds), 0 },
    { "latency_ms", offsetof(struct settings, latency_ms), 0 },
    { "create_ms", offsetof(struct settings, create_ms), 5 },
    { "zohocrm_concurrency", offsetof(struct settings, zohocrm_concurrency),
      0 },
    { "zohocrm_refresh_max", offsetof(struct settings, zohocrm_refresh_max),
      10 },
    { "zohocrm_page_rows", offsetof(struct settings, zohocrm_page_rows), 2000 },
    { "zohocrm_list_rows", offsetof(struct settings, zohocrm_list_rows),
      100000 },
    { "zohocrm_page_token_seconds",
      offsetof(struct settings, zohocrm_page_token_seconds), 86400 },
    { "zohocrm_watch_seconds", offsetof(struct settings, zohocrm_watch_seconds),
      0 },
    { "zohocrm_credits", offsetof(struct settings, zohocrm_credits), -1 },
    { "zohocrm_credits_seconds",
      offsetof(struct settings, zohocrm_credits_seconds), 0 },
    { "zohocrm_org", offsetof(struct settings, zohocrm_org), 700001 },
    { "powerofficego_client", offsetof(struct settings, powerofficego_client),
      1 },
    { "zohocrm_key", offsetof(struct settings, zohocrm_key), 0 },
    { "powerofficego_key", offsetof(struct settings, powerofficego_key), 0 },
    { "normalise", offsetof(struct settings, normalise), 0 },
};

#define SETTINGS_COUNT (sizeof settings_table / sizeof settings_table[0])

enum entity_id entity_find(enum port system, const char *name)
{
    for (int i = 0; i < ENTITY_COUNT; i++) {
        if (entities[i].system == system &&
            strcasecmp(entities[i].name, name) == 0)
            return (enum entity_id)i;
    }
    return ENTITY_COUNT;
}

static int64_t *setting(struct settings *settings, size_t item)
{
    return (int64_t *)(void *)((char *)settings + settings_table[item].offset);
}

static int specs_load(struct world *world, const char *dir, struct err *err)
{
    static const char *const names[] = { "zohocrm-v8.json",
                                         "powerofficego-v2.json" };

    for (size_t i = 0; i < SYSTEM_COUNT; i++) {
        world->specs[i] = spec_load(dir, names[i], err);
        if (world->specs[i] == NULL)
            return -1;
    }
    return 0;
}

struct world *world_new(const char *specs, struct err *err)
{
    struct world *world = mem_new(1, sizeof *world);

    for (size_t i = 0; i < SETTINGS_COUNT; i++)
        *setting(&world->settings, i) = settings_table[i].otherwise;
    for (size_t i = 0; i < ENTITY_COUNT; i++)
        world->stores[i] = store_new();
    store_index(world->stores[CUSTOMERS], "ExternalImportReference");
    store_index(world->stores[CONTACT_PERSONS], "ExternalCode");
    store_index(world->stores[SALES_ORDERS], "ExternalImportReference");
    store_index(world->stores[OUTGOING_INVOICES], "ExternalImportReference");
    world->told = json_new_object();
    world->faults = faults_new();
    world->journal = journal_new();
    world->zoho = zoho_new();
    world->last_id[PORT_ZOHOCRM] = 2400000;
    world->last_id[PORT_POWEROFFICEGO] = 812344;
    world->last_number = 10000;
    if (specs_load(world, specs, err) < 0) {
        world_free(world);
        return NULL;
    }
    return world;
}

void world_free(struct world *world)
{
    if (world == NULL)
        return;
    for (size_t i = 0; i < ENTITY_COUNT; i++)
        store_free(world->stores[i]);
    for (size_t i = 0; i < SYSTEM_COUNT; i++) {
        spec_free(world->specs[i]);
        tokens_expire(&world->tokens[i]);
    }
    for (size_t i = 0; i < PORT_COUNT; i++)
        free(world->urls[i]);
    json_free(world->told);
    faults_free(world->faults);
    journal_free(world->journal);
    zoho_free(world->zoho);
    free(world);
}

int64_t world_now(const struct world *world, enum port system)
{
    return stamp_now() + world->skew_ms[system] * STAMP_MS;
}

/* A number for both systems, or {"zohocrm": ..., "powerofficego": ...}. */
static int skew_set(struct world *world, const struct json *value,
                    struct err *err)
{
    int64_t both = 0;

    if (!json_is_object(value) && !json_int(value, &both))
        return err_set(err, ERR_USAGE, "skew_ms is a number or an object");
    for (size_t i = 0; i < SYSTEM_COUNT; i++) {
        world->skew_ms[i] =
            json_is_object(value)
                ? json_get_int(value, port_names[i], world->skew_ms[i])
                : both;
    }
    return 0;
}

static int unique_set(struct world *world, const struct json *value,
                      struct err *err)
{
    const char *module = json_get_text(value, "module");
    const char *field = json_get_text(value, "field");
    enum entity_id entity =
        module ? entity_find(PORT_ZOHOCRM, module) : ENTITY_COUNT;

    if (entity == ENTITY_COUNT || field == NULL) {
        return err_set(err, ERR_USAGE,
                       "zohocrm_unique_field needs a module and a field");
    }
    store_index(world->stores[entity], field);
    return 0;
}

/* What the systems tell of themselves: not looked at before it is told. */
static bool is_told(const char *name)
{
    static const char *const names[] = { "zohocrm_fields", "zohocrm_scope",
                                         "powerofficego_privileges" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0)
            return true;
    }
    return false;
}

static int setting_set(struct world *world, const struct json *member,
                       struct err *err)
{
    int64_t value = json_true(member) ? 1 : 0;

    if (strcmp(json_name(member), "skew_ms") == 0)
        return skew_set(world, member, err);
    if (strcmp(json_name(member), "zohocrm_unique_field") == 0)
        return unique_set(world, member, err);
    if (is_told(json_name(member))) {
        json_set(world->told, json_name(member), json_clone(member));
        return 0;
    }
    for (size_t i = 0; i < SETTINGS_COUNT; i++) {
        if (strcmp(json_name(member), settings_table[i].name) != 0)
            continue;
        if (!json_is_bool(member) && !json_int(member, &value)) {
            return err_set(err, ERR_USAGE, "'%s' is a number",
                           json_name(member));
        }
        *setting(&world->settings, i) = value;
        return 0;
    }
    return err_set(err, ERR_USAGE, "no setting '%s'", json_name(member));
}

int world_set(struct world *world, const struct json *settings, struct err *err)
{
    if (!json_is_object(settings))
        return err_set(err, ERR_USAGE, "settings are an object");
    for (const struct json *m = json_first(settings); m; m = json_next(m)) {
        if (setting_set(world, m, err) < 0)
            return -1;
    }
    return 0;
}

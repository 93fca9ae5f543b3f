#include "support/opposite.h"

#include "base/mem.h"
#include "support/e2e.h"
#include "support/entities.h"
#include "support/environment.h"
#include "support/pipeline.h"

#include <stdlib.h>
#include <string.h>

/* ---- flows that create in Zoho ---- */

static void copy_flow(const char *name)
{
    char *path = mem_print("flows/%s", name);
    char *text = entities_file(path);
    struct err err;
    struct json *flow = json_parse(text, strlen(text), &err);
    struct json *create = json_clone(json_get(flow, "create"));
    char *changed;

    if (!text_equal(name, "contactpersons.json") &&
        !text_equal(name, "deals.json"))
        json_set_text(create, "a", "always");
    json_set(flow, "create", create);
    json_set_bool(flow, "enabled", true);
    changed = json_string(flow);
    (void)environment_file(name, changed);
    free(changed);
    json_free(flow);
    free(text);
    free(path);
}

static void unique_field_in(const char *module)
{
    char *settings =
        mem_print("{'zohocrm_unique_field':"
                  " {'module': '%s', 'field': '" OPPOSITE_FIELD "'}}",
                  module);

    simulators_set(settings);
    free(settings);
}

void opposite_start(const char *poll)
{
    static const char *const names[] = { "contacts.json", "accounts.json",
                                         "contactpersons.json", "deals.json",
                                         "departments.json" };
    struct world_settings settings = { .variables = { poll } };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        copy_flow(names[i]);
    world_start(&settings);
    environment_set("TANDEM_FLOWS", environment_folder());
    environment_set("TANDEM_ZOHOCRM_REFERENCE_FIELD", OPPOSITE_FIELD);
    unique_field_in("Contacts");
    unique_field_in("Accounts");
    unique_field_in("Deals");
}

void opposite_stop(void)
{
    pipeline_stop();
    world_stop();
}

const char *crm_made_of(const char *entity, const char *origin, const char *id)
{
    char *reference = mem_print("%s:%s", origin, id);
    const char *found = crm_find(entity, OPPOSITE_FIELD, reference);

    free(reference);
    return found;
}

/* Flow files: an error names the file and what a person must change; what is
 * accepted can be used. */
#include "fuzz/fuzz.h"

#include "base/text.h"
#include "domain/flow.h"
#include "systems/system.h"

#include <stdlib.h>

static const struct entity *find(const char *system, const char *name,
                                 void *arg)
{
    (void)arg;
    return system_entity(system, name);
}

static void use(struct flow *flow)
{
    struct flows flows = { .items = { flow }, .count = 1 };
    struct err err = { 0 };
    char **columns;
    size_t count;

    if (flows_check(&flows, &err) != 0) {
        fuzz_explained(&err);
        HOLDS(err.kind == ERR_USAGE);
    }
    for (int s = 0; s < SIDES; s++) {
        HOLDS(flow->sides[s].entity != NULL);
        count = flows_columns(&flows, flow->sides[s].entity, &columns);
        for (size_t i = 0; i < count; i++)
            free(columns[i]);
        free(columns);
    }
    for (size_t i = 0; i < flow->property_count; i++) {
        HOLDS(!text_is_empty(flow->properties[i].name));
        HOLDS(flow->properties[i].definition[0] != '\0');
    }
}

void fuzz_one(const char *bytes, size_t length)
{
    struct err err = { 0 };
    struct flow *flow;

    system_zohocrm_reference_field("Tandem_Ref");
    flow = flow_parse("flows/x.json", bytes, length, find, NULL, &err);
    if (flow == NULL) {
        fuzz_explained(&err);
        HOLDS(err.kind == ERR_USAGE);
        HOLDS(text_starts(err.text, "flows/x.json"));
    } else {
        use(flow);
    }
    flow_free(flow);
}

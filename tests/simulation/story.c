#include "simulation/story.h"

#include "base/mem.h"
#include "support/entities.h"
#include "systems/system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct entity *find_entity(const char *system, const char *name,
                                        void *arg)
{
    (void)arg;
    return system_entity(system, name);
}

static struct flow *flow_load(const char *name)
{
    char *path = mem_print("flows/%s.json", name);
    char *text = entities_file(path);
    struct err err;
    struct flow *flow =
        flow_parse(path, text, strlen(text), find_entity, NULL, &err);

    if (flow == NULL) {
        (void)fprintf(stderr, "%s\n", err.text);
        abort();
    }
    free(text);
    free(path);
    return flow;
}

static void flows_make(struct flows *ret_flows)
{
    static const char *const names[] = { "contacts", "accounts",
                                         "contactpersons", "deals" };

    *ret_flows = (struct flows){ 0 };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        ret_flows->items[ret_flows->count++] = flow_load(names[i]);
}

bool story_play(uint64_t seed, bool tracing, char ret_failure[SIM_FAILURE_MAX])
{
    struct sim *sim = mem_new(1, sizeof *sim);
    struct flows flows;
    bool well;

    flows_make(&flows);
    sim_init(sim, seed, &flows);
    sim->tracing = tracing;
    sim_run(sim);
    memcpy(ret_failure, sim->failure, SIM_FAILURE_MAX);
    well = sim->failure[0] == '\0';
    sim_free(sim);
    flows_free(&flows);
    free(sim);
    return well;
}

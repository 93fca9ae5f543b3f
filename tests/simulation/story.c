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

static bool play(struct sim *sim, char ret_failure[SIM_FAILURE_MAX])
{
    bool well;

    sim_run(sim);
    memcpy(ret_failure, sim->failure, SIM_FAILURE_MAX);
    well = sim->failure[0] == '\0';
    sim_free(sim);
    free(sim);
    return well;
}

static struct sim *sim_new(uint64_t seed)
{
    struct sim *sim = mem_new(1, sizeof *sim);
    struct flows flows;

    flows_make(&flows);
    sim_init(sim, seed, &flows);
    return sim;
}

bool story_play(uint64_t seed, char ret_failure[SIM_FAILURE_MAX])
{
    return play(sim_new(seed), ret_failure);
}

bool story_tell(uint64_t seed, const char *link,
                char ret_failure[SIM_FAILURE_MAX])
{
    struct sim *sim = sim_new(seed);

    sim->tracing = true;
    sim->watched = link;
    return play(sim, ret_failure);
}

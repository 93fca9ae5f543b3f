/*
 * Do the records of each pair say the same? As the loaders have counted.
 */
#include "console/status_parts.h"

#include "state/figures.h"

static struct json *flow_tell(const struct flow_figures *figures)
{
    struct json *tree = json_new_object();

    json_set_text(tree, "flow", figures->flow->name);
    json_set_int(tree, "pairs", flow_figures_pairs(figures));
    for (int d = DRIFT_EQUAL; d < FIGURES_DRIFTS; d++) {
        json_set_int(tree, figures_drift_name((enum drift)d),
                     figures->drifts[d]);
    }
    if (figures->scanned_ms != 0)
        json_set_int(tree, "as_of_ms", figures->scanned_ms);
    return tree;
}

struct json *status_pairs(struct session *session)
{
    struct json *tree = json_new_object();
    struct json *flows = json_new_array();
    struct figures sum;
    struct err err; /* Redis is away: nothing is known */

    figures_init(&sum, &session->flows);
    if (figures_read(session->redis, session->config->name_space,
                     session->topics.partitions, &sum, &err) != 0)
        sum.counted = 0;
    json_set_int(tree, "counted", sum.counted);
    json_set_int(tree, "partitions", session->topics.partitions);
    if (sum.counted > 0)
        json_set_int(tree, "counted_ms", sum.at_ms);
    for (size_t i = 0; sum.counted > 0 && i < sum.flow_count; i++)
        json_append(flows, flow_tell(&sum.flows[i]));
    json_set(tree, "flows", flows);
    figures_free(&sum);
    return tree;
}

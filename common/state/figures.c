#include "state/figures.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/cause.h"

#include <stdlib.h>
#include <string.h>

const char *figures_drift_name(enum drift drift)
{
    static const char *const names[FIGURES_DRIFTS] = { NULL, "equal", "agreed",
                                                       "open", "unexplained" };

    return names[drift];
}

void figures_init(struct figures *ret_figures, const struct flows *flows)
{
    *ret_figures = (struct figures){ 0 };
    for (size_t i = 0; i < flows->count; i++) {
        struct flow_figures *figures =
            &ret_figures->flows[ret_figures->flow_count];

        if (!flows->items[i]->enabled)
            continue;
        figures->flow = flows->items[i];
        figures->held = json_new_object();
        ret_figures->flow_count++;
    }
}

void figures_free(struct figures *figures)
{
    for (size_t i = 0; i < figures->flow_count; i++)
        json_free(figures->flows[i].held);
    figures->flow_count = 0;
}

struct flow_figures *figures_of(struct figures *figures, const char *flow)
{
    for (size_t i = 0; i < figures->flow_count; i++) {
        if (text_equal(figures->flows[i].flow->name, flow))
            return &figures->flows[i];
    }
    return NULL;
}

static void keep_older(int64_t *oldest_ms, int64_t ms)
{
    if (ms != 0 && (*oldest_ms == 0 || ms < *oldest_ms))
        *oldest_ms = ms;
}

static void held_add(struct flow_figures *figures, const char *cause,
                     int64_t more)
{
    json_set_int(figures->held, cause,
                 json_get_int(figures->held, cause, 0) + more);
}

static const char *held_cause(const struct link *link)
{
    const struct cause *cause = cause_find(LINK_HELD, link->cause);

    return cause == NULL ? FIGURES_UNKNOWN : cause->name;
}

void flow_figures_take(struct flow_figures *figures, const struct link *link,
                       enum drift drift)
{
    if (link->status == LINK_KEY)
        return;
    figures->links[link->status]++;
    figures->drifts[drift]++;
    figures->owed += json_first(link->owed) != NULL;
    if (link->status == LINK_HELD)
        held_add(figures, held_cause(link), 1);
    if (link->status == LINK_WAITING)
        keep_older(&figures->waiting_ms, link->since_ms);
    if (link->status == LINK_PENDING)
        keep_older(&figures->pending_ms, link->since_ms);
}

int64_t flow_figures_pairs(const struct flow_figures *figures)
{
    int64_t pairs = 0;

    for (int d = DRIFT_EQUAL; d < FIGURES_DRIFTS; d++)
        pairs += figures->drifts[d];
    return pairs;
}

/* Whoever has not been scanned at all makes the whole unknown. */
static void scanned_add(struct flow_figures *sum, int64_t ms, bool first)
{
    if (first || ms < sum->scanned_ms)
        sum->scanned_ms = ms;
}

static void flow_figures_add(struct flow_figures *sum,
                             const struct flow_figures *more, bool first)
{
    for (int s = 0; s < LINK_KEY; s++)
        sum->links[s] += more->links[s];
    for (int d = 0; d < FIGURES_DRIFTS; d++)
        sum->drifts[d] += more->drifts[d];
    sum->owed += more->owed;
    for (const struct json *h = json_first(more->held); h != NULL;
         h = json_next(h))
        held_add(sum, json_name(h), json_get_int(more->held, json_name(h), 0));
    keep_older(&sum->waiting_ms, more->waiting_ms);
    keep_older(&sum->pending_ms, more->pending_ms);
    scanned_add(sum, more->scanned_ms, first);
}

void figures_add(struct figures *sum, const struct figures *more)
{
    for (size_t i = 0; i < sum->flow_count; i++) {
        flow_figures_add(&sum->flows[i], &more->flows[i], sum->counted == 0);
    }
    keep_older(&sum->at_ms, more->at_ms);
    sum->counted++;
}

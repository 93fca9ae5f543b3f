#include "domain/drift.h"

#include "base/buf.h"
#include "domain/work.h"

static bool is_pair(const struct link *link)
{
    return link_is_whole(link) && link->sides[SIDE_A].gone_ms == 0 &&
           link->sides[SIDE_B].gone_ms == 0 && link->status != LINK_CLOSED &&
           link->status != LINK_ALIAS;
}

static bool all_same(const struct flows *flows, const struct flow *flow,
                     const struct link *link)
{
    for (size_t i = 0; i < flow->property_count; i++) {
        const struct property *property = &flow->properties[i];
        bool same = property->type == TYPE_LINK
                        ? merge_reference_is_same(flows, property, link)
                        : merge_value_is_same(property, link);

        if (!same)
            return false;
    }
    return true;
}

/* Whoever is asked again, with nothing new, stays as it is if all is well. */
static bool stays_in_step(const struct flows *flows, const struct flow *flow,
                          const struct link *link, int64_t now_ms)
{
    static const struct reconcile_settings settings = { .limit_ms = 0 };
    struct effects effects = { 0 };
    struct buf text = { 0 };
    struct event event;
    struct link *copy;
    struct err err;
    bool stays = false;

    link_encode(&text, link);
    copy = link_decode(text.data, text.length, &err);
    event_init(&event, EVENT_DUE, link->id);
    event.gate = event.room[SIDE_A] = event.room[SIDE_B] = true;
    if (copy != NULL) {
        reconcile(flows, flow, &settings, copy, &event, now_ms, &effects);
        stays = copy->status == LINK_IN_STEP && json_first(copy->owed) == NULL;
    }
    effects_free(&effects);
    event_free(&event);
    link_free(copy);
    buf_free(&text);
    return stays;
}

enum drift drift_of(const struct flows *flows, const struct flow *flow,
                    const struct link *link, int64_t now_ms)
{
    if (!is_pair(link))
        return DRIFT_NO_PAIR;
    if (all_same(flows, flow, link))
        return DRIFT_EQUAL;
    if (link->status != LINK_IN_STEP || json_first(link->owed) != NULL)
        return DRIFT_OPEN;
    return stays_in_step(flows, flow, link, now_ms) ? DRIFT_AGREED
                                                    : DRIFT_UNEXPLAINED;
}

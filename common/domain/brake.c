#include "domain/brake.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/lens.h"
#include "domain/work.h"

#include <stdlib.h>

/* ---- what counts ---- */

/* The constant that stands for an empty value is no value. */
static bool is_there(const struct property *property, enum side side,
                     const struct json *value)
{
    const char *fallback = property->fallback[side];

    return !lens_is_empty(value) &&
           (fallback == NULL || !text_equal(json_text(value), fallback));
}

static bool is_replaced(const struct property *property, enum side to,
                        const struct json *observed, const struct json *fields)
{
    for (size_t i = 0; i < property->path_count[to]; i++) {
        const char *path = property->paths[to][i];
        const struct json *there = json_get(observed, path);
        const struct json *written = json_get(fields, path);

        if (written != NULL && is_there(property, to, there) &&
            !value_equal(written, there))
            return true;
    }
    return false;
}

bool brake_counts(const struct flow *flow, const struct link *link,
                  enum side to, const struct json *fields)
{
    for (size_t i = 0; i < flow->property_count; i++) {
        const struct property *property = &flow->properties[i];

        /* Under whichever definition: a flow file gone wrong is as bad. */
        if (json_get(link->definitions, property->name) != NULL &&
            is_replaced(property, to, link->sides[to].observed, fields))
            return true;
    }
    return false;
}

/* ---- holding ---- */

bool brake_has(const struct link *link, enum side side)
{
    return link->status == LINK_HELD && text_equal(link->cause, BRAKE_CAUSE) &&
           link->sides[side].braked;
}

static void brake_hold(struct work *work, enum side to)
{
    const struct flow_side *there = &work->flow->sides[to];
    char *detail = mem_print("too many records of %s %s were about to be "
                             "changed at once: tandem brake shows it, and "
                             "releases or drops what waits",
                             there->system, there->entity_name);

    standing_set(work, LINK_HELD, BRAKE_CAUSE, detail);
    work->link->due_ms = LINK_DUE_AT_BRAKE;
    work->link->sides[to].braked = true;
    work->out->braked[to] = true;
    free(detail);
}

/* Who was held when the decision had been made, but not told everywhere yet, is
 * none of those it was made about. */
static bool brake_keeps(const struct work *work, enum side to)
{
    int64_t decided_ms = work->event->brake_decided_ms[to];

    return brake_has(work->link, to) &&
           (decided_ms == 0 || work->link->since_ms <= decided_ms);
}

bool brake_holds(struct work *work, enum side to, const struct json *fields)
{
    enum brake brake = work->event->brake[to];

    if (brake == BRAKE_RELEASED ||
        (brake == BRAKE_FREE && !brake_keeps(work, to)) ||
        !brake_counts(work->flow, work->link, to, fields))
        return false;
    brake_hold(work, to);
    return true;
}

void brake_answered(struct work *work, enum side to)
{
    if (work->event->brake[to] != BRAKE_RELEASED) {
        brake_hold(work, to);
        return;
    }
    work->link->due_ms = work->now_ms;
    standing_set(work, LINK_PENDING, NULL, NULL);
}

/* ---- dropping ---- */

/* What both sides say now is what they agree on, each its own: only a later
 * edit differs from it. */
static void brake_drop_side(struct work *work, enum side to,
                            const struct json *fields)
{
    char *names = plan_properties(work->flow, to, fields);

    for (size_t i = 0; i < work->flow->property_count; i++) {
        const struct property *property = &work->flow->properties[i];

        if (plan_value(property, to, fields) != NULL)
            merge_agree(work, property);
    }
    work_outcome(work, "dropped", to, names, NULL, BRAKE_CAUSE);
    free(names);
}

bool brake_drop(struct work *work)
{
    struct link *link = work->link;
    bool braked[SIDES] = { brake_has(link, SIDE_A), brake_has(link, SIDE_B) };
    struct plan plan;

    if (!braked[SIDE_A] && !braked[SIDE_B])
        return false;
    plan_init(&plan);
    merge_link(work, true, &plan);
    for (int s = 0; s < SIDES; s++) {
        if (braked[s])
            brake_drop_side(work, (enum side)s, plan.fields[s]);
    }
    plan_free(&plan);
    link->due_ms = 0;
    standing_set(work, LINK_PENDING, NULL, NULL);
    return true;
}

#include "simulation/agreed.h"

#include "base/text.h"
#include "domain/lens.h"
#include "domain/work.h"

static bool agreed_moved(const struct before *before, const struct link *link,
                         const struct property *property)
{
    for (int s = 0; s < SIDES; s++) {
        for (size_t i = 0; i < property->path_count[s]; i++) {
            const char *path = property->paths[s][i];

            if (!value_equal(json_get(before->agreed[s], path),
                             json_get(link->sides[s].agreed, path)))
                return true;
        }
    }
    return false;
}

/* What a system has made of our write, seen when it came back. */
static bool is_tidied(const struct before *before, const struct link *link,
                      const struct property *property)
{
    for (int s = 0; s < SIDES; s++) {
        for (size_t i = 0; i < property->path_count[s]; i++) {
            const char *path = property->paths[s][i];
            const struct json *one = json_get(before->agreed[s], path);
            const struct json *other = json_get(link->sides[s].agreed, path);

            if (!value_equal(one, other) &&
                !lens_is_echo(property, (enum side)s, one, other))
                return false;
        }
    }
    return true;
}

/* Do both sides show the same, or is one empty? */
static bool is_equal_now(const struct link *link,
                         const struct property *property)
{
    const struct json *a =
        value_of(property, SIDE_A, link->sides[SIDE_A].observed);
    const struct json *b =
        value_of(property, SIDE_B, link->sides[SIDE_B].observed);

    return a == NULL || b == NULL || property->type == TYPE_LINK ||
           lens_same(property, a, b) ||
           text_equal(json_text(b), property->fallback[SIDE_B]);
}

/* Does this reading show what an update has sent, which is out or in doubt? */
static bool shows(const struct link_request *sent, const struct event *event,
                  const struct property *property)
{
    for (size_t i = 0; i < property->path_count[event->side]; i++) {
        const char *path = property->paths[event->side][i];
        const struct json *value = json_get(sent->fields, path);
        const struct json *stored = json_get(event->fields, path);

        if (sent->kind == REQUEST_UPDATE && sent->side == event->side &&
            value != NULL && stored != NULL &&
            (value_equal(value, stored) ||
             lens_is_echo(property, event->side, value, stored)))
            return true;
    }
    return false;
}

static bool comes_back(const struct link *link, const struct event *event,
                       const struct property *property)
{
    return event->kind == EVENT_OBSERVED &&
           (shows(&link->request, event, property) ||
            shows(&link->unsure, event, property));
}

void invariant_agreed(struct sim *sim, const struct before *before,
                      const struct flow *flow, const struct link *link,
                      const struct event *event)
{
    bool first =
        !text_equal(before->ids[event->side], link->sides[event->side].id);

    if (event->kind == EVENT_ANSWERED || first ||
        text_equal(event->command, "drop"))
        return;
    for (size_t i = 0; i < flow->property_count; i++) {
        const struct property *property = &flow->properties[i];

        if (agreed_moved(before, link, property) &&
            !is_equal_now(link, property) &&
            !is_tidied(before, link, property) &&
            !comes_back(link, event, property)) {
            sim_fail(sim, "agreed has a reason", "%s of %s", property->name,
                     link->id);
        }
    }
}

#include "domain/work.h"

#include "base/text.h"
#include "base/time.h"
#include "domain/lens.h"

#include <stdlib.h>
#include <string.h>

void plan_init(struct plan *plan)
{
    *plan = (struct plan){ 0 };
    for (int s = 0; s < SIDES; s++)
        plan->fields[s] = json_new_object();
}

void plan_free(struct plan *plan)
{
    for (int s = 0; s < SIDES; s++) {
        json_free(plan->fields[s]);
        plan->fields[s] = NULL;
        buf_free(&plan->rules[s]);
    }
}

void plan_explain(struct plan *plan, enum side to,
                  const struct property *property, const char *rule,
                  int64_t when_ms)
{
    struct buf *rules = &plan->rules[to];
    char when[TIME_TEXT_MAX] = "";

    if (when_ms != 0)
        time_format(when_ms, when);
    buf_print(rules, "%s%s=%s%s%s", rules->length == 0 ? "" : ",",
              property->name, rule, when_ms == 0 ? "" : "@", when);
}

const struct json *plan_value(const struct property *property, enum side side,
                              const struct json *fields)
{
    for (size_t i = 0; i < property->path_count[side]; i++) {
        const struct json *value = json_get(fields, property->paths[side][i]);

        if (value != NULL)
            return value;
    }
    return NULL;
}

char *plan_properties(const struct flow *flow, enum side side,
                      const struct json *fields)
{
    struct buf names = { 0 };

    for (size_t i = 0; i < flow->property_count; i++) {
        const struct property *property = &flow->properties[i];

        if (plan_value(property, side, fields) != NULL) {
            buf_print(&names, "%s%s", names.length == 0 ? "" : ",",
                      property->name);
        }
    }
    return buf_take(&names);
}

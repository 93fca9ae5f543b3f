#include "console/rule.h"

#include "base/text.h"

#include <stdlib.h>

/* ---- conditions ---- */

static void condition_value(const struct json *value, struct buf *out)
{
    char *printed = NULL;

    if (!json_is_text(value))
        printed = json_string(value);
    buf_text_append(out, printed != NULL ? printed : json_text(value));
    free(printed);
}

static void condition_values(const struct json *list, struct buf *out)
{
    buf_text_append(out, "one of ");
    for (const struct json *value = json_first(list); value != NULL;
         value = json_next(value)) {
        if (value != json_first(list))
            buf_text_append(out, ", ");
        condition_value(value, out);
    }
}

/* " whose Probability is 100 and Stage is one of Won, Paid" */
static void condition_whose(const struct json *condition, struct buf *out)
{
    for (const struct json *term = json_first(condition); term != NULL;
         term = json_next(term)) {
        buf_print(out, "%s %s is ",
                  term == json_first(condition) ? " whose" : " and",
                  json_name(term));
        if (json_is_array(term)) {
            condition_values(term, out);
        } else {
            condition_value(term, out);
        }
    }
}

/* "Probability or Stage" */
static void condition_paths(const struct json *condition, struct buf *out)
{
    for (const struct json *term = json_first(condition); term != NULL;
         term = json_next(term)) {
        buf_print(out, "%s%s", term == json_first(condition) ? "" : " or ",
                  json_name(term));
    }
}

/* ---- who refers to a flow ---- */

static bool property_leads_to(const struct property *property, size_t path,
                              const struct flow *flow)
{
    if (property->type != TYPE_LINK)
        return false;
    return text_equal(property->flows[property->flow_count == 1 ? 0 : path],
                      flow->name);
}

/* "a ZohoCRM Deal (Contact_Name.id under Account_Name.id)" */
static void referrer_print(const struct flow *other,
                           const struct property *property, size_t path,
                           struct buf *out)
{
    struct title title;

    title_read(other, &title);
    buf_print(out, "%sa %s (%s%s%s)", out->length == 0 ? "" : " or ",
              title.records[SIDE_A], property->paths[SIDE_A][path],
              property->under == NULL ? "" : " under ",
              property->under == NULL ? "" : property->under);
    title_free(&title);
}

static void referrers_of(const struct flow *other, const struct flow *flow,
                         struct buf *out)
{
    for (size_t i = 0; i < other->property_count; i++) {
        const struct property *property = &other->properties[i];

        for (size_t j = 0; j < property->path_count[SIDE_A]; j++) {
            if (property_leads_to(property, j, flow))
                referrer_print(other, property, j, out);
        }
    }
}

/* A flow that is off refers to nothing, but to others that are off. */
static void referrers_print(const struct flows *flows, const struct flow *flow,
                            struct buf *out)
{
    struct buf found = { 0 };

    for (size_t i = 0; i < flows->count; i++) {
        if (flows->items[i]->enabled || !flow->enabled)
            referrers_of(flows->items[i], flow, &found);
    }
    buf_text_append(out, found.length == 0 ? "another record" : found.data);
    buf_free(&found);
}

/* ---- creating ---- */

/* Records of side `from` that get a partner on the other side. */
static void create_sentence(const struct flows *flows, const struct flow *flow,
                            const struct title *title, enum side from,
                            struct buf *out)
{
    const char *partner = title->records[side_other(from)];
    const struct json *when = flow->sides[from].when;
    enum flow_create create = flow->sides[side_other(from)].create;

    if (create == CREATE_NEVER)
        return;
    buf_print(out, "%s%s %s", out->length == 0 ? "" : " ",
              create == CREATE_ALWAYS && when == NULL ? "Every" : "A",
              title->records[from]);
    condition_whose(when, out);
    buf_print(out, " is synchronized with a %s record", partner);
    if (create == CREATE_WHEN_REFERENCED) {
        buf_text_append(out, " once it is referred to by ");
        referrers_print(flows, flow, out);
        buf_text_append(out, " that is being synchronized");
    } else if (when != NULL) {
        buf_text_append(out, ", which is created once this holds");
    }
    buf_text_append(out, ".");
}

void rule_create(const struct flows *flows, const struct flow *flow,
                 const struct title *title, struct buf *ret_text)
{
    size_t before = ret_text->length;

    create_sentence(flows, flow, title, title->from, ret_text);
    create_sentence(flows, flow, title, side_other(title->from), ret_text);
    if (ret_text->length == before) {
        buf_print(ret_text, "No %s and no %s is created for the other's sake.",
                  title->records[title->from],
                  title->records[side_other(title->from)]);
    }
    if (flow->initial == INITIAL_NEW) {
        buf_text_append(ret_text, " Only records that are newer than the first "
                                  "start take part.");
    }
}

/* ---- keeping in step ---- */

/* A condition counts until there is a link, and no longer. */
static void sync_conditions(const struct flow *flow, struct buf *out)
{
    for (unsigned i = SIDE_A; i < SIDES; i++) {
        enum side other = side_other((enum side)i);

        if (flow->sides[i].when != NULL &&
            flow->sides[other].create != CREATE_NEVER) {
            buf_text_append(out, ", also if ");
            condition_paths(flow->sides[i].when, out);
            buf_text_append(out, " changes later");
        }
    }
}

void rule_sync(const struct flow *flow, const struct title *title,
               struct buf *ret_text)
{
    bool both = flow->sides[SIDE_A].share && flow->sides[SIDE_B].share;

    buf_print(ret_text,
              "Once a link between the two is established they stay in sync, "
              "%s",
              both ? "wherever the edit is made" : "as far as may be written");
    sync_conditions(flow, ret_text);
    buf_text_append(ret_text, ".");
    for (unsigned i = SIDE_A; i < SIDES; i++) {
        if (!flow->sides[i].share) {
            buf_print(ret_text, " Nothing is ever written to a %s record.",
                      title->records[i]);
        }
    }
}

/* ---- kinds, parents, matches ---- */

static void kind_match(const struct flow *flow, struct buf *out)
{
    buf_print(out, " Records that exist on both sides already are joined by %s",
              flow->match_key);
    for (size_t i = 0; i < flow->match_same_count; i++) {
        buf_print(out, "%s%s", i == 0 ? ", unless they differ in " : " or ",
                  flow->match_same[i]);
    }
    buf_text_append(out, ".");
}

static void kind_parent(const struct flows *flows, const struct flow *flow,
                        const struct title *title, struct buf *out)
{
    struct title parent;

    title_read(flows_find(flows, flow->parent_flow), &parent);
    buf_print(out, " A %s lives under a %s record.", title->records[SIDE_B],
              parent.records[SIDE_B]);
    title_free(&parent);
}

void rule_kind(const struct flows *flows, const struct flow *flow,
               const struct title *title, struct buf *ret_text)
{
    struct buf text = { 0 };

    for (unsigned i = SIDE_A; i < SIDES; i++) {
        const struct flow_side *side = &flow->sides[i];

        if (side->where == NULL)
            continue;
        buf_print(&text, " A %s is a %s record", title->records[i],
                  side->entity_name);
        condition_whose(side->where, &text);
        buf_text_append(&text, ".");
    }
    if (flow->parent_flow != NULL)
        kind_parent(flows, flow, title, &text);
    if (flow->match_key != NULL)
        kind_match(flow, &text);
    if (text.length > 0)
        buf_text_append(ret_text, text.data + 1);
    buf_free(&text);
}

/* ---- references ---- */

void rule_reference(const struct flows *flows, const struct property *property,
                    struct buf *ret_text)
{
    if (property->type != TYPE_LINK)
        return;
    buf_print(ret_text, "%s is", property->name);
    for (size_t i = 0; i < property->path_count[SIDE_A]; i++) {
        size_t which = property->flow_count == 1 ? 0 : i;
        struct title title;

        title_read(flows_find(flows, property->flows[which]), &title);
        buf_print(ret_text, "%s the %s record that is linked with %s",
                  i == 0 ? "" : ", else", title.records[SIDE_B],
                  property->paths[SIDE_A][i]);
        title_free(&title);
    }
    if (property->under != NULL)
        buf_print(ret_text, " under %s", property->under);
    buf_text_append(ret_text, property->required
                                  ? "; nothing is created before that link "
                                    "exists."
                                  : ".");
}

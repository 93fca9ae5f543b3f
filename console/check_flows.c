#include "base/text.h"
#include "console/check_parts.h"

#define PART "flows"

/* One side of one flow is looked at. */
struct looking {
    struct checkup *checkup;
    const struct flow *flow;
    const struct flow_side *side;
};

static const struct entity_field *field_find(const struct entity *entity,
                                             const char *path)
{
    const struct entity_field *field = entity->fields;

    while (field->path != NULL && !text_equal(field->path, path))
        field++;
    return field->path == NULL ? NULL : field;
}

/* A system that keeps no unique reference would let a create that is tried
 * again make a second record. */
static void look_at_reference(const struct looking *looking)
{
    const struct flow_side *side = looking->side;

    if (side->create == CREATE_NEVER || side->entity->reference_is_unique)
        return;
    checkup_say(looking->checkup, CHECKUP_ERROR, PART,
                text_equal(side->system, "zohocrm")
                    ? "set TANDEM_ZOHOCRM_REFERENCE_FIELD"
                    : "let it never create them",
                "flow '%s' creates %s in %s, which keeps no unique reference "
                "to them there",
                looking->flow->name, side->entity_name, side->system);
}

static void look_at_path(const struct looking *looking, const char *path)
{
    const struct flow_side *side = looking->side;
    const struct entity_field *field = field_find(side->entity, path);

    if (field == NULL || !field->read_only)
        return;
    checkup_say(looking->checkup, CHECKUP_ERROR, PART,
                "take it out of the flow, or set \"share\": false on that side",
                "flow '%s' writes %s of %s, which only %s itself does",
                looking->flow->name, path, side->entity_name, side->system);
}

static void look_at_side(struct looking *looking, enum side which)
{
    const struct flow *flow = looking->flow;
    const struct flow_side *side = &flow->sides[which];

    if (!side->share)
        return;
    looking->side = side;
    look_at_reference(looking);
    for (const struct json *term = json_first(side->set); term != NULL;
         term = json_next(term))
        look_at_path(looking, json_name(term));
    for (size_t i = 0; i < flow->property_count; i++) {
        const struct property *property = &flow->properties[i];

        for (size_t j = 0; j < property->path_count[which]; j++)
            look_at_path(looking, property->paths[which][j]);
    }
}

void check_flows(struct check *check)
{
    struct looking looking = { .checkup = check->checkup };
    const struct flows *flows = check->flows;
    size_t wrong = checkup_count(check->checkup, CHECKUP_ERROR);
    size_t off = 0;

    for (size_t i = 0; i < flows->count; i++) {
        looking.flow = flows->items[i];
        off += !looking.flow->enabled;
        if (!looking.flow->enabled)
            continue;
        look_at_side(&looking, SIDE_A);
        look_at_side(&looking, SIDE_B);
    }
    if (checkup_count(check->checkup, CHECKUP_ERROR) > wrong)
        return;
    checkup_say(check->checkup, CHECKUP_OK, PART, NULL,
                "%zu, %zu of them off; they fit together", flows->count, off);
}

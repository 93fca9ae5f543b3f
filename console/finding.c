#include "console/finding.h"

#include "base/text.h"

/* The findings so far, all about one side of one flow. */
struct findings {
    const struct flow *flow;
    const struct flow_side *side;
    struct buf *text;
    size_t count;
};

static bool is_read_only(const struct entity *entity, const char *path)
{
    const struct entity_field *field = entity->fields;

    while (field->path != NULL && !text_equal(field->path, path))
        field++;
    return field->path != NULL && field->read_only;
}

/* A system that keeps no unique reference would let a create that is tried
 * again make a second record. */
static void find_reference(struct findings *findings)
{
    const struct flow_side *side = findings->side;

    if (side->create == CREATE_NEVER || side->entity->reference_is_unique)
        return;
    buf_print(findings->text,
              "flow '%s' creates %s in %s, which keeps no unique reference to "
              "them there: %s\n",
              findings->flow->name, side->entity_name, side->system,
              text_equal(side->system, "zohocrm")
                  ? "set TANDEM_ZOHOCRM_REFERENCE_FIELD"
                  : "let it never create them");
    findings->count++;
}

static void find_path(struct findings *findings, const char *path)
{
    const struct flow_side *side = findings->side;

    if (!is_read_only(side->entity, path))
        return;
    buf_print(findings->text,
              "flow '%s' writes %s of %s, which only %s itself does\n",
              findings->flow->name, path, side->entity_name, side->system);
    findings->count++;
}

static void find_in_side(struct findings *findings, enum side which)
{
    const struct flow *flow = findings->flow;
    const struct flow_side *side = &flow->sides[which];

    if (!side->share)
        return;
    findings->side = side;
    find_reference(findings);
    for (const struct json *term = json_first(side->set); term != NULL;
         term = json_next(term))
        find_path(findings, json_name(term));
    for (size_t i = 0; i < flow->property_count; i++) {
        const struct property *property = &flow->properties[i];

        for (size_t j = 0; j < property->path_count[which]; j++)
            find_path(findings, property->paths[which][j]);
    }
}

size_t findings_print(const struct flows *flows, struct buf *ret_text)
{
    struct findings findings = { .text = ret_text };

    for (size_t i = 0; i < flows->count; i++) {
        findings.flow = flows->items[i];
        if (!findings.flow->enabled)
            continue;
        find_in_side(&findings, SIDE_A);
        find_in_side(&findings, SIDE_B);
    }
    return findings.count;
}

#include "console/checklist.h"

#include "console/rule.h"

#include <assert.h>
#include <stdlib.h>

/* One section's flow, seen from the side that its title begins with. */
struct section {
    const struct flows *flows;
    const struct flow *flow;
    const struct title *title;
    struct markup *markup;
};

/* Ends the paragraph; one without words is none. */
static void section_say(const struct section *section, struct buf *text)
{
    if (text->length > 0)
        markup_paragraph(section->markup, buf_text(text));
    buf_free(text);
}

/* ---- tables ---- */

#define CELLS 3

static void section_heads(const struct section *section)
{
    const struct title *title = section->title;
    enum side target = side_other(title->from);
    struct buf left = { 0 };
    struct buf right = { 0 };
    struct buf type = { 0 };

    buf_print(&left, "%s Property", title->records[title->from]);
    buf_print(&right, "%s Property", title->records[target]);
    buf_print(&type, "%s Data Type", title->systems[target]);
    markup_heads(section->markup,
                 (const char *const[CELLS]){ left.data, right.data, type.data },
                 CELLS);
    buf_free(&left);
    buf_free(&right);
    buf_free(&type);
}

static const char *id_type(const struct entity *entity)
{
    return entity->id_is_number ? "integer" : "string";
}

/* How the target holds it. */
static const char *property_type(const struct section *section,
                                 const struct property *property)
{
    enum side target = side_other(section->title->from);

    switch (property->type) {
    case TYPE_STRING:
    case TYPE_EMAIL:
    case TYPE_PHONE:
    case TYPE_COUNTRY:
        return "string";
    case TYPE_DATE:
        return "string (date)";
    case TYPE_INTEGER:
        return "integer";
    case TYPE_BOOLEAN:
        return "boolean";
    case TYPE_LINK:
        return id_type(flows_find(section->flows, property->flows[0])
                           ->sides[target]
                           .entity);
    }
    abort();
}

/* Both paths in the order of the title. */
static void section_row(const struct section *section, const char *a_path,
                        const char *b_path, const char *type)
{
    bool from_a = section->title->from == SIDE_A;

    markup_row(section->markup,
               (const char *const[CELLS]){ from_a ? a_path : b_path,
                                           from_a ? b_path : a_path, type },
               CELLS);
}

static void section_property(const struct section *section,
                             const struct property *property)
{
    const char *type = property_type(section, property);

    for (size_t b = 0; b < property->path_count[SIDE_B]; b++) {
        const char *b_path = property->paths[SIDE_B][b];

        if (property->under != NULL)
            section_row(section, property->under, b_path, type);
        for (size_t a = 0; a < property->path_count[SIDE_A]; a++)
            section_row(section, property->paths[SIDE_A][a], b_path, type);
    }
}

static void section_identity(const struct section *section)
{
    const struct flow_side *sides = section->flow->sides;
    const struct entity *target =
        sides[side_other(section->title->from)].entity;
    struct buf type = { 0 };

    buf_print(&type, "%s (the link)", id_type(target));
    section_row(section, sides[SIDE_A].entity->id_path,
                sides[SIDE_B].entity->id_path, type.data);
    buf_free(&type);
}

/* ---- sections ---- */

static void section_rule(const struct section *section)
{
    struct buf text = { 0 };

    rule_create(section->flows, section->flow, section->title, &text);
    section_say(section, &text);
    rule_sync(section->flow, section->title, &text);
    section_say(section, &text);
}

/* A facet is a part of a record: the record as such comes before it. */
static void section_whole(const struct section *section, unsigned level)
{
    struct title title;
    struct section whole = *section;

    title_read_bare(section->flow, &title);
    whole.title = &title;
    markup_heading(whole.markup, level, title.text);
    section_rule(&whole);
    markup_paragraph(whole.markup,
                     "This is the link itself. The next section is about the "
                     "same records, and has their properties.");
    section_heads(&whole);
    section_identity(&whole);
    title_free(&title);
}

/* Do several fields stand for one? What a reference leads to has been said. */
static bool has_alternatives(const struct flow *flow)
{
    for (size_t i = 0; i < flow->property_count; i++) {
        const struct property *property = &flow->properties[i];

        if (property->type != TYPE_LINK &&
            property->path_count[SIDE_A] + property->path_count[SIDE_B] > SIDES)
            return true;
    }
    return false;
}

static void section_properties(const struct section *section)
{
    const struct flow *flow = section->flow;
    struct buf text = { 0 };

    buf_print(&text,
              "The following properties are synchronized between a %s and a "
              "%s.%s",
              section->title->records[section->title->from],
              section->title->records[side_other(section->title->from)],
              has_alternatives(flow) ? " Where several stand for one, the "
                                       "first that is filled supplies it."
                                     : "");
    section_say(section, &text);
    section_heads(section);
    for (size_t i = 0; i < flow->property_count; i++)
        section_property(section, &flow->properties[i]);
    section_identity(section);
}

static void section_print(const struct section *section, unsigned level)
{
    struct buf text = { 0 };

    if (section->title->has_facet)
        section_whole(section, level);
    markup_heading(section->markup, level, section->title->text);
    section_rule(section);
    rule_kind(section->flows, section->flow, section->title, &text);
    section_say(section, &text);
    for (size_t i = 0; i < section->flow->property_count; i++) {
        rule_reference(section->flows, &section->flow->properties[i], &text);
        section_say(section, &text);
    }
    section_properties(section);
}

/* ---- the document ---- */

/* What begins by itself, what others need, what only watches, what is off. */
enum part { PART_ALWAYS, PART_NEEDED, PART_WATCHED, PART_OFF, PARTS };

static enum part part_of(const struct flow *flow)
{
    enum flow_create a = flow->sides[SIDE_A].create;
    enum flow_create b = flow->sides[SIDE_B].create;

    if (!flow->enabled)
        return PART_OFF;
    if (a == CREATE_ALWAYS || b == CREATE_ALWAYS)
        return PART_ALWAYS;
    return a == CREATE_NEVER && b == CREATE_NEVER ? PART_WATCHED : PART_NEEDED;
}

static void part_print(const struct flows *flows, enum part part,
                       struct markup *markup)
{
    bool off = part == PART_OFF;
    bool first = true;

    for (size_t i = 0; i < flows->count; i++) {
        struct title title;
        struct section section = { flows, flows->items[i], &title, markup };

        if (part_of(section.flow) != part)
            continue;
        if (off && first) {
            markup_heading(markup, 1, "Switched off");
            markup_paragraph(markup, "These flows are off: nothing below is "
                                     "synchronized until they are enabled.");
        }
        first = false;
        title_read(section.flow, &title);
        section_print(&section, off ? 2 : 1);
        title_free(&title);
    }
}

/* The flow whose section comes first. */
static const struct flow *first_flow(const struct flows *flows)
{
    const struct flow *first = flows->items[0];

    for (size_t i = 1; i < flows->count; i++) {
        if (part_of(flows->items[i]) < part_of(first))
            first = flows->items[i];
    }
    return first;
}

static void document_begin(const struct flows *flows, struct markup *markup)
{
    struct title title;
    struct buf text = { 0 };

    title_read(first_flow(flows), &title);
    buf_print(&text, "%s to %s Dataflow", title.systems[title.from],
              title.systems[side_other(title.from)]);
    markup_heading(markup, 0, text.data);
    markup_heading(markup, 1, "Introduction");
    markup_paragraph(markup, "What is kept in step between the two systems, "
                             "as the flow files say it: a checklist for "
                             "testing.");
    buf_free(&text);
    title_free(&title);
}

void checklist_print(const struct flows *flows, enum markup_format format,
                     struct buf *ret_text)
{
    struct markup markup = { .format = format, .out = ret_text };

    assert(flows->count > 0);
    document_begin(flows, &markup);
    for (unsigned part = PART_ALWAYS; part < PARTS; part++)
        part_print(flows, part, &markup);
}

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/flow_member.h"

#include <string.h>

static const char *const type_names[] = { "string",  "email", "phone",
                                          "country", "date",  "integer",
                                          "boolean", "link",  NULL };
const char *const flow_prefer_names[] = { "newest", "a", "b", "hold", NULL };
const char *const flow_clear_names[] = { "ignore", "propagate", NULL };

static const struct flow_member fallback_members[] = {
    { .name = "a", .parse = flow_parse_text, .offset = 0 },
    { .name = "b", .parse = flow_parse_text, .offset = sizeof(char *) },
    { .name = NULL },
};

/* "-" is for side b; {"a": "-"} says which. */
static int parse_fallback(struct flow_parser *parser, const struct json *value,
                          const struct flow_member *member, void *target)
{
    struct property *property = target;

    if (json_is_text(value)) {
        return flow_parse_text(parser, value, &fallback_members[SIDE_B],
                               property->fallback);
    }
    (void)member;
    return flow_object_parse(parser, value, fallback_members,
                             property->fallback);
}

#define AT(member) offsetof(struct property, member)

static const struct flow_member property_members[] = {
    { .name = "a",
      .parse = flow_parse_texts,
      .offset = AT(paths[SIDE_A]),
      .count_offset = AT(path_count[SIDE_A]),
      .required = true },
    { .name = "b",
      .parse = flow_parse_texts,
      .offset = AT(paths[SIDE_B]),
      .count_offset = AT(path_count[SIDE_B]),
      .required = true },
    { .name = "type",
      .parse = flow_parse_choice,
      .offset = AT(type),
      .names = type_names },
    { .name = "fallback", .parse = parse_fallback },
    { .name = "required", .parse = flow_parse_bool, .offset = AT(required) },
    { .name = "prefer",
      .parse = flow_parse_choice,
      .offset = AT(prefer),
      .names = flow_prefer_names },
    { .name = "clear",
      .parse = flow_parse_choice,
      .offset = AT(clear),
      .names = flow_clear_names },
    { .name = "under", .parse = flow_parse_text, .offset = AT(under) },
    { .name = "flows",
      .parse = flow_parse_texts,
      .offset = AT(flows),
      .count_offset = AT(flow_count) },
    { .name = NULL },
};

/* What one member alone cannot tell. */
static int property_check(struct flow_parser *parser,
                          const struct property *property)
{
    const struct flow_source *source = &parser->source;

    if (property->type != TYPE_LINK) {
        if (property->flow_count > 0 || property->under != NULL ||
            property->required) {
            return flow_source_fail(source, "'flows', 'under' and 'required' "
                                            "are for type 'link'");
        }
        return 0;
    }
    if (property->flow_count == 0)
        return flow_source_fail(source, "'flows' is missing");
    if (property->flow_count != 1 &&
        property->flow_count != property->path_count[SIDE_A]) {
        return flow_source_fail(source, "'flows' must name one flow, or one "
                                        "for each path of 'a'");
    }
    if (property->path_count[SIDE_B] != 1)
        return flow_source_fail(source, "a link has one path in 'b'");
    if (property->fallback[SIDE_A] != NULL ||
        property->fallback[SIDE_B] != NULL)
        return flow_source_fail(source, "a link has no 'fallback'");
    return 0;
}

/* Each text with its end, so that no two properties look alike. */
static void describe(struct buf *text, const char *part)
{
    buf_text_append(text, part == NULL ? "" : part);
    buf_append(text, "\0", 1);
}

static void describe_all(struct buf *text, char *const *parts, size_t count)
{
    buf_print(text, "%zu:", count);
    for (size_t i = 0; i < count; i++)
        describe(text, parts[i]);
}

/* How conflicts are decided is no part of what a property means. */
static void property_define(struct property *property)
{
    char hash[HASH_TEXT_MAX];
    struct buf text = { 0 };

    describe(&text, type_names[property->type]);
    for (unsigned side = SIDE_A; side < SIDES; side++) {
        describe_all(&text, property->paths[side], property->path_count[side]);
        describe(&text, property->fallback[side]);
    }
    describe_all(&text, property->flows, property->flow_count);
    describe(&text, property->under);
    hash_text(text.data, text.length, hash);
    memcpy(property->definition, hash, sizeof property->definition - 1);
    buf_free(&text);
}

int flow_property_parse(struct flow_parser *parser, const struct json *value,
                        struct property *ret_property)
{
    ret_property->prefer = parser->defaults.prefer;
    ret_property->clear = parser->defaults.clear;
    if (flow_object_parse(parser, value, property_members, ret_property) != 0 ||
        property_check(parser, ret_property) != 0)
        return -1;
    ret_property->name = mem_copy(ret_property->paths[SIDE_B][0]);
    property_define(ret_property);
    return 0;
}

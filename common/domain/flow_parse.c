#include "base/mem.h"
#include "base/text.h"
#include "domain/flow_member.h"

#include <stdlib.h>
#include <string.h>

static const char *const create_names[] = { "never", "always",
                                            "when-referenced", NULL };
static const char *const initial_names[] = { "all", "new", NULL };

/* ---- sides --------------------------------------------------------------- */

#define AT(member) offsetof(struct flow_side, member)

static const struct flow_member side_members[] = {
    { .name = "system",
      .parse = flow_parse_text,
      .offset = AT(system),
      .required = true },
    { .name = "entity",
      .parse = flow_parse_text,
      .offset = AT(entity_name),
      .required = true },
    { .name = "where", .parse = flow_parse_condition, .offset = AT(where) },
    { .name = "when", .parse = flow_parse_condition, .offset = AT(when) },
    { .name = "set", .parse = flow_parse_constants, .offset = AT(set) },
    { .name = "share", .parse = flow_parse_bool, .offset = AT(share) },
    { .name = NULL },
};

#undef AT

static int parse_side(struct flow_parser *parser, const struct json *value,
                      const struct flow_member *member, void *target)
{
    struct flow_side *side =
        (struct flow_side *)(void *)((char *)target + member->offset);

    side->share = true;
    if (flow_object_parse(parser, value, side_members, side) != 0)
        return -1;
    side->entity = parser->find(side->system, side->entity_name, parser->arg);
    if (side->entity == NULL) {
        return flow_source_fail(&parser->source,
                                "unknown entity '%s' of system '%s'",
                                side->entity_name, side->system);
    }
    return 0;
}

/* ---- create, match ------------------------------------------------------- */

#define AT(member) offsetof(struct flow, member)

static const struct flow_member create_members[] = {
    { .name = "a",
      .parse = flow_parse_choice,
      .offset = AT(sides[SIDE_A].create),
      .names = create_names },
    { .name = "b",
      .parse = flow_parse_choice,
      .offset = AT(sides[SIDE_B].create),
      .names = create_names },
    { .name = NULL },
};

static const struct flow_member match_members[] = {
    { .name = "key",
      .parse = flow_parse_text,
      .offset = AT(match_key),
      .required = true },
    { .name = "same",
      .parse = flow_parse_texts,
      .offset = AT(match_same),
      .count_offset = AT(match_same_count) },
    { .name = NULL },
};

static int parse_create(struct flow_parser *parser, const struct json *value,
                        const struct flow_member *member, void *target)
{
    (void)member;
    return flow_object_parse(parser, value, create_members, target);
}

/* Among the first `count`. */
static bool has_property(const struct flow *flow, size_t count,
                         const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(flow->properties[i].name, name) == 0)
            return true;
    }
    return false;
}

static int parse_match(struct flow_parser *parser, const struct json *value,
                       const struct flow_member *member, void *target)
{
    const struct flow *flow = target;

    (void)member;
    if (flow_object_parse(parser, value, match_members, target) != 0)
        return -1;
    if (!has_property(flow, flow->property_count, flow->match_key)) {
        return flow_source_fail(&parser->source, "'%s' is no property",
                                flow->match_key);
    }
    for (size_t i = 0; i < flow->match_same_count; i++) {
        if (!has_property(flow, flow->property_count, flow->match_same[i])) {
            return flow_source_fail(&parser->source, "'%s' is no property",
                                    flow->match_same[i]);
        }
    }
    return 0;
}

/* ---- the flow ------------------------------------------------------------ */

/* The name becomes the first part of link ids. */
static int parse_name(struct flow_parser *parser, const struct json *value,
                      const struct flow_member *member, void *target)
{
    const char *name = json_text(value);
    size_t length = name == NULL ? 0 : strlen(name);

    if (length == 0 || length > FLOW_NAME_MAX ||
        strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != length) {
        return flow_source_fail(&parser->source,
                                "must be 1 to %d of a-z, 0-9 and '-'",
                                FLOW_NAME_MAX);
    }
    return flow_parse_text(parser, value, member, target);
}

/* "under": ["accounts"]; a list, as it is with properties. */
static int parse_under(struct flow_parser *parser, const struct json *value,
                       const struct flow_member *member, void *target)
{
    if (json_is_array(value) && json_count(value) != 1)
        return flow_source_fail(&parser->source, "must name one flow");
    return flow_parse_text(parser,
                           json_is_array(value) ? json_first(value) : value,
                           member, target);
}

/* For all properties that do not say otherwise. */
static int parse_default(struct flow_parser *parser, const struct json *value,
                         const struct flow_member *member, void *target)
{
    (void)target;
    return flow_parse_choice(parser, value, member, &parser->defaults);
}

static int parse_properties(struct flow_parser *parser,
                            const struct json *value,
                            const struct flow_member *member, void *target)
{
    struct flow *flow = target;

    (void)member;
    if (!json_is_array(value) || json_count(value) == 0 ||
        json_count(value) > FLOW_PROPERTIES_MAX) {
        return flow_source_fail(&parser->source,
                                "must be a list of 1 to %d properties",
                                FLOW_PROPERTIES_MAX);
    }
    for (const struct json *item = json_first(value); item != NULL;
         item = json_next(item)) {
        size_t index = flow->property_count++;
        size_t before = flow_source_enter_item(&parser->source, index);
        struct property *property = &flow->properties[index];

        if (flow_property_parse(parser, item, property) != 0)
            return -1;
        if (has_property(flow, index, property->name)) {
            return flow_source_fail(&parser->source,
                                    "a property before it has '%s' already",
                                    property->name);
        }
        flow_source_leave(&parser->source, before);
    }
    return 0;
}

static const struct flow_member flow_members[] = {
    { .name = "$schema", .parse = flow_parse_ignored },
    { .name = "flow",
      .parse = parse_name,
      .offset = AT(name),
      .required = true },
    { .name = "title",
      .parse = flow_parse_text,
      .offset = AT(title),
      .required = true },
    { .name = "enabled", .parse = flow_parse_bool, .offset = AT(enabled) },
    { .name = "initial",
      .parse = flow_parse_choice,
      .offset = AT(initial),
      .names = initial_names },
    { .name = "a",
      .parse = parse_side,
      .offset = AT(sides[SIDE_A]),
      .required = true },
    { .name = "b",
      .parse = parse_side,
      .offset = AT(sides[SIDE_B]),
      .required = true },
    { .name = "create", .parse = parse_create },
    { .name = "under", .parse = parse_under, .offset = AT(parent_flow) },
    { .name = "prefer",
      .parse = parse_default,
      .offset = offsetof(struct property, prefer),
      .names = flow_prefer_names },
    { .name = "clear",
      .parse = parse_default,
      .offset = offsetof(struct property, clear),
      .names = flow_clear_names },
    { .name = "properties", .parse = parse_properties, .required = true },
    { .name = "match", .parse = parse_match },
    { .name = NULL },
};

/* ---- what a side reads --------------------------------------------------- */

static void path_add(struct flow_side *side, const char *path)
{
    if (path == NULL)
        return;
    for (size_t i = 0; i < side->path_count; i++) {
        if (strcmp(side->paths[i], path) == 0)
            return;
    }
    side->paths =
        mem_resize(side->paths, side->path_count + 1, sizeof *side->paths);
    side->paths[side->path_count++] = mem_copy(path);
}

static void paths_of_condition(struct flow_side *side,
                               const struct json *condition)
{
    for (const struct json *term = json_first(condition); term != NULL;
         term = json_next(term))
        path_add(side, json_name(term));
}

static void flow_collect_paths(struct flow *flow, enum side which)
{
    struct flow_side *side = &flow->sides[which];

    for (size_t i = 0; i < flow->property_count; i++) {
        const struct property *property = &flow->properties[i];

        for (size_t j = 0; j < property->path_count[which]; j++)
            path_add(side, property->paths[which][j]);
        if (which == SIDE_A)
            path_add(side, property->under);
    }
    paths_of_condition(side, side->where);
    paths_of_condition(side, side->when);
    path_add(side, side->entity->archived_path);
    path_add(side, side->entity->status_path);
}

/* ---- the file ------------------------------------------------------------ */

/* json_parse() ends its sentence with the byte; people count lines. */
static void fail_at_byte(const char *file, const char *text, size_t length,
                         struct err *err)
{
    const char *byte = strstr(err->text, "at byte ");
    size_t at = byte == NULL ? 0 : strtoul(byte + 8, NULL, 10);

    err->kind = ERR_USAGE;
    (void)err_prefix(err, "%s:%zu", file,
                     flow_source_line_of(text, at < length ? at : length));
}

static void flow_digest(const struct json *json, char ret_text[HASH_TEXT_MAX])
{
    char *text = json_string(json);

    hash_text(text, strlen(text), ret_text);
    free(text);
}

struct flow *flow_parse(const char *file, const char *text, size_t length,
                        flow_entity_finder *find, void *arg, struct err *err)
{
    struct flow_parser parser = {
        .source = { .file = file, .text = text, .length = length, .err = err },
        .find = find,
        .arg = arg,
    };
    struct json *json = json_parse(text, length, err);
    int result;

    if (json == NULL) {
        fail_at_byte(file, text, length, err);
        return NULL;
    }
    parser.flow = mem_new(1, sizeof *parser.flow);
    parser.flow->enabled = true;
    result = flow_object_parse(&parser, json, flow_members, parser.flow);
    flow_digest(json, parser.flow->digest);
    json_free(json);
    if (result != 0) {
        flow_free(parser.flow);
        return NULL;
    }
    flow_collect_paths(parser.flow, SIDE_A);
    flow_collect_paths(parser.flow, SIDE_B);
    return parser.flow;
}

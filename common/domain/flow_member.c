#include "domain/flow_member.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

_Static_assert(sizeof(enum flow_type) == sizeof(unsigned),
               "choices are stored as unsigned");

static void *member_place(const struct flow_member *member, void *target)
{
    return (char *)target + member->offset;
}

static const struct flow_member *member_find(const struct flow_member *members,
                                             const char *name)
{
    for (; members->name != NULL; members++) {
        if (strcmp(members->name, name) == 0)
            return members;
    }
    return NULL;
}

static int fail_unknown(const struct flow_parser *parser,
                        const struct flow_member *members)
{
    struct buf list = { 0 };

    for (const struct flow_member *one = members; one->name != NULL; one++)
        buf_print(&list, "%s%s", one == members ? "" : ", ", one->name);
    (void)flow_source_fail(&parser->source, "unknown member: one of %s",
                           buf_text(&list));
    buf_free(&list);
    return -1;
}

static int object_check_names(struct flow_parser *parser,
                              const struct json *object,
                              const struct flow_member *members)
{
    for (const struct json *item = json_first(object); item != NULL;
         item = json_next(item)) {
        const char *name = json_name(item);
        size_t before = flow_source_enter(&parser->source, name);

        if (member_find(members, name) == NULL)
            return fail_unknown(parser, members);
        if (json_get(object, name) != item)
            return flow_source_fail(&parser->source, "given twice");
        flow_source_leave(&parser->source, before);
    }
    return 0;
}

int flow_object_parse(struct flow_parser *parser, const struct json *value,
                      const struct flow_member *members, void *target)
{
    struct flow_source *source = &parser->source;

    if (!json_is_object(value)) {
        return flow_source_fail(source, "must be an object, not %s",
                                json_kind(value));
    }
    if (object_check_names(parser, value, members) != 0)
        return -1;
    for (; members->name != NULL; members++) {
        const struct json *item = json_get(value, members->name);
        size_t before;

        if (item == NULL && members->required)
            return flow_source_fail(source, "'%s' is missing", members->name);
        if (item == NULL)
            continue;
        before = flow_source_enter(source, members->name);
        if (members->parse(parser, item, members, target) != 0)
            return -1;
        flow_source_leave(source, before);
    }
    return 0;
}

/* ---- kinds of members ---------------------------------------------------- */

int flow_parse_text(struct flow_parser *parser, const struct json *value,
                    const struct flow_member *member, void *target)
{
    char *text;

    if (text_is_empty(json_text(value))) {
        return flow_source_fail(&parser->source, "must be a string, not %s",
                                json_is_text(value) ? "empty"
                                                    : json_kind(value));
    }
    text = mem_copy(json_text(value));
    memcpy(member_place(member, target), &text, sizeof text);
    return 0;
}

int flow_parse_bool(struct flow_parser *parser, const struct json *value,
                    const struct flow_member *member, void *target)
{
    bool flag = json_true(value);

    if (!json_is_bool(value)) {
        return flow_source_fail(
            &parser->source, "must be true or false, not %s", json_kind(value));
    }
    memcpy(member_place(member, target), &flag, sizeof flag);
    return 0;
}

/* "email, phone, country" */
static void choice_list(struct buf *ret_text, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++)
        buf_print(ret_text, "%s%s", i == 0 ? "" : ", ", names[i]);
}

int flow_parse_choice(struct flow_parser *parser, const struct json *value,
                      const struct flow_member *member, void *target)
{
    const char *text = json_text(value);
    struct buf list = { 0 };

    for (unsigned i = 0; text != NULL && member->names[i] != NULL; i++) {
        if (strcmp(member->names[i], text) == 0) {
            memcpy(member_place(member, target), &i, sizeof i);
            return 0;
        }
    }
    choice_list(&list, member->names);
    (void)flow_source_fail(&parser->source, "unknown %s '%s': one of %s",
                           member->name, text == NULL ? json_kind(value) : text,
                           buf_text(&list));
    buf_free(&list);
    return -1;
}

static int texts_add(struct flow_parser *parser, const struct json *value,
                     char **texts, size_t *count)
{
    if (*count == FLOW_PATHS_MAX) {
        return flow_source_fail(&parser->source, "more than %d",
                                FLOW_PATHS_MAX);
    }
    if (text_is_empty(json_text(value))) {
        return flow_source_fail(&parser->source,
                                "must be a string or a list of strings");
    }
    texts[(*count)++] = mem_copy(json_text(value));
    return 0;
}

int flow_parse_texts(struct flow_parser *parser, const struct json *value,
                     const struct flow_member *member, void *target)
{
    char **texts = member_place(member, target);
    size_t count = 0;
    int result = 0;

    if (!json_is_array(value)) {
        result = texts_add(parser, value, texts, &count);
    } else if (json_count(value) == 0) {
        result = flow_source_fail(&parser->source, "is an empty list");
    } else {
        for (const struct json *item = json_first(value);
             item != NULL && result == 0; item = json_next(item))
            result = texts_add(parser, item, texts, &count);
    }
    memcpy((char *)target + member->count_offset, &count, sizeof count);
    return result;
}

static bool is_constant(const struct json *value)
{
    return json_is_text(value) || json_is_number(value) || json_is_bool(value);
}

static bool is_constants(const struct json *list)
{
    for (const struct json *item = json_first(list); item != NULL;
         item = json_next(item)) {
        if (!is_constant(item))
            return false;
    }
    return json_is_array(list) && json_count(list) > 0;
}

static int parse_map(struct flow_parser *parser, const struct json *value,
                     const struct flow_member *member, void *target, bool lists)
{
    struct json *copy;

    if (!json_is_object(value)) {
        return flow_source_fail(&parser->source, "must be an object, not %s",
                                json_kind(value));
    }
    for (const struct json *item = json_first(value); item != NULL;
         item = json_next(item)) {
        size_t before = flow_source_enter(&parser->source, json_name(item));

        if (!is_constant(item) && !(lists && is_constants(item))) {
            return flow_source_fail(&parser->source, "must be %s, not %s",
                                    lists ? "a value or a list of values"
                                          : "a value",
                                    json_kind(item));
        }
        flow_source_leave(&parser->source, before);
    }
    copy = json_clone(value);
    memcpy(member_place(member, target), (void *)&copy, sizeof(void *));
    return 0;
}

int flow_parse_condition(struct flow_parser *parser, const struct json *value,
                         const struct flow_member *member, void *target)
{
    return parse_map(parser, value, member, target, true);
}

int flow_parse_constants(struct flow_parser *parser, const struct json *value,
                         const struct flow_member *member, void *target)
{
    return parse_map(parser, value, member, target, false);
}

int flow_parse_ignored(struct flow_parser *parser, const struct json *value,
                       const struct flow_member *member, void *target)
{
    (void)parser;
    (void)value;
    (void)member;
    (void)target;
    return 0;
}

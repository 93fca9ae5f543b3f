#include "spec.h"

#include "exchange.h"
#include "shape.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct spec {
    struct json *json;
};

static int file_read(const char *path, struct buf *ret_text, struct err *err)
{
    FILE *file = fopen(path, "rb");
    char chunk[4096];
    size_t length;

    if (file == NULL)
        return err_set(err, ERR_USAGE, "cannot open '%s'", path);
    while ((length = fread(chunk, 1, sizeof chunk, file)) > 0)
        buf_append(ret_text, chunk, length);
    (void)fclose(file);
    return 0;
}

struct spec *spec_load(const char *dir, const char *name, struct err *err)
{
    char *path = mem_print("%s/%s", dir, name);
    struct buf text = { 0 };
    struct spec *spec = mem_new(1, sizeof *spec);

    if (file_read(path, &text, err) == 0)
        spec->json = json_parse(buf_text(&text), text.length, err);
    if (spec->json == NULL) {
        (void)err_prefix(err, "cannot load the API description '%s'", path);
        spec_free(spec);
        spec = NULL;
    }
    buf_free(&text);
    free(path);
    return spec;
}

void spec_free(struct spec *spec)
{
    if (spec == NULL)
        return;
    json_free(spec->json);
    free(spec);
}

const struct json *spec_members(const struct spec *spec, const char *schema)
{
    return json_get(json_get(json_get(spec->json, "schemas"), schema),
                    "members");
}

const char *spec_nested(const struct json *member)
{
    return json_get_text(member, "schema");
}

static bool number_fits(const struct json *value, bool whole)
{
    double number;

    return json_number(value, &number) && (!whole || number == floor(number));
}

static bool text_fits(const struct json *member, const struct json *value)
{
    const char *format = json_get_text(member, "format");
    const struct json *allowed = json_get(member, "enum");
    const char *text = json_text(value);

    if (text == NULL)
        return false;
    if (format != NULL && strcmp(format, "date") == 0 && !time_is_date(text))
        return false;
    for (const struct json *a = json_first(allowed); a; a = json_next(a)) {
        if (text_equal(json_text(a), text))
            return true;
    }
    return allowed == NULL;
}

bool spec_fits(const struct json *member, const struct json *value)
{
    const char *type = json_get_text(member, "type");

    if (json_is_null(value) || type == NULL)
        return true;
    if (strcmp(type, "string") == 0)
        return text_fits(member, value);
    if (strcmp(type, "boolean") == 0)
        return json_is_bool(value);
    if (strcmp(type, "array") == 0)
        return json_is_array(value);
    if (strcmp(type, "object") == 0)
        return json_is_object(value);
    return number_fits(value, strcmp(type, "integer") == 0);
}

static void object_check(const struct spec *spec, struct exchange *exchange,
                         const char *schema, const struct json *object);

static void member_check(const struct spec *spec, struct exchange *exchange,
                         const struct json *member, const struct json *value)
{
    const char *name = json_name(member);
    int64_t most = json_get_int(member, "maxLength", INT64_MAX);

    if (!spec_fits(member, value)) {
        exchange_problem(exchange, "member '%s' is %s, not %s", name,
                         json_kind(value), json_get_text(member, "type"));
    }
    if (json_is_text(value) && (int64_t)text_length(json_text(value)) > most) {
        exchange_problem(exchange, "member '%s' is longer than %d", name,
                         (int)most);
    }
    if (json_is_object(value) && spec_nested(member) != NULL)
        object_check(spec, exchange, spec_nested(member), value);
    if (json_is_array(value) && spec_nested(json_get(member, "items"))) {
        for (const struct json *i = json_first(value); i; i = json_next(i)) {
            object_check(spec, exchange, spec_nested(json_get(member, "items")),
                         i);
        }
    }
}

static void object_check(const struct spec *spec, struct exchange *exchange,
                         const char *schema, const struct json *object)
{
    const struct json *members = spec_members(spec, schema);
    const struct json *required =
        json_get(json_get(json_get(spec->json, "schemas"), schema), "required");

    if (!json_is_object(object)) {
        exchange_problem(exchange, "%s is %s", schema, json_kind(object));
        return;
    }
    for (const struct json *m = json_first(object); m; m = json_next(m)) {
        const struct json *member = json_get(members, json_name(m));

        if (member == NULL) {
            exchange_problem(exchange, "%s has no member '%s'", schema,
                             json_name(m));
        } else {
            member_check(spec, exchange, member, m);
        }
    }
    for (const struct json *r = json_first(required); r; r = json_next(r)) {
        if (json_get(object, json_text(r)) == NULL)
            exchange_problem(exchange, "%s lacks '%s'", schema, json_text(r));
    }
}

/* "/MailAddress/City" leads to the member City of the nested schema. */
static const struct json *patch_target(const struct spec *spec,
                                       const char *schema, const char *path)
{
    const struct json *member = NULL;

    while (path != NULL && *path == '/') {
        size_t length = strcspn(path + 1, "/");
        char *name = mem_copy_n(path + 1, length);

        member = schema ? shape_get(spec_members(spec, schema), name) : NULL;
        schema = member ? spec_nested(member) : NULL;
        path += 1 + length;
        free(name);
    }
    return member;
}

static void patch_check(const struct spec *spec, struct exchange *exchange,
                        const char *schema)
{
    const char *type = pairs_get(&exchange->headers, "Content-Type");

    if (type == NULL || !text_starts(type, "application/json-patch+json"))
        exchange_problem(exchange, "a patch is application/json-patch+json");
    if (json_count(exchange->json) == 0 || !json_is_array(exchange->json))
        exchange_problem(exchange, "a patch is an array of operations");
    for (const struct json *o = json_first(exchange->json); o;
         o = json_next(o)) {
        const char *path = json_get_text(o, "path");
        const struct json *target = patch_target(spec, schema, path);
        const struct json *value = json_get(o, "value");

        if (target == NULL) {
            exchange_problem(exchange, "%s has no '%s'", schema,
                             path ? path : "");
        } else if (value != NULL) {
            member_check(spec, exchange, target, value);
        }
    }
}

static bool path_fits(const char *template, const struct exchange *exchange)
{
    size_t item = 0;

    for (; *template == '/'; item++) {
        size_t length = strcspn(template + 1, "/");

        if (item == exchange->part_count)
            return false;
        if (template[1] != '{' &&
            (strlen(exchange->parts[item]) != length ||
             strncasecmp(exchange->parts[item], template + 1, length) != 0))
            return false;
        template += 1 + length;
    }
    return item == exchange->part_count;
}

static const struct json *operation_find(const struct spec *spec,
                                         const struct exchange *exchange)
{
    const struct json *paths = json_get(spec->json, "paths");

    for (const struct json *p = json_first(paths); p; p = json_next(p)) {
        if (path_fits(json_name(p), exchange))
            return shape_get(p, exchange->method);
    }
    return NULL;
}

static bool query_fits(const char *type, const char *value)
{
    char *end;

    if (strcmp(type, "boolean") == 0) {
        return strcasecmp(value, "true") == 0 ||
               strcasecmp(value, "false") == 0;
    }
    if (strcmp(type, "integer") != 0)
        return true;
    (void)strtoll(value, &end, 10);
    return *value != '\0' && *end == '\0';
}

static void query_check(struct exchange *exchange, const struct json *allowed)
{
    for (size_t i = 0; i < exchange->query.count; i++) {
        const char *name = exchange->query.of[i][0];
        const char *type = json_get_text(allowed, name);

        if (type == NULL) {
            exchange_problem(exchange, "unknown parameter '%s'", name);
        } else if (!query_fits(type, exchange->query.of[i][1])) {
            exchange_problem(exchange, "parameter '%s' is not %s", name, type);
        }
    }
}

void spec_check(const struct spec *spec, struct exchange *exchange)
{
    const struct json *operation = operation_find(spec, exchange);
    const char *body = json_get_text(operation, "body");
    const char *patch = json_get_text(operation, "patch");

    if (operation == NULL) {
        exchange_problem(exchange, "no %s %s in the API", exchange->method,
                         exchange->path);
        return;
    }
    query_check(exchange, json_get(operation, "query"));
    if (body != NULL)
        object_check(spec, exchange, body, exchange->json);
    if (patch != NULL)
        patch_check(spec, exchange, patch);
}

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "systems/nested.h"
#include "systems/powerofficego.h"
#include "systems/url.h"

#include <stdlib.h>
#include <string.h>

static int id_append(const struct call *call, struct buf *url, struct err *err)
{
    bool is_uuid = powerofficego_route(call->entity)->id_is_uuid;

    if (is_uuid ? !url_is_uuid(call->id) : !url_is_digits(call->id)) {
        return err_set(err, ERR_DATA, "'%s' is no id of %s",
                       call->id == NULL ? "" : call->id, call->entity->name);
    }
    buf_print(url, "/%s", call->id);
    return 0;
}

/* A contact person lives below its customer. */
static int parent_append(const struct call *call, struct buf *url,
                         struct err *err)
{
    if (call->entity->parent_path == NULL)
        return 0;
    if (!url_is_digits(call->parent)) {
        return err_set(err, ERR_DATA, "'%s' is no id of a parent of %s",
                       call->parent == NULL ? "" : call->parent,
                       call->entity->name);
    }
    buf_print(url, "/%s", call->parent);
    return 0;
}

static int one(const struct call *call, struct buf *url, struct err *err)
{
    if (parent_append(call, url, err) != 0)
        return -1;
    return id_append(call, url, err);
}

/* The filter excludes its own moment, hence the millisecond before. */
static void since(const struct call *call, struct buf *url)
{
    char text[TIME_TEXT_MAX];
    char *precise;

    time_format(call->since_ms - 1, text);
    precise = mem_print("%.23s0000Z", text);
    url_parameter(url, powerofficego_route(call->entity)->since, precise);
    free(precise);
}

static bool has_column(const struct call *call, const char *name)
{
    for (size_t i = 0; i < call->column_count; i++) {
        if (text_equal(call->columns[i], name))
            return true;
    }
    return name == NULL;
}

/* With what tells the rows apart, even where the caller does without. */
static void columns(const struct call *call, struct buf *url)
{
    const struct entity *entity = call->entity;
    const char *needed[] = { entity->id_path,
                             call->kind == CALL_FIND ? entity->reference_path
                                                     : NULL,
                             call->kind == CALL_MATCH ? call->key_path : NULL };
    struct buf all = { 0 };

    if (call->column_count == 0)
        return;
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (!has_column(call, needed[i]))
            buf_print(&all, "%s%s", all.length == 0 ? "" : ",", needed[i]);
    }
    for (size_t i = 0; i < call->column_count; i++)
        buf_print(&all, "%s%s", all.length == 0 ? "" : ",", call->columns[i]);
    url_parameter(url, "Fields", buf_text(&all));
    buf_free(&all);
}

static int list(const struct call *call, struct buf *url, struct err *err)
{
    const char *page = call->page == NULL ? "1" : call->page;

    if (!url_is_digits(page))
        return err_set(err, ERR_DATA, "'%s' is no page", page);
    url_parameter(url, "PageNumber", page);
    buf_print(url, "&PageSize=%d&OrderBy=Id", POWEROFFICEGO_PAGE_SIZE);
    columns(call, url);
    if (call->since_ms > 0)
        since(call, url);
    return 0;
}

static int find(const struct call *call, struct buf *url, struct err *err)
{
    const char *parameter = powerofficego_route(call->entity)->find;

    if (parameter == NULL) {
        return err_set(err, ERR_DATA, "%s hold no reference",
                       call->entity->name);
    }
    /* The filters are lists, in which a comma cannot be escaped. */
    if (text_is_empty(call->reference) ||
        strchr(call->reference, ',') != NULL) {
        return err_set(err, ERR_DATA, "'%s' is no reference",
                       call->reference == NULL ? "" : call->reference);
    }
    url_parameter(url, parameter, call->reference);
    columns(call, url);
    return 0;
}

static const char *match_parameter(const struct call *call)
{
    static const char *const filters[][2] = {
        { "EmailAddress", "emailAddresses" },
        { "PhoneNumber", "phoneNumbers" },
        { "OrganizationNumber", "organizationNumbers" },
    };

    if (!text_equal(call->entity->name, "Customers"))
        return NULL;
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
        if (text_equal(call->key_path, filters[i][0]))
            return filters[i][1];
    }
    return NULL;
}

/* A key with a comma cannot be asked for; the others can. */
static int match(const struct call *call, struct buf *url, struct err *err)
{
    const char *parameter = match_parameter(call);
    struct buf keys = { 0 };

    if (parameter == NULL) {
        return err_set(err, ERR_DATA, "%s cannot be asked for by '%s'",
                       call->entity->name,
                       call->key_path == NULL ? "" : call->key_path);
    }
    for (const struct json *key = json_first(call->keys); key != NULL;
         key = json_next(key)) {
        const char *text = json_text(key);

        if (!text_is_empty(text) && strchr(text, ',') == NULL)
            buf_print(&keys, "%s%s", keys.length == 0 ? "" : ",", text);
    }
    if (keys.length == 0)
        return err_set(err, ERR_DATA, "no key can be asked for");
    url_parameter(url, parameter, buf_text(&keys));
    columns(call, url);
    buf_free(&keys);
    return 0;
}

static int create(const struct call *call, struct buf *url,
                  struct http_request *request, struct err *err)
{
    struct json *fields;
    struct json *document;

    if (parent_append(call, url, err) != 0)
        return -1;
    fields = powerofficego_fields(call);
    document = nested_new(fields, "", false);
    request->method = "POST";
    request->body = json_string(document);
    http_request_header(request, "Content-Type", "application/json");
    json_free(document);
    json_free(fields);
    return 0;
}

static int update(const struct call *call, struct buf *url,
                  struct http_request *request, struct err *err)
{
    struct json *patch;

    if (one(call, url, err) != 0)
        return -1;
    patch = powerofficego_patch(call);
    request->method = "PATCH";
    request->body = json_string(patch);
    http_request_header(request, "Content-Type", "application/json-patch+json");
    json_free(patch);
    return 0;
}

static int by_kind(const struct call *call, struct buf *url,
                   struct http_request *request, struct err *err)
{
    switch (call->kind) {
    case CALL_LIST:
        return list(call, url, err);
    case CALL_READ:
        return one(call, url, err);
    case CALL_FIND:
        return find(call, url, err);
    case CALL_MATCH:
        return match(call, url, err);
    case CALL_CREATE:
        return create(call, url, request, err);
    case CALL_UPDATE:
        return update(call, url, request, err);
    case CALL_TENANT:
        return 0;
    case CALL_SUBSCRIBE:
    case CALL_RENEW:
    case CALL_FIELDS:
    case CALL_TOKEN:
        break;
    }
    return err_set(err, ERR_DATA, "no such call");
}

static const char *path_of(const struct call *call)
{
    if (call->kind == CALL_TENANT)
        return "ClientIntegrationInformation";
    return call->kind == CALL_CREATE ? powerofficego_route(call->entity)->create
                                     : call->entity->name;
}

int powerofficego_request(const struct system_settings *settings,
                          const struct call *call, const char *token,
                          const char *api_url, struct http_request *ret_request,
                          struct err *err)
{
    struct buf url = { 0 };
    const char *path;
    char *authorization;
    int result;

    (void)api_url;
    if (call->kind == CALL_TOKEN) {
        powerofficego_token_request(settings, ret_request);
        return 0;
    }
    path = path_of(call);
    if (path == NULL) {
        return err_set(err, ERR_DATA, "%s cannot be created",
                       call->entity->name);
    }
    buf_print(&url, "%s/v2/%s", settings->powerofficego_url, path);
    ret_request->method = "GET";
    result = by_kind(call, &url, ret_request, err);
    ret_request->url = buf_take(&url);
    if (ret_request->body != NULL)
        ret_request->body_length = strlen(ret_request->body);
    authorization = mem_print("Bearer %s", token);
    http_request_header(ret_request, "Authorization", authorization);
    http_request_header(ret_request, "Ocp-Apim-Subscription-Key",
                        settings->powerofficego_subscription_key);
    free(authorization);
    return result;
}

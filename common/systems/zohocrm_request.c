#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "systems/nested.h"
#include "systems/url.h"
#include "systems/zohocrm.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS_MAX 50 /* more names in `fields` are refused */

const char *zohocrm_page(const char *page, int64_t *ret_rows)
{
    char *end;

    errno = 0;
    *ret_rows = strtoll(page, &end, 10);
    if (errno != 0 || end == page || *ret_rows < 0 || *end != ':')
        return NULL;
    return end + 1;
}

static int columns(struct buf *url, const struct call *call, struct err *err)
{
    if (call->column_count > COLUMNS_MAX) {
        return err_set(err, ERR_DATA, "%zu fields are more than %d",
                       call->column_count, COLUMNS_MAX);
    }
    url_list(url, "fields", call->columns, call->column_count);
    return 0;
}

/*
 * Changed at or after since_ms. Whether the header's own moment is included
 * is not documented, and Modified_Time has whole seconds: a second earlier.
 */
static void if_modified_since(int64_t since_ms, struct http_request *request)
{
    char text[TIME_TEXT_MAX];
    char *seconds;

    time_format(since_ms - 1000, text);
    seconds = mem_print("%.19s+00:00", text);
    http_request_header(request, "If-Modified-Since", seconds);
    free(seconds);
}

/*
 * Sorted by Modified_Time, whole scans, too: only so can a walk that nears its
 * ceiling go on from the Modified_Time of its last row. A record edited
 * meanwhile moves to the end and is met again.
 */
static int list(const struct call *call, struct buf *url,
                struct http_request *request, struct err *err)
{
    int64_t rows;
    const char *token = NULL;

    if (call->page != NULL && (token = zohocrm_page(call->page, &rows)) == NULL)
        return err_set(err, ERR_DATA, "'%s' is no page", call->page);
    if (call->column_count == 0) {
        url_parameter(url, "fields", "id,Modified_Time");
    } else if (columns(url, call, err) != 0) {
        return -1;
    }
    buf_print(url, "&per_page=%d&sort_by=Modified_Time&sort_order=asc",
              ZOHOCRM_PER_PAGE);
    if (token != NULL)
        url_parameter(url, "page_token", token);
    if (call->since_ms > 0)
        if_modified_since(call->since_ms, request);
    return 0;
}

static int one(const struct call *call, struct buf *url, struct err *err)
{
    if (!url_is_digits(call->id)) {
        return err_set(err, ERR_DATA, "'%s' is no id of %s",
                       call->id == NULL ? "" : call->id, call->entity->name);
    }
    buf_print(url, "/%s", call->id);
    return 0;
}

/* Without "trigger":[] every workflow would run: mails to customers. */
static void body(const struct json *fields, struct http_request *request)
{
    struct json *document = json_new_object();
    struct json *rows = json_new_array();

    json_append(rows, nested_new(fields, "", true));
    json_set(document, "data", rows);
    json_set(document, "trigger", json_new_array());
    request->body = json_string(document);
    json_free(document);
}

static int create(const struct call *call, struct http_request *request,
                  struct err *err)
{
    struct json *fields;

    if (call->reference != NULL && call->entity->reference_path == NULL) {
        return err_set(err, ERR_DATA,
                       "no field is configured that could hold '%s'",
                       call->reference);
    }
    fields = json_clone(call->fields);
    if (call->reference != NULL)
        json_set_text(fields, call->entity->reference_path, call->reference);
    body(fields, request);
    json_free(fields);
    request->method = "POST";
    return 0;
}

static int update(const struct call *call, struct buf *url,
                  struct http_request *request, struct err *err)
{
    int64_t since;

    if (one(call, url, err) != 0)
        return -1;
    if (call->unmodified_since != NULL) {
        if (!time_parse(call->unmodified_since, &since)) {
            return err_set(err, ERR_DATA, "'%s' is no time to lock on",
                           call->unmodified_since);
        }
        http_request_header(request, "If-Unmodified-Since",
                            call->unmodified_since);
    }
    body(call->fields, request);
    request->method = "PUT";
    return 0;
}

static int query(const struct call *call, struct http_request *request,
                 struct err *err)
{
    struct buf text = { 0 };
    struct json *document;

    if (zohocrm_query(call, &text, err) != 0) {
        buf_free(&text);
        return -1;
    }
    document = json_new_object();
    json_set_text(document, "select_query", buf_text(&text));
    request->body = json_string(document);
    request->method = "POST";
    json_free(document);
    buf_free(&text);
    return 0;
}

static int by_kind(const struct call *call, struct buf *url,
                   struct http_request *request, struct err *err)
{
    switch (call->kind) {
    case CALL_LIST:
        return list(call, url, request, err);
    case CALL_READ:
        if (one(call, url, err) != 0)
            return -1;
        return call->column_count == 0 ? 0 : columns(url, call, err);
    case CALL_FIND:
    case CALL_MATCH:
        return query(call, request, err);
    case CALL_CREATE:
        return create(call, request, err);
    case CALL_UPDATE:
        return update(call, url, request, err);
    case CALL_SUBSCRIBE:
    case CALL_RENEW:
        zohocrm_watch_request(call, request);
        return 0;
    case CALL_TENANT:
        return 0;
    case CALL_FIELDS:
        url_parameter(url, "module", call->entity->name);
        return 0;
    case CALL_TOKEN:
        break;
    }
    return err_set(err, ERR_DATA, "no such call");
}

static const char *path_of(const struct call *call)
{
    if (call->kind == CALL_FIND || call->kind == CALL_MATCH)
        return "coql";
    if (zohocrm_watches(call))
        return "actions/watch";
    if (call->kind == CALL_FIELDS)
        return "settings/fields";
    return call->kind == CALL_TENANT ? "org" : call->entity->name;
}

int zohocrm_request(const struct system_settings *settings,
                    const struct call *call, const char *token,
                    const char *api_url, struct http_request *ret_request,
                    struct err *err)
{
    struct buf url = { 0 };
    char *authorization;
    int result;

    if (call->kind == CALL_TOKEN) {
        zohocrm_token_request(settings, ret_request);
        return 0;
    }
    if (!text_is_empty(settings->zohocrm_api_url))
        api_url = settings->zohocrm_api_url;
    if (api_url == NULL)
        return err_set(err, ERR_RETRY, "the API's address is not known yet");
    buf_print(&url, "%s/crm/v8/%s", api_url, path_of(call));
    ret_request->method = "GET";
    result = by_kind(call, &url, ret_request, err);
    ret_request->url = buf_take(&url);
    authorization = mem_print("Zoho-oauthtoken %s", token);
    http_request_header(ret_request, "Authorization", authorization);
    free(authorization);
    if (ret_request->body != NULL) {
        ret_request->body_length = strlen(ret_request->body);
        http_request_header(ret_request, "Content-Type", "application/json");
    }
    return result;
}

/* Requests to Zoho from hostile values: the kind, the entity, id, page or
 * reference, field, then keys or fields as JSON. What was asked for can be read
 * out of the request, and nothing else. */
#include "fuzz/api.h"
#include "fuzz/fuzz.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Reads one quoted text as COQL does; NULL when there is none. */
static char *quoted(const char **at)
{
    struct buf text = { 0 };

    if (**at != '\'')
        return NULL;
    for ((*at)++; **at != '\0'; (*at)++) {
        if (**at == '\'' && *++*at != '\'')
            return buf_take(&text);
        HOLDS(**at != '\\' && (unsigned char)**at >= ' ');
        buf_append(&text, *at, 1);
    }
    fuzz_broken("the quotes are closed", __FILE__, __LINE__);
}

static bool is_key(const struct json *keys, const char *text)
{
    for (const struct json *k = json_first(keys); k != NULL; k = json_next(k)) {
        if (text_equal(json_text(k), text))
            return true;
    }
    return false;
}

static void literals(const struct call *call, const char *at)
{
    char *text;

    while ((text = quoted(&at)) != NULL) {
        HOLDS(call->kind == CALL_FIND ? text_equal(text, call->reference)
                                      : is_key(call->keys, text));
        free(text);
        if (text_starts(at, ", "))
            at += 2;
    }
    HOLDS(text_equal(at, call->kind == CALL_FIND ? " limit 0, 2"
                                                 : ") limit 0, 2000"));
}

static void query(const struct call *call, const char *body)
{
    struct err err;
    struct json *json = json_parse(body, strlen(body), &err);
    const char *text = json_get_text(json, "select_query");
    char *start = mem_print(
        " from %s where %s %s", call->entity->name,
        call->kind == CALL_FIND ? call->entity->reference_path : call->key_path,
        call->kind == CALL_FIND ? "= " : "in (");
    const char *where = strstr(text, start);

    HOLDS(where != NULL);
    literals(call, where + strlen(start));
    free(start);
    json_free(json);
}

/* {"data": [one row], "trigger": []}, with the fields that were given. */
static void write(const struct call *call, const char *body)
{
    struct err err;
    struct json *json = json_parse(body, strlen(body), &err);
    const struct json *rows = json_get(json, "data");

    HOLDS(json_count(json) == 2 && json_count(rows) == 1);
    HOLDS(json_is_array(json_get(json, "trigger")));
    for (const struct json *f = json_first(call->fields); f != NULL;
         f = json_next(f)) {
        if (strchr(json_name(f), '.') == NULL && json_is_text(f) &&
            !text_equal(json_name(f), "Tandem_Ref"))
            HOLDS(json_equal(json_get(json_first(rows), json_name(f)), f));
    }
    json_free(json);
}

static void sent(const struct call *call, const struct http_request *request)
{
    api_sends(request, "https://crm.example/crm/v8/");
    if (call->kind == CALL_FIND || call->kind == CALL_MATCH)
        query(call, request->body);
    if (call->kind == CALL_CREATE || call->kind == CALL_UPDATE)
        write(call, request->body);
}

void fuzz_one(const char *bytes, size_t length)
{
    struct fuzz_input input = { bytes, length };
    struct call call = { .kind = CALL_LIST + fuzz_choice(&input, 6) };
    struct http_request request;
    struct err err = { 0 };
    char *column;

    (void)api_system("zohocrm");
    call.entity = api_entity("zohocrm", fuzz_choice(&input, 3));
    if (!text_is_utf8(input.bytes, input.length))
        return; /* values come out of JSON */
    call.id = fuzz_line(&input);
    call.page = mem_copy(call.id);
    call.reference = mem_copy(call.id);
    column = fuzz_line(&input);
    call.key_path = mem_copy(column);
    call.columns = mem_new(1, sizeof *call.columns);
    call.columns[0] = column;
    call.column_count = *column == '\0' ? 0 : 1;
    call.unmodified_since = mem_copy(column);
    call.keys = fuzz_json(&input);
    call.fields = api_fields(call.keys);
    if (system_request(api_system(NULL), &call, "token", "https://crm.example",
                       &request, &err) == 0) {
        sent(&call, &request);
    } else {
        HOLDS(err.kind == ERR_DATA && request.url == NULL);
    }
    http_request_free(&request);
    call.column_count = 1;
    call_free(&call);
}

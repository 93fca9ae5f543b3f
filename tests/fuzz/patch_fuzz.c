/* Requests to PowerOffice from hostile values: the kind, the entity, id, page
 * or reference, key path, then keys or fields as JSON. What was asked for can
 * be read out of the request, and nothing else. */
#include "fuzz/api.h"
#include "fuzz/fuzz.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* "/MailAddress/City" to "MailAddress.City". The caller frees. */
static char *path_of(const char *pointer)
{
    struct buf path = { 0 };

    HOLDS(*pointer == '/');
    for (pointer++; *pointer != '\0'; pointer++) {
        if (*pointer == '~') {
            pointer++;
            HOLDS(*pointer == '0' || *pointer == '1');
            buf_text_append(&path, *pointer == '0' ? "~" : "/");
        } else {
            buf_append(&path, *pointer == '/' ? "." : pointer, 1);
        }
    }
    return buf_take(&path);
}

/* As texts: 1e999 is beyond what JSON's readers hold, and comes out as null. */
static bool is_same_text(const struct json *one, const struct json *other)
{
    char *one_text = json_string(one);
    char *other_text = json_string(other);
    bool same = text_equal(one_text, other_text);

    free(one_text);
    free(other_text);
    return same;
}

static void operation(const struct call *call, const struct json *operation)
{
    char *path = path_of(json_get_text(operation, "path"));
    const struct json *value = json_get(operation, "value");
    const struct json *field = json_get(call->fields, path);

    HOLDS(json_count(operation) == 3);
    if (text_equal(json_get_text(operation, "op"), "replace")) {
        HOLDS(field != NULL);
        HOLDS(json_is_number(value) || is_same_text(field, value));
    } else {
        HOLDS(text_equal(json_get_text(operation, "op"), "add"));
        HOLDS(json_is_object(value));
    }
    free(path);
}

static void patch(const struct call *call, const char *body)
{
    struct err err;
    struct json *json = json_parse(body, strlen(body), &err);

    HOLDS(json_is_array(json));
    HOLDS(json_count(json) <= json_count(call->fields));
    for (const struct json *o = json_first(json); o != NULL; o = json_next(o))
        operation(call, o);
    json_free(json);
}

static bool is_key(const struct json *keys, const char *text, size_t length)
{
    for (const struct json *k = json_first(keys); k != NULL; k = json_next(k)) {
        const char *key = json_text(k);

        if (key != NULL && strlen(key) == length &&
            memcmp(key, text, length) == 0)
            return true;
    }
    return false;
}

/* Commas part the keys, and none is within one. */
static void match(const struct call *call, const char *url)
{
    char *value = api_parameter(url, "emailAddresses");
    const char *at = value;

    if (value == NULL)
        return; /* asked by another field */
    while (at != NULL) {
        HOLDS(is_key(call->keys, at, strcspn(at, ",")));
        at = strchr(at, ',');
        at = at == NULL ? NULL : at + 1;
    }
    free(value);
}

static void sent(const struct call *call, const struct http_request *request)
{
    api_sends(request, "https://api.example/v2/");
    if (call->kind == CALL_UPDATE)
        patch(call, request->body);
    if (call->kind == CALL_MATCH)
        match(call, request->url);
}

void fuzz_one(const char *bytes, size_t length)
{
    struct fuzz_input input = { bytes, length };
    struct call call = { .kind = CALL_LIST + fuzz_choice(&input, 6) };
    struct http_request request;
    struct err err = { 0 };

    (void)api_system("powerofficego");
    call.entity = api_entity("powerofficego", fuzz_choice(&input, 5));
    if (!text_is_utf8(input.bytes, input.length))
        return; /* values come out of JSON */
    call.id = fuzz_line(&input);
    call.page = mem_copy(call.id);
    call.reference = mem_copy(call.id);
    call.parent = mem_copy(call.id);
    call.key_path = fuzz_line(&input);
    call.keys = fuzz_json(&input);
    call.fields = api_fields(call.keys);
    if (system_request(api_system(NULL), &call, "token", NULL, &request,
                       &err) == 0) {
        sent(&call, &request);
    } else {
        HOLDS(err.kind == ERR_DATA && request.url == NULL);
    }
    http_request_free(&request);
    call_free(&call);
}

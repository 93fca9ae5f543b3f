#include "chaos/calls.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "support/journal.h"

#include <stdlib.h>
#include <string.h>

static struct {
    struct call *items;
    size_t count;
    int64_t next;     /* the journal's number of the first that is not here */
    struct map *made; /* "Customers zohocrm:5843": id */
} calls;

void calls_open(void)
{
    memset(&calls, 0, sizeof calls);
    calls.made = map_new();
}

void calls_close(void)
{
    map_free(calls.made, free);
    free(calls.items);
    memset(&calls, 0, sizeof calls);
}

const char *calls_reference(const struct json *record)
{
    const char *import = json_get_text(record, "ExternalImportReference");

    return import != NULL ? import : json_get_text(record, "ExternalCode");
}

void calls_made_note(const char *entity, const char *reference, const char *id)
{
    char *key = mem_print("%s %s", entity, reference);

    free(map_put(calls.made, key, mem_copy(id)));
    free(key);
}

const char *calls_made(const char *entity, const char *reference)
{
    char *key = mem_print("%s %s", entity, reference);
    const char *id = map_get(calls.made, key);

    free(key);
    return id;
}

/* Zoho's query language, or one record, or looked for by a value. */
static bool is_read(const struct json *request, const char *path)
{
    const struct json *query = json_get(request, "query");

    if (json_get_text(request, "id") != NULL || strstr(path, "/coql") != NULL)
        return true;
    for (const struct json *q = json_first(query); q != NULL;
         q = json_next(q)) {
        if (text_starts(json_name(q), "external") ||
            text_starts(json_name(q), "emailAddresses"))
            return true;
    }
    return false;
}

static enum call_kind kind_of(const struct json *request, const char *path)
{
    const char *method = json_get_text(request, "method");

    if (text_starts(path, "/oauth/") || text_starts(path, "/OAuth/"))
        return CALL_TOKEN;
    if (strstr(path, "/actions/watch") != NULL)
        return CALL_CHANNEL;
    if (text_equal(method, "PATCH") || text_equal(method, "PUT"))
        return CALL_UPDATE;
    if (text_equal(method, "POST") && strstr(path, "/coql") == NULL)
        return CALL_CREATE;
    return is_read(request, path) ? CALL_READ : CALL_LIST;
}

void calls_note(const struct json *request)
{
    const char *path = json_get_text(request, "path");
    struct call call = {
        .kind = kind_of(request, path),
        .number = json_get_int(request, "n", 0),
        .ms = json_get_int(request, "ms", 0),
        .system = json_get_text(request, "system"),
        .method = json_get_text(request, "method"),
        .path = path,
        .entity = json_get_text(request, "entity"),
        .id = json_get_text(request, "id"),
        .status = (int)json_get_int(request, "status", 0),
        .body = json_get(request, "body"),
        .problems = json_get(request, "problems"),
    };

    calls.items =
        mem_resize(calls.items, calls.count + 1, sizeof calls.items[0]);
    calls.items[calls.count++] = call;
    if (call.kind == CALL_CREATE && call.id != NULL && call.status == 201 &&
        calls_reference(call.body) != NULL)
        calls_made_note(call.entity, calls_reference(call.body), call.id);
}

void calls_fetch(void)
{
    calls.next = journal_read(calls.next, calls_note);
}

size_t calls_count(void)
{
    return calls.count;
}

const struct call *calls_at(size_t index)
{
    return &calls.items[index];
}

size_t calls_writes_since(size_t index)
{
    size_t count = 0;

    for (size_t i = index; i < calls.count; i++) {
        count += calls.items[i].kind <= CALL_UPDATE &&
                 calls.items[i].status / 100 == 2;
    }
    return count;
}

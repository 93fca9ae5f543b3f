#include "demo/calls.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "support/world.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define STATUS_LIMITED 429
#define QUESTION       "emailAddresses"

static const struct json *journal(int64_t since)
{
    char *path = mem_print("/journal?since=%lld", (long long)since);
    const struct json *answer = world_control("GET", path, NULL);

    free(path);
    return answer;
}

int64_t calls_mark(void)
{
    return json_get_int(journal(INT64_MAX / 2), "next", 0);
}

/* What comes after the API's root: "Customers/812345". */
static const char *target(const struct json *request)
{
    static const char *const roots[] = { "/v2/", "/crm/v8/" };
    const char *path = json_get_text(request, "path");

    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        if (text_starts(path, roots[i]))
            return path + strlen(roots[i]);
    }
    return NULL;
}

static bool asks_by(const struct json *request, const char *parameter)
{
    const struct json *query = json_get(request, "query");

    for (const struct json *q = json_first(query); q != NULL;
         q = json_next(q)) {
        if (text_starts(json_name(q), parameter))
            return true;
    }
    return false;
}

static bool is_read(const struct json *request, const char *to)
{
    return strchr(to, '/') != NULL || text_equal(to, "coql") ||
           asks_by(request, "external") || asks_by(request, QUESTION);
}

static void count(struct calls *calls, const struct json *request)
{
    const char *method = json_get_text(request, "method");
    const char *to = target(request);
    int64_t status = json_get_int(request, "status", 0);

    if (to == NULL)
        return; /* a token */
    if (text_equal(method, "PATCH") || text_equal(method, "PUT")) {
        calls->updates++;
    } else if (text_equal(method, "POST") && !text_equal(to, "coql")) {
        calls->creates++;
    } else if (is_read(request, to)) {
        calls->reads++;
    } else {
        calls->lists++;
    }
    calls->questions += asks_by(request, QUESTION);
    calls->limited += status == STATUS_LIMITED;
    calls->refused += status >= 400 && status != STATUS_LIMITED;
}

struct calls calls_since(int64_t mark)
{
    struct calls calls = { 0 };
    const struct json *requests = json_get(journal(mark), "requests");

    for (const struct json *r = json_first(requests); r != NULL;
         r = json_next(r))
        count(&calls, r);
    return calls;
}

size_t calls_writes(const struct calls *calls)
{
    return calls->creates + calls->updates;
}

static void add(struct buf *text, size_t number, const char *word)
{
    if (number > 0) {
        buf_print(text, "%s%zu %s%s", text->length == 0 ? "" : ", ", number,
                  word, number == 1 ? "" : "s");
    }
}

char *calls_text(const struct calls *calls)
{
    struct buf text = { 0 };

    add(&text, calls->creates, "create");
    add(&text, calls->updates, "update");
    add(&text, calls->reads, "read");
    if (text.length == 0)
        buf_print(&text, "none");
    if (calls->refused > 0)
        buf_print(&text, " (%zu refused)", calls->refused);
    return buf_take(&text);
}

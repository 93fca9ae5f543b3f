#include "journal.h"

#include "exchange.h"
#include "faults.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"

#include <stdlib.h>
#include <string.h>

/* About 1 KB each; beyond, the older half is forgotten. */
#define JOURNAL_MAX 200000

struct journal {
    struct json **entries;
    size_t count;
    size_t capacity;
    int64_t first; /* number of entries[0] */
};

struct journal *journal_new(void)
{
    struct journal *journal = mem_new(1, sizeof *journal);

    journal->first = 1;
    return journal;
}

static void journal_forget(struct journal *journal, size_t count)
{
    for (size_t i = 0; i < count; i++)
        json_free(journal->entries[i]);
    journal->count -= count;
    journal->first += (int64_t)count;
    memmove(journal->entries, journal->entries + count,
            journal->count * sizeof(struct json *));
}

void journal_clear(struct journal *journal)
{
    if (journal->count > 0)
        journal_forget(journal, journal->count);
}

void journal_free(struct journal *journal)
{
    if (journal == NULL)
        return;
    journal_clear(journal);
    free(journal->entries);
    free(journal);
}

/* Not the credentials of a token request, not the Authorization header. */
static struct json *headers_json(const struct exchange *exchange)
{
    static const char *const names[] = { "If-Unmodified-Since",
                                         "If-Modified-Since", "Content-Type",
                                         "User-Agent" };
    struct json *headers = json_new_object();

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = pairs_get(&exchange->headers, names[i]);

        if (value != NULL)
            json_set_text(headers, names[i], value);
    }
    return headers;
}

static struct json *query_json(const struct exchange *exchange)
{
    struct json *query = json_new_object();

    if (!exchange_part(exchange, 0, "oauth")) {
        for (size_t i = 0; i < exchange->query.count; i++) {
            json_set_text(query, exchange->query.of[i][0],
                          exchange->query.of[i][1]);
        }
    }
    return query;
}

static struct json *entry_new(int64_t number, const struct exchange *exchange)
{
    const struct fault *fault = exchange->fault;
    struct json *entry = json_new_object();

    json_set_int(entry, "n", number);
    json_set_int(entry, "ms", time_now_ms());
    json_set_text(entry, "system", port_names[exchange->port]);
    json_set_text(entry, "method", exchange->method);
    json_set_text(entry, "path", exchange->path);
    json_set(entry, "query", query_json(exchange));
    json_set_int(entry, "status", exchange->status);
    json_set_text(entry, "entity", exchange->entity);
    json_set_text(entry, "id", exchange->id[0] ? exchange->id : NULL);
    json_set(entry, "body",
             exchange->json ? json_clone(exchange->json) : json_new_null());
    json_set(entry, "headers", headers_json(exchange));
    json_set(entry, "problems", json_clone(exchange->problems));
    json_set_text(entry, "fault", fault ? fault_name(fault->kind) : NULL);
    return entry;
}

void journal_add(struct journal *journal, const struct exchange *exchange)
{
    if (journal->count == JOURNAL_MAX)
        journal_forget(journal, JOURNAL_MAX / 2);
    if (journal->count == journal->capacity) {
        journal->capacity = journal->capacity ? 2 * journal->capacity : 256;
        journal->entries = mem_resize(journal->entries, journal->capacity,
                                      sizeof(struct json *));
    }
    journal->entries[journal->count] =
        entry_new(journal->first + (int64_t)journal->count, exchange);
    journal->count++;
}

struct json *journal_read(const struct journal *journal, int64_t since)
{
    struct json *read = json_new_object();
    struct json *requests = json_new_array();
    int64_t from = since > journal->first ? since - journal->first : 0;

    for (size_t i = (size_t)from; i < journal->count; i++)
        json_append(requests, json_clone(journal->entries[i]));
    json_set_int(read, "next", journal->first + (int64_t)journal->count);
    json_set(read, "requests", requests);
    return read;
}

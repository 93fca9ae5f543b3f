#include "support/journal.h"

#include "base/mem.h"
#include "base/text.h"
#include "support/world.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct entry {
    char *method;
    char *path;
    bool token;
    bool writes;
    int status;
    int64_t ms;
};

/* What has been fetched so far; the rest is asked for when needed. */
static struct {
    struct entry *entries;
    size_t count;
    int64_t next; /* the simulators' number of the first that is not here */
    char *problem;
} journal;

static bool path_begins(const char *path, const char *start)
{
    return strncasecmp(path, start, strlen(start)) == 0;
}

static bool is_token(const char *path)
{
    return path_begins(path, "/oauth/");
}

static bool is_write(const char *method, const char *path)
{
    return !text_equal(method, "GET") && !is_token(path) &&
           !path_begins(path, "/crm/v8/coql");
}

static void add(const struct json *request)
{
    const char *method = json_get_text(request, "method");
    const char *path = json_get_text(request, "path");
    const struct json *problems = json_get(request, "problems");
    char *text;

    if (journal.problem == NULL && json_count(problems) > 0) {
        text = json_string(problems);
        journal.problem = mem_print("%s %s: %s", method, path, text);
        free(text);
    }
    journal.entries = mem_resize(journal.entries, journal.count + 1,
                                 sizeof(*journal.entries));
    journal.entries[journal.count++] = (struct entry){
        .method = mem_copy(method),
        .path = mem_copy(path),
        .token = is_token(path),
        .writes = is_write(method, path),
        .status = (int)json_get_int(request, "status", 0),
        .ms = json_get_int(request, "ms", 0),
    };
}

int64_t journal_read(int64_t since, void (*take)(const struct json *request))
{
    char *path = mem_print("/journal?since=%lld", (long long)since);
    const struct json *answer = world_control("GET", path, NULL);

    free(path);
    assert_non_null(answer);
    for (const struct json *request = json_first(json_get(answer, "requests"));
         request != NULL; request = json_next(request))
        take(request);
    return json_get_int(answer, "next", since);
}

static void fetch(void)
{
    journal.next = journal_read(journal.next, add);
}

size_t journal_mark(void)
{
    fetch();
    return journal.count;
}

static bool fits(const struct entry *entry, const char *method,
                 const char *path)
{
    bool tokens = path != NULL && is_token(path);

    return entry->token == tokens &&
           (method == NULL || text_equal(entry->method, method)) &&
           (path == NULL || path_begins(entry->path, path));
}

size_t journal_since(size_t mark, const char *method, const char *path)
{
    size_t count = 0;

    fetch();
    for (size_t i = mark; i < journal.count; i++)
        count += fits(&journal.entries[i], method, path);
    return count;
}

int64_t journal_ms(size_t mark, const char *method, const char *path, size_t n)
{
    fetch();
    for (size_t i = mark; i < journal.count; i++) {
        if (fits(&journal.entries[i], method, path) && n-- == 0)
            return journal.entries[i].ms;
    }
    fail_msg("not so many requests: %s", path);
    return 0;
}

size_t journal_most_within(int64_t ms, const char *path)
{
    size_t most = 0;

    fetch();
    for (size_t first = 0; first < journal.count; first++) {
        size_t count = 0;

        for (size_t i = first; i < journal.count; i++) {
            if (journal.entries[i].ms - journal.entries[first].ms >= ms)
                break;
            count += fits(&journal.entries[i], NULL, path);
        }
        most = count > most ? count : most;
    }
    return most;
}

size_t journal_writes_since(size_t mark)
{
    size_t count = 0;

    fetch();
    for (size_t i = mark; i < journal.count; i++) {
        if (journal.entries[i].writes)
            count++;
    }
    return count;
}

size_t journal_status(int status)
{
    size_t count = 0;

    fetch();
    for (size_t i = 0; i < journal.count; i++) {
        const struct entry *entry = &journal.entries[i];

        count += !entry->token && entry->status == status;
    }
    return count;
}

const char *journal_problem(void)
{
    fetch();
    return journal.problem;
}

void journal_forget(void)
{
    for (size_t i = 0; i < journal.count; i++) {
        free(journal.entries[i].method);
        free(journal.entries[i].path);
    }
    free(journal.entries);
    free(journal.problem);
    memset(&journal, 0, sizeof(journal));
}

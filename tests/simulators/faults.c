#include "faults.h"

#include "exchange.h"

#include "base/mem.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FAULTS_MAX 256

struct waiting {
    struct json *description;
    int64_t after;
    int64_t count; /* below 0: for ever */
};

struct faults {
    struct waiting of[FAULTS_MAX];
    size_t count;
};

static const char *const kinds[] = { "cut",  "delay", "status", "truncate",
                                     "deny", "flood", "echo" };

const char *fault_name(enum fault_kind kind)
{
    return kinds[kind];
}

void fault_free(struct fault *fault)
{
    if (fault == NULL)
        return;
    free(fault->retry_after);
    free(fault->body);
    free(fault->type);
    free(fault->location);
    free(fault);
}

struct faults *faults_new(void)
{
    return mem_new(1, sizeof(struct faults));
}

void faults_clear(struct faults *faults)
{
    for (size_t i = 0; i < faults->count; i++)
        json_free(faults->of[i].description);
    faults->count = 0;
}

void faults_free(struct faults *faults)
{
    if (faults == NULL)
        return;
    faults_clear(faults);
    free(faults);
}

static int kind_find(const char *name)
{
    for (int i = 0; name != NULL && i <= FAULT_ECHO; i++) {
        if (strcmp(kinds[i], name) == 0)
            return i;
    }
    return -1;
}

int faults_add(struct faults *faults, const struct json *description,
               struct err *err)
{
    const char *kind = json_get_text(description, "kind");
    struct waiting *waiting;

    if (kind_find(kind) < 0) {
        return err_set(err, ERR_USAGE, "no fault of the kind '%s'",
                       kind == NULL ? "" : kind);
    }
    if (faults->count == FAULTS_MAX)
        return err_set(err, ERR_USAGE, "more than %d faults", FAULTS_MAX);
    waiting = &faults->of[faults->count++];
    waiting->description = json_clone(description);
    waiting->after = json_get_int(description, "after", 0);
    waiting->count = json_get_int(description, "count", 1);
    return 0;
}

static const char *path_of_entity(const struct exchange *exchange)
{
    static const char *const roots[] = { "/crm/v8", "/v2" };

    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(roots[i]);

        if (strncasecmp(exchange->path, roots[i], length) == 0)
            return exchange->path + length;
    }
    return exchange->path;
}

static bool fits(const struct json *description,
                 const struct exchange *exchange)
{
    const char *system = json_get_text(description, "system");
    const char *method = json_get_text(description, "method");
    const char *path = json_get_text(description, "path");

    if (!text_is_empty(system) &&
        strcmp(system, port_names[exchange->port]) != 0)
        return false;
    if (!text_is_empty(method) && strcmp(method, exchange->method) != 0)
        return false;
    return text_is_empty(path) ||
           strncasecmp(path_of_entity(exchange), path, strlen(path)) == 0;
}

static struct fault *fault_new(const struct json *description)
{
    struct fault *fault = mem_new(1, sizeof *fault);
    const char *when = json_get_text(description, "when");
    int64_t retry_after = json_get_int(description, "retry_after", -1);

    fault->kind =
        (enum fault_kind)kind_find(json_get_text(description, "kind"));
    fault->before = fault->kind == FAULT_STATUS || fault->kind == FAULT_DENY ||
                    fault->kind == FAULT_ECHO;
    if (when != NULL)
        fault->before = strcmp(when, "before") == 0;
    fault->status = (int)json_get_int(description, "status",
                                      fault->kind == FAULT_ECHO ? 400 : 503);
    fault->delay_ms = json_get_int(description, "delay_ms", 500);
    fault->body = mem_copy(json_get_text(description, "body"));
    fault->type = mem_copy(json_get_text(description, "type"));
    fault->location = mem_copy(json_get_text(description, "location"));
    fault->again_in_s = json_get_int(description, "again_in_s", 0);
    fault->megabytes = json_get_int(description, "megabytes", 65);
    if (retry_after >= 0)
        fault->retry_after = mem_print("%" PRId64, retry_after);
    return fault;
}

static void waiting_remove(struct faults *faults, size_t at)
{
    json_free(faults->of[at].description);
    faults->count--;
    memmove(faults->of + at, faults->of + at + 1,
            (faults->count - at) * sizeof faults->of[0]);
}

struct fault *faults_take(struct faults *faults,
                          const struct exchange *exchange)
{
    for (size_t i = 0; i < faults->count; i++) {
        struct waiting *waiting = &faults->of[i];
        struct fault *fault;

        if (!fits(waiting->description, exchange))
            continue;
        if (waiting->after > 0) {
            waiting->after--;
            continue;
        }
        fault = fault_new(waiting->description);
        if (waiting->count > 0 && --waiting->count == 0)
            waiting_remove(faults, i);
        return fault;
    }
    return NULL;
}

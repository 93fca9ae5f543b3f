#include "chaos/judge.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "chaos/book.h"
#include "chaos/calls.h"
#include "chaos/finding.h"
#include "chaos/sight.h"
#include "support/records.h"

#include <stdlib.h>
#include <string.h>

/* ---- nobody stands there twice ---- */

static void once(struct map *seen, const char *entity, const char *value,
                 const char *id)
{
    char *key = mem_print("%s '%s'", entity, value);
    const char *before = map_get(seen, key);

    if (before != NULL) {
        finding_add(FINDING_DUPLICATE, NULL, "%s: %s and %s", key, before, id);
    } else {
        (void)map_put(seen, key, mem_copy(id));
    }
    free(key);
}

/* By our reference, and by what only one person can have. */
static void nobody_is_doubled(const char *entity, const char *own)
{
    struct map *seen = map_new();
    const struct json *all = sight_all(entity);

    for (const struct json *r = json_first(all); r != NULL; r = json_next(r)) {
        const char *id = record_own_id(r);
        const char *reference = calls_reference(r);

        if (!text_is_empty(reference))
            once(seen, entity, reference, id);
        if (own != NULL && !text_is_empty(json_get_text(r, own)))
            once(seen, entity, json_get_text(r, own), id);
    }
    map_free(seen, free);
}

static void nobody_is_created_twice(void)
{
    struct map *seen = map_new();

    for (size_t i = 0; i < calls_count(); i++) {
        const struct call *call = calls_at(i);
        const char *reference = calls_reference(call->body);

        if (call->kind == CALL_CREATE && call->status == 201 &&
            reference != NULL)
            once(seen, call->entity, reference, call->id);
    }
    map_free(seen, free);
}

/* ---- what was written, and to whom ---- */

/* Of "/v2/ContactPersons/812345/812346" the last; also of what was not carried
 * out, about which the journal says less. */
static char *owner_by_path(const char *path)
{
    const char *id = strrchr(path, '/') + 1;
    const char *entity = strchr(path + 1, '/') + 1;
    char *name;
    char *owner;

    if (text_starts(path, "/crm/v8/"))
        entity = path + strlen("/crm/v8/");
    name = mem_copy_n(entity, strcspn(entity, "/"));
    owner = sight_owner(name, id);
    free(name);
    return owner;
}

/* Whom a write is about: the owner of its reference, or of its record. */
static char *owner_of(const struct call *call)
{
    const char *reference = calls_reference(call->body);

    if (call->kind == CALL_CREATE && reference != NULL &&
        text_starts(reference, "zohocrm:")) {
        reference += strlen("zohocrm:");
        return mem_copy_n(reference, strcspn(reference, "@"));
    }
    return owner_by_path(call->path);
}

static void check_value(const struct call *call, const char *owner,
                        const char *text)
{
    const struct typed *typed = book_find(text);
    char *whose;

    if (typed == NULL)
        return;
    whose = sight_owner(typed->entity, typed->id);
    if (!text_equal(whose, owner)) {
        finding_add(FINDING_STRANGER, NULL,
                    "'%s', typed into %s %s, in %s %s for %s", text,
                    typed->entity, typed->id, call->method, call->path,
                    owner == NULL ? "nobody" : owner);
    }
    free(whose);
}

static void check_values(const struct call *call, const char *owner,
                         const struct json *json)
{
    const char *text = json_text(json);

    if (text != NULL)
        check_value(call, owner, text);
    for (const struct json *j = json_first(json); j != NULL; j = json_next(j))
        check_values(call, owner, j);
}

static void check_call(const struct call *call)
{
    char *owner;

    if (text_equal(call->method, "DELETE"))
        finding_add(FINDING_OTHER, NULL, "DELETE %s", call->path);
    if (json_count(call->problems) > 0) {
        char *text = json_string(call->problems);

        finding_add(FINDING_OTHER, NULL, "%s %s: %s", call->method, call->path,
                    text);
        free(text);
    }
    if (call->kind > CALL_UPDATE)
        return;
    owner = owner_of(call);
    check_values(call, owner, call->body);
    free(owner);
}

void judge_calls(void)
{
    nobody_is_doubled("Customers", "EmailAddress");
    nobody_is_doubled("ContactPersons", NULL);
    nobody_is_doubled("SalesOrders", NULL);
    nobody_is_created_twice();
    for (size_t i = 0; i < calls_count(); i++)
        check_call(calls_at(i));
}

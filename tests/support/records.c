#include "support/records.h"

#include "base/mem.h"
#include "base/text.h"
#include "support/world.h"

#include <stdlib.h>
#include <string.h>

static const struct json *control(const char *method, const char *system,
                                  const char *entity, const char *id,
                                  const char *body)
{
    char *path = mem_print("/%s/%s%s%s", system, entity, id == NULL ? "" : "/",
                           id == NULL ? "" : id);
    const struct json *answer = world_control(method, path, body);

    free(path);
    return answer;
}

/* Numbers in full digits, as JSON writes them. */
static const char *as_text(const struct json *value)
{
    int64_t number = 0;

    if (value == NULL || json_is_null(value))
        return NULL;
    if (json_is_text(value))
        return json_text(value);
    if (json_int(value, &number))
        return world_keep(mem_print("%lld", (long long)number));
    return world_keep(json_string(value));
}

/* Zoho says "id", PowerOffice "Id". */
const char *record_own_id(const struct json *record)
{
    const struct json *id = json_get(record, "id");

    return as_text(id != NULL ? id : json_get(record, "Id"));
}

const char *record_id(const struct json *list, size_t n)
{
    const struct json *record = json_first(list);

    while (record != NULL && n-- > 0)
        record = json_next(record);
    return json_is_object(record) ? record_own_id(record) : as_text(record);
}

const char *record_create(const char *system, const char *entity,
                          const char *body)
{
    const struct json *answer = control("POST", system, entity, NULL, body);
    const char *id = record_own_id(answer);

    if (id == NULL)
        fail_msg("cannot create %s of %s: %s", entity, system, body);
    return id;
}

const struct json *record_create_all(const char *system, const char *entity,
                                     const struct json *records)
{
    char *body = json_string(records);
    const struct json *answer = control("POST", system, entity, NULL, body);

    free(body);
    assert_int_equal(json_count(answer), json_count(records));
    return answer;
}

void record_patch(const char *system, const char *entity, const char *id,
                  const char *body)
{
    assert_non_null(id);
    if (control("PATCH", system, entity, id, body) == NULL)
        fail_msg("no %s '%s' in %s to edit", entity, id, system);
}

/* "MailAddress.City" becomes {"MailAddress": {"City": value}}. */
static struct json *nested(const char *path, const char *value)
{
    const char *dot = strchr(path, '.');
    struct json *object = json_new_object();
    char *name =
        dot == NULL ? mem_copy(path) : mem_copy_n(path, (size_t)(dot - path));

    json_set(object, name,
             dot == NULL ? json_new_text(value) : nested(dot + 1, value));
    free(name);
    return object;
}

void record_edit(const char *system, const char *entity, const char *id,
                 const char *path, const char *value)
{
    struct json *body = nested(path, value);
    const char *text = world_keep(json_string(body));

    json_free(body);
    record_patch(system, entity, id, text);
}

void record_delete(const char *system, const char *entity, const char *id)
{
    assert_non_null(id);
    (void)control("DELETE", system, entity, id, NULL);
}

const struct json *record_get(const char *system, const char *entity,
                              const char *id)
{
    if (id == NULL)
        return NULL;
    return control("GET", system, entity, id, NULL);
}

const char *record_text(const char *system, const char *entity, const char *id,
                        const char *path)
{
    return as_text(json_at(record_get(system, entity, id), path));
}

static bool same(const char *one, const char *other)
{
    return text_equal(one == NULL ? "" : one, other == NULL ? "" : other);
}

bool record_has(const char *system, const char *entity, const char *id,
                const char *path, const char *value)
{
    const struct json *record = record_get(system, entity, id);

    return record != NULL && same(as_text(json_at(record, path)), value);
}

size_t record_count(const char *system, const char *entity)
{
    const struct json *answer = control("GET", system, entity, "count", NULL);

    return (size_t)json_get_int(answer, "count", 0);
}

static size_t search(const char *system, const char *entity, const char *path,
                     const char *value, const char **ret_id)
{
    const struct json *list = control("GET", system, entity, NULL, NULL);
    size_t count = 0;

    *ret_id = NULL;
    for (const struct json *record = json_first(list); record != NULL;
         record = json_next(record)) {
        if (same(as_text(json_at(record, path)), value)) {
            *ret_id = record_own_id(record);
            count++;
        }
    }
    return count;
}

const char *record_find(const char *system, const char *entity,
                        const char *path, const char *value)
{
    const char *id = NULL;
    size_t count = search(system, entity, path, value, &id);

    if (count > 1)
        fail_msg("%zu %s have '%s' as %s", count, entity, value, path);
    return id;
}

size_t record_count_of(const char *system, const char *entity, const char *path,
                       const char *value)
{
    const char *id = NULL;

    return search(system, entity, path, value, &id);
}

const char *crm_under(const char *contact, const char *account)
{
    return world_keep(mem_print("%s@%s", contact, account));
}

/* ContactPersons keep our reference elsewhere. */
static const char *reference_path(const char *entity)
{
    return text_equal(entity, "ContactPersons") ? "ExternalCode"
                                                : "ExternalImportReference";
}

const char *po_linked(const char *entity, const char *crm_id)
{
    char *reference = mem_print("zohocrm:%s", crm_id);
    const char *id = record_find(PO, entity, reference_path(entity), reference);

    free(reference);
    return id;
}

size_t po_linked_count(const char *entity, const char *crm_id)
{
    char *reference = mem_print("zohocrm:%s", crm_id);
    size_t count =
        record_count_of(PO, entity, reference_path(entity), reference);

    free(reference);
    return count;
}

void po_send(const char *order_id)
{
    char *path = mem_print("/powerofficego/SalesOrders/%s/send", order_id);

    if (world_control("POST", path, NULL) == NULL)
        fail_msg("no order '%s' to send", order_id);
    free(path);
}

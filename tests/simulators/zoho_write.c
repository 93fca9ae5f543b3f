#include "zoho.h"

#include "stamp.h"
#include "zoho_records.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 100

/* How the rows of one call went. */
struct verdicts {
    struct json *data;
    size_t good;
    size_t bad;
    bool stale; /* the lock was lost */
};

static void verdict_add(struct verdicts *verdicts, struct json *verdict)
{
    if (text_equal(json_get_text(verdict, "status"), "success")) {
        verdicts->good++;
    } else {
        verdicts->bad++;
    }
    json_append(verdicts->data, verdict);
}

static struct json *success(const struct world *world, enum entity_id entity,
                            const struct row *row, const char *message)
{
    struct json *verdict = json_new_object();

    json_set_text(verdict, "code", "SUCCESS");
    json_set_text(verdict, "status", "success");
    json_set_text(verdict, "message", message);
    json_set(verdict, "details", zoho_record_details(world, entity, row));
    return verdict;
}

static struct json *duplicate_details(enum entity_id entity,
                                      const struct row *holder)
{
    struct json *details = json_new_object();
    struct json *record = json_new_object();
    struct json *module = json_new_object();

    json_set_text(module, "api_name", entities[entity].name);
    json_set_text(module, "id", "5843104000000002179");
    json_set_text(record, "id", holder->id);
    json_set(record, "Owner", json_clone(json_get(holder->json, "Owner")));
    json_set(record, "module", module);
    json_set_text(details, "id", holder->id);
    json_set(details, "duplicate_record", record);
    json_set_bool(details, "more_records", false);
    return details;
}

/* The verdict when another record holds the value of the unique field. */
static struct json *duplicate_check(const struct world *world,
                                    enum entity_id entity,
                                    const struct json *values, size_t item,
                                    const struct row *self)
{
    const char *field = store_indexed(world->stores[entity]);
    const char *value = field ? json_get_text(values, field) : NULL;
    const struct row *holder =
        text_is_empty(value) ? NULL : store_find(world->stores[entity], value);
    struct json *details;
    char *path;

    if (holder == NULL || holder == self)
        return NULL;
    details = duplicate_details(entity, holder);
    path = mem_print("$.data[%zu].%s", item, field);
    json_set_text(details, "api_name", field);
    json_set_text(details, "json_path", path);
    free(path);
    return zoho_error("DUPLICATE_DATA", "duplicate data", details);
}

/* The body's rows; NULL: refused as a whole. */
static const struct json *rows_read(struct exchange *exchange)
{
    const struct json *data = json_get(exchange->json, "data");
    struct json *details;

    if (json_is_array(data) && json_count(data) >= 1 &&
        json_count(data) <= ROWS_MAX)
        return data;
    details = json_new_object();
    json_set_text(details, "api_name", "data");
    if (json_count(data) > ROWS_MAX)
        json_set_int(details, "maximum_length", ROWS_MAX);
    zoho_refuse(exchange, 400,
                json_count(data) > ROWS_MAX ? "LIMIT_EXCEEDED" : "INVALID_DATA",
                details);
    return NULL;
}

static void verdicts_answer(struct exchange *exchange,
                            const struct verdicts *verdicts, int good_status)
{
    struct json *answer = json_new_object();
    int status = good_status;

    if (verdicts->bad > 0)
        status = verdicts->good > 0 ? 207 : 400;
    if (verdicts->stale && verdicts->good == 0)
        status = 412;
    json_set(answer, "data", verdicts->data);
    exchange_answer(exchange, status, answer);
}

static void trigger_check(struct exchange *exchange)
{
    if (json_get(exchange->json, "trigger") == NULL)
        exchange_problem(exchange, "no trigger: every automation runs");
}

static struct json *row_insert(struct exchange *exchange, enum entity_id entity,
                               const struct json *values, size_t item)
{
    struct world *world = exchange->world;
    struct json *refused = zoho_check(exchange, entity, values, item, true);
    const struct row *row;

    if (refused == NULL)
        refused = duplicate_check(world, entity, values, item, NULL);
    if (refused != NULL)
        return refused;
    row = zoho_record_add(world, entity, values, ZOHO_SYNC);
    if (exchange->id[0] == '\0')
        (void)snprintf(exchange->id, sizeof exchange->id, "%s", row->id);
    return success(world, entity, row, "record added");
}

void zoho_insert(struct exchange *exchange, enum entity_id entity)
{
    struct verdicts verdicts = { 0 };
    const struct json *rows = rows_read(exchange);
    size_t item = 0;

    if (rows == NULL)
        return;
    trigger_check(exchange);
    verdicts.data = json_new_array();
    for (const struct json *r = json_first(rows); r; r = json_next(r))
        verdict_add(&verdicts, row_insert(exchange, entity, r, item++));
    verdicts_answer(exchange, &verdicts, 201);
}

/* Whole seconds: an edit within the same second goes unseen. */
static bool row_is_stale(const struct exchange *exchange, const struct row *row)
{
    const char *text = pairs_get(&exchange->headers, "If-Unmodified-Since");
    int64_t known;

    return text != NULL && stamp_parse(text, &known) &&
           stamp_second(row->changed) > stamp_second(known);
}

static struct json *row_update(struct exchange *exchange, enum entity_id entity,
                               const struct json *values, size_t item,
                               const char *id)
{
    struct world *world = exchange->world;
    struct row *row = id ? store_get(world->stores[entity], id) : NULL;
    struct json *refused;

    if (row == NULL) {
        refused = json_new_object();
        json_set_text(refused, "api_name", "id");
        return zoho_error("INVALID_DATA", "the id given seems to be invalid",
                          refused);
    }
    if (row_is_stale(exchange, row)) {
        return zoho_error("ALREADY_MODIFIED",
                          "record updated time has already passed "
                          "if-unmodified-since time",
                          zoho_record_details(world, entity, row));
    }
    refused = zoho_check(exchange, entity, values, item, false);
    if (refused == NULL)
        refused = duplicate_check(world, entity, values, item, row);
    if (refused != NULL)
        return refused;
    zoho_record_edit(world, entity, row, values, ZOHO_SYNC);
    return success(world, entity, row, "record updated");
}

void zoho_update(struct exchange *exchange, enum entity_id entity,
                 const char *id)
{
    struct verdicts verdicts = { 0 };
    const struct json *rows = rows_read(exchange);
    size_t item = 0;

    if (rows == NULL)
        return;
    trigger_check(exchange);
    verdicts.data = json_new_array();
    for (const struct json *r = json_first(rows); r; r = json_next(r)) {
        const char *own = id ? id : json_get_text(r, "id");
        struct json *verdict = row_update(exchange, entity, r, item++, own);

        if (exchange->id[0] == '\0' && own != NULL)
            (void)snprintf(exchange->id, sizeof exchange->id, "%s", own);
        verdicts.stale =
            verdicts.stale ||
            text_equal(json_get_text(verdict, "code"), "ALREADY_MODIFIED");
        verdict_add(&verdicts, verdict);
    }
    verdicts_answer(exchange, &verdicts, 200);
}

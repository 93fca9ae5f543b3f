#include "control.h"

#include "poweroffice.h"
#include "shape.h"
#include "world.h"
#include "zoho_records.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void refuse(struct exchange *exchange, int status, const char *text)
{
    struct json *answer = json_new_object();

    json_set_text(answer, "error", text);
    exchange_answer(exchange, status, answer);
}

static void done(struct exchange *exchange)
{
    exchange_answer(exchange, 200, json_new_object());
}

/* ---- persons at work ---------------------------------------------------- */

static struct row *person_create(struct world *world, enum entity_id entity,
                                 const struct json *values)
{
    if (entities[entity].system == PORT_ZOHOCRM)
        return zoho_record_add(world, entity, values, ZOHO_PERSON);
    return poweroffice_add(world, entity, json_clone(values));
}

static void person_edit(struct world *world, enum entity_id entity,
                        struct row *row, const struct json *values)
{
    if (entities[entity].system == PORT_ZOHOCRM) {
        zoho_record_edit(world, entity, row, values, ZOHO_PERSON);
    } else {
        poweroffice_change(world, entity, row, shape_merge(row->json, values));
    }
}

static void person_delete(struct world *world, enum entity_id entity,
                          struct row *row)
{
    if (entities[entity].system == PORT_ZOHOCRM) {
        zoho_record_delete(world, entity, row);
    } else {
        store_remove(world->stores[entity], row);
    }
}

static struct json *show(const struct world *world, enum entity_id entity,
                         const struct row *row)
{
    if (entities[entity].system == PORT_ZOHOCRM)
        return zoho_record_show(world, entity, row, NULL);
    return poweroffice_show(world, entity, row, NULL);
}

static struct json *created_show(struct world *world, enum entity_id entity,
                                 const struct json *values)
{
    struct json *created = json_new_object();

    json_set_text(created, "id", person_create(world, entity, values)->id);
    return created;
}

static void records_create(struct exchange *exchange, enum entity_id entity)
{
    struct json *created;

    if (json_is_object(exchange->json)) {
        exchange_answer(exchange, 201,
                        created_show(exchange->world, entity, exchange->json));
        return;
    }
    if (!json_is_array(exchange->json)) {
        refuse(exchange, 400, "the body is an object or an array of objects");
        return;
    }
    created = json_new_array();
    for (const struct json *v = json_first(exchange->json); v; v = json_next(v))
        json_append(created, created_show(exchange->world, entity, v));
    exchange_answer(exchange, 201, created);
}

static void records_show(struct exchange *exchange, enum entity_id entity)
{
    struct json *all = json_new_array();
    size_t count;
    struct row *const *rows =
        store_rows(exchange->world->stores[entity], &count);

    for (size_t i = 0; i < count; i++)
        json_append(all, show(exchange->world, entity, rows[i]));
    exchange_answer(exchange, 200, all);
}

static void records_count(struct exchange *exchange, enum entity_id entity)
{
    struct json *answer = json_new_object();
    size_t count;

    (void)store_rows(exchange->world->stores[entity], &count);
    json_set_int(answer, "count", (int64_t)count);
    exchange_answer(exchange, 200, answer);
}

static void record_handle(struct exchange *exchange, enum entity_id entity)
{
    struct world *world = exchange->world;
    struct row *row = store_get(world->stores[entity], exchange->parts[2]);

    if (row == NULL) {
        refuse(exchange, 404, "no such record");
    } else if (exchange_is(exchange, "GET")) {
        exchange_answer(exchange, 200, show(world, entity, row));
    } else if (exchange_is(exchange, "PATCH")) {
        person_edit(world, entity, row, exchange->json);
        exchange_answer(exchange, 200, show(world, entity, row));
    } else if (exchange_is(exchange, "DELETE")) {
        person_delete(world, entity, row);
        done(exchange);
    } else if (exchange_is(exchange, "POST") && entity == SALES_ORDERS &&
               exchange_part(exchange, 3, "send")) {
        sales_order_send(world, row);
        done(exchange);
    } else {
        refuse(exchange, 405, "no such method");
    }
}

static void records_handle(struct exchange *exchange)
{
    enum entity_id entity = ENTITY_COUNT;

    for (int i = 0; i < SYSTEM_COUNT && exchange->part_count >= 2; i++) {
        if (exchange_part(exchange, 0, port_names[i]))
            entity = entity_find((enum port)i, exchange->parts[1]);
    }
    if (entity == ENTITY_COUNT) {
        refuse(exchange, 404, "no such route");
    } else if (exchange_part(exchange, 2, "count")) {
        records_count(exchange, entity);
    } else if (exchange->part_count > 2) {
        record_handle(exchange, entity);
    } else if (exchange_is(exchange, "POST")) {
        records_create(exchange, entity);
    } else {
        records_show(exchange, entity);
    }
}

/* ---- the machinery ------------------------------------------------------ */

static void faults_handle(struct exchange *exchange)
{
    struct err err;

    if (exchange_is(exchange, "DELETE")) {
        faults_clear(exchange->world->faults);
        done(exchange);
    } else if (faults_add(exchange->world->faults, exchange->json, &err) < 0) {
        refuse(exchange, 400, err.text);
    } else {
        done(exchange);
    }
}

static void journal_handle(struct exchange *exchange)
{
    if (exchange_is(exchange, "DELETE")) {
        journal_clear(exchange->world->journal);
        done(exchange);
        return;
    }
    exchange_answer(exchange, 200,
                    journal_read(exchange->world->journal,
                                 exchange_query_int(exchange, "since", 0)));
}

static void settings_handle(struct exchange *exchange)
{
    struct err err;

    if (world_set(exchange->world, exchange->json, &err) < 0) {
        refuse(exchange, 400, err.text);
    } else {
        done(exchange);
    }
}

static void tokens_handle(struct exchange *exchange)
{
    const char *system = json_get_text(exchange->json, "system");

    for (size_t i = 0; i < SYSTEM_COUNT; i++) {
        if (text_is_empty(system) || strcmp(system, port_names[i]) == 0)
            tokens_expire(&exchange->world->tokens[i]);
    }
    done(exchange);
}

void control_handle(struct exchange *exchange)
{
    if (exchange_part(exchange, 0, "health")) {
        done(exchange);
    } else if (exchange_part(exchange, 0, "faults")) {
        faults_handle(exchange);
    } else if (exchange_part(exchange, 0, "journal")) {
        journal_handle(exchange);
    } else if (exchange_part(exchange, 0, "settings")) {
        settings_handle(exchange);
    } else if (exchange_part(exchange, 0, "tokens")) {
        tokens_handle(exchange);
    } else {
        records_handle(exchange);
    }
}

#include "shape.h"
#include "stamp.h"
#include "zoho.h"
#include "zoho_records.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

static bool id_is_valid(const char *id)
{
    size_t length = strlen(id);

    return length > 0 && length <= 19 && strspn(id, "0123456789") == length;
}

void zoho_read(struct exchange *exchange, enum entity_id entity, const char *id)
{
    const struct row *row = store_get(exchange->world->stores[entity], id);
    struct json *answer;
    struct json *data;

    (void)snprintf(exchange->id, sizeof exchange->id, "%s", id);
    if (!id_is_valid(id)) {
        zoho_refuse(exchange, 400, "INVALID_DATA", NULL);
        return;
    }
    if (row == NULL) {
        exchange_answer(exchange, 204, NULL);
        return;
    }
    answer = json_new_object();
    data = json_new_array();
    json_append(data, zoho_record_show(exchange->world, entity, row,
                                       exchange_query(exchange, "fields")));
    json_set(answer, "data", data);
    exchange_answer(exchange, 200, answer);
}

static struct json *deletion_show(const struct deletion *deletion)
{
    struct json *shown = json_new_object();
    char time[TIME_TEXT_MAX];

    stamp_zohocrm(deletion->stamp, time);
    json_set_text(shown, "id", deletion->id);
    json_set_text(shown, "display_name", deletion->name);
    json_set_text(shown, "type", "recycle");
    json_set_text(shown, "deleted_time", time);
    json_set(shown, "deleted_by", json_new_null());
    json_set(shown, "created_by", json_new_null());
    return shown;
}

static struct json *deletions_info(int64_t page, int64_t per_page, int64_t all)
{
    struct json *info = json_new_object();
    int64_t before = (page - 1) * per_page;
    int64_t count = all > before + per_page ? per_page : all - before;

    json_set_int(info, "per_page", per_page);
    json_set_int(info, "count", count);
    json_set_int(info, "page", page);
    json_set_bool(info, "more_records", all > before + per_page);
    return info;
}

static void deletions_answer(struct exchange *exchange, enum entity_id entity,
                             int64_t page, int64_t per_page)
{
    const struct zoho *zoho = exchange->world->zoho;
    const char *since_text = pairs_get(&exchange->headers, "If-Modified-Since");
    int64_t since = 0;
    int64_t all = 0;
    struct json *data = json_new_array();
    struct json *answer;

    (void)stamp_parse(since_text, &since);
    for (size_t i = 0; i < zoho->deletion_count; i++) {
        if (zoho->deletions[i].entity != entity ||
            zoho->deletions[i].stamp < since)
            continue;
        if (all++ / per_page == page - 1)
            json_append(data, deletion_show(&zoho->deletions[i]));
    }
    if (json_count(data) == 0) {
        exchange_answer(exchange, since_text ? 304 : 204, NULL);
        json_free(data);
        return;
    }
    answer = json_new_object();
    json_set(answer, "data", data);
    json_set(answer, "info", deletions_info(page, per_page, all));
    exchange_answer(exchange, 200, answer);
}

void zoho_deleted(struct exchange *exchange, enum entity_id entity)
{
    const char *type = exchange_query(exchange, "type");
    int64_t per_page = exchange_query_int(exchange, "per_page", 200);
    int64_t page = exchange_query_int(exchange, "page", 1);

    if (type != NULL && !shape_in_list("all,recycle,permanent", type)) {
        zoho_refuse(exchange, 400, "PATTERN_NOT_MATCHED", NULL);
    } else if (per_page < 1 || per_page > 200 || page < 1) {
        zoho_refuse(exchange, 400, "INVALID_DATA", NULL);
    } else if (text_equal(type, "permanent")) {
        exchange_answer(exchange, 204, NULL);
    } else {
        deletions_answer(exchange, entity, page, per_page);
    }
}

#include "shape.h"
#include "stamp.h"
#include "zoho.h"
#include "zoho_fields.h"
#include "zoho_records.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS_MAX   50
#define PER_PAGE_MAX 200

/* What a request for a list asks for. */
struct walk {
    enum entity_id entity;
    const char *fields;
    const char *ids;
    const char *sort_by;
    bool descending;
    int64_t per_page;
    int64_t page;
    const char *since_text; /* If-Modified-Since */
    int64_t since;
    struct page_token *token; /* borrowed; NULL: by page */
};

/* A row and its place in the order. */
struct place {
    int64_t key;
    const struct row *row;
};

static void refuse_parameter(struct exchange *exchange, const char *code,
                             const char *name)
{
    struct json *details = json_new_object();

    json_set_text(details,
                  strcmp(code, "REQUIRED_PARAM_MISSING") == 0 ? "param_name"
                                                              : "api_name",
                  name);
    zoho_refuse(exchange, 400, code, details);
}

static void refuse_limit(struct exchange *exchange, const char *code,
                         int64_t limit)
{
    struct json *details = json_new_object();

    json_set_int(details, "limit", limit);
    zoho_refuse(exchange, 400, code, details);
}

static bool fields_read(struct exchange *exchange, struct walk *walk)
{
    size_t count = 0;
    char *field;

    walk->fields = exchange_query(exchange, "fields");
    if (text_is_empty(walk->fields)) {
        refuse_parameter(exchange, "REQUIRED_PARAM_MISSING", "fields");
        return false;
    }
    for (; (field = shape_part(walk->fields, count)) != NULL; count++) {
        if (zoho_field_find(exchange->world, walk->entity, field) == NULL) {
            exchange_problem(exchange, "no field '%s' in %s", field,
                             entities[walk->entity].name);
        }
        free(field);
    }
    if (count > FIELDS_MAX)
        refuse_limit(exchange, "LIMIT_EXCEEDED", FIELDS_MAX);
    return count <= FIELDS_MAX;
}

static bool sort_read(struct exchange *exchange, struct walk *walk)
{
    const char *order = exchange_query(exchange, "sort_order");

    walk->sort_by = exchange_query(exchange, "sort_by");
    walk->descending = order == NULL || strcmp(order, "asc") != 0;
    if (walk->sort_by == NULL)
        walk->sort_by = "id";
    if (!shape_in_list("id,Created_Time,Modified_Time", walk->sort_by)) {
        refuse_parameter(exchange, "INVALID_DATA", "sort_by");
        return false;
    }
    if (order != NULL && !shape_in_list("asc,desc", order)) {
        refuse_parameter(exchange, "INVALID_DATA", "sort_order");
        return false;
    }
    return true;
}

static bool page_read(struct exchange *exchange, struct walk *walk)
{
    int64_t reach = exchange->world->settings.zohocrm_page_rows;

    walk->per_page = exchange_query_int(exchange, "per_page", PER_PAGE_MAX);
    walk->page = exchange_query_int(exchange, "page", 1);
    if (walk->per_page < 1 || walk->per_page > PER_PAGE_MAX) {
        refuse_parameter(exchange, "INVALID_DATA", "per_page");
        return false;
    }
    if (walk->page < 1) {
        refuse_parameter(exchange, "INVALID_DATA", "page");
        return false;
    }
    if (walk->page * walk->per_page > reach) {
        refuse_limit(exchange, "DISCRETE_PAGINATION_LIMIT_EXCEEDED", reach);
        return false;
    }
    return true;
}

static bool since_read(struct exchange *exchange, struct walk *walk)
{
    walk->since_text = pairs_get(&exchange->headers, "If-Modified-Since");
    if (walk->since_text == NULL)
        return true;
    if (!stamp_parse(walk->since_text, &walk->since)) {
        refuse_parameter(exchange, "INVALID_DATA", "If-Modified-Since");
        return false;
    }
    return true;
}

/* The parameters that a page token is bound to, as one text each. */
static void bound_make(const struct walk *walk,
                       char *ret_bound[ZOHO_LIST_PARAMETERS])
{
    ret_bound[0] = mem_print("%s %s", entities[walk->entity].name,
                             walk->ids ? walk->ids : "");
    ret_bound[1] = mem_copy(walk->fields);
    ret_bound[2] = mem_print("%s %d %" PRId64, walk->sort_by, walk->descending,
                             walk->per_page);
    ret_bound[3] = mem_copy(walk->since_text ? walk->since_text : "");
}

static bool bound_same(const struct walk *walk)
{
    char *bound[ZOHO_LIST_PARAMETERS];
    bool same = true;

    bound_make(walk, bound);
    for (size_t i = 0; i < ZOHO_LIST_PARAMETERS; i++) {
        same = same && strcmp(bound[i], walk->token->bound[i]) == 0;
        free(bound[i]);
    }
    return same;
}

static bool token_read(struct exchange *exchange, struct walk *walk)
{
    const char *text = exchange_query(exchange, "page_token");
    int64_t most = exchange->world->settings.zohocrm_list_rows;

    if (text == NULL)
        return true;
    walk->token = map_get(exchange->world->zoho->page_tokens, text);
    if (exchange_query(exchange, "page") != NULL) {
        refuse_parameter(exchange, "AMBIGUITY_DURING_PROCESSING", "page_token");
    } else if (walk->token == NULL) {
        refuse_parameter(exchange, "INVALID_DATA", "page_token");
    } else if (walk->token->expires_ms <= time_boot_ms()) {
        refuse_parameter(exchange, "EXPIRED_VALUE", "page_token");
    } else if (!bound_same(walk)) {
        refuse_parameter(exchange, "TOKEN_BOUND_DATA_MISMATCH", "page_token");
    } else if (walk->token->rows + walk->per_page > most) {
        refuse_limit(exchange, "PAGINATION_LIMIT_EXCEEDED", most);
    } else {
        return true;
    }
    return false;
}

static int64_t place_key(const struct walk *walk, const struct row *row)
{
    if (strcmp(walk->sort_by, "Modified_Time") == 0)
        return row->changed;
    return strcmp(walk->sort_by, "Created_Time") == 0 ? row->created : 0;
}

/* All ids have the same length. */
static int place_compare(const void *one, const void *other)
{
    const struct place *a = one;
    const struct place *b = other;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return strcmp(a->row->id, b->row->id);
}

static int place_compare_back(const void *one, const void *other)
{
    return place_compare(other, one);
}

/* Is the row behind the last one that the token's walk gave out? */
static bool token_passed(const struct walk *walk, const struct place *place)
{
    int order;

    if (walk->token == NULL)
        return true;
    if (place->key != walk->token->key) {
        order = place->key < walk->token->key ? -1 : 1;
    } else {
        order = strcmp(place->row->id, walk->token->id);
    }
    return walk->descending ? order < 0 : order > 0;
}

static struct place *places_new(const struct world *world,
                                const struct walk *walk, size_t *ret_count)
{
    size_t total;
    struct row *const *rows = store_rows(world->stores[walk->entity], &total);
    struct place *places = mem_new(total + 1, sizeof *places);
    size_t count = 0;

    for (size_t i = 0; i < total; i++) {
        struct place place = { place_key(walk, rows[i]), rows[i] };

        if ((walk->since_text == NULL || rows[i]->changed >= walk->since) &&
            (walk->ids == NULL || shape_in_list(walk->ids, rows[i]->id)) &&
            token_passed(walk, &place))
            places[count++] = place;
    }
    qsort(places, count, sizeof *places,
          walk->descending ? place_compare_back : place_compare);
    *ret_count = count;
    return places;
}

static const char *token_issue(struct world *world, const struct walk *walk,
                               const struct place *last, int64_t rows,
                               char ret_text[64])
{
    struct zoho *zoho = world->zoho;
    struct page_token *token = mem_new(1, sizeof *token);

    bound_make(walk, token->bound);
    token->key = last->key;
    (void)snprintf(token->id, sizeof token->id, "%s", last->row->id);
    token->rows = rows;
    token->expires_ms =
        time_boot_ms() + world->settings.zohocrm_page_token_seconds * 1000;
    zoho->page_tokens_issued++;
    (void)snprintf(ret_text, 64, "pt/%016" PRIx64 "+%" PRIx64 "=",
                   UINT64_C(0x9e3779b97f4a7c15) * zoho->page_tokens_issued,
                   zoho->page_tokens_issued);
    (void)map_put(zoho->page_tokens, ret_text, token);
    return ret_text;
}

static void info_add(struct world *world, struct json *answer,
                     const struct walk *walk, const struct place *last,
                     const int64_t counts[2])
{
    struct json *info = json_new_object();
    int64_t before =
        walk->token ? walk->token->rows : (walk->page - 1) * walk->per_page;
    char token[64];
    char expiry[TIME_TEXT_MAX];

    stamp_zohocrm(world_now(world, PORT_ZOHOCRM) +
                      world->settings.zohocrm_page_token_seconds * STAMP_SECOND,
                  expiry);
    json_set_bool(info, "call", false);
    json_set_bool(info, "email", false);
    json_set_int(info, "per_page", walk->per_page);
    json_set_int(info, "count", counts[0]);
    json_set_int(info, "page", before / walk->per_page + 1);
    json_set_text(info, "sort_by", walk->sort_by);
    json_set_text(info, "sort_order", walk->descending ? "desc" : "asc");
    json_set_bool(info, "more_records", counts[1] > 0);
    json_set_text(info, "next_page_token",
                  counts[1] > 0 ? token_issue(world, walk, last,
                                              before + counts[0], token)
                                : NULL);
    json_set(info, "previous_page_token", json_new_null());
    json_set_text(info, "page_token_expiry", counts[1] > 0 ? expiry : NULL);
    json_set(answer, "info", info);
}

static void walk_answer(struct exchange *exchange, const struct walk *walk)
{
    size_t count;
    struct place *places = places_new(exchange->world, walk, &count);
    size_t from = walk->token ? 0 : (size_t)((walk->page - 1) * walk->per_page);
    size_t to = from + (size_t)walk->per_page;
    struct json *answer;
    struct json *data;

    if (to > count)
        to = count;
    if (from >= to) {
        exchange_answer(exchange, walk->since_text ? 304 : 204, NULL);
        free(places);
        return;
    }
    answer = json_new_object();
    data = json_new_array();
    for (size_t i = from; i < to; i++) {
        json_append(data, zoho_record_show(exchange->world, walk->entity,
                                           places[i].row, walk->fields));
    }
    json_set(answer, "data", data);
    info_add(exchange->world, answer, walk, &places[to - 1],
             (int64_t[]){ (int64_t)(to - from), (int64_t)(count - to) });
    exchange_answer(exchange, 200, answer);
    free(places);
}

void zoho_list(struct exchange *exchange, enum entity_id entity)
{
    struct walk walk = { .entity = entity,
                         .ids = exchange_query(exchange, "ids") };

    if (fields_read(exchange, &walk) && sort_read(exchange, &walk) &&
        page_read(exchange, &walk) && since_read(exchange, &walk) &&
        token_read(exchange, &walk))
        walk_answer(exchange, &walk);
}

#include "poweroffice.h"
#include "shape.h"
#include "stamp.h"

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PAGE_SIZE     5000
#define PAGE_SIZE_MAX 20000

enum filter_kind {
    FILTER_ONE,   /* the member is the value */
    FILTER_LIST,  /* the member is one of a comma list */
    FILTER_EMAIL, /* the same, whatever the case */
    FILTER_AFTER, /* the member's moment is later, not equal */
};

static const struct filter {
    enum entity_id entity;
    enum filter_kind kind;
    const char *parameter;
    const char *member;
} filters[] = {
    { CUSTOMERS, FILTER_ONE, "externalImportReference",
      "ExternalImportReference" },
    { CUSTOMERS, FILTER_EMAIL, "emailAddresses", "EmailAddress" },
    { CUSTOMERS, FILTER_LIST, "phoneNumbers", "PhoneNumber" },
    { CUSTOMERS, FILTER_LIST, "organizationNumbers", "OrganizationNumber" },
    { CUSTOMERS, FILTER_AFTER, "lastChangedDateTimeOffsetGreaterThan",
      "LastChangedDateTimeOffset" },
    { CUSTOMERS, FILTER_AFTER, "customerCreatedDateTimeOffsetGreaterThan",
      "CustomerCreatedDateTimeOffset" },
    { CONTACT_PERSONS, FILTER_LIST, "contactIds", "ContactId" },
    { CONTACT_PERSONS, FILTER_LIST, "externalCodes", "ExternalCode" },
    { CONTACT_PERSONS, FILTER_AFTER, "lastChangedDateTimeOffsetGreaterThan",
      "LastChangedDateTimeOffset" },
    { CONTACT_PERSONS, FILTER_AFTER, "createdDateTimeOffsetGreaterThan",
      "CreatedDateTimeOffset" },
    { SALES_ORDERS, FILTER_LIST, "externalImportReferences",
      "ExternalImportReference" },
    { SALES_ORDERS, FILTER_ONE, "orderStatus", "SalesOrderStatus" },
    { SALES_ORDERS, FILTER_AFTER, "lastChangedDateTimeOffsetGreaterThan",
      "LastChangedDateTimeOffset" },
    { OUTGOING_INVOICES, FILTER_LIST, "externalImportReferences",
      "ExternalImportReference" },
    { OUTGOING_INVOICES, FILTER_LIST, "invoiceIds", "Id" },
    { OUTGOING_INVOICES, FILTER_AFTER, "sentDateTimeOffsetGreaterThan",
      "SentDateTimeOffset" },
    { DEPARTMENTS, FILTER_LIST, "codes", "Code" },
    { DEPARTMENTS, FILTER_AFTER, "lastChangedDateTimeOffsetGreaterThan",
      "LastChangedDateTimeOffset" },
    { DEPARTMENTS, FILTER_AFTER, "createdDateTimeOffsetGreaterThan",
      "CreatedDateTimeOffset" },
};

#define FILTERS_COUNT (sizeof filters / sizeof filters[0])
#define ORDERS_MAX    4

/* "name asc, createdDate desc" */
struct order {
    const char *member; /* borrowed from the description */
    bool descending;
};

struct listing {
    struct exchange *exchange;
    enum entity_id entity;
    const struct filter *filters[FILTERS_COUNT];
    const char *values[FILTERS_COUNT];
    struct map *emails;           /* those asked for, folded */
    int64_t after[FILTERS_COUNT]; /* stamps */
    size_t filter_count;
    struct order orders[ORDERS_MAX];
    size_t order_count;
    int64_t page;
    int64_t size;
};

struct place {
    const struct listing *listing;
    const struct row *row;
    size_t item; /* so that equals keep their order */
};

static bool is_paging(const char *name)
{
    return strcasecmp(name, "PageNumber") == 0 ||
           strcasecmp(name, "PageSize") == 0 ||
           strcasecmp(name, "OrderBy") == 0 ||
           strcasecmp(name, "Fields") == 0 ||
           strcasecmp(name, "showInherited") == 0;
}

static const struct filter *filter_find(enum entity_id entity,
                                        const char *parameter)
{
    for (size_t i = 0; i < FILTERS_COUNT; i++) {
        if (filters[i].entity == entity &&
            strcasecmp(filters[i].parameter, parameter) == 0)
            return &filters[i];
    }
    return NULL;
}

static void fold(char *text)
{
    for (; *text != '\0'; text++)
        *text = (char)tolower((unsigned char)*text);
}

/* Asked of every customer: a list would be walked for each of them. */
static void emails_take(struct listing *listing, const char *list)
{
    char *part;

    for (size_t i = 0; (part = shape_part(list, i)) != NULL; i++) {
        fold(part);
        (void)map_put(listing->emails, part, listing);
        free(part);
    }
}

static bool filter_take(struct listing *listing, const struct filter *filter,
                        const char *value)
{
    size_t at = listing->filter_count++;

    listing->filters[at] = filter;
    listing->values[at] = value;
    if (filter->kind == FILTER_EMAIL)
        emails_take(listing, value);
    if (filter->kind != FILTER_AFTER || stamp_parse(value, &listing->after[at]))
        return true;
    poweroffice_refuse(listing->exchange, 400, "Bad request",
                       "The value '%s' is not valid for %s.", value,
                       filter->parameter);
    return false;
}

static bool filters_read(struct listing *listing)
{
    const struct pairs *query = &listing->exchange->query;

    for (size_t i = 0; i < query->count; i++) {
        const char *name = query->of[i][0];
        const struct filter *filter = filter_find(listing->entity, name);

        if (filter == NULL && !is_paging(name)) {
            exchange_problem(listing->exchange,
                             "parameter '%s' is not simulated", name);
        }
        if (filter != NULL && listing->filter_count < FILTERS_COUNT &&
            !filter_take(listing, filter, query->of[i][1]))
            return false;
    }
    return true;
}

static bool order_read(struct listing *listing, const char *text)
{
    struct exchange *exchange = listing->exchange;
    const struct json *members =
        spec_members(exchange->world->specs[PORT_POWEROFFICEGO],
                     poweroffice_schemas(listing->entity)->read);
    char *name = mem_copy_n(text, strcspn(text, " "));
    const struct json *member = shape_get(members, name);
    struct order *order = &listing->orders[listing->order_count];

    if (member == NULL) {
        poweroffice_refuse(exchange, 400, "Bad request",
                           "OrderBy: no property '%s'.", name);
    } else {
        *order =
            (struct order){ json_name(member), strstr(text, " desc") != NULL };
    }
    listing->order_count++;
    free(name);
    return member != NULL;
}

static bool orders_read(struct listing *listing)
{
    const char *text = exchange_query(listing->exchange, "OrderBy");
    char *part;
    bool good = true;

    for (size_t i = 0; text != NULL && good && i < ORDERS_MAX &&
                       (part = shape_part(text, i)) != NULL;
         i++) {
        good = order_read(listing, part);
        free(part);
    }
    return good;
}

static bool paging_read(struct listing *listing)
{
    struct exchange *exchange = listing->exchange;

    listing->page = exchange_query_int(exchange, "PageNumber", 1);
    listing->size = exchange_query_int(exchange, "PageSize", PAGE_SIZE);
    if (listing->page >= 1 && listing->size >= 1 &&
        listing->size <= PAGE_SIZE_MAX)
        return true;
    poweroffice_refuse(exchange, 400, "Bad request",
                       "PageNumber or PageSize is out of range.");
    return false;
}

static bool filter_fits(const struct listing *listing, size_t at,
                        const struct row *row)
{
    const struct json *value =
        json_get(row->json, listing->filters[at]->member);
    char id[STORE_ID_MAX * 2];
    int64_t moment;

    shape_id(value, id, sizeof id);
    switch (listing->filters[at]->kind) {
    case FILTER_ONE:
        return strcmp(id, listing->values[at]) == 0;
    case FILTER_LIST:
        return shape_in_list(listing->values[at], id);
    case FILTER_EMAIL:
        fold(id);
        return map_get(listing->emails, id) != NULL;
    case FILTER_AFTER:
        break;
    }
    return stamp_parse(json_text(value), &moment) &&
           moment > listing->after[at];
}

static bool row_fits(const struct listing *listing, const struct row *row)
{
    for (size_t i = 0; i < listing->filter_count; i++) {
        if (!filter_fits(listing, i, row))
            return false;
    }
    return true;
}

static int value_compare(const struct json *one, const struct json *other)
{
    double a;
    double b;

    if (json_number(one, &a) && json_number(other, &b))
        return (a > b) - (a < b);
    if (json_is_text(one) && json_is_text(other))
        return strcmp(json_text(one), json_text(other));
    return (one != NULL) - (other != NULL);
}

static int place_compare(const void *one, const void *other)
{
    const struct place *a = one;
    const struct place *b = other;
    const struct listing *listing = a->listing;

    for (size_t i = 0; i < listing->order_count; i++) {
        const struct order *order = &listing->orders[i];
        int compared = value_compare(json_get(a->row->json, order->member),
                                     json_get(b->row->json, order->member));

        if (compared != 0)
            return order->descending ? -compared : compared;
    }
    return (a->item > b->item) - (a->item < b->item);
}

static struct place *places_new(const struct listing *listing,
                                size_t *ret_count)
{
    size_t total;
    struct row *const *rows =
        store_rows(listing->exchange->world->stores[listing->entity], &total);
    struct place *places = mem_new(total + 1, sizeof *places);
    size_t count = 0;

    for (size_t i = 0; i < total; i++) {
        if (row_fits(listing, rows[i]))
            places[count++] = (struct place){ listing, rows[i], i };
    }
    if (listing->order_count > 0)
        qsort(places, count, sizeof *places, place_compare);
    *ret_count = count;
    return places;
}

static void encode(struct buf *url, const char *text)
{
    for (; *text != '\0'; text++) {
        if (isalnum((unsigned char)*text) || strchr("-._~", *text) != NULL) {
            buf_append(url, text, 1);
        } else {
            buf_print(url, "%%%02X", (unsigned char)*text);
        }
    }
}

/* This request with the page's number: absolute, as the portal shows it. */
static char *link_make(const struct listing *listing, int64_t page)
{
    const struct exchange *exchange = listing->exchange;
    struct buf url = { 0 };

    buf_print(&url, "%s%s?PageNumber=%" PRId64,
              exchange->world->urls[PORT_POWEROFFICEGO], exchange->path, page);
    for (size_t i = 0; i < exchange->query.count; i++) {
        if (strcasecmp(exchange->query.of[i][0], "PageNumber") == 0)
            continue;
        buf_print(&url, "&%s=", exchange->query.of[i][0]);
        encode(&url, exchange->query.of[i][1]);
    }
    return buf_take(&url);
}

static void pagination_add(const struct listing *listing, bool more)
{
    struct json *pagination = json_new_object();
    char *link = more ? link_make(listing, listing->page + 1) : NULL;
    char *text;

    json_set_int(pagination, "currentPage", listing->page);
    json_set_int(pagination, "pageSize", listing->size);
    json_set_text(pagination, "nextPageLink", link);
    text = json_string(pagination);
    exchange_answer_header(listing->exchange, "X-Pagination", text);
    free(text);
    free(link);
    json_free(pagination);
}

static void fields_check(const struct listing *listing, const char *fields)
{
    const struct json *members =
        spec_members(listing->exchange->world->specs[PORT_POWEROFFICEGO],
                     poweroffice_schemas(listing->entity)->read);
    char *field;

    for (size_t i = 0; (field = shape_part(fields, i)) != NULL; i++) {
        if (shape_get(members, field) == NULL)
            exchange_problem(listing->exchange, "no field '%s'", field);
        free(field);
    }
}

static void listing_answer(const struct listing *listing)
{
    struct exchange *exchange = listing->exchange;
    const char *fields = exchange_query(exchange, "Fields");
    size_t count;
    struct place *places = places_new(listing, &count);
    size_t from = (size_t)((listing->page - 1) * listing->size);
    size_t to = from + (size_t)listing->size;
    struct json *rows = json_new_array();

    if (fields != NULL)
        fields_check(listing, fields);
    for (size_t i = from; i < to && i < count; i++) {
        json_append(rows, poweroffice_show(exchange->world, listing->entity,
                                           places[i].row, fields));
    }
    if (from >= count) {
        json_free(rows);
        rows = NULL;
    }
    exchange_answer(exchange, rows == NULL ? 204 : 200, rows);
    if (rows != NULL)
        pagination_add(listing, to < count);
    free(places);
}

void poweroffice_list(struct exchange *exchange, enum entity_id entity)
{
    struct listing listing = { .exchange = exchange,
                               .entity = entity,
                               .emails = map_new() };

    if (filters_read(&listing) && orders_read(&listing) &&
        paging_read(&listing))
        listing_answer(&listing);
    map_free(listing.emails, NULL);
}

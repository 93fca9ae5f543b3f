/*
 * COQL, as far as a lookup needs it:
 *   select A, B from M where COND [order by id] [limit [OFFSET,] COUNT]
 *   COND: PART | PART and PART | PART or PART, PART: (COND) | FIELD OP VALUE
 *   OP: = != < <= > >= in, not in, is null, is not null
 * The condition is read anew for every row: parsing is evaluating.
 */
#include "shape.h"
#include "stamp.h"
#include "zoho.h"
#include "zoho_fields.h"
#include "zoho_records.h"

#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define WORD_MAX     300
#define LIMIT        200
#define LIMIT_MAX    2000
#define IN_MAX       50
#define COMPARE_NULL 2 /* neither less, equal nor greater */

struct query {
    const struct world *world;
    struct exchange *exchange;
    enum entity_id entity;
    char *fields;
    const char *where; /* or NULL */
    int64_t offset;
    int64_t limit;
};

/* A place in the text; word is what was read last. */
struct reader {
    const char *at;
    char word[WORD_MAX];
    bool quoted;
    bool failed;
    const struct query *query;
    const struct row *row; /* NULL: only the syntax */
};

/* Within a text a quote is doubled, or has a backslash before it. */
static void quoted_read(struct reader *reader)
{
    size_t length = 0;

    for (reader->at++; *reader->at != '\0'; reader->at++) {
        if (*reader->at == '\'' && reader->at[1] != '\'')
            break;
        if (strchr("'\\", *reader->at) != NULL && reader->at[1] != '\0')
            reader->at++;
        if (length < WORD_MAX - 1)
            reader->word[length++] = *reader->at;
    }
    reader->word[length] = '\0';
    reader->quoted = true;
    reader->failed = reader->failed || *reader->at != '\'';
    reader->at += *reader->at == '\'';
}

/* A name, a number, a quoted text or a sign; "" at the end. */
static const char *word_read(struct reader *reader)
{
    size_t length = 0;

    reader->quoted = false;
    reader->at += strspn(reader->at, " \t\r\n");
    if (*reader->at == '\'') {
        quoted_read(reader);
        return reader->word;
    }
    if (strchr("<>!=", *reader->at) != NULL) {
        length = strspn(reader->at, "<>!=");
    } else if (strchr("(),", *reader->at) != NULL) {
        length = 1;
    } else {
        length = strcspn(reader->at, " \t\r\n(),<>!='");
    }
    if (*reader->at == '\0' || length >= WORD_MAX)
        length = 0;
    memcpy(reader->word, reader->at, length);
    reader->word[length] = '\0';
    reader->at += length;
    return reader->word;
}

static bool word_is(const struct reader *reader, const char *word)
{
    return !reader->quoted && strcasecmp(reader->word, word) == 0;
}

/* Reads the word if it is that one. */
static bool accept(struct reader *reader, const char *word)
{
    struct reader before = *reader;

    (void)word_read(reader);
    if (word_is(reader, word))
        return true;
    *reader = before;
    return false;
}

static void expect(struct reader *reader, const char *word)
{
    if (!accept(reader, word))
        reader->failed = true;
}

static int sign_of(double difference)
{
    return (difference > 0) - (difference < 0);
}

static int value_compare(const struct json *value, const char *with)
{
    double number;
    int64_t moment;
    int64_t other;

    if (json_is_object(value))
        value = json_get(value, "id");
    if (json_number(value, &number))
        return sign_of(number - strtod(with, NULL));
    if (json_is_bool(value))
        return json_true(value) == (strcasecmp(with, "true") == 0) ? 0 : 1;
    if (!json_is_text(value))
        return COMPARE_NULL;
    if (stamp_parse(json_text(value), &moment) && stamp_parse(with, &other))
        return sign_of((double)(moment - other));
    return sign_of((double)strcasecmp(json_text(value), with));
}

static bool order_fits(const char *op, int order)
{
    if (order == COMPARE_NULL)
        return false;
    if (strcmp(op, "=") == 0)
        return order == 0;
    if (strcmp(op, "!=") == 0)
        return order != 0;
    if (op[1] == '=' && order == 0)
        return true;
    return op[0] == '<' ? order < 0 : order > 0;
}

static bool list_read(struct reader *reader, const struct json *value)
{
    bool found = false;
    size_t count = 0;

    expect(reader, "(");
    do {
        (void)word_read(reader);
        found = found || value_compare(value, reader->word) == 0;
    } while (++count <= IN_MAX && accept(reader, ","));
    expect(reader, ")");
    reader->failed = reader->failed || count > IN_MAX;
    return found;
}

static bool null_read(struct reader *reader, const struct json *value)
{
    bool negated = accept(reader, "not");

    expect(reader, "null");
    return negated != (value == NULL || json_is_null(value));
}

static bool operator_read(struct reader *reader, const struct json *value)
{
    char op[WORD_MAX];

    if (accept(reader, "is"))
        return null_read(reader, value);
    if (accept(reader, "in"))
        return list_read(reader, value);
    if (accept(reader, "not")) {
        expect(reader, "in");
        return !list_read(reader, value);
    }
    memcpy(op, word_read(reader), sizeof op);
    if (!shape_in_list("=,!=,<,<=,>,>=", op))
        reader->failed = true;
    (void)word_read(reader);
    return order_fits(op, value_compare(value, reader->word));
}

static bool comparison_read(struct reader *reader)
{
    const struct query *query = reader->query;
    struct json *value = NULL;
    bool result;

    (void)word_read(reader);
    if (zoho_field_find(query->world, query->entity, reader->word) == NULL) {
        reader->failed = true;
    } else if (reader->row != NULL) {
        value = zoho_record_value(query->world, query->entity, reader->row,
                                  reader->word);
    }
    result = operator_read(reader, value);
    json_free(value);
    return result;
}

static bool condition_read(struct reader *reader);

static bool part_read(struct reader *reader)
{
    bool result;

    if (!accept(reader, "("))
        return comparison_read(reader);
    result = condition_read(reader);
    expect(reader, ")");
    return result;
}

/* Only pairs: a third part needs brackets. */
static bool condition_read(struct reader *reader)
{
    bool left = part_read(reader);
    bool right;

    if (accept(reader, "and")) {
        right = part_read(reader);
        return left && right;
    }
    if (accept(reader, "or")) {
        right = part_read(reader);
        return left || right;
    }
    return left;
}

static void fields_read(struct reader *reader, struct query *query)
{
    struct buf fields = { 0 };

    do {
        buf_print(&fields, "%s%s", fields.length ? "," : "", word_read(reader));
    } while (accept(reader, ","));
    query->fields = buf_take(&fields);
}

static void tail_read(struct reader *reader, struct query *query)
{
    if (accept(reader, "order")) {
        expect(reader, "by");
        expect(reader, "id");
        (void)accept(reader, "asc");
    }
    if (accept(reader, "limit")) {
        query->limit = strtoll(word_read(reader), NULL, 10);
        if (accept(reader, ",")) {
            query->offset = query->limit;
            query->limit = strtoll(word_read(reader), NULL, 10);
        }
    }
    reader->failed = reader->failed || *word_read(reader) != '\0' ||
                     query->limit < 1 || query->limit > LIMIT_MAX ||
                     query->offset < 0;
}

static bool query_read(struct query *query, const char *text)
{
    struct reader reader = { .at = text, .query = query };

    query->limit = LIMIT;
    expect(&reader, "select");
    fields_read(&reader, query);
    expect(&reader, "from");
    query->entity = entity_find(PORT_ZOHOCRM, word_read(&reader));
    if (query->entity == ENTITY_COUNT)
        return false;
    if (accept(&reader, "where")) {
        query->where = reader.at;
        (void)condition_read(&reader);
    } else {
        exchange_problem(query->exchange, "a COQL query without where");
    }
    tail_read(&reader, query);
    return !reader.failed;
}

static bool row_fits(const struct query *query, const struct row *row)
{
    struct reader reader = { .at = query->where, .query = query, .row = row };

    return query->where == NULL || condition_read(&reader);
}

/* COQL shows lookups with their id alone. */
static struct json *row_show(const struct query *query, const struct row *row)
{
    struct json *shown =
        zoho_record_show(query->world, query->entity, row, query->fields);
    struct json *bare = json_new_object();

    for (const struct json *m = json_first(shown); m; m = json_next(m)) {
        struct json *value = json_clone(m);

        if (json_is_object(value))
            json_remove(value, "name");
        json_set(bare, json_name(m), value);
    }
    json_free(shown);
    return bare;
}

static void query_answer(const struct query *query)
{
    size_t count;
    struct row *const *rows =
        store_rows(query->world->stores[query->entity], &count);
    struct json *data = json_new_array();
    struct json *info = json_new_object();
    struct json *answer = json_new_object();
    int64_t found = 0;

    for (size_t i = 0; i < count; i++) {
        if (!row_fits(query, rows[i]))
            continue;
        found++;
        if (found > query->offset && found <= query->offset + query->limit)
            json_append(data, row_show(query, rows[i]));
    }
    json_set_int(info, "count", (int64_t)json_count(data));
    json_set_bool(info, "more_records", found > query->offset + query->limit);
    if (json_count(data) == 0)
        exchange_answer(query->exchange, 204, NULL);
    json_set(answer, "data", data);
    json_set(answer, "info", info);
    if (query->exchange->status == 204) {
        json_free(answer);
    } else {
        exchange_answer(query->exchange, 200, answer);
    }
}

void zoho_coql(struct exchange *exchange)
{
    const char *text = json_get_text(exchange->json, "select_query");
    struct query query = { .world = exchange->world, .exchange = exchange };

    if (!exchange_is(exchange, "POST")) {
        zoho_refuse(exchange, 405, "INVALID_REQUEST_METHOD", NULL);
        return;
    }
    if (text == NULL || !query_read(&query, text)) {
        zoho_refuse(exchange, 400, "SYNTAX_ERROR", NULL);
    } else {
        exchange->entity = entities[query.entity].name;
        query_answer(&query);
    }
    free(query.fields);
}

/*
 * base/json.h: JSON values, parsed strictly and hidden behind one type.
 *
 * The only place that knows cJSON. A value is owned by whoever made it
 * (json_parse, json_new_*, json_clone) until json_free() or until it is given
 * to an object or array (json_set, json_append take ownership).
 * Readers accept NULL and then find nothing, so that lookups chain:
 * json_text(json_get(record, "Email")) is NULL when any step is missing.
 *
 * Numbers are doubles: whole numbers from 2^53 on are refused by json_int(),
 * so ids that may be longer must be strings (Zoho's are).
 */
#ifndef TANDEM_BASE_JSON_H
#define TANDEM_BASE_JSON_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A document of more bytes than this is refused. */
#define JSON_BYTES_MAX ((size_t)64 * 1024 * 1024)

struct json;

/* Strict: one value, nothing behind it, no NUL within (\u0000 neither), valid
 * UTF-8, at most 1000 levels; of members with the same name the first counts.
 * ERR_DATA names the byte. */
struct json *json_parse(const char *text, size_t length,
                        struct err *err) MUST_CHECK;
void json_free(struct json *json);
struct json *json_clone(const struct json *json);

/* Appends it: compact, members in the order they were set, every number so
 * that reading gives the same number again. */
void json_print(const struct json *json, struct buf *ret_text);
char *json_string(const struct json *json); /* the caller frees */

/* Readers. Borrowed from json; NULL, false or 0 when it is something else. */
const struct json *json_get(const struct json *object, const char *name);
const struct json *json_at(const struct json *object, const char *path);
const char *json_text(const struct json *json);
const char *json_get_text(const struct json *object, const char *name);
bool json_int(const struct json *json, int64_t *ret_value);
int64_t json_get_int(const struct json *object, const char *name,
                     int64_t otherwise);
bool json_number(const struct json *json, double *ret_value);
bool json_true(const struct json *json);
bool json_get_true(const struct json *object, const char *name);

bool json_is_null(const struct json *json);
bool json_is_text(const struct json *json);
bool json_is_number(const struct json *json);
bool json_is_bool(const struct json *json);
bool json_is_object(const struct json *json);
bool json_is_array(const struct json *json);

/* "object", "array", "string", "number", "true or false", "null", "nothing" */
const char *json_kind(const struct json *json);

/* Walks members or items: for (m = json_first(o); m; m = json_next(m)). */
const struct json *json_first(const struct json *container);
const struct json *json_next(const struct json *item);
const char *json_name(const struct json *member);
size_t json_count(const struct json *container);

/* Numbers by value (exactly), texts by bytes, objects whatever the members'
 * order; of members with the same name the first counts. */
bool json_equal(const struct json *one, const struct json *other);

/* Builders. Names are copied; values change owner; a name is replaced. */
struct json *json_new_object(void);
struct json *json_new_array(void);
struct json *json_new_text(const char *text); /* NULL makes null */
struct json *json_new_text_n(const char *text, size_t length);
struct json *json_new_int(int64_t value);
struct json *json_new_bool(bool value);
struct json *json_new_null(void);
void json_set(struct json *object, const char *name, struct json *value);
void json_add(struct json *object, const char *name,
              struct json *value); /* the name is not there yet */
void json_set_text(struct json *object, const char *name, const char *text);
void json_set_int(struct json *object, const char *name, int64_t value);
void json_set_bool(struct json *object, const char *name, bool value);
void json_append(struct json *array, struct json *value);
void json_remove(struct json *object, const char *name);

/*
 * The bytes of each item of an array, without building a tree: calls each()
 * with slices of text. member names the array inside the outermost object
 * ("data"; spelled without escapes there), NULL when the text is the array
 * itself. Stops when each() returns other than 0 and returns that; else 0.
 * Only text that json_parse() would accept gives sensible slices; any other is
 * survived.
 */
typedef int json_slice_each(const char *text, size_t length, void *arg);
int json_slices(const char *text, size_t length, const char *member,
                json_slice_each *each, void *arg);

#endif

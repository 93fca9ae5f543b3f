/*
 * FIND and MATCH as COQL, which sees a record as soon as it is written (the
 * search API lags behind). Values are quoted, names are checked: neither can
 * say more than they should.
 */
#include "base/text.h"
#include "systems/zohocrm.h"

#include <string.h>

/* One section of the documentation allows 100, another 50. */
#define QUERY_KEYS_MAX 50
/* Several people may share an address; more rows than this are not served. */
#define QUERY_ROWS_MAX 2000

static bool is_name(const char *name)
{
    return name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                             "abcdefghijklmnopqrstuvwxyz0123456789_")] ==
               '\0' &&
           name[0] != '\0';
}

static bool selects(const struct call *call, const char *name)
{
    for (size_t i = 0; i < call->column_count; i++) {
        if (text_equal(call->columns[i], name))
            return true;
    }
    return false;
}

/* What tells the rows apart, then what the caller wants. */
static int select_append(struct buf *query, const struct call *call,
                         const char *path, struct err *err)
{
    const struct entity *entity = call->entity;
    const char *needed[] = { entity->id_path, entity->modified_path, path };
    const char *comma = "select ";

    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (selects(call, needed[i]))
            continue;
        buf_print(query, "%s%s", comma, needed[i]);
        comma = ", ";
    }
    for (size_t i = 0; i < call->column_count; i++) {
        if (!is_name(call->columns[i])) {
            return err_set(err, ERR_DATA, "'%s' is no field to ask for",
                           call->columns[i]);
        }
        buf_print(query, "%s%s", comma, call->columns[i]);
        comma = ", ";
    }
    buf_print(query, " from %s", entity->name);
    return 0;
}

/* A quote is doubled; what a backslash or a control character means is not
 * documented, so they are not sent. */
static bool is_quotable(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\\' || (unsigned char)*text < ' ')
            return false;
    }
    return true;
}

static void quote_append(struct buf *query, const char *text)
{
    buf_text_append(query, "'");
    for (; *text != '\0'; text++)
        buf_append(query, *text == '\'' ? "''" : text, *text == '\'' ? 2 : 1);
    buf_text_append(query, "'");
}

static int keys_append(struct buf *query, const struct call *call,
                       struct err *err)
{
    size_t count = 0;

    if (json_count(call->keys) > QUERY_KEYS_MAX) {
        return err_set(err, ERR_DATA, "%zu keys are more than %d",
                       json_count(call->keys), QUERY_KEYS_MAX);
    }
    buf_text_append(query, " in (");
    for (const struct json *key = json_first(call->keys); key != NULL;
         key = json_next(key)) {
        if (!json_is_text(key) || !is_quotable(json_text(key)))
            continue;
        buf_text_append(query, count++ == 0 ? "" : ", ");
        quote_append(query, json_text(key));
    }
    buf_text_append(query, ")");
    return count > 0 ? 0 : err_set(err, ERR_DATA, "no key can be asked for");
}

int zohocrm_query(const struct call *call, struct buf *ret_query,
                  struct err *err)
{
    bool match = call->kind == CALL_MATCH;
    const char *path = match ? call->key_path : call->entity->reference_path;

    if (path == NULL || !is_name(path)) {
        return err_set(err, ERR_DATA, "%s has no field '%s' to ask by",
                       call->entity->name, path == NULL ? "" : path);
    }
    if (select_append(ret_query, call, path, err) != 0)
        return -1;
    buf_print(ret_query, " where %s", path);
    if (match) {
        if (keys_append(ret_query, call, err) != 0)
            return -1;
    } else {
        if (call->reference == NULL || !is_quotable(call->reference))
            return err_set(err, ERR_DATA, "a reference that cannot be quoted");
        buf_text_append(ret_query, " = ");
        quote_append(ret_query, call->reference);
    }
    buf_print(ret_query, " limit 0, %d", match ? QUERY_ROWS_MAX : 2);
    return 0;
}

#include "base/mem.h"
#include "base/text.h"
#include "systems/rows.h"
#include "systems/zohocrm.h"

#include <inttypes.h>
#include <stdlib.h>

/* A 2xx that cannot be understood. */
static void unclear(const struct call *call, struct answer *answer)
{
    answer->verdict = verdict_unclear(call);
    mem_replace(&answer->code, "unreadable answer");
}

/* 204: there are none; 304: none since. Neither has a body. */
static bool is_empty(int status)
{
    return status == 204 || status == 304;
}

/* The next page, or where the walk must be anchored anew before Zoho's
 * ceiling: truncated, without a next page. */
static void next_page(const struct call *call, const struct json *info,
                      struct answer *answer)
{
    const char *token = json_get_text(info, "next_page_token");
    int64_t rows = 0;

    if (!json_get_true(info, "more_records"))
        return;
    if (call->page != NULL)
        (void)zohocrm_page(call->page, &rows);
    rows += (int64_t)answer->row_count;
    if (token == NULL || rows + ZOHOCRM_PER_PAGE > ZOHOCRM_WALK_MAX) {
        answer->truncated = true;
    } else {
        answer->next_page = mem_print("%" PRId64 ":%s", rows, token);
    }
}

static void list(const struct call *call, const struct json *body,
                 struct answer *answer)
{
    if (!json_is_array(json_get(body, "data"))) {
        unclear(call, answer);
        return;
    }
    answer->verdict = VERDICT_DONE;
    rows_take(answer, "data");
    next_page(call, json_get(body, "info"), answer);
}

static void read_one(const struct call *call, const struct json *body,
                     struct answer *answer)
{
    const struct json *data = json_get(body, "data");

    if (!json_is_array(data)) {
        unclear(call, answer);
        return;
    }
    if (json_is_null(json_first(data))) {
        rows_unreadable(answer);
        return;
    }
    answer->verdict = json_first(data) == NULL ? VERDICT_GONE : VERDICT_DONE;
    if (answer->verdict == VERDICT_DONE)
        rows_record(answer, call, json_first(data));
    rows_take(answer, "data");
}

/* The number that people see; older answers have only that of the record. */
static void tenant(const struct call *call, const struct json *body,
                   struct answer *answer)
{
    const struct json *org = json_first(json_get(body, "org"));
    const char *id = json_get_text(org, "zgid");

    answer->id = mem_copy(id != NULL ? id : json_get_text(org, "id"));
    answer->record = json_clone(org);
    answer->verdict = VERDICT_DONE;
    if (answer->id == NULL)
        unclear(call, answer);
}

static void fields(const struct call *call, const struct json *body,
                   struct answer *answer)
{
    answer->record = json_clone(json_get(body, "fields"));
    answer->verdict = VERDICT_DONE;
    if (!json_is_array(answer->record))
        unclear(call, answer);
}

static void found(const struct call *call, const struct json *body,
                  struct answer *answer)
{
    if (json_is_array(json_get(body, "data"))) {
        rows_found(answer, call, json_get(body, "data"), "data");
    } else {
        unclear(call, answer);
    }
}

/* The row says whether it was done; the status only speaks of all rows. */
static void written(const struct call *call, int status,
                    const struct json *body, struct answer *answer)
{
    const struct json *row = json_first(json_get(body, "data"));
    const struct json *details = json_get(row, "details");

    if (json_get_text(row, "code") == NULL) {
        unclear(call, answer);
        return;
    }
    if (!text_equal(json_get_text(row, "code"), "SUCCESS")) {
        zohocrm_explain(call, body, answer);
        zohocrm_refused(call, status, body, answer);
        return;
    }
    answer->id = mem_copy(json_get_text(details, "id"));
    answer->modified = mem_copy(json_get_text(details, "Modified_Time"));
    answer->verdict = VERDICT_DONE;
    if (call->kind == CALL_CREATE && answer->id == NULL)
        unclear(call, answer);
}

static void empty(const struct call *call, struct answer *answer)
{
    if (call_writes(call)) {
        unclear(call, answer);
    } else {
        answer->verdict = call->kind == CALL_READ ? VERDICT_GONE : VERDICT_DONE;
    }
}

void zohocrm_answer(const struct call *call, int status,
                    const struct http_response *response,
                    const struct json *body, struct answer *ret_answer)
{
    (void)response;
    if (status >= 400) {
        zohocrm_refused(call, status, body, ret_answer);
    } else if (zohocrm_watches(call)) {
        zohocrm_watch_answer(call, status, body, ret_answer);
    } else if (is_empty(status)) {
        empty(call, ret_answer);
    } else if (call->kind == CALL_LIST) {
        list(call, body, ret_answer);
    } else if (call->kind == CALL_TENANT) {
        tenant(call, body, ret_answer);
    } else if (call->kind == CALL_FIELDS) {
        fields(call, body, ret_answer);
    } else if (call->kind == CALL_READ) {
        read_one(call, body, ret_answer);
    } else if (call_writes(call)) {
        written(call, status, body, ret_answer);
    } else {
        found(call, body, ret_answer);
    }
}

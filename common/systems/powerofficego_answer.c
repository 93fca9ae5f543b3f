#include "base/mem.h"
#include "base/text.h"
#include "systems/powerofficego.h"
#include "systems/rows.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A 2xx that cannot be understood. */
static void unclear(const struct call *call, struct answer *answer)
{
    answer->verdict = verdict_unclear(call);
    mem_replace(&answer->code, "unreadable answer");
}

/*
 * Is there another page? Best told by the nextPageLink of the X-Pagination
 * header: a link, or null. The header is in no description, so where it does
 * not speak, a full page means that there is more; a page past the end is
 * empty.
 */
static bool has_more(const struct http_response *response, size_t rows)
{
    const char *text = http_response_header(response, "X-Pagination");
    struct json *header = NULL;
    const struct json *link;
    bool more = rows >= POWEROFFICEGO_PAGE_SIZE;
    struct err err;

    if (text != NULL)
        header = json_parse(text, strlen(text), &err);
    link = powerofficego_member(header, "nextPageLink");
    if (link != NULL)
        more = !text_is_empty(json_text(link));
    json_free(header);
    return more;
}

static void list(const struct call *call, const struct http_response *response,
                 struct answer *answer)
{
    int64_t page = call->page == NULL ? 1 : strtoll(call->page, NULL, 10);

    answer->verdict = VERDICT_DONE;
    rows_take(answer, NULL);
    if (answer->row_count > 0 && has_more(response, answer->row_count))
        answer->next_page = mem_print("%" PRId64, page + 1);
}

/* READ and both writes are answered by the whole record. */
static void whole(const struct call *call, const struct json *body,
                  struct answer *answer)
{
    if (json_is_array(body) && json_is_null(json_first(body))) {
        rows_unreadable(answer);
        return;
    }
    if (json_is_object(body))
        rows_record(answer, call, body);
    answer->verdict = VERDICT_DONE;
    if (answer->id == NULL)
        unclear(call, answer);
}

static void tenant(const struct call *call, const struct json *body,
                   struct answer *answer)
{
    answer->id = mem_copy(json_text(powerofficego_member(body, "ClientId")));
    answer->record = json_clone(body);
    answer->verdict = VERDICT_DONE;
    if (answer->id == NULL)
        unclear(call, answer);
}

static bool is_list(const struct call *call)
{
    return call->kind == CALL_LIST || call->kind == CALL_FIND ||
           call->kind == CALL_MATCH;
}

/* 204 without a body is how an empty list is said. */
static bool is_empty(int status, const struct answer *answer)
{
    return status == 204 || text_is_empty(answer->body);
}

void powerofficego_answer(const struct call *call, int status,
                          const struct http_response *response,
                          const struct json *body, struct answer *ret_answer)
{
    if (status >= 400) {
        powerofficego_refused(call, status, body, ret_answer);
    } else if (call->kind == CALL_TENANT) {
        tenant(call, body, ret_answer);
    } else if (!is_list(call)) {
        whole(call, body, ret_answer);
    } else if (is_empty(status, ret_answer)) {
        ret_answer->verdict = VERDICT_DONE;
    } else if (!json_is_array(body)) {
        unclear(call, ret_answer);
    } else if (call->kind == CALL_LIST) {
        list(call, response, ret_answer);
    } else {
        rows_found(ret_answer, call, body, NULL);
    }
}

#include "base/mem.h"
#include "base/text.h"
#include "extractor/page.h"
#include "fuzz/api.h"
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static struct call call_of(const struct entity *entity, unsigned kind)
{
    struct err err;
    struct call call = {
        .kind = (enum call_kind)kind,
        .entity = entity,
        .id = mem_copy(text_equal(entity->name, "SalesOrders") ||
                               text_equal(entity->name, "OutgoingInvoices")
                           ? "0f8fad5b-d9cb-469f-a165-70867728950e"
                           : "5843"),
        .parent = mem_copy("5842"),
        .fields = json_new_object(),
        .reference = mem_copy("zohocrm:1"),
        .key_path = mem_copy(
            text_equal(entity->system, "zohocrm") ? "Email" : "EmailAddress"),
        .keys = json_parse("[\"a@b.c\"]", 9, &err),
    };

    return call;
}

static struct http_response response_of(int status, const char *header,
                                        const struct fuzz_input *input)
{
    static const char *const names[] = { "Date", "Retry-After",
                                         "X-Pagination" };
    struct message_header *headers = mem_new(3, sizeof *headers);

    for (size_t i = 0; i < 3; i++) {
        headers[i].name = mem_copy(names[i]);
        headers[i].value =
            mem_copy(i == 0 ? "Mon, 23 Nov 2026 15:30:35 GMT" : header);
    }
    return (struct http_response){
        .status = status,
        .body = mem_copy_n(input->bytes, input->length),
        .body_length = input->length,
        .headers = headers,
        .header_count = 3,
        .elapsed_ms = 200,
    };
}

/* Each row has an id, or a cause why it goes to the dead letters. */
static void rows(const struct call *call, const struct answer *answer,
                 size_t length)
{
    const char *end = answer->body;
    struct page page;

    for (size_t i = 0; i < answer->row_count; i++) {
        HOLDS(answer->rows[i].text >= end);
        end = answer->rows[i].text + answer->rows[i].length;
        HOLDS(end <= answer->body + length);
    }
    page_init(&page, call->entity, answer);
    for (size_t i = 0; i < page.count; i++) {
        HOLDS((page.rows[i].id == NULL) != (page.rows[i].cause == NULL));
        HOLDS(page.rows[i].id == NULL || !text_is_empty(page.rows[i].id));
    }
    page_free(&page);
}

/* The next page can be asked for. */
static void next(const struct call *call, const struct answer *answer)
{
    struct call list = { .kind = CALL_LIST,
                         .entity = call->entity,
                         .page = answer->next_page };
    struct http_request request;
    struct err err;

    if (answer->next_page == NULL)
        return;
    HOLDS(system_request(api_system(NULL), &list, "t", "https://api.example",
                         &request, &err) == 0);
    api_sends(&request, "https://api.example/");
    http_request_free(&request);
}

static void done(const struct call *call, const struct answer *answer)
{
    if (call->kind == CALL_CREATE)
        HOLDS(!text_is_empty(answer->id));
    if (call->kind != CALL_TOKEN)
        return;
    HOLDS(!text_is_empty(answer->token) && answer->token_ms > 0);
    HOLDS(strpbrk(answer->token, " \t\r\n") == NULL);
}

static bool can_be_asked(const struct call *call)
{
    struct http_request request;
    struct err err;
    bool asked = system_request(api_system(NULL), call, "t",
                                "https://api.example", &request, &err) == 0;

    http_request_free(&request);
    return asked;
}

static void one(const struct call *call, struct http_response *response,
                size_t length)
{
    struct answer answer;

    if (!can_be_asked(call))
        return;
    system_answer(api_system(NULL), call, "t", response, &answer);
    HOLDS(answer.verdict <= VERDICT_EXISTS);
    HOLDS(answer.retry_after_ms >= 0 && answer.retry_after_ms <= 86400000);
    HOLDS(answer.verdict == VERDICT_DONE || answer.code != NULL ||
          answer.verdict == VERDICT_GONE);
    if (call->kind != CALL_TOKEN)
        rows(call, &answer, length);
    next(call, &answer);
    if (answer.verdict == VERDICT_DONE)
        done(call, &answer);
    answer_free(&answer);
}

void api_answers(const char *system, const char *bytes, size_t length)
{
    static const int statuses[] = { 200, 201, 202, 204, 304, 400, 401,
                                    403, 404, 409, 412, 422, 429, 500 };
    const size_t most = sizeof statuses / sizeof *statuses;
    struct fuzz_input input = { bytes, length };
    unsigned kind = fuzz_choice(&input, CALL_RENEW + 1);
    const struct entity *entity = api_entity(system, fuzz_choice(&input, 5));
    int status = statuses[fuzz_choice(&input, (unsigned)most)];
    char *header = fuzz_line(&input);
    struct call call = call_of(entity, kind);
    struct http_response response = response_of(status, header, &input);

    (void)api_system(system);
    one(&call, &response, input.length);
    http_response_free(&response);
    call_free(&call);
    free(header);
}

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "systems/codec.h"
#include "systems/rows.h"

#include <stdlib.h>
#include <string.h>

/* A server that asks for more is asked again after a day all the same. */
#define RETRY_AFTER_MAX_S 86400

void answer_free(struct answer *answer)
{
    if (answer == NULL)
        return;
    free(answer->code);
    free(answer->field);
    free(answer->message);
    free(answer->id);
    free(answer->modified);
    json_free(answer->record);
    free(answer->rows);
    free(answer->next_page);
    free(answer->body);
    free(answer->token);
    free(answer->scope);
    free(answer->api_url);
    *answer = (struct answer){ 0 };
}

enum verdict verdict_unclear(const struct call *call)
{
    return call_writes(call) ? VERDICT_UNKNOWN : VERDICT_RETRY;
}

const char *codec_token(const struct json *body)
{
    const char *token = json_get_text(body, "access_token");

    if (token == NULL || *token == '\0')
        return NULL;
    for (const char *at = token; *at != '\0'; at++) {
        if (*at <= ' ' || *at > '~')
            return NULL;
    }
    return token;
}

/* Seconds, or a moment, which counts from the answer's own Date. */
static int64_t retry_after(const struct http_response *response)
{
    const char *text = http_response_header(response, "Retry-After");
    int64_t date;
    int64_t until;
    long seconds;
    char *end;

    if (text == NULL)
        return 0;
    if (time_parse_http(text, &until) &&
        time_parse_http(http_response_header(response, "Date"), &date)) {
        seconds = (long)((until - date) / 1000);
    } else {
        seconds = strtol(text, &end, 10);
        if (end == text || *end != '\0')
            return 0;
    }
    if (seconds < 0)
        return 0;
    return (seconds > RETRY_AFTER_MAX_S ? RETRY_AFTER_MAX_S : seconds) * 1000;
}

static void answer_clock(const struct http_response *response,
                         struct answer *answer)
{
    int64_t date;

    answer->retry_after_ms = retry_after(response);
    if (time_parse_http(http_response_header(response, "Date"), &date))
        answer->server_ms = date - response->elapsed_ms;
}

/* A page of something between us and the API, which speaks JSON. A 401 needs
 * no words. */
static bool is_foreign(int status, const struct json *body,
                       const struct answer *answer)
{
    return status >= 400 && status != 401 && body == NULL &&
           !text_is_empty(answer->body);
}

/* What every HTTP server means by it, whatever the body says; false when the
 * status needs the codec. */
static bool answer_by_status(const struct call *call, int status, bool foreign,
                             struct answer *answer)
{
    bool redirects = status >= 300 && status < 400 && status != 304;

    if (status == 429 || status < 200 || redirects) {
        answer->verdict = VERDICT_RETRY; /* redirects are not followed */
    } else if (status == 408 || status >= 500 || foreign) {
        answer->verdict = verdict_unclear(call);
    } else {
        return false;
    }
    return true;
}

/* Only reads: what a write has done is found out by another. */
static struct json *answer_body(const struct codec *codec,
                                const struct call *call, int status,
                                const struct answer *answer)
{
    struct err err;
    struct json *body = json_parse(answer->body, answer->body_length, &err);

    if (body != NULL || status != 200 || call_writes(call) ||
        call->kind == CALL_TOKEN)
        return body;
    return rows_mended(answer, codec->rows);
}

static void answer_status(const struct codec *codec, const struct call *call,
                          const struct http_response *response,
                          const struct json *body, struct answer *answer)
{
    int status = response->status;
    bool foreign = is_foreign(status, body, answer);

    if (status >= 400)
        codec->explain(call, body, answer);
    if (status == 429 && codec->exhausted != NULL)
        answer->exhausted = codec->exhausted(response);
    if (!answer_by_status(call, status, foreign, answer))
        codec->answer(call, status, response, body, answer);
    if (answer->verdict != VERDICT_DONE && answer->code == NULL)
        answer->code = mem_print("HTTP %d", status);
}

void codec_answer(const struct codec *codec, const struct call *call,
                  struct http_response *response, struct answer *ret_answer)
{
    struct json *body;

    *ret_answer = (struct answer){ 0 };
    if (response->status == 0) {
        ret_answer->verdict =
            response->sent ? verdict_unclear(call) : VERDICT_RETRY;
        ret_answer->code = mem_copy("no answer");
        ret_answer->message = mem_copy(response->error);
        return;
    }
    answer_clock(response, ret_answer);
    ret_answer->body = response->body;
    response->body = NULL;
    ret_answer->body_length = response->body_length;
    body = answer_body(codec, call, response->status, ret_answer);
    if (call->kind == CALL_TOKEN) {
        codec->token(response, body, ret_answer);
    } else {
        answer_status(codec, call, response, body, ret_answer);
    }
    json_free(body);
}

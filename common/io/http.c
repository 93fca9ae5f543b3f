#include "io/http.h"

#include "base/buf.h"
#include "base/mem.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Name, TCP and TLS together: a healthy API answers within one second. */
#define HTTP_CONNECT_MS 5000

/* Idle connections kept for later; two systems at full concurrency. */
#define HTTP_CONNECTIONS_MAX 32

struct http_exchange {
    struct http *http;
    struct http_exchange *next, *previous; /* in one of http's lists */
    CURL *easy;
    struct curl_slist *headers;
    struct http_request request; /* curl borrows url and body */
    struct buf body;
    bool sent;
    bool oversized;
    const char *error; /* that curl does not know of, or NULL */
    http_done *done;
    void *arg;
};

struct http {
    CURLM *multi;
    char *user_agent;
    struct http_exchange *running; /* given to curl */
    struct http_exchange *refused; /* wait to be handed back */
    size_t count;                  /* of both */
};

struct http *http_open(const char *user_agent, struct err *err)
{
    struct http *http = mem_new(1, sizeof(*http));

    http->user_agent = mem_copy(user_agent);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
        http->multi = curl_multi_init();
    if (http->multi == NULL) {
        http_close(http);
        (void)err_set(err, ERR_FATAL, "cannot start libcurl");
        return NULL;
    }
    (void)curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS,
                            (long)HTTP_CONNECTIONS_MAX);
    return http;
}

static void http_link(struct http_exchange **list,
                      struct http_exchange *exchange)
{
    exchange->next = *list;
    if (exchange->next != NULL)
        exchange->next->previous = exchange;
    *list = exchange;
    exchange->http->count++;
}

static void http_unlink(struct http_exchange *exchange)
{
    if (exchange->next != NULL)
        exchange->next->previous = exchange->previous;
    if (exchange->previous != NULL) {
        exchange->previous->next = exchange->next;
    } else {
        exchange->http->running = exchange->next;
    }
    exchange->http->count--;
}

static void http_exchange_free(struct http_exchange *exchange)
{
    if (exchange->easy != NULL) {
        (void)curl_multi_remove_handle(exchange->http->multi, exchange->easy);
        curl_easy_cleanup(exchange->easy);
    }
    curl_slist_free_all(exchange->headers);
    http_request_free(&exchange->request);
    buf_free(&exchange->body);
    free(exchange);
}

static void http_list_free(struct http_exchange *list)
{
    while (list != NULL) {
        struct http_exchange *next = list->next;

        http_exchange_free(list);
        list = next;
    }
}

void http_close(struct http *http)
{
    if (http == NULL)
        return;
    http_list_free(http->running);
    http_list_free(http->refused);
    if (http->multi != NULL)
        (void)curl_multi_cleanup(http->multi);
    curl_global_cleanup();
    free(http->user_agent);
    free(http);
}

/* ---- what curl calls ---- */

static size_t http_on_body(char *bytes, size_t size, size_t count, void *arg)
{
    struct http_exchange *exchange = arg;
    size_t length = size * count;

    if (length > HTTP_BODY_MAX - exchange->body.length) {
        exchange->oversized = true;
        exchange->error = "the answer is larger than allowed";
        return 0;
    }
    buf_append(&exchange->body, bytes, length);
    return length;
}

/*
 * The connection stands and the request is about to leave. curl comes here a
 * second time when a kept connection died under the request and it means to
 * send it again. The server may have done it already, so only a GET may.
 */
static int http_on_sending(void *arg,
                           char *remote_ip, /* NOLINT: curl's signature */
                           char *local_ip,  /* NOLINT: curl's signature */
                           int remote_port, int local_port)
{
    struct http_exchange *exchange = arg;
    bool again = exchange->sent;

    (void)remote_ip, (void)local_ip, (void)remote_port, (void)local_port;
    exchange->sent = true;
    if (again && strcmp(exchange->request.method, "GET") != 0)
        return CURL_PREREQFUNC_ABORT;
    return CURL_PREREQFUNC_OK;
}

/* ---- starting ---- */

static bool http_headers_make(struct http_exchange *exchange)
{
    const struct http_request *request = &exchange->request;
    /* No waiting for "100 Continue" before a large body. */
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");

    exchange->headers = list;
    for (size_t i = 0; i < request->header_count && list != NULL; i++) {
        char *line = mem_print("%s: %s", request->headers[i].name,
                               request->headers[i].value);

        list = curl_slist_append(exchange->headers, line);
        free(line);
    }
    return list != NULL;
}

static bool http_set_request(struct http_exchange *exchange)
{
    const struct http_request *request = &exchange->request;
    CURL *easy = exchange->easy;
    const char *body = request->body == NULL ? "" : request->body;
    curl_off_t length = (curl_off_t)request->body_length;

    if (strcmp(request->method, "GET") != 0 &&
        (curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body) != 0 ||
         curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, length) != 0))
        return false;
    /* Plain HTTP only goes to loopback, where no proxy is of any use. */
    if (strncmp(request->url, "https:", strlen("https:")) != 0 &&
        curl_easy_setopt(easy, CURLOPT_PROXY, "") != 0)
        return false;
    return curl_easy_setopt(easy, CURLOPT_URL, request->url) == 0 &&
           curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method) ==
               0 &&
           http_headers_make(exchange) &&
           curl_easy_setopt(easy, CURLOPT_HTTPHEADER, exchange->headers) == 0;
}

/* The safety of every request hangs on these. */
static bool http_set_limits(CURL *easy, long deadline_ms)
{
    const struct {
        CURLoption option;
        long value;
    } limits[] = {
        { CURLOPT_NOSIGNAL, 1 },
        { CURLOPT_FOLLOWLOCATION, 0 },
        { CURLOPT_SSL_VERIFYPEER, 1 },
        { CURLOPT_SSL_VERIFYHOST, 2 },
        { CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1 },
        { CURLOPT_TIMEOUT_MS, deadline_ms },
        { CURLOPT_CONNECTTIMEOUT_MS,
          deadline_ms < HTTP_CONNECT_MS ? deadline_ms : HTTP_CONNECT_MS },
    };

    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        if (curl_easy_setopt(easy, limits[i].option, limits[i].value) != 0)
            return false;
    }
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == 0 &&
           curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip") == 0;
}

static bool http_set_callbacks(struct http_exchange *exchange)
{
    CURL *easy = exchange->easy;
    const char *agent = exchange->http->user_agent;

    return curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, http_on_body) == 0 &&
           curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange) == 0 &&
           curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, http_on_sending) ==
               0 &&
           curl_easy_setopt(easy, CURLOPT_PREREQDATA, exchange) == 0 &&
           curl_easy_setopt(easy, CURLOPT_PRIVATE, exchange) == 0 &&
           curl_easy_setopt(easy, CURLOPT_USERAGENT, agent) == 0;
}

/* NULL: curl has it. Else why it has not. */
static const char *http_give(struct http_exchange *exchange, int deadline_ms)
{
    exchange->easy = curl_easy_init();
    if (exchange->easy != NULL &&
        http_set_limits(exchange->easy, deadline_ms) &&
        http_set_callbacks(exchange) && http_set_request(exchange) &&
        curl_multi_add_handle(exchange->http->multi, exchange->easy) ==
            CURLM_OK)
        return NULL;
    return "libcurl cannot take the request";
}

void http_start(struct http *http, struct http_request *request,
                int deadline_ms, http_done *done, void *arg)
{
    struct http_exchange *exchange = mem_new(1, sizeof(*exchange));

    exchange->http = http;
    exchange->request = *request;
    exchange->done = done;
    exchange->arg = arg;
    *request = (struct http_request){ 0 };
    exchange->error = http_objection(&exchange->request);
    if (exchange->error == NULL)
        exchange->error = http_give(exchange, deadline_ms);
    http_link(exchange->error == NULL ? &http->running : &http->refused,
              exchange);
}

static void http_ignore(struct http_response *response, void *arg)
{
    (void)response, (void)arg;
}

void http_forget(struct http *http, const void *arg)
{
    struct http_exchange *lists[] = { http->running, http->refused };

    for (int i = 0; i < 2; i++) {
        for (struct http_exchange *at = lists[i]; at != NULL; at = at->next)
            at->done = at->arg == arg ? http_ignore : at->done;
    }
}

size_t http_pending(const struct http *http)
{
    return http->count;
}

/* ---- finishing ---- */

static void http_headers_read(CURL *easy, struct http_response *response)
{
    struct curl_header *header = NULL;
    size_t capacity = 0;

    while ((header = curl_easy_nextheader(easy, CURLH_HEADER, -1, header)) !=
           NULL) {
        if (response->header_count == capacity) {
            capacity = capacity == 0 ? 16 : capacity * 2;
            response->headers = mem_resize(response->headers, capacity,
                                           sizeof(struct message_header));
        }
        response->headers[response->header_count++] = (struct message_header){
            .name = mem_copy(header->name),
            .value = mem_copy(header->value),
        };
    }
}

static int64_t http_elapsed_ms(CURL *easy)
{
    curl_off_t total_us = 0;
    curl_off_t before_us = 0;

    (void)curl_easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &total_us);
    (void)curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &before_us);
    return (total_us - before_us) / 1000;
}

static const char *http_reason(const struct http_exchange *exchange,
                               CURLcode code)
{
    if (exchange->error != NULL)
        return exchange->error;
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return "the connection was lost before an answer came";
    return curl_easy_strerror(code);
}

static void http_outcome(struct http_exchange *exchange, CURLcode code,
                         struct http_response *ret_response)
{
    long status = 0;

    if (exchange->easy != NULL)
        ret_response->elapsed_ms = http_elapsed_ms(exchange->easy);
    if (exchange->error == NULL && code == CURLE_OK) {
        (void)curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE,
                                &status);
        http_headers_read(exchange->easy, ret_response);
    } else {
        (void)snprintf(ret_response->error, sizeof(ret_response->error), "%s",
                       http_reason(exchange, code));
    }
    ret_response->status = (int)status;
    ret_response->sent = exchange->sent;
    ret_response->oversized = exchange->oversized;
    ret_response->body_length = exchange->body.length;
    ret_response->body = buf_take(&exchange->body);
}

/* The exchange is gone before its owner is called, who may start the next. */
static void http_finish(struct http_exchange *exchange, CURLcode code)
{
    struct http_response response = { 0 };
    http_done *done = exchange->done;
    void *arg = exchange->arg;

    http_outcome(exchange, code, &response);
    http_exchange_free(exchange);
    done(&response, arg);
    http_response_free(&response);
}

static bool http_finish_refused(struct http *http)
{
    struct http_exchange *exchange = http->refused;

    if (exchange == NULL)
        return false;
    http->refused = exchange->next;
    http->count--;
    http_finish(exchange, CURLE_OK);
    return true;
}

static bool http_finish_running(struct http *http)
{
    struct http_exchange *exchange = NULL;
    int left;
    CURLMsg *message = curl_multi_info_read(http->multi, &left);

    if (message == NULL)
        return false;
    (void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
                            (char **)&exchange);
    http_unlink(exchange);
    http_finish(exchange, message->data.result);
    return true;
}

static bool http_move(struct http *http)
{
    bool moved = false;
    int running;

    (void)curl_multi_perform(http->multi, &running);
    while (http_finish_refused(http) || http_finish_running(http))
        moved = true;
    return moved;
}

void http_step(struct http *http, int timeout_ms)
{
    if (http_move(http) || timeout_ms <= 0)
        return;
    (void)curl_multi_poll(http->multi, NULL, 0, timeout_ms, NULL);
    (void)http_move(http);
}

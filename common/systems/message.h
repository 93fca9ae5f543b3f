/*
 * systems/message.h: one HTTP request and its answer, as plain values.
 *
 * Made and read by the systems' codecs; carried by io/http.
 */
#ifndef TANDEM_SYSTEMS_MESSAGE_H
#define TANDEM_SYSTEMS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MESSAGE_HEADERS_MAX 16

struct message_header {
    char *name;
    char *value;
};

struct http_request {
    const char *method; /* a constant: "GET" */
    char *url;
    struct message_header headers[MESSAGE_HEADERS_MAX];
    size_t header_count;
    char *body; /* NULL: none */
    size_t body_length;
};

struct http_response {
    int status;     /* 0: there was no (whole) answer */
    bool sent;      /* status 0: part of the request may have left */
    bool oversized; /* status 0: the answer was larger than allowed */
    char *body;     /* never NULL; NUL behind it */
    size_t body_length;
    struct message_header *headers;
    size_t header_count;
    int64_t elapsed_ms; /* from sending to the answer's end */
    char error[160];    /* status 0: why, without secrets or addresses */
};

/* Copies name and value. */
void http_request_header(struct http_request *request, const char *name,
                         const char *value);
void http_request_free(struct http_request *request);

/* Whatever its case; NULL when absent. Borrowed. */
const char *http_response_header(const struct http_response *response,
                                 const char *name);
void http_response_free(struct http_response *response);

#endif

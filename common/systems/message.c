#include "systems/message.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <strings.h>

void http_request_header(struct http_request *request, const char *name,
                         const char *value)
{
    assert(request->header_count < MESSAGE_HEADERS_MAX);
    request->headers[request->header_count++] = (struct message_header){
        .name = mem_copy(name),
        .value = mem_copy(value),
    };
}

static void headers_free(struct message_header *headers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(headers[i].name);
        free(headers[i].value);
    }
}

void http_request_free(struct http_request *request)
{
    if (request == NULL)
        return;
    headers_free(request->headers, request->header_count);
    free(request->url);
    free(request->body);
    *request = (struct http_request){ 0 };
}

const char *http_response_header(const struct http_response *response,
                                 const char *name)
{
    for (size_t i = 0; i < response->header_count; i++) {
        if (strcasecmp(response->headers[i].name, name) == 0)
            return response->headers[i].value;
    }
    return NULL;
}

void http_response_free(struct http_response *response)
{
    if (response == NULL)
        return;
    headers_free(response->headers, response->header_count);
    free(response->headers);
    free(response->body);
    *response = (struct http_response){ 0 };
}

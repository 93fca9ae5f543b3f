#include "console/answer.h"

void answer_json(struct serve_response *response, int status, struct json *json)
{
    response->status = status;
    response->content_type = "application/json";
    json_print(json, &response->body);
    buf_text_append(&response->body, "\n");
    json_free(json);
}

void answer_error(struct serve_response *response, int status, const char *why)
{
    struct json *json = json_new_object();

    json_set_text(json, "error", why);
    answer_json(response, status, json);
}

void answer_headers(struct serve_response *response)
{
    static const char *const headers[][2] = {
        { "Content-Security-Policy",
          "default-src 'self'; base-uri 'none'; form-action 'self'; "
          "frame-ancestors 'none'; object-src 'none'" },
        { "X-Frame-Options", "DENY" },
        { "X-Content-Type-Options", "nosniff" },
        { "Referrer-Policy", "same-origin" },
        { "Cross-Origin-Opener-Policy", "same-origin" },
        { "Cross-Origin-Resource-Policy", "same-origin" },
    };

    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        serve_response_header(response, headers[i][0], headers[i][1]);
}

void answer_no_store(struct serve_response *response)
{
    serve_response_header(response, "Cache-Control", "no-store");
}

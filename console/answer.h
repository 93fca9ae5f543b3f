/*
 * console/answer.h: what every answer of the page's server has in common.
 */
#ifndef TANDEM_CONSOLE_ANSWER_H
#define TANDEM_CONSOLE_ANSWER_H

#include "base/json.h"
#include "io/serve.h"

/* Nothing from elsewhere, in nobody's frame, taken for nothing else. */
void answer_headers(struct serve_response *response);

/* It is for this moment alone: no cache may keep it. */
void answer_no_store(struct serve_response *response);

/* Takes json. */
void answer_json(struct serve_response *response, int status,
                 struct json *json);

/* {"error": why} */
void answer_error(struct serve_response *response, int status, const char *why);

#endif

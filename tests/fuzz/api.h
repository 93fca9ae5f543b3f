/*
 * tests/fuzz/api.h: both APIs, for targets that speak with one.
 */
#ifndef TANDEM_TESTS_FUZZ_API_H
#define TANDEM_TESTS_FUZZ_API_H

#include "systems/system.h"

/* The one that the target is for; never freed. */
struct system *api_system(const char *name);

/* One of its entities, by choice. */
const struct entity *api_entity(const char *name, unsigned choice);

/* The members of an object, each once and with names that are not too long, as
 * fields are. The caller frees. */
struct json *api_fields(const struct json *object);

/* The request must be one that can be sent: no controls in its URL and its
 * headers, and a body that is JSON. */
void api_sends(const struct http_request *request, const char *base);

/* The value of a parameter of the URL, unescaped; NULL when it is not there.
 * The caller frees. */
char *api_parameter(const char *url, const char *name);

/* The target that an answer must not harm: all kinds of calls, any status, any
 * body. Input: kind, entity, status, a header's value, a line end, the body. */
void api_answers(const char *system, const char *bytes, size_t length);

#endif

/*
 * spec.h: requests held against a system's official description.
 *
 * The descriptions are tests/fixtures/specs/NAME.json: the vendors' OpenAPI
 * trimmed to paths, query parameters and body members (README.md there).
 * What does not fit becomes a problem in the journal; what the system would
 * answer is not decided here.
 */
#ifndef TANDEM_TESTS_SPEC_H
#define TANDEM_TESTS_SPEC_H

#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>

struct exchange;
struct spec;

struct spec *spec_load(const char *dir, const char *name,
                       struct err *err) MUST_CHECK;
void spec_free(struct spec *spec);

void spec_check(const struct spec *spec, struct exchange *exchange);

/* A schema's members ("CustomerDto"), and the schema of a member that is an
 * object itself (NULL when it is not). Borrowed. */
const struct json *spec_members(const struct spec *spec, const char *schema);
const char *spec_nested(const struct json *member);

/* Is the value of the member's type? null fits everywhere. */
bool spec_fits(const struct json *member, const struct json *value);

#endif

/*
 * json_patch.h: RFC 6902 on a record, the way ASP.NET does it: only members
 * of the patch description are targets, their names in any case.
 */
#ifndef TANDEM_TESTS_JSON_PATCH_H
#define TANDEM_TESTS_JSON_PATCH_H

#include "spec.h"

#include "base/err.h"
#include "base/json.h"

/* The patched copy; NULL: err says what the API says. All or nothing. */
struct json *json_patch(const struct spec *spec, const char *schema,
                        const struct json *record,
                        const struct json *operations,
                        struct err *err) MUST_CHECK;

#endif

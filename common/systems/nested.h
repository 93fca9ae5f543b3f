/*
 * systems/nested.h: from {path: value} to nested objects. Private to this
 * folder.
 */
#ifndef TANDEM_SYSTEMS_NESTED_H
#define TANDEM_SYSTEMS_NESTED_H

#include "base/json.h"

#include <stdbool.h>

/*
 * {"A": 1, "B.C": 2} becomes {"A": 1, "B": {"C": 2}}. Only the paths below
 * prefix ("" or "B."), without it. nulls: keep them, and let a null at B.C
 * make all of B null (a lookup that points nowhere); else leave them out.
 * The caller frees.
 */
struct json *nested_new(const struct json *fields, const char *prefix,
                        bool nulls);

#endif

/*
 * systems/field.h: a field as the system's own metadata describes it.
 *
 * Zoho only, of the answer to CALL_FIELDS (GET settings/fields of v8): what may
 * be written stands in operation_type, read_only misleads.
 */
#ifndef TANDEM_SYSTEMS_FIELD_H
#define TANDEM_SYSTEMS_FIELD_H

#include "base/json.h"
#include "domain/flow.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Borrowed from the metadata. */
struct field {
    const char *name; /* "Account_Name" */
    const char *type; /* the system's word: "lookup" */
    int64_t length;   /* characters; 0: none is stated */
    bool may_create;  /* with a value for it */
    bool may_update;
    bool is_unique;
    bool is_required;
    const struct json *choices; /* NULL: any value */
};

/* The nth field; false when there are no more. */
bool field_nth(const struct json *fields, size_t n, struct field *ret_field);

/* The field that a path begins with: "Account_Name.id". */
bool field_find(const struct json *fields, const char *path,
                struct field *ret_field);

/* Can the field at path hold values of the type? */
bool field_holds(const struct field *field, const char *path,
                 enum flow_type type);

/* Is value one of its choices? True where any value is good. */
bool field_offers(const struct field *field, const char *value);

#endif

/*
 * zoho_fields.h: the fields of Zoho CRM's standard modules, as its field
 * metadata describes them.
 */
#ifndef TANDEM_TESTS_ZOHO_FIELDS_H
#define TANDEM_TESTS_ZOHO_FIELDS_H

#include "exchange.h"
#include "world.h"

enum zoho_type {
    ZOHO_TEXT,
    ZOHO_EMAIL,
    ZOHO_PHONE,
    ZOHO_DATE,
    ZOHO_INTEGER,
    ZOHO_DECIMAL,
    ZOHO_BOOL,
    ZOHO_LOOKUP,
    ZOHO_SYSTEM, /* set by Zoho alone */
};

struct zoho_field {
    const char *name;
    enum zoho_type type;
    int most;              /* characters, or digits of an integer */
    enum entity_id lookup; /* ZOHO_LOOKUP */
    bool mandatory;
};

/* Ends with a NULL name. */
const struct zoho_field *zoho_fields(enum entity_id entity);

/* The store's unique custom field counts as a text; NULL: no such field. */
const struct zoho_field *zoho_field_find(const struct world *world,
                                         enum entity_id entity,
                                         const char *name);

/* GET settings/fields?module=: all of them, as setting zohocrm_fields has
 * changed them. */
void zoho_fields_tell(struct exchange *exchange);

#endif

/*
 * poweroffice.h: PowerOffice Go v2, as far as tandem touches it.
 *
 * poweroffice.c lets requests in and sends them on; the entities share
 * reading, patching and storing, and have their rules in a file each.
 */
#ifndef TANDEM_TESTS_POWEROFFICE_H
#define TANDEM_TESTS_POWEROFFICE_H

#include "world.h"

/* Counts creates in flight from their arrival on. */
void poweroffice_arrive(struct exchange *exchange);
void poweroffice_handle(struct exchange *exchange);

/* {"title", "status", "detail"}; the detail like printf. */
void poweroffice_refuse(struct exchange *exchange, int status,
                        const char *title, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void poweroffice_not_found(struct exchange *exchange, const char *what,
                           const char *id);

void poweroffice_token(struct exchange *exchange);
void poweroffice_list(struct exchange *exchange, enum entity_id entity);

/* The row as the API shows it: every member of the description, null when
 * empty. fields: a comma list, or NULL. New memory. */
struct json *poweroffice_show(const struct world *world, enum entity_id entity,
                              const struct row *row, const char *fields);

/* The names of the descriptions: "CustomerDto", "CustomerPatchDto", ... */
struct poweroffice_schemas {
    const char *read;
    const char *create;
    const char *patch;
    const char *title; /* of a refusal: "Customer" */
};

const struct poweroffice_schemas *poweroffice_schemas(enum entity_id entity);

/* The rules of an entity for a record as it would be stored. False: refused.
 * row: what it replaces; NULL: it is new. */
typedef bool poweroffice_rules(struct exchange *exchange,
                               const struct json *record,
                               const struct row *row);
poweroffice_rules customer_rules;
poweroffice_rules contact_person_rules;
poweroffice_rules sales_order_rules;

/* The members every create gets from Go: ids, numbers, timestamps, defaults.
 * Takes record, which has only what was given. */
struct row *poweroffice_add(struct world *world, enum entity_id entity,
                            struct json *record);

/* Puts changed (owned) in the row's place; moves its timestamps by the rules:
 * an address is a thing of its own. */
void poweroffice_change(struct world *world, enum entity_id entity,
                        struct row *row, struct json *changed);

/* Handlers; the path has been looked at. */
void poweroffice_create(struct exchange *exchange, enum entity_id entity,
                        const char *parent);
void poweroffice_patch(struct exchange *exchange, enum entity_id entity,
                       struct row *row);

/* The draft becomes an invoice with the same id. */
void sales_order_send(struct world *world, struct row *order);

/* Shared checks. */
bool poweroffice_email_is_valid(const char *text);
bool poweroffice_address_check(struct exchange *exchange, enum entity_id entity,
                               const struct json *address);
bool poweroffice_reference_is_free(struct exchange *exchange,
                                   enum entity_id entity, const char *member,
                                   const struct json *record,
                                   const struct row *row);

#endif

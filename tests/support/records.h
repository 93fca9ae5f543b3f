/*
 * tests/support/records.h: what people do in the two systems, and see there.
 *
 *     kari = crm_create("Contacts", "{'Last_Name': 'Nordli'}");
 *     crm_edit("Contacts", kari, "Phone", "+47 1");
 *     eventually(20, po_has("Customers", po_linked("Customers", kari),
 *                           "PhoneNumber", "+47 1"));
 *
 * Ids are texts, also PowerOffice's numbers. Paths lead through objects:
 * "MailAddress.City". Bodies may use single quotes (world_control()). A
 * record that does not exist has nothing; creating or editing one fails the
 * test when the simulators refuse it.
 */
#ifndef TANDEM_TESTS_SUPPORT_RECORDS_H
#define TANDEM_TESTS_SUPPORT_RECORDS_H

#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>

#define CRM "zohocrm"
#define PO  "powerofficego"

const char *record_create(const char *system, const char *entity,
                          const char *body);

/* Many at once; the n-th id is record_id(answer, n). */
const struct json *record_create_all(const char *system, const char *entity,
                                     const struct json *records);

/* value is a text; NULL empties the field. */
void record_edit(const char *system, const char *entity, const char *id,
                 const char *path, const char *value);

/* Several fields, or values that are no texts. */
void record_patch(const char *system, const char *entity, const char *id,
                  const char *body);
void record_delete(const char *system, const char *entity, const char *id);

/* NULL when there is none. */
const struct json *record_get(const char *system, const char *entity,
                              const char *id);

/* The value at a path, numbers and booleans as JSON writes them; NULL when
 * the record or the value is missing. */
const char *record_text(const char *system, const char *entity, const char *id,
                        const char *path);

/* value NULL: it has none, or "" */
bool record_has(const char *system, const char *entity, const char *id,
                const char *path, const char *value);

size_t record_count(const char *system, const char *entity);

/* The id of the one record with that value; NULL: none; several fail. */
const char *record_find(const char *system, const char *entity,
                        const char *path, const char *value);

/* How many records have that value. */
size_t record_count_of(const char *system, const char *entity, const char *path,
                       const char *value);

#define crm_create(entity, body) record_create(CRM, entity, body)
#define crm_edit(entity, id, path, text) \
    record_edit(CRM, entity, id, path, text)
#define crm_patch(entity, id, body)     record_patch(CRM, entity, id, body)
#define crm_delete(entity, id)          record_delete(CRM, entity, id)
#define crm_get(entity, id)             record_get(CRM, entity, id)
#define crm_text(entity, id, path)      record_text(CRM, entity, id, path)
#define crm_has(entity, id, path, text) record_has(CRM, entity, id, path, text)
#define crm_count(entity)               record_count(CRM, entity)
#define crm_find(entity, path, text)    record_find(CRM, entity, path, text)

#define po_create(entity, body)         record_create(PO, entity, body)
#define po_edit(entity, id, path, text) record_edit(PO, entity, id, path, text)
#define po_patch(entity, id, body)      record_patch(PO, entity, id, body)
#define po_delete(entity, id)           record_delete(PO, entity, id)
#define po_get(entity, id)              record_get(PO, entity, id)
#define po_text(entity, id, path)       record_text(PO, entity, id, path)
#define po_has(entity, id, path, text)  record_has(PO, entity, id, path, text)
#define po_count(entity)                record_count(PO, entity)
#define po_find(entity, path, text)     record_find(PO, entity, path, text)

/* The PowerOffice record that carries the reference of a Zoho record, or
 * NULL; and how many do (never more than one, if all is well). A contact
 * person is one contact's at one account: crm_under(contact, account). */
const char *po_linked(const char *entity, const char *crm_id);
size_t po_linked_count(const char *entity, const char *crm_id);

const char *crm_under(const char *contact, const char *account);

/* An order becomes an invoice. */
void po_send(const char *order_id);

/* The id that a record holds. */
const char *record_own_id(const struct json *record);

/* The id of the n-th record of an answer or a list. */
const char *record_id(const struct json *list, size_t n);

#endif

/*
 * tests/support/entities.h: small descriptions of entities, for tests of the
 * domain that must not depend on the systems' tables.
 */
#ifndef TANDEM_TESTS_ENTITIES_H
#define TANDEM_TESTS_ENTITIES_H

#include "domain/flow.h"

/* A flow_entity_finder: Zoho's Contacts, Accounts, Deals and PowerOffice's
 * Customers, ContactPersons, SalesOrders, Departments. */
const struct entity *entities_find(const char *system, const char *name,
                                   void *arg);

/* Parses flows/<name>.json of this repository, or fails the test. */
struct flow *entities_flow(const char *name);

/* All five, as they ship. */
void entities_flows(struct flows *ret_flows);

/* A file's text; the caller frees. */
char *entities_file(const char *path);

#endif

/*
 * tests/support/network.h: many links and key actors that talk, in one
 * process, with one small PowerOffice beneath them.
 *
 * The real reconcile() for each; a mailbox for each, in order; which mailbox is
 * next is drawn from a seed. What a link asks of the API is answered through
 * its mailbox, too. It is the flow `contacts` as it ships.
 */
#ifndef TANDEM_TESTS_NETWORK_H
#define TANDEM_TESTS_NETWORK_H

#include "base/json.h"
#include "domain/link.h"

#include <stdint.h>

void network_start(uint32_t seed);
void network_end(void);

/* A record that exists when both systems are scanned. fields: {path: value},
 * taken over. */
void network_contact(const char *id, struct json *fields);
void network_customer(const char *id, struct json *fields);

/* Scans both, lets everybody talk until nobody has anything to say. Fails when
 * that does not come. */
void network_run(void);

/* NULL: there is no such link. */
const struct link *network_link(const char *id);
size_t network_customers(void);
size_t network_creates(void);

#endif

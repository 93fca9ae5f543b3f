/*
 * tests/demo/tally.h: how many records tandem has made, and whether any was
 * made twice.
 */
#ifndef TANDEM_TESTS_DEMO_TALLY_H
#define TANDEM_TESTS_DEMO_TALLY_H

#include <stddef.h>

struct tally {
    size_t records;
    size_t originals; /* of Zoho that they name; fewer when one is doubled */
};

/* Of all Customers, ContactPersons or SalesOrders in PowerOffice. */
struct tally tally_of(const char *entity);

#endif

/*
 * tests/chaos/plant.h: can the judges see what they look for?
 *
 * In a world at rest one of each evil is planted, past the programs.
 */
#ifndef TANDEM_TESTS_CHAOS_PLANT_H
#define TANDEM_TESTS_CHAOS_PLANT_H

#include "support/ledger.h"

/* Two customers with one address, a name changed behind everybody's back, a
 * value written to somebody else's record, a DELETE, a link that is held for
 * no reason, of which Redis does not know. */
void plant(const struct ledger *ledger);

#endif

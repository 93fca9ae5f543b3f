/*
 * tests/chaos/judge.h: is everything as it must be, at rest?
 *
 * What is not becomes a finding. sight_take() comes first.
 */
#ifndef TANDEM_TESTS_CHAOS_JUDGE_H
#define TANDEM_TESTS_CHAOS_JUDGE_H

#include "support/ledger.h"

#include <stddef.h>

/* Every link's two records say the same, and the newest; every record has its
 * link. Returns how many links are held or owe something, with a cause. */
size_t judge_links(const struct ledger *ledger);

/* Every order names the customer, and the contact person, of its deal. */
void judge_orders(const struct ledger *ledger);

/* Nobody stands there twice, nothing was deleted, no value was written to
 * somebody else's record, no request was other than it may be. */
void judge_calls(void);

/* Redis is what the ledger says. */
void judge_copy(const struct ledger *ledger);

#endif

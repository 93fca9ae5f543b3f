/*
 * tests/support/lag.h: does a group still have messages to take?
 *
 * Offsets alone do not tell: behind the last message of a transaction comes
 * its end, which no group ever commits. So what follows the committed offset
 * is read.
 */
#ifndef TANDEM_TESTS_SUPPORT_LAG_H
#define TANDEM_TESTS_SUPPORT_LAG_H

#include <stdbool.h>

/* Of the topics whose name begins so, in the Kafka of TEST_BROKERS. True also
 * when Kafka does not answer within some seconds. */
bool lag_exists(const char *group, const char *topics);

#endif

/*
 * tests/support/ledger.h: where all links stand, read from Kafka.
 */
#ifndef TANDEM_TESTS_SUPPORT_LEDGER_H
#define TANDEM_TESTS_SUPPORT_LEDGER_H

#include "domain/link.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ledger;

/* As it is now; empty while the topic is not there yet, not whole when Kafka
 * has not answered. */
struct ledger *ledger_read(void);
void ledger_free(struct ledger *ledger);
bool ledger_is_whole(const struct ledger *ledger);

size_t ledger_count(const struct ledger *ledger, const char *flow,
                    enum link_status status);

/* How many links still wait for something. */
size_t ledger_unsettled(const struct ledger *ledger);

/* When the newest scan of all began, by its system's clock. Have all entities
 * been read whole, later than that? */
int64_t ledger_scan_ms(const struct ledger *ledger);
bool ledger_scanned(const struct ledger *ledger, int64_t since_ms);

/* Has each been read whole since, by its own system's clock? */
bool ledger_scanned_after(const struct ledger *ledger,
                          const struct ledger *before);

const struct link *ledger_link(const struct ledger *ledger, const char *id);

/* The newest message of a key, byte for byte; and how many keys there are in
 * all partitions together. */
const char *ledger_text(const struct ledger *ledger, int partition,
                        const char *key);
size_t ledger_texts(const struct ledger *ledger);

/* Calls each() for every link; stops at other than 0. */
typedef int ledger_each_fn(const struct link *link, void *arg);
int ledger_each(const struct ledger *ledger, ledger_each_fn *each, void *arg);

#endif

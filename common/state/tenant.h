/*
 * state/tenant.h: whose records the links of a namespace join.
 *
 * The ledger's partition 0 holds it under `~tenant`: Zoho's organisation and
 * PowerOffice's client, as they were when the first loader began. Keys may be
 * replaced; keys of others would pour one company's records into another's.
 */
#ifndef TANDEM_STATE_TENANT_H
#define TANDEM_STATE_TENANT_H

#include "base/err.h"
#include "base/json.h"
#include "io/kafka.h"
#include "io/redis.h"
#include "state/topics.h"

#include <stdbool.h>
#include <stdint.h>

#define TENANT_ID "~tenant"

/* How often it is looked for as long as a system's is not known. */
#define TENANT_LOOK_MS 5000

struct tenant;

/* All borrowed until tenant_close(). */
struct tenant *tenant_open(struct redis *redis, const char *name_space,
                           const struct kafka_settings *kafka,
                           const struct topics *topics);
void tenant_close(struct tenant *tenant);

/* Looks into Redis' copy or, where there is none, into the ledger; not again
 * before TENANT_LOOK_MS. ERR_RETRY: neither could be read. */
int tenant_look(struct tenant *tenant, int64_t now_ms,
                struct err *err) MUST_CHECK;

/* Whose records these are; NULL: not written down (yet). Borrowed until the
 * next look. */
const char *tenant_founder(const struct tenant *tenant, const char *system);

#endif

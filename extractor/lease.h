/*
 * extractor/lease.h: which extractor reads which entity.
 *
 * One lease per entity in Redis, with its owner and an expiry: a dead
 * extractor's leases end by themselves. The extractors that are alive share
 * the entities evenly; one that holds more than its share gives some back.
 */
#ifndef TANDEM_EXTRACTOR_LEASE_H
#define TANDEM_EXTRACTOR_LEASE_H

#include "base/err.h"
#include "io/redis.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Renewed five times within its life, so that one slow moment of Redis does
 * not lose it; and a dead extractor is replaced within 15 s. */
#define LEASE_MS       15000
#define LEASE_RENEW_MS 3000

struct leases;

/* names: what is leased ("zohocrm.Contacts"), copied; at most LEASES_MAX. */
struct leases *leases_open(struct redis *redis, const char *name_space,
                           const char *const *names, size_t count);

/* Gives all back, if Redis answers, so that others need not wait. */
void leases_close(struct leases *leases);

/*
 * Renews what is held, takes what is free, up to the share; gives back what is
 * beyond it, but for the busy ones (a scan that has begun is not thrown away).
 * After an error everything held stays so until it expires.
 */
int leases_renew(struct leases *leases, int64_t now_ms,
                 struct err *err) MUST_CHECK;
void leases_busy(struct leases *leases, size_t index, bool busy);

bool leases_held(const struct leases *leases, size_t index, int64_t now_ms);

/* For whoever writes under a lease's guard. Borrowed. */
const char *leases_key(const struct leases *leases, size_t index);
const char *leases_owner(const struct leases *leases);

#endif

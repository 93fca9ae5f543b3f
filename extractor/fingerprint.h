/*
 * extractor/fingerprint.h: what has been published lately.
 *
 * Each poll asks again for the overlap before the last one; a fingerprint of
 * each record's bytes drops what comes back unchanged. It is a saving, not a
 * truth: a lost fingerprint means that a record is published once more.
 */
#ifndef TANDEM_EXTRACTOR_FINGERPRINT_H
#define TANDEM_EXTRACTOR_FINGERPRINT_H

#include "base/err.h"
#include "extractor/page.h"
#include "io/redis.h"

#include <stdint.h>

/* prefix: of the keys in Redis, "tandem:fingerprint:zohocrm.Contacts".
 * Marks the rows whose bytes have been published. */
int fingerprints_mark(struct redis *redis, const char *prefix,
                      struct page *page, struct err *err) MUST_CHECK;

/*
 * Saves those of the rows that the next poll will meet again (modified at or
 * after since_ms, its watermark, or at a time unknown), for keep_ms. Others
 * never come back, so that Redis holds as many as were edited lately.
 * Only for rows that Kafka has acknowledged.
 */
int fingerprints_save(struct redis *redis, const char *prefix,
                      const struct page *page, int64_t since_ms,
                      int64_t keep_ms, struct err *err) MUST_CHECK;

#endif

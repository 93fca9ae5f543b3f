/*
 * rehearsal/readings.h: records as they were read last, in memory.
 *
 * Of each record only what the flows use is kept, as text: some hundred bytes.
 */
#ifndef TANDEM_REHEARSAL_READINGS_H
#define TANDEM_REHEARSAL_READINGS_H

#include "base/err.h"
#include "base/json.h"
#include "domain/flow.h"
#include "domain/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One record. */
struct reading {
    const struct entity *entity;
    char *id;
    char *text;       /* a message of its records topic */
    int64_t at_ms;    /* when that was written there */
    uint64_t lacking; /* the n-th column was not in it */
    bool gone;
    bool moves; /* something follows from it: rehearsal/rehearsal.h */
};

struct readings;

/* flows is borrowed. */
struct readings *readings_new(const struct flows *flows);
void readings_free(struct readings *readings);

/* One message of an entity's records topic, in order: a newer one takes the
 * older one's place. value NULL: the record was erased. ERR_DATA: it is none,
 * or of an entity that no flow uses; it is left out. */
int readings_take(struct readings *readings, const struct entity *entity,
                  const char *key, size_t key_length, const char *value,
                  size_t length, int64_t at_ms, struct err *err) MUST_CHECK;

/* NULL: it was never read. */
struct reading *readings_get(const struct readings *readings,
                             const struct entity *entity, const char *id);

/* The record itself; record_free() it either way. */
int reading_decode(const struct reading *reading, struct record *ret_record,
                   struct err *err) MUST_CHECK;

/* Who carries this as our reference, or NULL: nobody. */
struct reading *readings_by_reference(struct readings *readings,
                                      const struct entity *entity,
                                      const char *reference);

/* Calls each() for those whose text at path is this, whatever its case. */
typedef void readings_met(struct reading *reading, void *arg);
void readings_by_key(struct readings *readings, const struct entity *entity,
                     const char *path, const char *key, readings_met *each,
                     void *arg);

/* Every record, in the order in which they were first taken. Other than 0 ends
 * it, and is returned. */
typedef int readings_each(struct reading *reading, void *arg);
int readings_walk(const struct readings *readings, readings_each *each,
                  void *arg);
size_t readings_count(const struct readings *readings);

/* Has a whole scan of it been published? */
bool readings_scanned(const struct readings *readings,
                      const struct entity *entity);

/* [{system, entity, field, records}]: what the flows use and was not in so
 * many records when they were read. The caller frees. */
struct json *readings_lacking(const struct readings *readings);

#endif

/*
 * simulation/extractor.h: reads one entity, by polls and by scans, and
 * publishes what it read; and the transformer, which routes it.
 *
 * As extractor/: pages are read one after another, each with a reading time of
 * its own; a fingerprint per record drops what polls repeat; the cursor moves
 * last, and back by the overlap.
 */
#ifndef TANDEM_SIMULATION_EXTRACTOR_H
#define TANDEM_SIMULATION_EXTRACTOR_H

#include "simulation/sim.h"

/* Starts one for each entity, and the transformer. */
void extractors_begin(struct sim *sim);
void extractors_free(struct sim *sim);

/* Every entity is scanned now. */
void extractors_scan(struct sim *sim);

/* Has this entity been scanned whole, and its markers published? */
bool extractor_scanned(const struct sim *sim, const struct entity *entity);

/* Walks that go on are forgotten, as by a crash. */
void extractors_crash(struct sim *sim);

/* The reading time of an answer that a server gave now, to a request that
 * took so long: Date counts whole seconds. */
int64_t extractor_read_ms(const struct sim *sim, int64_t duration_ms);

#endif

/*
 * loader/survey.h: how many links there are, and whether pairs say the same.
 *
 * The loader walks over Redis' copy of its partitions, one after the other, a
 * few hundred links at a time when it has nothing better to do, and counts. It
 * spends at most a twentieth of its time on that. What it finds different
 * twice in a row, with nobody knowing why, is read in both systems and merged
 * anew.
 */
#ifndef TANDEM_LOADER_SURVEY_H
#define TANDEM_LOADER_SURVEY_H

#include "loader/partition.h"

/* idle: there was nothing to do in this turn. Trouble with Redis is left to
 * the next batch: this only ends the walk. */
void survey_step(struct loader *loader, bool idle);
void survey_close(struct loader *loader);

/* What is known of its links, for /metrics (loader/gauges.c). */
void gauges_set(const struct loader *loader);

#endif

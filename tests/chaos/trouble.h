/*
 * tests/chaos/trouble.h: what goes wrong, and when: all of it from the seed.
 */
#ifndef TANDEM_TESTS_CHAOS_TROUBLE_H
#define TANDEM_TESTS_CHAOS_TROUBLE_H

#include <stddef.h>
#include <stdint.h>

void trouble_open(uint64_t seed);

/* Begins what is due by now, and ends what has lasted long enough. */
void trouble_step(int64_t now_ms);

/* Everything is as it should be again. */
void trouble_end(void);

/* What has happened so far: by kind (NULL: no more kinds), and in all. */
const char *trouble_name(size_t kind);
size_t trouble_count(size_t kind);
size_t trouble_total(void);

#endif

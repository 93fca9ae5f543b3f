/*
 * tests/chaos/chaos.h: the three programs, in a world where all goes wrong.
 *
 * The real programs, a real Kafka and a real Redis (tests/support/servers) and
 * the simulators of both APIs. People edit in both systems all the time, while
 * programs and servers die, hang and are cut off, and the APIs are unwell.
 * Then the faults stop, all must come to rest, and nothing may be lost or
 * there twice. Everything is chosen from the seed.
 */
#ifndef TANDEM_TESTS_CHAOS_CHAOS_H
#define TANDEM_TESTS_CHAOS_CHAOS_H

#include <stddef.h>
#include <stdint.h>

/* Prints a table and what was found; returns how many findings. */
size_t chaos_run(int seconds, uint64_t seed);

/* Plays without faults, plants one of each evil, and judges: ends the test
 * unless each is found. */
void chaos_prove(uint64_t seed);

#endif

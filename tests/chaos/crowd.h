/*
 * tests/chaos/crowd.h: people at work in both systems, all the time.
 */
#ifndef TANDEM_TESTS_CHAOS_CROWD_H
#define TANDEM_TESTS_CHAOS_CROWD_H

#include <stddef.h>
#include <stdint.h>

enum crowd_record { CROWD_CONTACT, CROWD_ACCOUNT, CROWD_DEAL, CROWD_KINDS };

/* The records that are there from the beginning. */
void crowd_open(uint64_t seed);
void crowd_close(void);

/* What is due until now is done; call it often. */
void crowd_step(int64_t now_ms);

/* Zoho's id of the n-th contact, account or deal; NULL: no more. */
const char *crowd_id(enum crowd_record kind, int n);

/* PowerOffice's id of the n-th who is in no Zoho; NULL: no more. */
const char *crowd_stranger(size_t n);

#endif

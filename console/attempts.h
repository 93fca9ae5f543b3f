/*
 * console/attempts.h: how often somebody may try a password.
 *
 * Each address waits longer after each wrong one, and all addresses together
 * get a try a second, as a try costs time. People on this machine have a try a
 * second of their own and never wait for long: nobody outside can lock them
 * out.
 */
#ifndef TANDEM_CONSOLE_ATTEMPTS_H
#define TANDEM_CONSOLE_ATTEMPTS_H

#include <stdbool.h>
#include <stdint.h>

#define ATTEMPTS_FREE          3 /* wrong ones before it gets slow */
#define ATTEMPTS_GAP_MS        1000
#define ATTEMPTS_LONGEST_MS    60000
#define ATTEMPTS_LONGEST_AT_MS 5000 /* on this machine */
#define ATTEMPTS_ADDRESSES_MAX 64   /* the one that is quiet for longest goes */

struct attempts;

struct attempts *attempts_new(void);
void attempts_free(struct attempts *attempts);

/* 0: now, and the try counts as begun; else how long to wait. now_ms:
 * time_boot_ms(). is_here: it comes from this machine. */
int64_t attempts_begin(struct attempts *attempts, const char *address,
                       bool is_here, int64_t now_ms);

/* How it went. */
void attempts_end(struct attempts *attempts, const char *address, bool is_here,
                  bool is_right, int64_t now_ms);

#endif

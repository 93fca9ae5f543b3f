/*
 * process/health.h: which parts of a program move; within process/ only.
 */
#ifndef TANDEM_PROCESS_HEALTH_H
#define TANDEM_PROCESS_HEALTH_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

/* A part that has not moved for so long is unwell. */
#define HEALTH_LIMIT_MS 30000

struct health;

struct health *health_new(void);
void health_free(struct health *health);

/* Trouble is told when it has lasted this long (some passes by itself), and
 * again every 30 s. */
#define HEALTH_TELL_MS       1000
#define HEALTH_TELL_AGAIN_MS 30000

/* now_ms: time_boot_ms(). True: it is time to tell that the part is stuck, or
 * that a trouble which was told is over. */
bool health_moved(struct health *health, const char *part, int64_t now_ms);
bool health_stuck(struct health *health, const char *part, const char *why,
                  int64_t now_ms);

/* The part moves, but somebody should look; NULL: no more. */
void health_warn(struct health *health, const char *part, const char *warning,
                 int64_t now_ms);

/* The part has done what there was to do: nobody waits for it any more. */
void health_forget(struct health *health, const char *part);

/* {"poll":{"ok":true,"moved_seconds_ago":3},
 *  "kafka":{"ok":false,"moved_seconds_ago":7,"cause":"..."}}
 * True when all are well. */
bool health_print(const struct health *health, int64_t now_ms,
                  struct buf *ret_text);

#endif

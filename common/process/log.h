/*
 * process/log.h: one JSON line per event on standard error.
 *
 * {"time":"...","level":"info","program":"loader","event":"assigned",
 *  "partition":3}. Ids and counts, never names, addresses, e-mails, tokens.
 */
#ifndef TANDEM_PROCESS_LOG_H
#define TANDEM_PROCESS_LOG_H

#include "base/err.h"

#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

/* text: "debug", "info", "warning" or "error"; ERR_USAGE for any other. */
int log_level_parse(const char *text, enum log_level *ret_level,
                    struct err *err) MUST_CHECK;

/* level: the least that is logged, as for log_level_parse(). program: borrowed
 * for as long as anything is logged. */
int log_open(const char *program, const char *level,
             struct err *err) MUST_CHECK;

/* A text is cut to this many bytes. */
#define LOG_TEXT_MAX 1000

/* Fields follow in threes: kind, name, value (const char * or int64_t); ended
 * by LOG_END. One write() per line, so that lines never mix:
 * log_event(LOG_INFO, "scan.done", LOG_TEXT, "entity", "Contacts",
 *           LOG_INT, "records", (int64_t)2000, LOG_END); */
enum log_field { LOG_END, LOG_TEXT, LOG_INT };
void log_event(enum log_level level, const char *event, ...);

#endif

/*
 * extractor/extractor.h: every entity that the flows use, watched.
 */
#ifndef TANDEM_EXTRACTOR_EXTRACTOR_H
#define TANDEM_EXTRACTOR_EXTRACTOR_H

#include "base/err.h"
#include "process/service.h"

struct extractor;

/* Waits for Kafka and Redis. NULL with err->kind ERR_NONE: told to stop.
 * service is borrowed until extractor_close(). */
struct extractor *extractor_open(struct service *service,
                                 struct err *err) MUST_CHECK;

/* Pages in flight are dropped: their cursors have not moved. */
void extractor_close(struct extractor *extractor);

/* A round of everything; takes at most about a second. -1: Kafka has given up
 * messages, and this process can do nothing about it. */
int extractor_step(struct extractor *extractor, struct err *err) MUST_CHECK;

#endif

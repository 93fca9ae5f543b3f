/*
 * transformer/transformer.h: which flows and which links does a record
 * concern?
 *
 * Reads every records topic, writes to `changes`. Keeps nothing: what it was
 * at when it died is done again by whoever takes over.
 */
#ifndef TANDEM_TRANSFORMER_TRANSFORMER_H
#define TANDEM_TRANSFORMER_TRANSFORMER_H

#include "base/err.h"
#include "process/service.h"

struct transformer;

/* Reads the flows, waits for Kafka. NULL and ERR_NONE: told to stop meanwhile.
 * service is borrowed until transformer_close(). */
struct transformer *transformer_open(struct service *service,
                                     struct err *err) MUST_CHECK;

/* Finishes what is sent (at most a second), leaves the group. */
void transformer_close(struct transformer *transformer);

/* Takes what has come, waiting a moment when nothing has. -1: it is of no
 * more use. */
int transformer_step(struct transformer *transformer,
                     struct err *err) MUST_CHECK;

#endif

/*
 * loader/brake.h: the brakes of all entities, as this loader minds them.
 *
 * Redis decides (state/brakes.h), right before an update would leave. What was
 * seen there in the last second spares links the way to that point, and tells
 * those that are held when they may go on.
 */
#ifndef TANDEM_LOADER_BRAKE_H
#define TANDEM_LOADER_BRAKE_H

#include "loader/batch.h"
#include "state/brakes.h"

/* Redis, flows and configuration must be there. */
void brake_open(struct loader *loader);
void brake_close(struct loader *loader);

/* Looks at all of them once a second: log, /health, /metrics. */
void brake_step(struct loader *loader);

enum brake brake_stands(const struct loader *loader,
                        const struct entity *entity);

/* The last decision that this loader saw a person make; 0: none. */
int64_t brake_decided_ms(const struct loader *loader,
                         const struct entity *entity);

/* The entity's brake has held a link since then: one that Redis has forgotten
 * is engaged again. */
void brake_met(struct loader *loader, const struct entity *entity,
               int64_t since_ms);

/* May the member's request leave? If not, its answer is in the inbox. */
bool brake_lets(struct loader *loader, const struct member *member);

#endif

/*
 * rehearsal/player.h: plays both systems, from what has been read of them.
 *
 * A write is always accepted: what a system would refuse is not known here. A
 * record that is created has an id of its own, made from its link's.
 */
#ifndef TANDEM_REHEARSAL_PLAYER_H
#define TANDEM_REHEARSAL_PLAYER_H

#include "domain/event.h"
#include "domain/link.h"
#include "rehearsal/readings.h"

struct player;

/* Both are borrowed. */
struct player *player_new(const struct flows *flows, struct readings *readings,
                          int64_t now_ms);
void player_free(struct player *player);

/* Answers the link's request. False: the record was never read, and nobody
 * knows; the event is empty then. */
bool player_answer(struct player *player, const struct flow *flow,
                   const struct link *link, struct event *ret_event);

#endif

/*
 * simulation/brakes.h: state/brakes.h and loader/brake.h, as far as they
 * matter to links: too many changes at once are held, until somebody decides.
 *
 * Once it is calm there is no brake any more, as with TANDEM_BRAKE_RECORDS=0:
 * what is held then goes on.
 */
#ifndef TANDEM_SIMULATION_BRAKES_H
#define TANDEM_SIMULATION_BRAKES_H

#include "simulation/sim.h"

void brakes_begin(struct sim *sim);
void brakes_free(struct sim *sim);

/* As far as a loader knows, which may be late to hear that it is engaged. */
enum brake brakes_stand(struct sim *sim, const struct entity *entity);

/* May the link's update leave? */
bool brakes_let(struct sim *sim, const struct flow *flow,
                const struct link *link);

/* What reconcile() has said of a link: that it is held, or was dropped. */
void brakes_judged(struct sim *sim, const struct flow *flow,
                   const struct link *link, const struct effects *effects);

/* Were changes of this link dropped, ever? Its sides may differ then. */
bool brakes_dropped(const struct sim *sim, const char *link_id);

/* Redis is lost, or an old one. */
void brakes_forget(struct sim *sim);

/* It is calm: all that is held goes on. */
void brakes_end(struct sim *sim);

#endif

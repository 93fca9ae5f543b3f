/*
 * domain/drift.h: do both records of a link say the same, as far as is known?
 */
#ifndef TANDEM_DOMAIN_DRIFT_H
#define TANDEM_DOMAIN_DRIFT_H

#include "domain/flow.h"
#include "domain/link.h"
#include "domain/reconcile.h"

#include <stdint.h>

enum drift {
    DRIFT_NO_PAIR, /* a side is missing or gone, or it is no link of its own */
    DRIFT_EQUAL,   /* each property says the same by its lens */
    DRIFT_AGREED,  /* they differ, and the flow wants it so: a value was emptied
                      that is not to be emptied on the other side, or a side is
                      not to be written to */
    DRIFT_OPEN,    /* they differ, and the link says why: it is pending, waits,
                      is held, or owes a value */
    DRIFT_UNEXPLAINED, /* they differ although the link is in step: asked again,
                          it would do something */
};

/* From the link's state alone; flow is its own. */
enum drift drift_of(const struct flows *flows, const struct flow *flow,
                    const struct link *link, int64_t now_ms);

#endif

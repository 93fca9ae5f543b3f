/*
 * console/apply.h: has a plan done by the loaders that run.
 *
 * The records that the plan rests on are routed once more, by the
 * transformer's own hand (state/transform.h): nothing has to stop, and since
 * events carry the time of their reading, their order does not matter.
 */
#ifndef TANDEM_CONSOLE_APPLY_H
#define TANDEM_CONSOLE_APPLY_H

#include "console/draft.h"

/* ERR_USAGE: no loader runs, or one with other flows than ours. */
int apply_check(struct session *session, struct err *err) MUST_CHECK;

/* Is this still the plan of that name? ERR_USAGE says what is different. */
int apply_same(const struct draft *draft, const char *name,
               struct err *err) MUST_CHECK;

/*
 * Routes, and waits until all writes of the plan have an outcome, or nothing
 * has come for a minute (ERR_RETRY). ERR_DATA: some links were held or closed
 * instead of written to. done gets {"<flow> <what> <side>": count}
 * of what has been done to the plan's links, also when it fails.
 */
int apply(struct session *session, const struct draft *draft,
          const struct draft_settings *settings, struct json *done,
          struct err *err) MUST_CHECK;

#endif

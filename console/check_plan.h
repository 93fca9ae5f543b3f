/*
 * console/check_plan.h: what the first sync would do, before there is one.
 */
#ifndef TANDEM_CONSOLE_CHECK_PLAN_H
#define TANDEM_CONSOLE_CHECK_PLAN_H

#include "console/arguments.h"
#include "process/config.h"

/* Rehearses all records that the extractor has read, with every side shared,
 * and prints what would follow (--json: as one object). ERR_USAGE: not all has
 * been read yet; what is known of it has been printed. */
int check_plan(const struct config *config, const struct arguments *arguments,
               struct err *err) MUST_CHECK;

#endif

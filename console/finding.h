/*
 * console/finding.h: what no system would accept of a flow.
 *
 * Held against what tandem knows of the entities: fields that only the system
 * writes, references that it does not keep. No system is asked.
 */
#ifndef TANDEM_CONSOLE_FINDING_H
#define TANDEM_CONSOLE_FINDING_H

#include "base/buf.h"
#include "domain/flow.h"

#include <stddef.h>

/* Appends a line for each finding in the flows that are on; returns how many
 * there are. */
size_t findings_print(const struct flows *flows, struct buf *ret_text);

#endif

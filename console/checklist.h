/*
 * console/checklist.h: what the flows keep in step, for people to check.
 *
 * A section for each flow: its rule as a sentence, and its properties as a
 * table. All of it comes from the flow files; nothing here knows a flow.
 */
#ifndef TANDEM_CONSOLE_CHECKLIST_H
#define TANDEM_CONSOLE_CHECKLIST_H

#include "base/buf.h"
#include "console/markup.h"
#include "domain/flow.h"

/* flows: at least one. */
void checklist_print(const struct flows *flows, enum markup_format format,
                     struct buf *ret_text);

#endif

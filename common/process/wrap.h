/*
 * process/wrap.h: text in lines for a terminal.
 */
#ifndef TANDEM_PROCESS_WRAP_H
#define TANDEM_PROCESS_WRAP_H

#include "base/buf.h"

#define WRAP_WIDTH 78

/* Appends text in lines that begin with margin; its own line ends count as
 * blanks. */
void wrap_append(struct buf *out, const char *margin, const char *text);

#endif

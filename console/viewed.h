/*
 * console/viewed.h: whoever looks at values is written down first.
 */
#ifndef TANDEM_CONSOLE_VIEWED_H
#define TANDEM_CONSOLE_VIEWED_H

#include "console/session.h"

/* Notes in the audit trail that the link's values are about to be shown. */
int viewed_note(const struct session *session, const char *link,
                struct err *err) MUST_CHECK;

#endif

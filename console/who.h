/*
 * console/who.h: who types, for the audit trail.
 */
#ifndef TANDEM_CONSOLE_WHO_H
#define TANDEM_CONSOLE_WHO_H

/* "kari@server": the login name behind sudo, if there is one, and the host.
 * The caller frees. */
char *who_am_i(void);

#endif

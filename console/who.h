/*
 * console/who.h: who types, for the audit trail.
 */
#ifndef TANDEM_CONSOLE_WHO_H
#define TANDEM_CONSOLE_WHO_H

/* Set for a child process that does what somebody else has asked for. */
#define WHO_VARIABLE "TANDEM_WHO"

/* "kari@server": the login name behind sudo, if there is one, and the host.
 * The caller frees. */
char *who_am_i(void);

#endif

/*
 * base/fault.h: places where a test may end the process.
 *
 * Compiled into test builds only (TANDEM_FAULTS); elsewhere it is nothing.
 * TANDEM_FAULT="name" or "name:3" kills the process (SIGKILL, as an outage
 * would) when it passes that point for the first or the third time. With
 * TANDEM_FAULT_ONCE=FILE it does so only if FILE does not exist yet, and
 * creates it: the restarted process passes unharmed.
 *
 * Names are `<program>.<place>`, or `<module>.<place>` in what programs share.
 * A place is what has been done (`produced`) or is about to be (`restoring`).
 * All of them stand in tests/support/fault_matrix.c.
 */
#ifndef TANDEM_BASE_FAULT_H
#define TANDEM_BASE_FAULT_H

#ifdef TANDEM_FAULTS
void fault_point(const char *name);
#else
#define fault_point(name) ((void)(name))
#endif

#endif

/*
 * control.h: the port for tests: persons at work, faults, the journal.
 * README.md lists the routes.
 */
#ifndef TANDEM_TESTS_CONTROL_H
#define TANDEM_TESTS_CONTROL_H

struct exchange;

void control_handle(struct exchange *exchange);

#endif

/*
 * tests/support/driver.h: chromedriver, and one session of Chromium with it.
 * Only browser.c asks it.
 */
#ifndef TANDEM_TESTS_SUPPORT_DRIVER_H
#define TANDEM_TESTS_SUPPORT_DRIVER_H

#include "base/json.h"

void driver_open(void);

/* Ends both; also without one, and after a failed test. */
void driver_close(void);

/* The answer's value, valid until the world ends. command: what follows
 * /session/ID; body NULL: none. Fails the test when it is refused. */
const struct json *driver_do(const char *method, const char *command,
                             const struct json *body);

#endif

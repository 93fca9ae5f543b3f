/*
 * tests/support/config_words.h: short words for tests of the configuration.
 */
#ifndef TANDEM_TESTS_CONFIG_WORDS_H
#define TANDEM_TESTS_CONFIG_WORDS_H

#include "process/config.h"

#define ALL                                                               \
    (NEED_KAFKA | NEED_REDIS | NEED_FLOWS | NEED_SYSTEMS | NEED_SERVICE | \
     NEED_BRAKE)

extern struct config config;  /* as it was accepted last */
extern struct err config_err; /* why it was refused last */

/* path: of the file; NULL: none. Fails the test when it is not so. */
void config_accepted(unsigned needs, const char *path);
void config_refused(unsigned needs, const char *path, const char *why);

/* cmocka's setup and teardown of each test, and teardown of them all. */
int config_clean(void **state);
int config_done(void **state);
int config_folder_close(void **state);

#endif

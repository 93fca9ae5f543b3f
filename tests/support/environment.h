/*
 * tests/support/environment.h: tandem's variables and files, for one test.
 */
#ifndef TANDEM_TESTS_ENVIRONMENT_H
#define TANDEM_TESTS_ENVIRONMENT_H

/* Takes every TANDEM_ variable away. */
void environment_clean(void);
/* value NULL: takes it away. */
void environment_set(const char *name, const char *value);

/* The secrets of both systems: "id", "shh", "token", "app", "client", "sub". */
void environment_set_secrets(void);

/* A folder of this process' own, made when first asked for. */
const char *environment_folder(void);

/* Writes a file there. Its path is good until the next call. */
const char *environment_file(const char *name, const char *text);

/* Removes the folder with its files. 0, or -1. */
int environment_folder_remove(void);

#endif

/*
 * tests/support/faults.h: what is to go wrong in the APIs.
 *
 * path is what comes after /v2 or /crm/v8, as it begins: "/Customers"; "" is
 * any; "/OAuth" and "/oauth" are the tokens. Each hits the next request that
 * fits, once, unless it says otherwise.
 */
#ifndef TANDEM_TESTS_SUPPORT_FAULTS_H
#define TANDEM_TESTS_SUPPORT_FAULTS_H

/* The connection is cut after the request was carried out, or before. */
void fault_cut_after(const char *system, const char *method, const char *path);
void fault_cut_before(const char *system, const char *method, const char *path);

/* Half of the answer's body, then the end. */
void fault_truncate(const char *system, const char *method, const char *path);

/* The access token is suddenly no good. */
void fault_deny(const char *system, const char *method, const char *path);

/* The answer comes late (the request is carried out at once). */
void fault_delay(const char *system, const char *method, const char *path,
                 int delay_ms);

/* The next `count` requests are answered with this status, not carried out. */
void fault_status(const char *system, const char *method, const char *path,
                  int status, int count);

/* The next `count` requests (below 0: all) are answered with this status and
 * words that repeat the whole request, its headers, too. */
void fault_echo(const char *system, const char *method, const char *path,
                int status, int count);

/* Any other: the control port's own words, "{'system': ...}". */
void fault_add(const char *description);

void faults_clear(void);

/* The simulators' settings: "{'rate': 5}". */
void simulators_set(const char *settings);

#endif

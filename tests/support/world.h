/*
 * tests/support/world.h: what one end-to-end test lives in.
 *
 * Both APIs simulated, a namespace of its own on the real Kafka and Redis
 * (tests/support/servers), and every TANDEM_* variable set for the programs
 * that the test starts. There is one world at a time:
 *
 *     static void a_test(void **state)
 *     {
 *         world_start(NULL);
 *         program_start("extractor");
 *         ...
 *         world_stop();
 *     }
 *     ... world_test(a_test) ...
 *
 * Texts and JSON that the helpers return are valid until the world ends.
 */
#ifndef TANDEM_TESTS_SUPPORT_WORLD_H
#define TANDEM_TESTS_SUPPORT_WORLD_H

#include "base/json.h"
#include "support/program.h"
#include "support/test.h"

#define WORLD_VARIABLES_MAX 16
#define WORLD_PARTITIONS    3
#define WORLD_ENTITIES      6 /* that the flows use, of both systems */

struct world_settings {
    int rate; /* PowerOffice requests a second that are let in; 0: any */
    /* For all programs: "TANDEM_PARTITIONS=12"; the last word */
    const char *variables[WORLD_VARIABLES_MAX];
};

/* settings NULL: poll every second, requests end after 3 s, 3 partitions. */
void world_start(const struct world_settings *settings);

/* The test has passed: stops the programs, which must end with 0; the
 * simulators must have found nothing in any request that the official API
 * descriptions do not know. */
void world_stop(void);

/* A test that is still in its world when it ends has failed: shows the
 * programs' logs and ends everything. */
#define world_test(f) cmocka_unit_test_teardown(f, world_teardown)
int world_teardown(void **state);

const char *world_namespace(void);

/* The process that plays both APIs, to freeze and thaw. */
struct program *world_simulators(void);

/*
 * A word to the simulators' control port. path: "/zohocrm/Contacts"; body may
 * be NULL, and single quotes may stand for double ones where it has none:
 * "{'Last_Name': 'Nordli'}". NULL when it answers 404; fails the test on any
 * other refusal.
 */
const struct json *world_control(const char *method, const char *path,
                                 const char *body);

/* Frees a text (or JSON) when the world ends, and gives it back. */
const char *world_keep(char *text);
const struct json *world_keep_json(struct json *json);

#endif

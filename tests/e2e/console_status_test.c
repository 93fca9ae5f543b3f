/*
 * How everything stands: `tandem status` on the real pipeline.
 */
#include "support/console.h"
#include "support/e2e.h"
#include "support/environment.h"
#include "support/kari.h"
#include "support/pipeline.h"

#include <stdlib.h>
#include <string.h>

static const struct json *flow_of(const char *name)
{
    const struct json *f = json_first(json_get(said_json(), "flows"));

    while (f != NULL && !text_equal(json_get_text(f, "flow"), name))
        f = json_next(f);
    assert_non_null(f);
    return f;
}

static int64_t waiting(const char *stage)
{
    const struct json *s = json_first(json_get(said_json(), "stages"));

    while (s != NULL && !text_equal(json_get_text(s, "stage"), stage))
        s = json_next(s);
    assert_non_null(s);
    return json_get_int(s, "waiting", -1);
}

/* False while the programs have not made their topics yet. */
static bool answers(void)
{
    return program_run(&console_output, "tandem", "status", "--json") == 0;
}

static bool nothing_waits(void)
{
    return answers() && waiting("transformer") == 0 && waiting("loader") == 0;
}

static void a_watch_goes_on_until_it_is_told_to_stop(void)
{
    struct program *watch =
        program_start("tandem", "status", "--watch", "--json");
    int64_t ms;

    eventually(30, program_said(watch, "}\n{\"v\":1"));
    assert_int_equal(program_stop(watch, &ms), 0);
}

static void a_quiet_pipeline_has_read_all_and_waits_for_nothing(void **state)
{
    (void)state;
    kari_is_known(NULL);
    eventually(20, nothing_waits());
    assert_int_equal(json_get_int(flow_of("contacts"), "in-step", 0), 1);
    assert_true(json_get_true(json_get(flow_of("contacts"), "gate"), "open"));
    assert_int_equal(
        json_get_int(json_at(said_json(), "done.actions"), "created", 0), 1);
    tandem("status", "TANDEM_POWEROFFICEGO_RATE=10");
    says("flow in step pending waiting held owed closed lonely gate\n");
    says("contacts 1 0 0 0 0 0 0 open\n");
    says("departments 0 0 0 0 0 0 0 off\n");
    says("transformer records 0\n");
    says("loader changes 0\n");
    says("zohocrm Contacts ");
    says_not("not yet");
    says_not(" none\n");
    says("\nin the last 5 min: 1 created");
    says("\npowerofficego: ");
    says(" of 10 requests in the last second\n");
    fits_a_terminal();
    a_watch_goes_on_until_it_is_told_to_stop();
    kari_ends();
}

static bool a_lag_shows(void)
{
    return answers() && waiting("transformer") > 0;
}

/* Without transformer and loader nothing is known but what was read. */
static void what_is_missing_is_named(void **state)
{
    struct program *extractor;
    int64_t ms;

    (void)state;
    world_start(NULL);
    (void)crm_create("Contacts", "{'Last_Name': 'Nordli'}");
    extractor = program_start("extractor");
    eventually(30, a_lag_shows());
    assert_int_equal(program_stop(extractor, &ms), 0);
    tandem("status");
    says(" contacts waits for powerofficego Customers to be read whole (0 of 3 "
         "partitions)\n");
    says(" none\n"); /* no extractor reads it */
    fits_a_terminal();
    world_stop();
}

static bool says_dead(void)
{
    return answers() && strstr(console_output, "credentials refused") != NULL;
}

static void dead_credentials_are_known(void **state)
{
    (void)state;
    world_start(NULL);
    environment_set("TANDEM_POWEROFFICEGO_APPLICATION_KEY", "wrong");
    (void)program_start("extractor");
    eventually(60, says_dead());
    tandem("status");
    says("TANDEM_POWEROFFICEGO_APPLICATION_KEY");
    fits_a_terminal();
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_quiet_pipeline_has_read_all_and_waits_for_nothing),
        world_test(what_is_missing_is_named),
        world_test(dead_credentials_are_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * What links do with the commands of persons.
 */
#include "support/test.h"

#include "support/actor.h"

static int setup(void **state)
{
    (void)state;
    return actor_setup_in_step("{'Last_Name':'Nordli'}",
                               "{'LastName':'Nordli'}");
}

static void refuses(const char *why)
{
    asks_nothing();
    assert_true(audit_says("refused"));
    assert_string_equal(actor.link->command_refused, why);
}

static void a_command_of_a_newer_console_is_refused(void **state)
{
    (void)state;
    commanded("dance", 0, NULL);
    refuses("unknown");
    stands("in-step", NULL);
}

static void a_command_on_a_state_that_has_moved_is_refused(void **state)
{
    (void)state;
    commanded("retry", actor.link->revision + 1, NULL);
    refuses("moved");
    commanded("retry", actor.link->revision, NULL);
    asks_for("read", SIDE_A);
    assert_null(actor.link->command_refused);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, actor_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_command_of_a_newer_console_is_refused),
        TEST(a_command_on_a_state_that_has_moved_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

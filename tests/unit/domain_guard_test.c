/*
 * A value that two sides take back from each other again and again.
 */
#include "support/actor.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#define HOUR_MS 3600000

/* The phone number that each side wants. */
#define X "22 00 00 01"
#define Y "22 00 00 02"
#define Z "22 00 00 03"

/* Valid until the next one. */
static const char *record_of(const char *name, const char *phone_name,
                             const char *phone)
{
    static char text[128];

    (void)snprintf(text, sizeof text, "{'%s':'Nordli','%s':'%s'}", name,
                   phone_name, phone);
    return text;
}

static const char *a_record(const char *phone)
{
    return record_of("Last_Name", "Phone", phone);
}

static const char *b_record(const char *phone)
{
    return record_of("LastName", "PhoneNumber", phone);
}

/* Contact 1 and customer 812 are in step, and both say Y. */
static int in_step(void **state)
{
    (void)actor_setup(state);
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", a_record(Y));
    answered(VERDICT_DONE, "812", b_record(Y));
    stands("in-step", NULL);
    return 0;
}

/* Zoho's side sets it, from what it was in both. */
static void a_says(const char *phone, const char *before)
{
    sees(SIDE_A, "1", a_record(phone));
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", b_record(before));
    asks_for("update", SIDE_B);
    answered(VERDICT_DONE, "812", b_record(phone));
    stands("in-step", NULL);
}

static void b_says(const char *phone)
{
    sees(SIDE_B, "812", b_record(phone));
    asks_for("update", SIDE_A);
    answered(VERDICT_DONE, NULL, NULL);
    stands("in-step", NULL);
}

/* Zoho has said X three times, PowerOffice Y as often. */
static void a_quarrel(void)
{
    for (int i = 0; i < 3; i++) {
        a_says(X, Y);
        b_says(Y);
    }
}

static void the_third_return_of_a_value_is_held(void **state)
{
    (void)state;
    a_quarrel();
    sees(SIDE_A, "1", a_record(X));
    asks_nothing();
    stands("held", "returns");
    assert_true(audit_says("held"));
}

static void both_systems_the_property_and_the_remedy_are_named(void **state)
{
    const char *detail;

    the_third_return_of_a_value_is_held(state);
    detail = actor.link->detail;
    assert_non_null(strstr(detail, "PhoneNumber"));
    assert_non_null(strstr(detail, "zohocrm"));
    assert_non_null(strstr(detail, "powerofficego"));
    assert_non_null(strstr(detail, "retry"));
}

static void the_other_side_is_held_just_so(void **state)
{
    (void)state;
    a_says(Z, Y);
    for (int i = 0; i < 3; i++) {
        b_says(Y);
        a_says(X, Y);
    }
    sees(SIDE_B, "812", b_record(Y));
    asks_nothing();
    stands("held", "returns");
}

static void it_stays_held_however_long_it_takes(void **state)
{
    the_third_return_of_a_value_is_held(state);
    actor.now_ms += (int64_t)24 * HOUR_MS;
    sees(SIDE_A, "1", a_record(X));
    asks_nothing();
    stands("held", "returns");
    unseen(SIDE_B); /* a scan that missed it: it is read */
    answered(VERDICT_DONE, "812", b_record(Y));
    asks_nothing();
    stands("held", "returns");
}

static void the_same_value_on_both_sides_settles_it(void **state)
{
    the_third_return_of_a_value_is_held(state);
    sees(SIDE_B, "812", b_record(X));
    asks_nothing();
    stands("in-step", NULL);
    b_says(Y);
    a_says(X, Y);
}

static void a_third_value_goes_ahead(void **state)
{
    the_third_return_of_a_value_is_held(state);
    sees(SIDE_A, "1", a_record(Z));
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", b_record(Y));
    asks_for("update", SIDE_B);
    answered(VERDICT_DONE, "812", b_record(Z));
    stands("in-step", NULL);
}

static void a_retry_writes_it_once_more(void **state)
{
    the_third_return_of_a_value_is_held(state);
    retried();
    asks_for("read", SIDE_A);
    answered(VERDICT_DONE, "1", a_record(X));
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", b_record(Y));
    asks_for("update", SIDE_B);
    sends("PhoneNumber", "'" X "'");
    answered(VERDICT_DONE, "812", b_record(X));
    stands("in-step", NULL);
}

static void one_person_may_change_their_mind_as_often_as_they_like(void **state)
{
    (void)state;
    for (int i = 0; i < 10; i++) {
        a_says(X, Y);
        a_says(Y, X);
    }
}

static void what_returns_after_more_than_an_hour_is_not_counted(void **state)
{
    (void)state;
    for (int i = 0; i < 10; i++) {
        a_says(X, Y);
        actor.now_ms += HOUR_MS;
        b_says(Y);
    }
}

static void other_properties_have_a_count_of_their_own(void **state)
{
    (void)state;
    a_quarrel();
    sees(SIDE_A, "1", "{'Last_Name':'Holm','Phone':'" Y "'}");
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", b_record(Y));
    asks_for("update", SIDE_B);
    sends("LastName", "'Holm'");
}

static void a_circle_of_three_values_is_noticed_too(void **state)
{
    (void)state;
    a_says(X, Y);
    for (int i = 0; i < 2; i++) {
        b_says(Y);
        a_says(Z, Y);
        b_says(X);
        a_says(Y, X);
        b_says(Z);
        a_says(X, Z);
    }
    b_says(Y);
    a_says(Z, Y);
    b_says(X);
    a_says(Y, X);
    b_says(Z);
    sees(SIDE_A, "1", a_record(X));
    asks_nothing();
    stands("held", "returns");
}

static void a_write_that_did_not_happen_is_no_return(void **state)
{
    (void)state;
    a_says(X, Y);
    sees(SIDE_B, "812", b_record(Y));
    for (int i = 0; i < 5; i++) {
        asks_for("update", SIDE_A);
        answered(VERDICT_STALE, NULL, NULL);
        asks_for("read", SIDE_A);
        answered(VERDICT_DONE, "1", a_record(X));
    }
    asks_for("update", SIDE_A);
    answered(VERDICT_DONE, NULL, NULL);
    stands("in-step", NULL);
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, in_step, actor_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_third_return_of_a_value_is_held),
        TEST(both_systems_the_property_and_the_remedy_are_named),
        TEST(the_other_side_is_held_just_so),
        TEST(it_stays_held_however_long_it_takes),
        TEST(the_same_value_on_both_sides_settles_it),
        TEST(a_third_value_goes_ahead),
        TEST(a_retry_writes_it_once_more),
        TEST(one_person_may_change_their_mind_as_often_as_they_like),
        TEST(what_returns_after_more_than_an_hour_is_not_counted),
        TEST(other_properties_have_a_count_of_their_own),
        TEST(a_circle_of_three_values_is_noticed_too),
        TEST(a_write_that_did_not_happen_is_no_return),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

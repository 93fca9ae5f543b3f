/* An update that has been done, though its answer was lost: what is edited
 * afterwards is an edit, whoever's clock is ahead. */
#include "base/time.h"
#include "support/actor.h"
#include "support/test.h"

#define AHEAD_MS 600000

static const char *const a_record =
    "{'Email':'kari@fjell.example','First_Name':'Kari','Last_Name':'Nordli'}";
static const char *const b_record =
    "{'EmailAddress':'kari@fjell.example','FirstName':'Kari',"
    "'LastName':'Nordli'}";

static int in_step(void **state)
{
    (void)state;
    return actor_setup_in_step(a_record, b_record);
}

/* In Zoho, whose clock is ahead; the update is out. */
static void kari_becomes_holm(void)
{
    char ahead[TIME_TEXT_MAX];

    actor.now_ms += 1000;
    time_format(actor.now_ms + AHEAD_MS, ahead);
    sees_at(SIDE_A, "1", "{'Last_Name':'Holm'}", actor.now_ms, ahead);
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", b_record);
    asks_for("update", SIDE_B);
}

static void the_answer_is_lost(void)
{
    answered(VERDICT_UNKNOWN, NULL, NULL);
    time_passes(2000);
    asks_for("read", SIDE_B);
}

/* In PowerOffice, after our update. */
static void somebody_has_made_it_dal(void)
{
    answered(VERDICT_DONE, "812", "{'LastName':'Dal'}");
    asks_for("update", SIDE_A);
    sends("Last_Name", "'Dal'");
}

static void
an_update_that_is_seen_while_it_is_out_has_come_through(void **state)
{
    (void)state;
    kari_becomes_holm();
    sees(SIDE_B, "812", "{'LastName':'Holm'}");
    the_answer_is_lost();
    somebody_has_made_it_dal();
}

static void
an_update_that_is_seen_before_it_is_read_has_come_through(void **state)
{
    (void)state;
    kari_becomes_holm();
    answered(VERDICT_UNKNOWN, NULL, NULL);
    sees(SIDE_B, "812", "{'LastName':'Holm'}");
    asks_for("read", SIDE_B);
    somebody_has_made_it_dal();
}

static void a_reading_without_the_update_proves_nothing(void **state)
{
    (void)state;
    kari_becomes_holm();
    sees(SIDE_B, "812", "{'LastName':'Nordli'}");
    the_answer_is_lost();
    answered(VERDICT_DONE, "812", b_record);
    asks_for("update", SIDE_B);
    sends("LastName", "'Holm'");
}

static const struct CMUnitTest tests[] = {
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, in_step, actor_teardown)
    TEST(an_update_that_is_seen_while_it_is_out_has_come_through),
    TEST(an_update_that_is_seen_before_it_is_read_has_come_through),
    TEST(a_reading_without_the_update_proves_nothing),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * What a system refused is told without the values that it may repeat.
 */
#include "console/refusal.h"

#include "base/mem.h"
#include "support/test.h"

#include <stdlib.h>

static struct link *link;

static int begin(void **state)
{
    (void)state;
    link = link_new("contacts.a.7");
    return 0;
}

static int end(void **state)
{
    (void)state;
    link_free(link);
    return 0;
}

static void tells(const char *detail, const char *what, const char *sentence)
{
    char *refusal;
    char *told;

    mem_replace(&link->detail, detail);
    refusal = refusal_of(link);
    told = refusal_detail(link);
    if (what == NULL) {
        assert_null(refusal);
    } else {
        assert_string_equal(refusal, what);
    }
    if (sentence == NULL) {
        assert_null(told);
    } else {
        assert_string_equal(told, sentence);
    }
    free(refusal);
    free(told);
}

static void the_message_behind_code_and_field_is_left_out(void **state)
{
    (void)state;
    tells("zohocrm refused it: INVALID_DATA at Email: 'kari@x' is none; "
          "correct the record, or retry",
          "INVALID_DATA at Email", "zohocrm refused it: INVALID_DATA at Email");
    tells("zohocrm refused it: INVALID_DATA: kari; correct it", "INVALID_DATA",
          "zohocrm refused it: INVALID_DATA");
}

static void a_refusal_without_a_message_ends_at_the_advice(void **state)
{
    (void)state;
    tells("powerofficego refused it: no reason given; correct the record, or "
          "retry",
          "no reason given", "powerofficego refused it: no reason given");
}

static void what_was_not_refused_is_told_whole(void **state)
{
    (void)state;
    tells("waits for accounts.a.7", NULL, "waits for accounts.a.7");
    tells(NULL, NULL, NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_message_behind_code_and_field_is_left_out),
        TEST(a_refusal_without_a_message_ends_at_the_advice),
        TEST(what_was_not_refused_is_told_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

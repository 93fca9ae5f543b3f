#include "console/group.h"

#include "support/test.h"

static struct groups *groups;

static int begin(void **state)
{
    (void)state;
    groups = groups_new();
    return 0;
}

static int end(void **state)
{
    (void)state;
    groups_free(groups);
    return 0;
}

static void add(const char *flow, const char *cause, const char *link,
                int64_t since_ms)
{
    const char *const words[GROUP_WORDS] = { flow, cause };

    groups_add(groups, words, link, since_ms);
}

static void what_has_the_same_words_is_one_row(void **state)
{
    const struct group *group;

    (void)state;
    for (int i = 0; i < 4000; i++)
        add("contacts", "rejected", "contacts.a.1", 5000 - i);
    add("contacts", NULL, "contacts.a.2", 0);
    group = groups_at(groups, 0);
    assert_int_equal(group->count, 4000);
    assert_string_equal(group->words[1], "rejected");
    assert_true(group->since_ms == 1001);
    assert_null(groups_at(groups, 1)->words[1]);
    assert_null(groups_at(groups, 2));
    assert_int_equal(groups_total(groups), 4001);
}

static void the_largest_comes_first_then_by_name(void **state)
{
    (void)state;
    add("deals", "twin", "deals.a.1", 0);
    add("contacts", "twin", "contacts.a.1", 0);
    add("deals", "kind", "deals.a.2", 0);
    add("deals", "kind", "deals.a.3", 0);
    assert_string_equal(groups_at(groups, 0)->words[1], "kind");
    assert_string_equal(groups_at(groups, 1)->words[0], "contacts");
    assert_string_equal(groups_at(groups, 2)->words[0], "deals");
}

static void the_first_few_are_kept_as_examples(void **state)
{
    struct json *samples;

    (void)state;
    add("deals", "twin", "deals.a.1", 0);
    assert_null(groups_at(groups, 0)->samples[1]);
    add("deals", "twin", "deals.a.2", 0);
    add("deals", "twin", "deals.a.3", 0);
    add("deals", "twin", "deals.a.4", 0);
    samples = group_samples_json(groups_at(groups, 0));
    assert_int_equal(json_count(samples), GROUP_SAMPLES);
    assert_string_equal(json_text(json_first(samples)), "deals.a.1");
    json_free(samples);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_has_the_same_words_is_one_row),
        TEST(the_largest_comes_first_then_by_name),
        TEST(the_first_few_are_kept_as_examples),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

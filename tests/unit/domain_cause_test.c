/*
 * What status and causes mean: the same words in the code and in the manual.
 */
#include "domain/cause.h"

#include "base/mem.h"
#include "base/text.h"
#include "support/entities.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static char *manual;

static int begin(void **state)
{
    (void)state;
    manual = entities_file("docs/operations.md");
    return 0;
}

static int end(void **state)
{
    (void)state;
    free(manual);
    return 0;
}

/* Rows of the section that a table stands in. */
static size_t rows(const char *section)
{
    const char *at = strstr(manual, section);
    size_t count = 0;

    assert_non_null(at);
    at = strstr(at, "\n| `");
    for (; at != NULL && strncmp(at, "\n| `", 4) == 0; count++)
        at = strchr(at + 1, '\n');
    return count;
}

static void stands(const char *row)
{
    if (strstr(manual, row) == NULL)
        fail_msg("docs/operations.md lacks: %s", row);
}

static void the_manual_has_each_cause_in_the_same_words(void **state)
{
    static const char *const sections[] = { "**Lonely**",  NULL,
                                            "**Waiting**", NULL,
                                            "**Held**",    "**Closed**" };
    size_t counts[LINK_KEY + 1] = { 0 };

    (void)state;
    for (size_t i = 0; cause_at(i) != NULL; i++) {
        const struct cause *cause = cause_at(i);
        char *row =
            mem_print("\n| `%s` | %s | %s |\n", cause->name, cause->meaning,
                      cause->remedy == NULL ? "" : cause->remedy);

        stands(row);
        free(row);
        counts[cause->status]++;
    }
    for (size_t s = 0; s < sizeof sections / sizeof *sections; s++) {
        if (sections[s] != NULL)
            assert_int_equal(rows(sections[s]), counts[s]);
    }
}

static void the_manual_has_what_is_owed_in_the_same_words(void **state)
{
    size_t count = 0;

    (void)state;
    for (; cause_owed_at(count) != NULL; count++) {
        const struct cause_owed *owed = cause_owed_at(count);
        size_t length = strlen(owed->begins);
        bool open = owed->begins[length - 1] == ' ';
        char *row = mem_print("\n| `%.*s`%s | %s |\n", (int)(length - open),
                              owed->begins, open ? " ..." : "", owed->remedy);

        stands(row);
        free(row);
    }
    assert_int_equal(rows("**Owed**"), count);
}

static void the_manual_has_each_refusal_in_the_same_words(void **state)
{
    size_t count = 0;

    (void)state;
    for (; cause_refusal_at(count) != NULL; count++) {
        const struct cause *cause = cause_refusal_at(count);
        char *row =
            mem_print("\n| `%s` | %s | %s |\n", cause->name, cause->meaning,
                      cause->remedy == NULL ? "" : cause->remedy);

        stands(row);
        free(row);
    }
    assert_int_equal(rows("**Refused**"), count);
}

/* Each "return \"word\";" of a file is one. */
static size_t refusals_in(const char *path)
{
    static const char begins[] = "return \"";
    char *text = entities_file(path);
    const char *at = text;
    size_t found = 0;

    for (; (at = strstr(at, begins)) != NULL; found++) {
        char *name;

        at += strlen(begins);
        name = mem_copy_n(at, strcspn(at, "\""));
        if (cause_refusal_find(name) == NULL)
            fail_msg("%s: nobody knows '%s'", path, name);
        free(name);
    }
    free(text);
    return found;
}

static void every_refusal_of_a_command_is_known(void **state)
{
    (void)state;
    assert_true(refusals_in("common/domain/command.c") > 10);
}

static void a_cause_belongs_to_its_status(void **state)
{
    (void)state;
    assert_string_equal(cause_find(LINK_HELD, "twin")->remedy,
                        "clear it on one of them; or `tandem resolve`");
    assert_null(cause_find(LINK_CLOSED, "twin"));
    assert_null(cause_find(LINK_HELD, NULL));
    assert_ptr_not_equal(cause_find(LINK_HELD, "reference"),
                         cause_find(LINK_WAITING, "reference"));
}

static void what_is_owed_is_known_by_its_beginning(void **state)
{
    (void)state;
    assert_string_equal(cause_owed_find("longer than 100 characters")->remedy,
                        "shorten it");
    assert_null(cause_owed_find("too long"));
    assert_null(cause_owed_find(NULL));
}

/* Whatever a person must do something about says what. */
static void every_held_cause_has_a_remedy(void **state)
{
    (void)state;
    for (size_t i = 0; cause_at(i) != NULL; i++) {
        if (cause_at(i)->status == LINK_HELD)
            assert_non_null(cause_at(i)->remedy);
    }
}

/* How many causes a file of the judgement holds links with. */
static size_t causes_in(const char *path)
{
    char *text = entities_file(path);
    const char *at = text;
    size_t found = 0;

    for (; (at = strstr(at, "LINK_HELD, \"")) != NULL; found++) {
        char *name;

        at += strlen("LINK_HELD, \"");
        name = mem_copy_n(at, strcspn(at, "\""));
        if (cause_find(LINK_HELD, name) == NULL)
            fail_msg("%s: nobody knows '%s'", path, name);
        free(name);
    }
    free(text);
    return found;
}

static void every_cause_of_the_judgement_is_known(void **state)
{
    (void)state;
    assert_true(causes_in("common/domain/decide.c") >= 7);
    assert_true(causes_in("common/domain/enter.c") >= 1);
    assert_true(causes_in("common/domain/request.c") >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_manual_has_each_cause_in_the_same_words),
        cmocka_unit_test(the_manual_has_what_is_owed_in_the_same_words),
        cmocka_unit_test(the_manual_has_each_refusal_in_the_same_words),
        cmocka_unit_test(every_refusal_of_a_command_is_known),
        cmocka_unit_test(a_cause_belongs_to_its_status),
        cmocka_unit_test(what_is_owed_is_known_by_its_beginning),
        cmocka_unit_test(every_held_cause_has_a_remedy),
        cmocka_unit_test(every_cause_of_the_judgement_is_known),
    };

    return cmocka_run_group_tests(tests, begin, end);
}

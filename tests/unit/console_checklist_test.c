#include "console/checklist.h"

#include "base/mem.h"
#include "process/flows.h"
#include "support/entities.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static struct flows flows;
static struct buf text;

/* As they ship, with the systems' own descriptions of the entities. */
static int begin(void **state)
{
    struct config config = { .flows = mem_copy("flows") };
    struct err err = { 0 };
    int result = flows_load(&flows, &config, &err);

    (void)state;
    free(config.flows);
    return result;
}

static int end(void **state)
{
    (void)state;
    flows_free(&flows);
    buf_free(&text);
    return 0;
}

static void is_as_in(const char *path)
{
    char *wanted = entities_file(path);
    const char *said = text.data;
    const char *line = wanted;
    int number = 1;

    while (*line != '\0' && strcspn(line, "\n") == strcspn(said, "\n") &&
           strncmp(line, said, strcspn(line, "\n")) == 0) {
        size_t length = strcspn(line, "\n");

        line += length + (line[length] == '\n');
        said += length + (said[length] == '\n');
        number++;
    }
    if (*line != '\0' || *said != '\0') {
        fail_msg("%s:%d is not what `tandem docs` says: %.*s", path, number,
                 (int)strcspn(said, "\n"), said);
    }
    free(wanted);
}

/* A wanted change: tandem docs --flows flows >tests/fixtures/dataflow.rst */
static void the_shipped_flows_give_the_checklist(void **state)
{
    (void)state;
    checklist_print(&flows, MARKUP_RST, &text);
    is_as_in("tests/fixtures/dataflow.rst");
    buf_clear(&text);
    checklist_print(&flows, MARKUP_MARKDOWN, &text);
    is_as_in("tests/fixtures/dataflow.md");
}

/* The part of the text from the flow's own heading to the next. */
static char *section_of(const struct flow *flow)
{
    char *heading = mem_print("# %s\n", flow->title);
    const char *at = strstr(text.data, heading);
    const char *next;

    assert_non_null(at);
    at += strlen(heading);
    next = strstr(at, "\n#");
    free(heading);
    return mem_copy_n(at, next == NULL ? strlen(at) : (size_t)(next - at));
}

static void has_cells(const char *section, const char *one, const char *other)
{
    char *forwards = mem_print("| %s | %s |", one, other);
    char *backwards = mem_print("| %s | %s |", other, one);

    if (strstr(section, forwards) == NULL && strstr(section, backwards) == NULL)
        fail_msg("there is no row '%s' in:\n%s", forwards, section);
    free(forwards);
    free(backwards);
}

static void has_terms(const char *section, const struct json *condition)
{
    for (const struct json *term = json_first(condition); term != NULL;
         term = json_next(term))
        assert_non_null(strstr(section, json_name(term)));
}

static void every_pair_of_paths_has_a_row(void **state)
{
    (void)state;
    checklist_print(&flows, MARKUP_MARKDOWN, &text);
    for (size_t i = 0; i < flows.count; i++) {
        const struct flow *flow = flows.items[i];
        char *section = section_of(flow);

        for (size_t j = 0; j < flow->property_count; j++) {
            const struct property *property = &flow->properties[j];

            for (size_t a = 0; a < property->path_count[SIDE_A]; a++)
                has_cells(section, property->paths[SIDE_A][a], property->name);
            if (property->under != NULL)
                has_cells(section, property->under, property->name);
        }
        has_cells(section, "id", "Id");
        free(section);
    }
}

static void every_path_of_a_condition_is_told(void **state)
{
    (void)state;
    checklist_print(&flows, MARKUP_MARKDOWN, &text);
    for (size_t i = 0; i < flows.count; i++) {
        char *section = section_of(flows.items[i]);

        for (unsigned side = SIDE_A; side < SIDES; side++) {
            has_terms(section, flows.items[i]->sides[side].where);
            has_terms(section, flows.items[i]->sides[side].when);
        }
        free(section);
    }
}

static void flows_that_are_off_come_last_and_are_said_to_be_off(void **state)
{
    const char *off;

    (void)state;
    checklist_print(&flows, MARKUP_RST, &text);
    off = strstr(text.data,
                 "\nSwitched off\n------------\n\nThese flows are off");
    assert_non_null(off);
    for (size_t i = 0; i < flows.count; i++) {
        const char *section = strstr(text.data, flows.items[i]->title);

        assert_int_equal(section < off, flows.items[i]->enabled);
    }
    for (size_t i = 0; i < flows.count; i++)
        flows.items[i]->enabled = true;
    buf_clear(&text);
    checklist_print(&flows, MARKUP_RST, &text);
    assert_null(strstr(text.data, "Switched off"));
}

static void a_flow_that_needs_another_to_begin_comes_after_it(void **state)
{
    const char *deals;
    const char *accounts;

    (void)state;
    checklist_print(&flows, MARKUP_RST, &text);
    deals = strstr(text.data, "\nZohoCRM Deal to ");
    accounts = strstr(text.data, "\nZohoCRM Account to ");
    assert_true(deals != NULL && accounts != NULL && deals < accounts);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_shipped_flows_give_the_checklist),
        TEST(every_pair_of_paths_has_a_row),
        TEST(every_path_of_a_condition_is_told),
        TEST(flows_that_are_off_come_last_and_are_said_to_be_off),
        TEST(a_flow_that_needs_another_to_begin_comes_after_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

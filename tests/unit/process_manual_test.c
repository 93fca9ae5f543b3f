/*
 * Every metric and every log event of the code stands in the manual, and the
 * other way round.
 */
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "support/entities.h"
#include "support/test.h"

#include <ctype.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#define MANUAL "docs/operations.md"

static char *manual;
static struct map *coded;      /* names in the code */
static struct map *documented; /* names in the manual */

static int begin(void **state)
{
    (void)state;
    manual = entities_file(MANUAL);
    coded = map_new();
    documented = map_new();
    return 0;
}

static int end(void **state)
{
    (void)state;
    free(manual);
    map_free(coded, NULL);
    map_free(documented, NULL);
    return 0;
}

static void put(struct map *names, const char *text, size_t length)
{
    char *name = mem_copy_n(text, length);

    (void)map_put(names, name, names);
    free(name);
}

/* Reads all that the programs are made of. */
static void read_code(void (*each)(const char *text))
{
    glob_t files = { 0 };

    /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
    assert_int_equal(glob("*/*.c", 0, NULL, &files), 0);
    /* NOLINTNEXTLINE(concurrency-mt-unsafe) */
    assert_int_equal(glob("*/*.h", GLOB_APPEND, NULL, &files), 0);
    /* NOLINTNEXTLINE(concurrency-mt-unsafe) */
    assert_int_equal(glob("common/*/*.c", GLOB_APPEND, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        char *text = entities_file(files.gl_pathv[i]);

        each(text);
        free(text);
    }
    globfree(&files);
}

static int is_in(const char *name, void *value, void *arg)
{
    (void)value;
    if (map_get(arg, name) == NULL) {
        fail_msg("'%s' stands in %s only", name,
                 arg == coded ? MANUAL : "the code");
    }
    return 0;
}

static void both_know_the_same(void)
{
    assert_true(map_count(coded) > 10);
    (void)map_each(coded, is_in, documented);
    (void)map_each(documented, is_in, coded);
}

/* ---- metrics ---- */

static void take_metrics(struct map *names, const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";

    for (const char *at = strstr(text, "tandem_"); at != NULL;
         at = strstr(at + 1, "tandem_")) {
        size_t length = strspn(at, letters);

        if (length > strlen("tandem_"))
            put(names, at, length);
    }
}

static void metrics_of_code(const char *text)
{
    take_metrics(coded, text);
}

static void the_manual_has_each_metric(void **state)
{
    (void)state;
    read_code(metrics_of_code);
    take_metrics(documented, manual);
    both_know_the_same();
}

/* ---- events ---- */

/* The quoted words of one call, as far as its first field. */
static void take_call(const char *call)
{
    const char *fields = strstr(call, ", LOG_");

    assert_non_null(fields);
    for (const char *at = strchr(call, '"'); at != NULL && at < fields;
         at = strchr(at, '"')) {
        size_t length = strcspn(at + 1, "\"");

        put(coded, at + 1, length);
        at += length + 2;
    }
}

/* Line ends and runs of blanks are as good as one blank. */
static char *in_one_line(const char *text)
{
    char *line = mem_copy(text);
    char *to = line;

    for (const char *from = text; *from != '\0'; from++) {
        bool blank = *from == ' ' || *from == '\n';

        if (!blank || to == line || to[-1] != ' ')
            *to++ = (char)(blank ? ' ' : *from);
    }
    *to = '\0';
    return line;
}

/* What is only told when somebody looks for a fault is not for the manual. */
static void events_of_code(const char *text)
{
    char *line = in_one_line(text);

    for (const char *at = strstr(line, "log_event("); at != NULL;
         at = strstr(at + 1, "log_event(")) {
        if (!text_starts(at, "log_event(LOG_DEBUG") &&
            !text_starts(at, "log_event(enum"))
            take_call(at);
    }
    free(line);
}

/* The first column of the table of the log. */
static void events_of_manual(void)
{
    const char *at = strstr(manual, "\n## The log\n");
    const char *table = at == NULL ? NULL : strstr(at, "\n| `");

    assert_non_null(table);
    while (table != NULL && text_starts(table, "\n| `")) {
        const char *cell = table + 3;
        const char *end_of_cell = strstr(cell, " | ");

        while (*cell == '`') {
            size_t length = strcspn(cell + 1, "`");

            put(documented, cell + 1, length);
            cell += length + 2;
            cell += strspn(cell, ", ");
            if (cell >= end_of_cell)
                break;
        }
        table = strchr(table + 1, '\n');
    }
}

static void the_manual_has_each_event_of_the_log(void **state)
{
    (void)state;
    read_code(events_of_code);
    events_of_manual();
    both_know_the_same();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_manual_has_each_metric, begin, end),
        cmocka_unit_test_setup_teardown(the_manual_has_each_event_of_the_log,
                                        begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

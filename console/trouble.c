#include "console/trouble.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "base/visible.h"
#include "console/filter.h"
#include "console/session.h"
#include "console/table.h"

#include <stdio.h>
#include <stdlib.h>

struct sorting {
    const struct trouble *trouble;
    const char *flow; /* NULL: any */
    struct groups *groups;
    size_t links;
};

static int sorting_take(const struct link *link, void *arg, struct err *err)
{
    struct sorting *sorting = arg;
    size_t before = groups_total(sorting->groups);

    (void)err;
    if (sorting->flow == NULL || text_equal(sorting->flow, link->flow))
        sorting->trouble->sort(link, sorting->groups);
    sorting->links += groups_total(sorting->groups) > before;
    return 0;
}

/* ---- as a table ---- */

static void group_row(const struct sorting *sorting, const struct group *group,
                      struct table *table)
{
    const char *cells[TABLE_COLUMNS_MAX] = { NULL };
    char *count = mem_print("%zu", group->count);
    struct buf age = { 0 };
    size_t column = 0;

    if (group->since_ms != 0)
        session_age(&age, time_now_ms() - group->since_ms + 1);
    cells[column++] = count;
    for (size_t i = 0; i < GROUP_WORDS && sorting->trouble->words[i]; i++)
        cells[column++] = group->words[i];
    cells[column] = buf_text(&age);
    table_row(table, cells);
    free(count);
    buf_free(&age);
}

static void groups_table(const struct sorting *sorting, struct buf *out)
{
    const char *heads[TABLE_COLUMNS_MAX] = { ">links" };
    struct table table;
    size_t column = 1;
    const struct group *group;

    for (size_t i = 0; i < GROUP_WORDS && sorting->trouble->words[i]; i++)
        heads[column++] = sorting->trouble->words[i];
    if (sorting->trouble->has_age)
        heads[column++] = ">longest";
    table_open(&table, heads, column);
    for (size_t n = 0; (group = groups_at(sorting->groups, n)) != NULL; n++)
        group_row(sorting, group, &table);
    table_print(&table, out);
    table_free(&table);
}

/* ---- in words ---- */

/* Said once for each cause, whatever the number of its groups. */
static bool was_said(const struct sorting *sorting, size_t n)
{
    size_t word = sorting->trouble->cause;
    const char *cause = groups_at(sorting->groups, n)->words[word];

    for (size_t i = 0; i < n; i++) {
        if (text_equal(groups_at(sorting->groups, i)->words[word], cause))
            return true;
    }
    return false;
}

static void group_words(const struct sorting *sorting,
                        const struct group *group, struct buf *out)
{
    struct trouble_words words = sorting->trouble->explain(group);

    buf_text_append(out, "\n");
    visible_append(out, group->words[sorting->trouble->cause]);
    if (words.meaning != NULL)
        buf_print(out, ": %s", words.meaning);
    buf_print(out, "\n  what helps: %s\n",
              words.remedy == NULL ? "look at one of them with tandem explain"
                                   : words.remedy);
    for (size_t i = 0; i < GROUP_SAMPLES && group->samples[i] != NULL; i++) {
        buf_print(out, "  %s %s\n", i == 0 ? "for example:" : "            ",
                  group->samples[i]);
    }
    /* A retry does not get past an engaged brake. */
    if (sorting->trouble->command != NULL &&
        !text_equal(group->words[sorting->trouble->cause], "braked")) {
        buf_print(out, "  all at once: %s %s\n", sorting->trouble->command,
                  group->words[sorting->trouble->cause]);
    }
}

static void sorting_print(const struct sorting *sorting,
                          const struct session *session)
{
    struct buf text = { 0 };

    groups_table(sorting, &text);
    for (size_t n = 0; groups_at(sorting->groups, n) != NULL; n++) {
        if (!was_said(sorting, n))
            group_words(sorting, groups_at(sorting->groups, n), &text);
    }
    buf_print(&text, "%s%zu link%s %s.\n", text.length > 0 ? "\n" : "",
              sorting->links, sorting->links == 1 ? "" : "s",
              sorting->trouble->noun);
    session_source(session, &text);
    (void)fputs(buf_text(&text), stdout);
    buf_free(&text);
}

/* ---- as JSON ---- */

static struct json *group_json(const struct sorting *sorting,
                               const struct group *group)
{
    struct trouble_words words = sorting->trouble->explain(group);
    struct json *tree = json_new_object();

    json_set_int(tree, "links", (int64_t)group->count);
    for (size_t i = 0; i < GROUP_WORDS; i++) {
        if (group->words[i] != NULL)
            json_set_text(tree, sorting->trouble->words[i], group->words[i]);
    }
    if (words.meaning != NULL)
        json_set_text(tree, "meaning", words.meaning);
    if (words.remedy != NULL)
        json_set_text(tree, "remedy", words.remedy);
    if (group->since_ms != 0)
        json_set_int(tree, "since_ms", group->since_ms);
    json_set(tree, "samples", group_samples_json(group));
    return tree;
}

static void sorting_print_json(const struct sorting *sorting,
                               const struct session *session)
{
    struct json *tree = json_new_object();
    struct json *groups = json_new_array();
    const struct group *group;
    char *text;

    json_set_int(tree, "v", 1);
    session_source_json(session, tree);
    json_set_int(tree, "links", (int64_t)sorting->links);
    for (size_t n = 0; (group = groups_at(sorting->groups, n)) != NULL; n++)
        json_append(groups, group_json(sorting, group));
    json_set(tree, "groups", groups);
    text = json_string(tree);
    (void)puts(text);
    free(text);
    json_free(tree);
}

int trouble_run(const struct trouble *trouble, const struct config *config,
                const struct arguments *arguments, struct err *err)
{
    struct sorting sorting = { .trouble = trouble,
                               .flow = arguments_value(arguments, "--flow") };
    struct session session;
    int result = session_open(&session, config, err);

    sorting.groups = groups_new();
    if (result == 0)
        result = filter_flow(sorting.flow, &session.flows, err);
    if (result == 0)
        result = links_walk(session.links, sorting_take, NULL, &sorting, err);
    if (result == 0) {
        if (arguments_value(arguments, "--json") != NULL) {
            sorting_print_json(&sorting, &session);
        } else {
            sorting_print(&sorting, &session);
        }
    }
    groups_free(sorting.groups);
    session_close(&session);
    return result;
}

/*
 * tandem links: which links there are, and how each stands.
 */
#include "base/time.h"
#include "console/command.h"
#include "console/filter.h"
#include "console/session.h"
#include "console/table.h"

#include <stdio.h>
#include <stdlib.h>

/* More than this is not read by anybody; --json and export give all. */
#define LINKS_SHOWN 50

static const struct option_about options[] = {
    FILTER_FLOW,
    FILTER_STATUS,
    FILTER_CAUSE,
    FILTER_OLDER,
    { "--limit", "NUMBER", "show so many; 50 without --json" },
    { "--skip", "NUMBER", "leave out so many before: the next page" },
    { "--json", NULL, "for programs: one JSON object" },
    { .name = NULL },
};

struct list {
    struct filter filter;
    size_t skip;
    size_t limit;
    size_t count; /* that the filter takes */
    int64_t now_ms;
    struct table table;
    struct json *items; /* NULL: the table is wanted */
};

/* ---- one link ---- */

static void list_json(struct list *list, const struct link *link)
{
    struct json *item = json_new_object();

    json_set_text(item, "link", link->id);
    json_set_text(item, "flow", link->flow);
    json_set_text(item, "status", link_status_name(link->status));
    if (link->cause != NULL)
        json_set_text(item, "cause", link->cause);
    for (int s = 0; s < SIDES; s++) {
        if (link->sides[s].id != NULL)
            json_set_text(item, side_name((enum side)s), link->sides[s].id);
    }
    if (link->since_ms != 0)
        json_set_int(item, "since_ms", link->since_ms);
    json_set_int(item, "owed", (int64_t)json_count(link->owed));
    json_append(list->items, item);
}

static void list_row(struct list *list, const struct link *link)
{
    struct buf age = { 0 };
    const char *cells[] = { link->id,
                            link->sides[SIDE_A].id,
                            link->sides[SIDE_B].id,
                            link_status_name(link->status),
                            link->cause,
                            NULL };

    if (link->since_ms != 0)
        session_age(&age, list->now_ms - link->since_ms + 1);
    cells[5] = buf_text(&age);
    table_row(&list->table, cells);
    buf_free(&age);
}

static int list_take(const struct link *link, void *arg, struct err *err)
{
    struct list *list = arg;
    size_t n;

    (void)err;
    if (!filter_takes(&list->filter, link))
        return 0;
    n = list->count++;
    if (n < list->skip || n - list->skip >= list->limit)
        return 0;
    if (list->items != NULL) {
        list_json(list, link);
    } else {
        list_row(list, link);
    }
    return 0;
}

/* ---- all of them ---- */

/* *number stays as it is when the option was not given. */
static int number_read(const struct arguments *arguments, const char *name,
                       size_t *number, struct err *err)
{
    const char *text = arguments_value(arguments, name);
    char *end;
    unsigned long long value;

    if (text == NULL)
        return 0;
    value = strtoull(text, &end, 10);
    if (*end != '\0' || *text == '-' || value == 0) {
        return err_set(err, ERR_USAGE,
                       "%s cannot be '%s': it is a number from 1", name, text);
    }
    *number = (size_t)value;
    return 0;
}

static int part_read(struct list *list, const struct arguments *arguments,
                     struct err *err)
{
    bool json = arguments_value(arguments, "--json") != NULL;

    list->limit = json ? SIZE_MAX : LINKS_SHOWN;
    if (number_read(arguments, "--limit", &list->limit, err) != 0)
        return -1;
    return number_read(arguments, "--skip", &list->skip, err);
}

static void list_print_json(const struct session *session, struct list *list)
{
    struct json *tree = json_new_object();
    char *text;

    json_set_int(tree, "v", 1);
    session_source_json(session, tree);
    json_set_int(tree, "count", (int64_t)list->count);
    json_set(tree, "links", list->items);
    list->items = NULL;
    text = json_string(tree);
    (void)puts(text);
    free(text);
    json_free(tree);
}

static void list_print(const struct session *session, struct list *list)
{
    struct buf text = { 0 };

    if (list->items != NULL) {
        list_print_json(session, list);
        return;
    }
    table_print(&list->table, &text);
    if (list->count > list->skip + table_rows(&list->table)) {
        buf_print(&text, "... and %zu more: --limit shows them\n",
                  list->count - list->skip - table_rows(&list->table));
    }
    buf_print(&text, "%s%zu link%s.\n", list->count > 0 ? "\n" : "",
              list->count, list->count == 1 ? "" : "s");
    session_source(session, &text);
    (void)fputs(buf_text(&text), stdout);
    buf_free(&text);
}

static int links_run(const struct config *config,
                     const struct arguments *arguments, struct err *err)
{
    static const char *const heads[] = { "link",   "a",     "b",
                                         "status", "cause", ">for" };
    struct list list = { .now_ms = time_now_ms() };
    struct session session;
    int result = session_open(&session, config, err);

    table_open(&list.table, heads, sizeof heads / sizeof *heads);
    if (arguments_value(arguments, "--json") != NULL)
        list.items = json_new_array();
    if (result == 0) {
        result = filter_read(&list.filter, arguments, &session.flows,
                             list.now_ms, err);
    }
    if (result == 0)
        result = part_read(&list, arguments, err);
    if (result == 0)
        result = links_walk(session.links, list_take, NULL, &list, err);
    if (result == 0)
        list_print(&session, &list);
    json_free(list.items);
    table_free(&list.table);
    session_close(&session);
    return result;
}

const struct command links_command = {
    .name = "links",
    .summary = "lists links: by flow, status, cause and age",
    .text = "Each pair of records, or lonely half of one, with the ids of both "
            "records and how long it has stood as it does. Nothing is "
            "written. Parts of other links are listed with --status alias.",
    .example = "tandem links --flow contacts --status held --older 2h",
    .needs = SESSION_NEEDS,
    .page = PAGE_READS,
    .options = options,
    .run = links_run,
};

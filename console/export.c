/*
 * tandem export: the links as a table for other programs.
 */
#include "base/time.h"
#include "console/command.h"
#include "console/filter.h"
#include "console/session.h"

#include <stdio.h>
#include <string.h>

static const struct option_about options[] = {
    FILTER_FLOW,
    FILTER_STATUS,
    FILTER_CAUSE,
    FILTER_OLDER,
    { "--json", NULL, "one JSON object a line instead of CSV" },
    { .name = NULL },
};

struct export
{
    struct filter filter;
    bool json;
};

/* RFC 4180, and nothing that a spreadsheet would take for a formula: ids and
 * words begin with letters and digits, else a blank is put in front. */
static void field(struct buf *out, const char *text, bool first)
{
    bool quoted = text != NULL && text[strcspn(text, ",\"\r\n")] != '\0';

    buf_text_append(out, first ? "" : ",");
    if (text == NULL)
        return;
    buf_text_append(out, quoted ? "\"" : "");
    if (strchr("=+-@\t", text[0]) != NULL && text[0] != '\0')
        buf_text_append(out, " ");
    for (const char *at = text; *at != '\0'; at++) {
        buf_append(out, at, 1);
        if (*at == '"')
            buf_append(out, at, 1);
    }
    buf_text_append(out, quoted ? "\"" : "");
}

static void print_csv(const struct link *link)
{
    const struct link_side *a = &link->sides[SIDE_A];
    const struct link_side *b = &link->sides[SIDE_B];
    char since[TIME_TEXT_MAX] = "";
    struct buf line = { 0 };

    if (link->since_ms != 0)
        time_format(link->since_ms, since);
    field(&line, link->id, true);
    field(&line, link->flow, false);
    field(&line, a->id, false);
    field(&line, b->id, false);
    field(&line, b->reference, false);
    field(&line, link_status_name(link->status), false);
    field(&line, link->cause, false);
    field(&line, since, false);
    (void)printf("%s\r\n", buf_text(&line));
    buf_free(&line);
}

static void put(struct json *tree, const char *name, const char *text)
{
    if (text != NULL)
        json_set_text(tree, name, text);
}

static void print_json(const struct link *link)
{
    struct json *tree = json_new_object();
    struct buf line = { 0 };

    json_set_int(tree, "v", 1);
    put(tree, "link", link->id);
    put(tree, "flow", link->flow);
    put(tree, "a", link->sides[SIDE_A].id);
    put(tree, "b", link->sides[SIDE_B].id);
    put(tree, "reference", link->sides[SIDE_B].reference);
    put(tree, "status", link_status_name(link->status));
    put(tree, "cause", link->cause);
    json_set_int(tree, "since_ms", link->since_ms);
    json_print(tree, &line);
    (void)puts(buf_text(&line));
    buf_free(&line);
    json_free(tree);
}

static int export_take(const struct link *link, void *arg, struct err *err)
{
    const struct export *export = arg;

    (void)err;
    if (!filter_takes(&export->filter, link))
        return 0;
    if (export->json) {
        print_json(link);
    } else {
        print_csv(link);
    }
    return 0;
}

static int export_run(const struct config *config,
                      const struct arguments *arguments, struct err *err)
{
    struct export export = { .json =
                                 arguments_value(arguments, "--json") != NULL };
    struct session session;
    int result = session_open(&session, config, err);

    if (result == 0) {
        result = filter_read(&export.filter, arguments, &session.flows,
                             time_now_ms(), err);
    }
    if (result == 0) {
        if (!export.json)
            (void)printf("link,flow,a,b,reference,status,cause,since\r\n");
        result = links_walk(session.links, export_take, NULL, &export, err);
    }
    session_close(&session);
    return result;
}

const struct command export_command = {
    .name = "export",
    .summary = "writes the links as CSV, for a spreadsheet or another program",
    .text = "One line for each link: its id, flow, the ids of both records, "
            "the reference that the b record carries, status, cause, and since "
            "when (UTC). Nothing that the records hold. CSV as RFC 4180.",
    .example = "tandem export --flow contacts >links.csv",
    .needs = SESSION_NEEDS,
    .options = options,
    .run = export_run,
};

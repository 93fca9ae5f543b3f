#include "console/explain_print.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "base/visible.h"
#include "console/session.h"
#include "console/table.h"
#include "process/wrap.h"

#include <stdlib.h>
#include <string.h>

/* ---- words ---- */

static const char *get(const struct json *tree, const char *name)
{
    const char *text = json_get_text(tree, name);

    return text == NULL ? "" : text;
}

/* A label and a sentence, in lines that fit. */
static void line(struct buf *out, const char *label, const char *text)
{
    struct buf whole = { 0 };

    if (text_is_empty(text))
        return;
    buf_print(&whole, "%s: ", label);
    visible_append(&whole, text);
    wrap_append(out, "  ", buf_text(&whole));
    buf_free(&whole);
}

/* The caller frees. */
static char *time_text(int64_t ms)
{
    struct buf text = { 0 };

    session_time(&text, ms);
    return buf_take(&text);
}

static void heading(struct buf *out, const char *text)
{
    buf_print(out, "\n%s\n", text);
}

static void section(struct buf *out, const char *title,
                    const struct table *table)
{
    if (table_rows(table) == 0)
        return;
    heading(out, title);
    table_print(table, out);
}

/* ---- how it stands ---- */

static void print_since(const struct json *story, struct buf *out)
{
    int64_t since_ms = json_get_int(story, "since_ms", 0);
    struct buf text = { 0 };

    if (since_ms == 0)
        return;
    session_time(&text, since_ms);
    buf_text_append(&text, ", for ");
    session_age(&text, time_now_ms() - since_ms + 1);
    line(out, "since", buf_text(&text));
    buf_free(&text);
}

static void print_standing(const struct json *story, struct buf *out)
{
    const char *cause = get(story, "cause");
    char *status =
        mem_print("%s: %s", get(story, "status"), get(story, "meaning"));
    char *why = mem_print("%s%s%s", cause, *cause == '\0' ? "" : ": ",
                          get(story, "cause_meaning"));

    visible_append(out, get(story, "link"));
    buf_text_append(out, "\n");
    line(out, "flow", get(story, "title"));
    line(out, "status", status);
    print_since(story, out);
    line(out, "why", why);
    line(out, "in detail", get(story, "detail"));
    line(out, "part of", get(story, "alias_of"));
    line(out, "what to do", get(story, "next"));
    if (strstr(get(story, "next"), "tandem retry") != NULL) {
        buf_print(out, "  to retry: tandem retry %s\n",
                  get(story, "next_link"));
    }
    free(status);
    free(why);
}

static void print_request(const struct json *story, struct buf *out)
{
    const struct json *request = json_get(story, "request");
    char *when = time_text(json_get_int(request, "at_ms", 0));
    char *text;

    if (request != NULL) {
        text = mem_print("%s of %s %s since %s", get(request, "kind"),
                         get(request, "system"), get(request, "entity"), when);
        line(out, "under way", text);
        free(text);
    }
    free(when);
    when = time_text(json_get_int(story, "due_ms", 0));
    line(out, "looks again", when);
    free(when);
}

static void print_children(const struct json *story, struct buf *out)
{
    const struct json *children = json_get(story, "children");

    for (const struct json *c = json_first(children); c != NULL;
         c = json_next(c))
        line(out, "under a parent", json_text(c));
}

/* ---- the records ---- */

static void print_records(const struct json *story, struct buf *out)
{
    static const char *const heads[] = { "side", "system",    "entity",
                                         "id",   "last read", "last written" };
    struct table table;

    table_open(&table, heads, 6);
    for (const struct json *r = json_first(json_get(story, "records"));
         r != NULL; r = json_next(r)) {
        bool gone = json_get_int(r, "gone_ms", 0) != 0;
        char *read = time_text(json_get_int(r, "read_ms", 0));
        char *written = time_text(json_get_int(r, "written_ms", 0));
        const char *id = json_get_text(r, "id");
        const char *cells[] = {
            get(r, "side"),          get(r, "system"),
            get(r, "entity"),        id == NULL ? "(none)" : id,
            gone ? "deleted" : read, written
        };

        table_row(&table, cells);
        free(read);
        free(written);
    }
    section(out, "Records", &table);
    table_free(&table);
}

/* ---- the properties ---- */

/* "a: it was edited there"; "" when the trail does not tell. The caller
 * frees. */
static char *winner_of(const struct json *property)
{
    const char *won = json_get_text(property, "won");

    if (json_get_text(property, "owed_cause") != NULL) {
        return mem_print("%s lacks it: %s", get(property, "owed_to"),
                         get(property, "owed_cause"));
    }
    if (won == NULL)
        return mem_copy("");
    return mem_print("%s: %s", won, get(property, "why"));
}

/* A value as it would be typed; NULL: there is none. The caller frees. */
static char *value_text(const struct json *value)
{
    if (value == NULL || json_is_null(value))
        return mem_copy("-");
    return json_is_text(value) ? mem_copy(json_text(value))
                               : json_string(value);
}

static void property_row(struct table *table, const struct json *property,
                         bool values)
{
    char *winner = winner_of(property);
    char *when = time_text(json_get_int(property, "time_ms", 0));
    char *a = value_text(json_get(property, "a"));
    char *b = value_text(json_get(property, "b"));
    const char *name = get(property, "name");
    const char *state = get(property, "state");
    const char *plain[] = { name, state, winner, when };
    const char *valued[] = { name, a, b, state, winner };

    table_row(table, values ? valued : plain);
    free(winner);
    free(when);
    free(a);
    free(b);
}

static void print_properties(const struct json *story, bool values,
                             struct buf *out)
{
    static const char *const plain[] = { "property", "both sides",
                                         "who won, and why", "written" };
    static const char *const valued[] = { "property", "a", "b", "both sides",
                                          "who won, and why" };
    struct table table;

    table_open(&table, values ? valued : plain, values ? 5 : 4);
    for (const struct json *p = json_first(json_get(story, "properties"));
         p != NULL; p = json_next(p))
        property_row(&table, p, values);
    section(out, "Properties", &table);
    table_free(&table);
}

/* ---- what it waits for, what was done ---- */

static void print_waits(const struct json *story, struct buf *out)
{
    static const char *const heads[] = { "link", "status", "why" };
    struct table table;

    table_open(&table, heads, 3);
    for (const struct json *w = json_first(json_get(story, "waits")); w != NULL;
         w = json_next(w)) {
        const char *cells[] = { get(w, "link"), get(w, "status"),
                                get(w, "meaning") };

        table_row(&table, cells);
    }
    section(out, "Waits for", &table);
    table_free(&table);
}

/* Why it was done, or with which properties, and by whom; the caller frees. */
static char *history_told(const struct json *h)
{
    const char *why = get(h, "cause");
    const char *who = get(h, "by");

    if (*why == '\0' && *who == '\0')
        return mem_copy(get(h, "properties"));
    return mem_print("%s%s%s", why, *why != '\0' && *who != '\0' ? ", " : "",
                     who);
}

static void print_history(const struct json *story, struct buf *out)
{
    static const char *const heads[] = { "time", "what", "side",
                                         "properties, or why" };
    int64_t count = json_get_int(story, "history_count", 0);
    const struct json *last = json_get(story, "history");
    struct table table;
    char *title = (size_t)count > json_count(last)
                      ? mem_print("History (the last %zu of %lld)",
                                  json_count(last), (long long)count)
                      : mem_copy("History");

    table_open(&table, heads, 4);
    for (const struct json *h = json_first(last); h != NULL; h = json_next(h)) {
        char *when = time_text(json_get_int(h, "time_ms", 0));
        char *told = history_told(h);
        const char *cells[] = { when, get(h, "action"), get(h, "side"), told };

        table_row(&table, cells);
        free(told);
        free(when);
    }
    section(out, title, &table);
    table_free(&table);
    free(title);
}

void explain_print(const struct json *story, bool values, struct buf *ret_text)
{
    print_standing(story, ret_text);
    print_request(story, ret_text);
    print_children(story, ret_text);
    print_records(story, ret_text);
    print_properties(story, values, ret_text);
    print_waits(story, ret_text);
    print_history(story, ret_text);
}

void explain_print_unlinked(const struct json *record, struct buf *ret_text)
{
    static const char *const heads[] = { "flow", "why not" };
    char *read = time_text(json_get_int(record, "read_ms", 0));
    struct table table;

    buf_print(ret_text, "%s %s %s has no link\n", get(record, "system"),
              get(record, "entity"), get(record, "record"));
    line(ret_text, "last read", read);
    table_open(&table, heads, 2);
    for (const struct json *f = json_first(json_get(record, "flows"));
         f != NULL; f = json_next(f)) {
        const char *cells[] = { get(f, "flow"), get(f, "reason") };

        table_row(&table, cells);
    }
    section(ret_text, "Flows that know such records", &table);
    table_free(&table);
    free(read);
}

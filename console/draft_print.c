#include "console/draft_print.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/visible.h"
#include "console/table.h"
#include "process/wrap.h"

#include <inttypes.h>
#include <stdlib.h>

static const char *get(const struct json *object, const char *name)
{
    const char *text = json_get_text(object, name);

    return text == NULL ? "" : text;
}

/* ---- counts ---- */

static const char *system_of(const struct flows *flows, const struct json *row)
{
    const struct flow *flow = flows_find(flows, get(row, "flow"));
    const char *side = json_get_text(row, "side");

    if (flow == NULL || side == NULL)
        return "";
    return flow->sides[text_equal(side, "a") ? SIDE_A : SIDE_B].system;
}

static bool is_write(const struct json *row)
{
    return text_equal(get(row, "what"), "created") ||
           text_equal(get(row, "what"), "updated");
}

static char *done_text(const struct json *row, const struct json *done)
{
    char *key = mem_print("%s %s %s", get(row, "flow"), get(row, "what"),
                          get(row, "side"));
    char *text = is_write(row)
                     ? mem_print("%" PRId64, json_get_int(done, key, 0))
                     : mem_copy("");

    free(key);
    return text;
}

/* "MailAddress.City: cannot be stored without MailAddress.ZipCode" */
static char *which_text(const struct json *row)
{
    const char *property = get(row, "property");
    const char *cause = get(row, "cause");

    return mem_print("%s%s%s", property,
                     *property != '\0' && *cause != '\0' ? ": " : "", cause);
}

static void row_print(struct table *table, const struct json *row,
                      const struct flows *flows, const struct json *done)
{
    char *count = mem_print("%" PRId64, json_get_int(row, "count", 0));
    char *now = done == NULL ? NULL : done_text(row, done);
    char *which = which_text(row);

    table_row(table,
              (const char *[]){ get(row, "flow"), get(row, "what"),
                                system_of(flows, row), which, count, now });
    free(which);
    free(count);
    free(now);
}

void draft_print_rows(const struct json *plan, const struct flows *flows,
                      const struct json *done, struct buf *ret_text)
{
    struct table table;

    table_open(
        &table,
        (const char *[]){ "flow", "what", "in", "which", ">planned", ">done" },
        done == NULL ? 5 : 6);
    for (const struct json *row = json_first(json_get(plan, "rows"));
         row != NULL; row = json_next(row))
        row_print(&table, row, flows, done);
    table_print(&table, ret_text);
    table_free(&table);
}

/* ---- whom it concerns ---- */

static bool is_trouble(const struct json *row)
{
    static const char *const whats[] = { "held", "owed", "waiting", "pending",
                                         "closed" };

    for (size_t i = 0; i < sizeof whats / sizeof *whats; i++) {
        if (text_equal(get(row, "what"), whats[i]))
            return true;
    }
    return false;
}

static void example_print(const struct json *row, struct buf *out)
{
    char *which = which_text(row);
    struct buf text = { 0 };

    buf_print(&text, "%s %s%s%s:", get(row, "flow"), get(row, "what"),
              *which == '\0' ? "" : " ", which);
    for (const struct json *link = json_first(json_get(row, "links"));
         link != NULL; link = json_next(link))
        buf_print(&text, " %s", json_text(link));
    wrap_append(out, "  ", buf_text(&text));
    buf_free(&text);
    free(which);
}

void draft_print_examples(const struct json *plan, struct buf *ret_text)
{
    bool any = false;

    for (const struct json *row = json_first(json_get(plan, "rows"));
         row != NULL; row = json_next(row)) {
        if (!is_trouble(row))
            continue;
        if (!any)
            buf_text_append(ret_text, "\nFor example:\n");
        any = true;
        example_print(row, ret_text);
    }
}

/* ---- writes in full ---- */

static void value_print(const struct json *value, struct buf *out)
{
    char *text = json_string(value);

    visible_append(out, text);
    free(text);
}

static void property_print(const struct json *property, struct buf *out)
{
    buf_print(out, "    %s %s", get(property, "property"),
              get(property, "how"));
    if (json_get(property, "to") != NULL) {
        buf_text_append(out, ": ");
        value_print(json_get(property, "from"), out);
        buf_text_append(out, " -> ");
        value_print(json_get(property, "to"), out);
    }
    buf_text_append(out, "\n");
}

void draft_print_samples(const struct json *plan, struct buf *ret_text)
{
    const struct json *sample = json_first(json_get(plan, "samples"));

    if (sample != NULL)
        buf_text_append(ret_text, "\nThe first of them:\n");
    for (; sample != NULL; sample = json_next(sample)) {
        buf_print(ret_text, "  %s %s %s\n", get(sample, "link"),
                  get(sample, "action"), get(sample, "record"));
        for (const struct json *p = json_first(json_get(sample, "properties"));
             p != NULL; p = json_next(p))
            property_print(p, ret_text);
    }
}

/* ---- what is not known ---- */

static void lacking_print(const struct json *one, struct buf *out)
{
    char *text = mem_print(
        "%" PRId64 " records of %s %s lack %s, which the flows use: it was "
        "not asked for when they were read. Start the extractor with these "
        "flows: it reads all of them anew. Then plan again.",
        json_get_int(one, "records", 0), get(one, "system"), get(one, "entity"),
        get(one, "field"));

    wrap_append(out, "", text);
    free(text);
}

void draft_print_gaps(const struct json *plan, struct buf *ret_text)
{
    for (const struct json *one = json_first(json_get(plan, "unscanned"));
         one != NULL; one = json_next(one)) {
        char *text = mem_print("%s %s has not been read whole yet: wait until "
                               "the extractor has done so, and plan again.",
                               get(one, "system"), get(one, "entity"));

        wrap_append(ret_text, "", text);
        free(text);
    }
    for (const struct json *one = json_first(json_get(plan, "lacking"));
         one != NULL; one = json_next(one))
        lacking_print(one, ret_text);
}

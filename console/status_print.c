#include "console/status_parts.h"

#include "base/mem.h"
#include "base/time.h"
#include "base/visible.h"
#include "console/table.h"
#include "process/wrap.h"

#include <inttypes.h>
#include <stdlib.h>

static const char *get(const struct json *tree, const char *name)
{
    const char *text = json_get_text(tree, name);

    return text == NULL ? "" : text;
}

/* The caller frees. */
static char *number(const struct json *tree, const char *name)
{
    return mem_print("%" PRId64, json_get_int(tree, name, 0));
}

/* "3 min ago"; the caller frees. */
static char *ago(const struct json *tree, const char *name,
                 const char *otherwise)
{
    int64_t ms = json_get_int(tree, name, 0);
    struct buf text = { 0 };

    if (ms == 0)
        return mem_copy(otherwise);
    ms = time_now_ms() - ms;
    session_age(&text, ms < 0 ? 1 : ms + 1);
    buf_text_append(&text, " ago");
    return buf_take(&text);
}

/* ---- flows ---- */

static void flow_row(struct table *table, const struct json *flow)
{
    static const char *const names[] = { "in-step", "pending", "waiting",
                                         "held",    "owed",    "closed",
                                         "lonely" };
    char *numbers[7];
    const char *cells[9] = { get(flow, "flow") };

    for (size_t i = 0; i < 7; i++) {
        numbers[i] = number(flow, names[i]);
        cells[1 + i] = numbers[i];
    }
    cells[8] = !json_get_true(flow, "enabled")                 ? "off"
               : json_get_true(json_get(flow, "gate"), "open") ? "open"
                                                               : "waits";
    table_row(table, cells);
    for (size_t i = 0; i < 7; i++)
        free(numbers[i]);
}

static void print_gate(const struct json *flow, struct buf *out)
{
    const struct json *missing = json_get(json_get(flow, "gate"), "missing");

    for (const struct json *m = json_first(missing); m != NULL;
         m = json_next(m)) {
        buf_print(out,
                  "  %s waits for %s %s to be read whole (%" PRId64
                  " of %" PRId64 " partitions)\n",
                  get(flow, "flow"), get(m, "system"), get(m, "entity"),
                  json_get_int(m, "partitions_done", 0),
                  json_get_int(m, "partitions", 0));
    }
}

static void print_oldest(const struct json *flow, struct buf *out)
{
    const struct json *oldest = json_get(flow, "oldest");
    char *since;

    if (oldest == NULL)
        return;
    since = ago(oldest, "since_ms", "");
    buf_print(out, "  %s is %s since %s, for longest\n", get(oldest, "link"),
              get(oldest, "status"), since);
    free(since);
}

static void print_flows(const struct json *flows, struct buf *out)
{
    static const char *const heads[] = { "flow",     ">in step", ">pending",
                                         ">waiting", ">held",    ">owed",
                                         ">closed",  ">lonely",  "gate" };
    struct table table;

    table_open(&table, heads, 9);
    for (const struct json *f = json_first(flows); f != NULL; f = json_next(f))
        flow_row(&table, f);
    table_print(&table, out);
    table_free(&table);
    for (const struct json *f = json_first(flows); f != NULL;
         f = json_next(f)) {
        print_gate(f, out);
        print_oldest(f, out);
    }
}

/* ---- pairs ---- */

static void pairs_reason(const struct json *flow, const char *name,
                         const char *words, struct buf *out)
{
    if (json_get_int(flow, name, 0) > 0) {
        buf_print(out, ", %" PRId64 " %s", json_get_int(flow, name, 0), words);
    }
}

static void pairs_row(const struct json *flow, struct buf *out)
{
    char *as_of = ago(flow, "as_of_ms", "the time before the first scan");

    buf_print(out, "%s: %" PRId64 " of %" PRId64 " pairs equal as of %s",
              get(flow, "flow"), json_get_int(flow, "equal", 0),
              json_get_int(flow, "pairs", 0), as_of);
    pairs_reason(flow, "agreed", "differ as the flow wants", out);
    pairs_reason(flow, "open", "not yet", out);
    pairs_reason(flow, "unexplained", "differ unexplained", out);
    buf_text_append(out, "\n");
    free(as_of);
}

static void print_pairs(const struct json *pairs, struct buf *out)
{
    const struct json *flows = json_get(pairs, "flows");
    int64_t counted = json_get_int(pairs, "counted", 0);
    int64_t partitions = json_get_int(pairs, "partitions", 0);

    buf_text_append(out, "\n");
    for (const struct json *f = json_first(flows); f != NULL; f = json_next(f))
        pairs_row(f, out);
    if (counted < partitions) {
        buf_print(out,
                  "pairs were counted in %" PRId64 " of %" PRId64
                  " partitions\n",
                  counted, partitions);
    }
}

/* ---- stages, entities, systems ---- */

static void print_stages(const struct json *stages, struct buf *out)
{
    static const char *const heads[] = { "stage", "reads", ">still to read" };
    struct table table;

    table_open(&table, heads, 3);
    for (const struct json *s = json_first(stages); s != NULL;
         s = json_next(s)) {
        char *waiting = number(s, "waiting");
        const char *cells[] = { get(s, "stage"), get(s, "reads"), waiting };

        table_row(&table, cells);
        free(waiting);
    }
    buf_text_append(out, "\n");
    table_print(&table, out);
    table_free(&table);
}

static void print_entities(const struct json *entities, struct buf *out)
{
    static const char *const heads[] = { "system", "entity", "changes read",
                                         "read whole", "extractor" };
    struct table table;

    table_open(&table, heads, 5);
    for (const struct json *e = json_first(entities); e != NULL;
         e = json_next(e)) {
        char *polled = ago(e, "polled_ms", "not yet");
        char *scanned = ago(e, "scanned_ms", "not yet");
        const char *reader = get(e, "reader");
        const char *cells[] = { get(e, "system"), get(e, "entity"), polled,
                                scanned, *reader == '\0' ? "none" : reader };

        table_row(&table, cells);
        free(polled);
        free(scanned);
    }
    buf_text_append(out, "\n");
    table_print(&table, out);
    table_free(&table);
}

static void print_trouble(const struct json *system, struct buf *out)
{
    struct buf text = { 0 };

    buf_print(&text, "%s: ", get(system, "system"));
    visible_append(&text, get(system, "trouble"));
    wrap_append(out, "", buf_text(&text));
    buf_free(&text);
}

static void print_systems(const struct json *systems, struct buf *out)
{
    for (const struct json *s = json_first(systems); s != NULL;
         s = json_next(s)) {
        if (json_get(s, "requests") != NULL) {
            buf_print(out,
                      "%s: %" PRId64 " of %" PRId64
                      " requests in the last second\n",
                      get(s, "system"), json_get_int(s, "requests", 0),
                      json_get_int(s, "limit", 0));
        }
        if (json_get(s, "trouble") != NULL)
            print_trouble(s, out);
    }
}

static void print_brakes(const struct json *brakes, struct buf *out)
{
    for (const struct json *b = json_first(brakes); b != NULL;
         b = json_next(b)) {
        bool engaged = json_get(b, "engaged_ms") != NULL;
        char *since = ago(b, engaged ? "engaged_ms" : "released_ms", "");

        buf_print(out, "%sbrake: %s.%s %s %s%s\n",
                  b == json_first(brakes) ? "\n" : "", get(b, "system"),
                  get(b, "entity"), engaged ? "engaged" : "released", since,
                  engaged ? "; tandem brake shows what it holds" : "");
        free(since);
    }
}

static void print_done(const struct json *done, struct buf *out)
{
    const struct json *actions = json_get(done, "actions");

    buf_print(out, "\nin the last %" PRId64 " min:",
              json_get_int(done, "minutes", 0));
    if (json_first(actions) == NULL)
        buf_text_append(out, " nothing was done");
    for (const struct json *a = json_first(actions); a != NULL;
         a = json_next(a)) {
        buf_print(out, "%s %" PRId64 " %s", a == json_first(actions) ? "" : ",",
                  json_get_int(actions, json_name(a), 0), json_name(a));
    }
    buf_text_append(out, "\n");
}

void status_print(const struct json *tree, struct buf *ret_text)
{
    print_flows(json_get(tree, "flows"), ret_text);
    print_pairs(json_get(tree, "pairs"), ret_text);
    print_stages(json_get(tree, "stages"), ret_text);
    print_entities(json_get(tree, "entities"), ret_text);
    print_brakes(json_get(tree, "brakes"), ret_text);
    print_done(json_get(tree, "done"), ret_text);
    print_systems(json_get(tree, "systems"), ret_text);
}

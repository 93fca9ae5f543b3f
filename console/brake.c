/*
 * tandem brake: what the brakes hold; and a person's decision about it.
 */
#include "domain/brake.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "console/brakes.h"
#include "console/command.h"
#include "console/table.h"
#include "console/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const struct option_about options[] = {
    { "--json", NULL, "for programs: one JSON object" },
    { .name = NULL },
};

/* One command, under way. */
struct braking {
    struct session session;
    struct brakes *brakes;
    struct brake_rows rows;
    const char *action;  /* "release", "drop"; NULL: only look */
    const char *which;   /* "Customers", "powerofficego.Customers", "all" */
    struct words *words; /* to drop */
    int64_t now_ms;
    size_t links; /* that it is decided about */
};

/* ---- which ---- */

static struct brake_row *row_of(struct braking *braking,
                                const struct entity *entity)
{
    for (size_t i = 0; i < braking->rows.count; i++) {
        if (braking->rows.items[i].entity == entity)
            return &braking->rows.items[i];
    }
    return NULL;
}

static bool is_named(const struct braking *braking, const struct brake_row *row)
{
    char *whole = mem_print("%s.%s", row->entity->system, row->entity->name);
    bool named = text_equal(braking->which, row->entity->name) ||
                 text_equal(braking->which, whole);

    free(whole);
    return named;
}

/* All: those that hold something. By its name, one may be released before its
 * import. */
static bool is_chosen(const struct braking *braking,
                      const struct brake_row *row)
{
    return text_equal(braking->which, "all")
               ? row->stand.engaged_ms != 0 || row->held > 0
               : is_named(braking, row);
}

static int arguments_take(struct braking *braking,
                          const struct arguments *arguments, struct err *err)
{
    if (arguments->operand_count == 0)
        return 0;
    braking->action = arguments->operands[0];
    if (!text_equal(braking->action, "release") &&
        !text_equal(braking->action, "drop")) {
        return err_set(err, ERR_USAGE,
                       "'%s': a brake is shown, or one says release or drop",
                       braking->action);
    }
    if (arguments->operand_count == 1) {
        return err_set(err, ERR_USAGE,
                       "tandem brake %s needs an entity (Customers, "
                       "zohocrm.Contacts), or all",
                       braking->action);
    }
    braking->which = arguments->operands[1];
    return 0;
}

static int which_check(const struct braking *braking, struct err *err)
{
    struct buf known = { 0 };
    bool found = text_equal(braking->which, "all");

    for (size_t i = 0; i < braking->rows.count; i++) {
        const struct brake_row *row = &braking->rows.items[i];

        found = found || is_named(braking, row);
        buf_print(&known, "%s%s.%s", i == 0 ? "" : ", ", row->entity->system,
                  row->entity->name);
    }
    if (!found) {
        (void)err_set(err, ERR_USAGE, "no flow uses an entity '%s': %s",
                      braking->which, buf_text(&known));
    }
    buf_free(&known);
    return found ? 0 : -1;
}

/* ---- who is held ---- */

static int held_count(const struct link *link, void *arg, struct err *err)
{
    struct braking *braking = arg;
    const struct flow *flow = flows_find(&braking->session.flows, link->flow);

    (void)err;
    for (int s = 0; s < SIDES && flow != NULL; s++) {
        struct brake_row *row = row_of(braking, flow->sides[s].entity);

        if (row != NULL && brake_has(link, (enum side)s))
            row->held++;
    }
    return 0;
}

static int braking_look(struct braking *braking, struct err *err)
{
    if (brake_rows_look(&braking->session, braking->brakes, &braking->rows,
                        err) != 0)
        return -1;
    return links_walk(braking->session.links, held_count, NULL, braking, err);
}

/* ---- deciding ---- */

/* A word to a flow that is off would end in dead letters. */
static int drop_one(const struct link *link, void *arg, struct err *err)
{
    struct braking *braking = arg;
    const struct flow *flow = flows_find(&braking->session.flows, link->flow);
    const struct word word = { .command = "drop", .at_ms = braking->now_ms };
    bool chosen = false;

    for (int s = 0; s < SIDES && flow != NULL && flow->enabled; s++) {
        const struct brake_row *row = row_of(braking, flow->sides[s].entity);

        chosen = chosen || (row != NULL && brake_has(link, (enum side)s) &&
                            is_chosen(braking, row));
    }
    if (!chosen)
        return 0;
    braking->links++;
    return words_say(braking->words, link->id, &word, err);
}

static int drop_links(struct braking *braking, struct err *err)
{
    int result;

    braking->words = words_open(&braking->session, err);
    if (braking->words == NULL)
        return -1;
    result = links_walk(braking->session.links, drop_one, NULL, braking, err);
    if (result == 0)
        result = words_flush(braking->words, err);
    words_close(braking->words);
    return result;
}

/* The loaders wake those that a release lets go. */
static int decide_all(struct braking *braking, struct err *err)
{
    bool drop = text_equal(braking->action, "drop");
    int result = drop ? drop_links(braking, err) : 0;

    for (size_t i = 0; result == 0 && i < braking->rows.count; i++) {
        struct brake_row *row = &braking->rows.items[i];

        if (!is_chosen(braking, row))
            continue;
        if (!drop)
            braking->links += row->held;
        row->decided = true;
        result = drop ? brakes_drop(braking->brakes, row->entity, err)
                      : brakes_release(braking->brakes, row->entity, err);
    }
    return result;
}

/* ---- telling ---- */

static void row_print(struct table *table, const struct brake_row *row)
{
    struct buf word = { 0 };
    char *changed = mem_print("%" PRId64, row->stand.changed);
    char *limit = mem_print("%" PRId64, row->stand.limit);
    char *records = row->stand.records == 0
                        ? mem_copy("?")
                        : mem_print("%" PRId64, row->stand.records);
    char *held = mem_print("%zu", row->held);

    brake_row_word(row, &word);
    table_row(table,
              (const char *[]){ row->entity->system, row->entity->name, changed,
                                limit, records, buf_text(&word), held });
    buf_free(&word);
    free(changed);
    free(limit);
    free(records);
    free(held);
}

static void print_look(const struct braking *braking, struct buf *out)
{
    static const char *const heads[] = { "system",     "entity", ">changed",
                                         ">limit",     ">of",    "brake",
                                         ">links held" };
    const struct config *config = braking->session.config;
    struct table table;

    table_open(&table, heads, 7);
    for (size_t i = 0; i < braking->rows.count; i++)
        row_print(&table, &braking->rows.items[i]);
    table_print(&table, out);
    table_free(&table);
    buf_print(out,
              "\nchanged: records within %d s. More than %d of them, and more "
              "than %d %%, engage a brake.\n",
              config->brake_s, config->brake_records, config->brake_percent);
    session_source(&braking->session, out);
}

static void print_decision(const struct braking *braking, struct buf *out)
{
    bool drop = text_equal(braking->action, "drop");
    size_t chosen = 0;

    for (size_t i = 0; i < braking->rows.count; i++) {
        const struct brake_row *row = &braking->rows.items[i];

        if (!row->decided)
            continue;
        chosen++;
        buf_print(out, "%s.%s is %s\n", row->entity->system, row->entity->name,
                  drop ? "free again" : "released");
    }
    if (chosen == 0) {
        buf_text_append(out, "no brake is engaged\n");
        return;
    }
    buf_print(out, "%zu link%s %s\n", braking->links,
              braking->links == 1 ? "" : "s",
              drop                  ? "told to drop what waited"
              : braking->links == 1 ? "goes on"
                                    : "go on");
}

static void print_json(const struct braking *braking, struct buf *out)
{
    struct json *tree = json_new_object();
    struct json *list = json_new_array();

    json_set_int(tree, "v", 1);
    session_source_json(&braking->session, tree);
    if (braking->action != NULL) {
        json_set_text(tree, "action", braking->action);
        json_set_int(tree, "links", (int64_t)braking->links);
    }
    for (size_t i = 0; i < braking->rows.count; i++) {
        const struct brake_row *row = &braking->rows.items[i];
        struct json *item = brake_row_json(row);

        json_set_int(item, "held", (int64_t)row->held);
        if (braking->action != NULL)
            json_set_bool(item, "decided", row->decided);
        json_append(list, item);
    }
    json_set(tree, "brakes", list);
    json_print(tree, out);
    buf_text_append(out, "\n");
    json_free(tree);
}

static void braking_print(const struct braking *braking, bool as_json)
{
    struct buf text = { 0 };

    if (as_json) {
        print_json(braking, &text);
    } else if (braking->action == NULL) {
        print_look(braking, &text);
    } else {
        print_decision(braking, &text);
    }
    (void)fputs(buf_text(&text), stdout);
    buf_free(&text);
}

/* ---- the whole ---- */

static int braking_do(struct braking *braking, struct err *err)
{
    braking->brakes = brake_rows_open(&braking->session);
    if (braking->brakes == NULL) {
        return err_set(err, ERR_USAGE,
                       "there is no brake: TANDEM_BRAKE_RECORDS is 0");
    }
    if (braking_look(braking, err) != 0)
        return -1;
    if (braking->action == NULL)
        return 0;
    return which_check(braking, err) == 0 ? decide_all(braking, err) : -1;
}

static int brake_run(const struct config *config,
                     const struct arguments *arguments, struct err *err)
{
    struct braking braking = { .now_ms = time_now_ms() };
    int result = arguments_take(&braking, arguments, err);

    if (result != 0)
        return -1;
    result = session_open(&braking.session, config, err);
    if (result == 0)
        result = braking_do(&braking, err);
    if (result == 0)
        braking_print(&braking, arguments_value(arguments, "--json") != NULL);
    brakes_close(braking.brakes);
    session_close(&braking.session);
    return result;
}

const struct command brake_command = {
    .name = "brake",
    .summary = "shows what was stopped because it changed too many records",
    .text = "When more records of an entity than the limits allow are about to "
            "be changed or emptied, the loaders hold the rest until a person "
            "decides. release ENTITY: it was meant so, everything goes on, and "
            "goes free until the time that the brake counts in has passed. "
            "drop ENTITY: what waits is forgotten, nothing is written to "
            "either system, and only later edits are kept in step. all means "
            "every entity whose brake is engaged.",
    .example = "tandem brake release powerofficego.Customers",
    .needs = SESSION_NEEDS | NEED_BRAKE,
    .page = PAGE_READS,
    .page_changes = "release drop",
    .options = options,
    .operands = "[release|drop] [ENTITY|all]",
    .run = brake_run,
};

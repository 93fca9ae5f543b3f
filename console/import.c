/*
 * tandem import: pairs that are known from elsewhere.
 */
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "console/command.h"
#include "console/decision.h"
#include "console/pairs.h"
#include "console/words.h"
#include "domain/route.h"
#include "io/file.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define FILE_MAX ((size_t)256 * 1024 * 1024)
/* Nothing was heard for so long: no loader runs. */
#define SILENCE_MS 30000

static const struct option_about options[] = {
    { "--dry-run", NULL, "say what would become of each row, and do nothing" },
    { "--json", NULL, "one JSON object a line" },
    { .name = NULL },
};

/* A record, and the link that holds it. */
struct known {
    char *link;
    char *partner; /* the other record's id, or NULL */
    struct json *apart;
    int64_t revision;
    bool own;   /* the link was founded by this record */
    bool taken; /* by a row above */
};

struct row {
    const struct pair *pair;
    const char *result; /* "joined", "already linked", "refused", ... */
    struct buf why;
    char *waits_for; /* the link that was told, until it has been heard */
};

struct importing {
    struct session session;
    struct pairs pairs;
    struct row *rows;
    struct map *known;   /* "<flow> <side> <record>": struct known */
    struct map *waiting; /* link: struct row, borrowed */
    int64_t now_ms;
    size_t refused;
    size_t heard;
    bool dry;
};

/* ---- what is known ---- */

static void known_free(void *value)
{
    struct known *known = value;

    free(known->link);
    free(known->partner);
    json_free(known->apart);
    free(known);
}

static char *known_key(const char *flow, enum side side, const char *record)
{
    return mem_print("%s %s %s", flow, side_name(side), record);
}

static void known_add(struct importing *importing, const struct link *link,
                      enum side side)
{
    char *key = known_key(link->flow, side, link->sides[side].id);
    struct known *known = mem_new(1, sizeof *known);
    struct route route;

    known->link = mem_copy(link->id);
    known->partner = mem_copy(link->sides[side_other(side)].id);
    known->apart = json_clone(link->apart);
    known->revision = link->revision;
    if (route_parse(link->id, &route)) {
        known->own = route.side == side;
        route_free(&route);
    }
    known = map_put(importing->known, key, known);
    if (known != NULL)
        known_free(known);
    free(key);
}

static int known_take(const struct link *link, void *arg, struct err *err)
{
    (void)err;
    for (int s = 0; s < SIDES && link->status != LINK_ALIAS; s++) {
        if (link->sides[s].id != NULL)
            known_add(arg, link, (enum side)s);
    }
    return 0;
}

static struct known *known_get(const struct importing *importing,
                               const struct pair *pair, enum side side)
{
    char *key = known_key(pair->flow, side, side == SIDE_A ? pair->a : pair->b);
    struct known *known = map_get(importing->known, key);

    free(key);
    return known;
}

/* ---- each row ---- */

static void row_refuse(struct importing *importing, struct row *row,
                       const char *why, const char *what)
{
    row->result = "refused";
    buf_print(&row->why, "%s%s", why, what);
    importing->refused++;
}

/* Both have been read, and have no partner; else the row says so. */
static bool row_is_free(struct importing *importing, struct row *row,
                        const struct known *a, const struct known *b)
{
    const struct pair *pair = row->pair;

    if (a == NULL || b == NULL) {
        row_refuse(importing, row, "not known to the flow: record ",
                   a == NULL ? pair->a : pair->b);
        return false;
    }
    if (a->partner != NULL || b->partner != NULL) {
        row_refuse(importing, row, "has another partner: ",
                   a->partner != NULL ? a->link : b->link);
        return false;
    }
    return true;
}

/* True: the two, which are free, may be joined. */
static bool row_judge(struct importing *importing, struct row *row,
                      const struct known *a, const struct known *b)
{
    const struct pair *pair = row->pair;

    assert(a != NULL && b != NULL);
    if (a->taken || b->taken) {
        row_refuse(importing, row, "named by a row above: record ",
                   a->taken ? pair->a : pair->b);
    } else if (json_get_int(a->apart, pair->b, 0) > 0) {
        row_refuse(importing, row, "parted by a person: tandem resolve joins ",
                   a->link);
    } else if (!a->own || !b->own) {
        row_refuse(importing, row,
                   "not read yet: ", a->own ? b->link : a->link);
    } else {
        return true;
    }
    return false;
}

static int row_join(struct importing *importing, struct words *words,
                    struct row *row, struct known *a, struct err *err)
{
    struct known *b = known_get(importing, row->pair, SIDE_B);
    struct json *body = json_new_object();
    struct word word = { .command = "resolve",
                         .at_ms = importing->now_ms,
                         .revision = a->revision,
                         .body = body };
    int result = 0;

    a->taken = true;
    b->taken = true;
    row->result = importing->dry ? "would be joined" : "not heard yet";
    json_set_text(body, "join", b->link);
    if (!importing->dry) {
        row->waits_for = mem_copy(a->link);
        (void)map_put(importing->waiting, a->link, row);
        result = words_say(words, a->link, &word, err);
    }
    json_free(body);
    return result;
}

static int row_take(struct importing *importing, struct words *words,
                    struct row *row, struct err *err)
{
    const struct pair *pair = row->pair;
    const struct flow *flow = flows_find(&importing->session.flows, pair->flow);
    struct known *a = known_get(importing, pair, SIDE_A);
    struct known *b = known_get(importing, pair, SIDE_B);

    if (flow == NULL || !flow->enabled) {
        row_refuse(importing, row, "no such flow, or it is off: ", pair->flow);
    } else if (text_is_empty(pair->a) || text_is_empty(pair->b)) {
        row->result = "left: no pair";
    } else if (b != NULL && text_equal(b->partner, pair->a)) {
        row->result = "already linked";
    } else if (row_is_free(importing, row, a, b) &&
               row_judge(importing, row, a, b)) {
        return row_join(importing, words, row, a, err);
    }
    return 0;
}

/* ---- what became of them ---- */

static int heard_take(const struct link *link, void *arg, struct err *err)
{
    struct importing *importing = arg;
    struct row *row = map_get(importing->waiting, link->id);

    (void)err;
    if (row == NULL || !decision_is_heard(link, importing->now_ms))
        return 0;
    if (text_equal(link->sides[SIDE_B].id, row->pair->b)) {
        row->result = "joined";
    } else {
        row_refuse(importing, row, "", "");
        decision_why(link->command_refused == NULL ? "moved"
                                                   : link->command_refused,
                     &row->why);
    }
    (void)map_remove(importing->waiting, link->id);
    importing->heard++;
    return 0;
}

static int importing_wait(struct importing *importing, struct err *err)
{
    const struct timespec moment = { .tv_nsec = 300000000 };
    int64_t until_ms = time_boot_ms() + SILENCE_MS;

    while (map_count(importing->waiting) > 0 && time_boot_ms() < until_ms) {
        size_t heard = importing->heard;

        if (links_walk(importing->session.links, heard_take, NULL, importing,
                       err) != 0)
            return -1;
        if (importing->heard != heard)
            until_ms = time_boot_ms() + SILENCE_MS;
        (void)nanosleep(&moment, NULL);
    }
    return 0;
}

static void row_print(const struct row *row, bool json)
{
    const struct pair *pair = row->pair;
    struct json *tree;
    struct buf text = { 0 };

    if (!json) {
        (void)printf("line %zu: %s %s %s: %s%s%s\n", pair->line, pair->flow,
                     pair->a, pair->b, row->result,
                     row->why.length == 0 ? "" : ", ", buf_text(&row->why));
        return;
    }
    tree = json_new_object();
    json_set_int(tree, "v", 1);
    json_set_int(tree, "line", (int64_t)pair->line);
    json_set_text(tree, "flow", pair->flow);
    json_set_text(tree, "a", pair->a);
    json_set_text(tree, "b", pair->b);
    json_set_text(tree, "result", row->result);
    json_set_text(tree, "why", buf_text(&row->why));
    json_print(tree, &text);
    (void)puts(buf_text(&text));
    buf_free(&text);
    json_free(tree);
}

/* ---- the whole ---- */

static int importing_say(struct importing *importing, struct err *err)
{
    struct words *words =
        importing->dry ? NULL : words_open(&importing->session, err);
    int result = words == NULL && !importing->dry ? -1 : 0;

    for (size_t i = 0; i < importing->pairs.count && result == 0; i++)
        result = row_take(importing, words, &importing->rows[i], err);
    if (result == 0 && words != NULL)
        result = words_flush(words, err);
    words_close(words);
    return result == 0 ? importing_wait(importing, err) : -1;
}

static int importing_read(struct importing *importing, const char *path,
                          struct err *err)
{
    struct buf text = { 0 };
    int result = file_read(path, FILE_MAX, &text, err);

    if (result == 0)
        result = pairs_read(buf_text(&text), &importing->pairs, err);
    buf_free(&text);
    if (result != 0)
        return err_prefix(err, "cannot import '%s'", path);
    importing->rows =
        mem_new(importing->pairs.count + 1, sizeof *importing->rows);
    for (size_t i = 0; i < importing->pairs.count; i++)
        importing->rows[i].pair = &importing->pairs.items[i];
    return 0;
}

static void importing_free(struct importing *importing)
{
    for (size_t i = 0; i < importing->pairs.count && importing->rows != NULL;
         i++) {
        buf_free(&importing->rows[i].why);
        free(importing->rows[i].waits_for);
    }
    free(importing->rows);
    pairs_free(&importing->pairs);
    map_free(importing->known, known_free);
    map_free(importing->waiting, NULL);
    session_close(&importing->session);
}

static int import_run(const struct config *config,
                      const struct arguments *arguments, struct err *err)
{
    struct importing importing = {
        .known = map_new(),
        .waiting = map_new(),
        .now_ms = time_now_ms(),
        .dry = arguments_value(arguments, "--dry-run") != NULL,
    };
    bool json = arguments_value(arguments, "--json") != NULL;
    int result = importing_read(&importing, arguments->operands[0], err);

    if (result == 0)
        result = session_open(&importing.session, config, err);
    if (result == 0) {
        result = links_walk(importing.session.links, known_take, NULL,
                            &importing, err);
    }
    if (result == 0)
        result = importing_say(&importing, err);
    for (size_t i = 0; i < importing.pairs.count && result == 0; i++)
        row_print(&importing.rows[i], json);
    if (result == 0 && importing.refused > 0) {
        result = err_set(err, ERR_USAGE, "%zu of %zu rows were refused",
                         importing.refused, importing.pairs.count);
    }
    importing_free(&importing);
    return result;
}

const struct command import_command = {
    .name = "import",
    .summary = "joins pairs that are known from elsewhere: a CSV file",
    .text = "The first line names the columns; flow, a and b (the ids of both "
            "records) suffice, others are ignored: what tandem export writes "
            "can be read again, and changes nothing. Both records must have "
            "been read, and have no partner. Each row is told what became of "
            "it. --dry-run looks first.",
    .example = "tandem import pairs.csv --dry-run",
    .needs = SESSION_NEEDS,
    .options = options,
    .operands = "FILE",
    .run = import_run,
};

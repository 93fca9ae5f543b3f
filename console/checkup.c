#include "console/checkup.h"

#include "base/mem.h"
#include "base/time.h"
#include "base/visible.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define INDENT "                         "

struct line {
    enum checkup_level level;
    char *part;
    char *text;
    char *remedy; /* NULL: none */
};

struct checkup {
    struct line *lines;
    size_t count;
    size_t room;
    size_t counts[CHECKUP_LEVELS];
};

struct checkup *checkup_new(void)
{
    return mem_new(1, sizeof(struct checkup));
}

void checkup_free(struct checkup *checkup)
{
    if (checkup == NULL)
        return;
    for (size_t i = 0; i < checkup->count; i++) {
        free(checkup->lines[i].part);
        free(checkup->lines[i].text);
        free(checkup->lines[i].remedy);
    }
    free(checkup->lines);
    free(checkup);
}

static struct line *line_new(struct checkup *checkup)
{
    if (checkup->count == checkup->room) {
        checkup->room = checkup->room == 0 ? 32 : 2 * checkup->room;
        checkup->lines =
            mem_resize(checkup->lines, checkup->room, sizeof *checkup->lines);
    }
    return &checkup->lines[checkup->count++];
}

void checkup_say(struct checkup *checkup, enum checkup_level level,
                 const char *part, const char *remedy, const char *format, ...)
{
    struct line *line = line_new(checkup);
    char text[2 * ERR_TEXT_MAX];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    line->level = level;
    line->part = mem_copy(part);
    line->text = mem_copy(text);
    line->remedy = mem_copy(remedy);
    checkup->counts[level]++;
}

void checkup_fail(struct checkup *checkup, const char *part, const char *remedy,
                  const struct err *err)
{
    bool reached = err->kind != ERR_RETRY;

    checkup_say(checkup, reached ? CHECKUP_ERROR : CHECKUP_UNREACHED, part,
                remedy, "%s", err->text);
}

size_t checkup_count(const struct checkup *checkup, enum checkup_level level)
{
    return checkup->counts[level];
}

/* ---- in words ---- */

static const char *level_name(enum checkup_level level)
{
    if (level == CHECKUP_OK)
        return "ok";
    return level == CHECKUP_WARNING ? "warning" : "error";
}

/* What systems and servers say may hold anything. */
static void line_print(const struct line *line, struct buf *ret_text)
{
    buf_print(ret_text, "%-7s  %-14s  ", level_name(line->level), line->part);
    visible_append(ret_text, line->text);
    buf_text_append(ret_text, "\n");
    if (line->remedy == NULL)
        return;
    buf_text_append(ret_text, INDENT "what helps: ");
    visible_append(ret_text, line->remedy);
    buf_text_append(ret_text, "\n");
}

void checkup_print(const struct checkup *checkup, struct buf *ret_text)
{
    for (size_t i = 0; i < checkup->count; i++)
        line_print(&checkup->lines[i], ret_text);
    buf_print(ret_text,
              "\n%zu ok, %zu to look at, %zu to be changed, %zu not "
              "reached\n",
              checkup->counts[CHECKUP_OK], checkup->counts[CHECKUP_WARNING],
              checkup->counts[CHECKUP_ERROR],
              checkup->counts[CHECKUP_UNREACHED]);
}

/* ---- as JSON ---- */

static struct json *line_json(const struct line *line)
{
    struct json *tree = json_new_object();

    json_set_text(tree, "level", level_name(line->level));
    json_set_bool(tree, "reached", line->level != CHECKUP_UNREACHED);
    json_set_text(tree, "part", line->part);
    json_set_text(tree, "text", line->text);
    if (line->remedy != NULL)
        json_set_text(tree, "remedy", line->remedy);
    return tree;
}

struct json *checkup_json(const struct checkup *checkup)
{
    static const char *const names[CHECKUP_LEVELS] = { "ok", "warnings",
                                                       "errors", "unreached" };
    struct json *tree = json_new_object();
    struct json *lines = json_new_array();

    json_set_int(tree, "v", 1);
    json_set_int(tree, "time_ms", time_now_ms());
    for (size_t i = 0; i < CHECKUP_LEVELS; i++)
        json_set_int(tree, names[i], (int64_t)checkup->counts[i]);
    for (size_t i = 0; i < checkup->count; i++)
        json_append(lines, line_json(&checkup->lines[i]));
    json_set(tree, "findings", lines);
    return tree;
}

int checkup_result(const struct checkup *checkup, struct err *err)
{
    size_t errors = checkup->counts[CHECKUP_ERROR];
    size_t unreached = checkup->counts[CHECKUP_UNREACHED];

    if (errors > 0) {
        return err_set(err, ERR_USAGE, "%zu thing%s must be changed", errors,
                       errors == 1 ? "" : "s");
    }
    if (unreached > 0) {
        return err_set(err, ERR_RETRY, "%zu thing%s could not be looked at",
                       unreached, unreached == 1 ? "" : "s");
    }
    return 0;
}

#include "console/pairs.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum column { COLUMN_FLOW, COLUMN_A, COLUMN_B, COLUMNS };

static const char *const names[COLUMNS] = { "flow", "a", "b" };

struct reading {
    const char *at;
    size_t line;
    int column[COLUMNS]; /* where each stands; -1: nowhere */
};

/* One field, without its quotes; the blank that `export` puts before what a
 * spreadsheet would take for a formula is none of it. Ids hold no blanks. */
static char *field_take(struct reading *reading)
{
    struct buf text = { 0 };
    bool quoted = *reading->at == '"';
    char *result;

    reading->at += quoted;
    while (*reading->at != '\0') {
        char c = *reading->at;

        if (quoted && c == '"' && reading->at[1] == '"') {
            reading->at++;
        } else if (quoted ? c == '"' : strchr(",\r\n", c) != NULL) {
            break;
        }
        reading->line += c == '\n';
        buf_append(&text, &c, 1);
        reading->at++;
    }
    reading->at += quoted && *reading->at == '"';
    result = mem_copy(buf_text(&text) + strspn(buf_text(&text), " "));
    buf_free(&text);
    return result;
}

/* False: the row is over. */
static bool row_goes_on(struct reading *reading)
{
    if (*reading->at == ',') {
        reading->at++;
        return true;
    }
    reading->at += strcspn(reading->at, "\n");
    if (*reading->at == '\n') {
        reading->at++;
        reading->line++;
    }
    return false;
}

static int header_read(struct reading *reading, struct err *err)
{
    int position = 0;

    for (int c = 0; c < COLUMNS; c++)
        reading->column[c] = -1;
    if (strncmp(reading->at, "\xEF\xBB\xBF", 3) == 0)
        reading->at += 3; /* what spreadsheets put before UTF-8 */
    do {
        char *name = field_take(reading);

        for (int c = 0; c < COLUMNS; c++) {
            if (text_equal(name, names[c]))
                reading->column[c] = position;
        }
        free(name);
        position++;
    } while (row_goes_on(reading));
    for (int c = 0; c < COLUMNS; c++) {
        if (reading->column[c] < 0) {
            return err_set(err, ERR_USAGE,
                           "the first line names no column '%s': it must name "
                           "flow, a and b, with commas between",
                           names[c]);
        }
    }
    return 0;
}

static void row_read(struct reading *reading, struct pair *pair)
{
    char **into[COLUMNS] = { &pair->flow, &pair->a, &pair->b };
    int position = 0;

    *pair = (struct pair){ .line = reading->line };
    do {
        char *text = field_take(reading);

        for (int c = 0; c < COLUMNS; c++) {
            if (reading->column[c] == position)
                mem_replace(into[c], text);
        }
        free(text);
        position++;
    } while (row_goes_on(reading));
    for (int c = 0; c < COLUMNS; c++) {
        if (*into[c] == NULL)
            mem_replace(into[c], "");
    }
}

int pairs_read(const char *text, struct pairs *ret_pairs, struct err *err)
{
    struct reading reading = { .at = text, .line = 1 };
    size_t room = 0;

    *ret_pairs = (struct pairs){ 0 };
    if (header_read(&reading, err) != 0)
        return -1;
    while (*reading.at != '\0') {
        if (ret_pairs->count == PAIRS_MAX)
            return err_set(err, ERR_USAGE, "more than %d rows", PAIRS_MAX);
        if (ret_pairs->count == room) {
            room = room == 0 ? 1024 : 2 * room;
            ret_pairs->items =
                mem_resize(ret_pairs->items, room, sizeof *ret_pairs->items);
        }
        row_read(&reading, &ret_pairs->items[ret_pairs->count++]);
    }
    return 0;
}

void pairs_free(struct pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++) {
        free(pairs->items[i].flow);
        free(pairs->items[i].a);
        free(pairs->items[i].b);
    }
    free(pairs->items);
    *pairs = (struct pairs){ 0 };
}

#include "console/table.h"

#include "base/mem.h"
#include "base/visible.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define GAP          2
#define ELLIPSIS     "…"
#define NARROWEST    8
#define ROOM_AT_ONCE 64

static void cell_add(struct table *table, const char *text)
{
    struct buf cell = { 0 };

    if (table->cell_count == table->room) {
        table->room = table->room * 2 + ROOM_AT_ONCE;
        table->cells =
            mem_resize((void *)table->cells, table->room, sizeof *table->cells);
    }
    visible_append(&cell, text);
    table->cells[table->cell_count++] = buf_take(&cell);
}

void table_open(struct table *ret_table, const char *const *heads,
                size_t column_count)
{
    assert(column_count > 0 && column_count <= TABLE_COLUMNS_MAX);
    *ret_table = (struct table){ .column_count = column_count };
    table_row(ret_table, heads);
}

void table_free(struct table *table)
{
    for (size_t i = 0; i < table->cell_count; i++)
        free(table->cells[i]);
    free((void *)table->cells);
    *table = (struct table){ 0 };
}

void table_row(struct table *table, const char *const *cells)
{
    for (size_t i = 0; i < table->column_count; i++)
        cell_add(table, cells[i]);
}

size_t table_rows(const struct table *table)
{
    return table->cell_count / table->column_count - 1;
}

/* ---- how wide ---- */

static bool is_right(const struct table *table, size_t column)
{
    return table->cells[column][0] == '>';
}

static const char *cell_at(const struct table *table, size_t row, size_t column)
{
    const char *cell = table->cells[row * table->column_count + column];

    return row == 0 && is_right(table, column) ? cell + 1 : cell;
}

static void widths_measure(const struct table *table, size_t *widths)
{
    for (size_t c = 0; c < table->column_count; c++) {
        widths[c] = 0;
        for (size_t r = 0; r <= table_rows(table); r++) {
            size_t width = visible_width(cell_at(table, r, c));

            if (width > widths[c])
                widths[c] = width;
        }
    }
}

static size_t widest(const size_t *widths, size_t count)
{
    size_t found = 0;

    for (size_t c = 1; c < count; c++) {
        if (widths[c] >= widths[found])
            found = c;
    }
    return found;
}

/* The widest column gives way, one by one, until the line fits. */
static void widths_fit(size_t *widths, size_t count)
{
    size_t sum = GAP * (count - 1);

    for (size_t c = 0; c < count; c++)
        sum += widths[c];
    while (sum > TABLE_WIDTH) {
        size_t c = widest(widths, count);

        if (widths[c] <= NARROWEST)
            return;
        widths[c]--;
        sum--;
    }
}

/* ---- printing ---- */

static void blanks(struct buf *out, size_t count)
{
    while (count-- > 0)
        buf_append(out, " ", 1);
}

static void cell_print(struct buf *out, const char *cell, size_t width,
                       bool right, bool last)
{
    size_t own = visible_width(cell);

    if (own > width) {
        size_t bytes = visible_cut(cell, width - 1);

        buf_append(out, cell, bytes);
        buf_text_append(out, ELLIPSIS);
        own = visible_width(cell) > width ? width : own;
    } else {
        blanks(out, right ? width - own : 0);
        buf_text_append(out, cell);
    }
    if (!last)
        blanks(out, (right ? 0 : width - own) + GAP);
}

/* Nothing but blanks at the end of a line is of no use. */
static void line_end(struct buf *out)
{
    while (out->length > 0 && out->data[out->length - 1] == ' ')
        out->data[--out->length] = '\0';
    buf_text_append(out, "\n");
}

void table_print(const struct table *table, struct buf *ret_text)
{
    size_t widths[TABLE_COLUMNS_MAX];

    if (table_rows(table) == 0)
        return;
    widths_measure(table, widths);
    widths_fit(widths, table->column_count);
    for (size_t r = 0; r <= table_rows(table); r++) {
        for (size_t c = 0; c < table->column_count; c++) {
            cell_print(ret_text, cell_at(table, r, c), widths[c],
                       is_right(table, c), c + 1 == table->column_count);
        }
        line_end(ret_text);
    }
}

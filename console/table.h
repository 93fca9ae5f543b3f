/*
 * console/table.h: rows in aligned columns, within a terminal's width.
 *
 *     table_open(&table, (const char *[]){ "link", "status" }, 2);
 *     table_row(&table, (const char *[]){ id, "held" });
 *     table_print(&table, &text);
 *     table_free(&table);
 *
 * Cells are foreign text: what could do something to a terminal is made
 * visible. When the columns are wider than TABLE_WIDTH together, the widest
 * gives way, and what is cut ends with an ellipsis.
 */
#ifndef TANDEM_CONSOLE_TABLE_H
#define TANDEM_CONSOLE_TABLE_H

#include "base/buf.h"

#include <stddef.h>

#define TABLE_WIDTH       100
#define TABLE_COLUMNS_MAX 10

struct table {
    size_t column_count;
    char **cells; /* the heads, then row by row */
    size_t cell_count;
    size_t room;
};

/* heads: column_count of them, copied. A head that begins with '>' stands
 * right in its column, and so do its numbers. */
void table_open(struct table *ret_table, const char *const *heads,
                size_t column_count);
void table_free(struct table *table);

/* One cell for each column, copied; NULL is empty. */
void table_row(struct table *table, const char *const *cells);
size_t table_rows(const struct table *table);

/* Appends it; a table without rows has no heads either. */
void table_print(const struct table *table, struct buf *ret_text);

#endif

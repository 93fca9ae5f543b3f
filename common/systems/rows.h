/*
 * systems/rows.h: the records of an answer. Private to this folder.
 */
#ifndef TANDEM_SYSTEMS_ROWS_H
#define TANDEM_SYSTEMS_ROWS_H

#include "systems/system.h"

/* Each item's bytes in answer->body; member as for json_slices(). */
void rows_take(struct answer *answer, const char *member);

/*
 * An answer that is no JSON, as it would be without the rows that are none (a
 * NUL, half a surrogate, a thousand brackets): null in the place of each, so
 * that one bad record hides neither its neighbours nor the next page. A body
 * that is one such record gives [null]. NULL when its rows are not the trouble.
 * The caller frees.
 */
struct json *rows_mended(const struct answer *answer, const char *member);

/* The record is there and cannot be read: that is its own trouble, not the
 * system's. */
void rows_unreadable(struct answer *answer);

/*
 * The rows that carry what a FIND or MATCH asked for: filters may be ignored,
 * or match parts of a value. items: the array that member names.
 * A FIND that is left with one row gets it as its record.
 */
void rows_found(struct answer *answer, const struct call *call,
                const struct json *items, const char *member);

/* Gives answer a copy of the record, its id and its modified text. */
void rows_record(struct answer *answer, const struct call *call,
                 const struct json *record);

#endif

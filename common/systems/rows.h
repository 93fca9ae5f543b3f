/*
 * systems/rows.h: the records of an answer. Private to this folder.
 */
#ifndef TANDEM_SYSTEMS_ROWS_H
#define TANDEM_SYSTEMS_ROWS_H

#include "systems/system.h"

/* Each item's bytes in answer->body; member as for json_slices(). */
void rows_take(struct answer *answer, const char *member);

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

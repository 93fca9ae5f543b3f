/*
 * console/brakes.h: how the brakes stand, for `status` and `brake`.
 */
#ifndef TANDEM_CONSOLE_BRAKES_H
#define TANDEM_CONSOLE_BRAKES_H

#include "console/session.h"
#include "state/brakes.h"

struct brake_row {
    const struct entity *entity;
    struct brake_stand stand;
    size_t held;  /* links; for who counts them */
    bool decided; /* by this command */
};

struct brake_rows {
    struct brake_row items[2 * FLOWS_MAX];
    size_t count;
};

/* As the command's configuration says (NEED_BRAKE); brakes_close() it. NULL:
 * there is to be no brake. */
struct brakes *brake_rows_open(const struct session *session);

/* Every entity that flows use. */
int brake_rows_look(const struct session *session, struct brakes *brakes,
                    struct brake_rows *ret_rows, struct err *err) MUST_CHECK;

/* {system, entity, changed, records, limit, engaged_ms, released_ms}: records
 * and the moments are left out when they are not known. */
struct json *brake_row_json(const struct brake_row *row);

/* "engaged 5 min ago", "released 5 min ago" or "free". */
void brake_row_word(const struct brake_row *row, struct buf *ret_text);

#endif

/*
 * console/check_system.h: one of the systems, as tandem check looks at it. Only
 * check*.c include it.
 */
#ifndef TANDEM_CONSOLE_CHECK_SYSTEM_H
#define TANDEM_CONSOLE_CHECK_SYSTEM_H

#include "console/asker.h"
#include "console/check_parts.h"

#include <stdint.h>

/* What the flows that are on do with an entity, besides reading it. */
struct system_need {
    const struct entity *entity;
    bool creates;
    bool updates;
};

struct system_check {
    struct check *check;
    const char *name; /* "zohocrm" */
    struct asker *asker;
    struct system_need needs[2 * FLOWS_MAX];
    size_t need_count;
    const struct entity *any; /* for calls that concern none */
    struct answer token;
    struct answer tenant;
    int64_t skew_ms; /* its clock, less ours */
    size_t given;    /* rights that it says we have */
    size_t untold;
};

/* The answer's code and message; borrowed from ret_text. */
const char *answer_words(const struct answer *answer, struct buf *ret_text);

/* Says it nothing but that the system is not well? */
bool answer_is_unwell(const struct answer *answer);

/* Reads each entity as the extractor does, and holds the flows against what the
 * system says of its fields. */
void check_records(struct system_check *sc);

#endif

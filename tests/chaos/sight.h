/*
 * tests/chaos/sight.h: what both systems hold in the end.
 */
#ifndef TANDEM_TESTS_CHAOS_SIGHT_H
#define TANDEM_TESTS_CHAOS_SIGHT_H

#include "base/json.h"

/* Looks at everything; borrowed until the world ends. */
void sight_take(void);
void sight_forget(void);

/* A whole record, or NULL. */
const struct json *sight_record(const char *entity, const char *id);

/* All records of an entity: a JSON array. */
const struct json *sight_all(const char *entity);

/* Whose record that is: Zoho's id of the person, company or deal that it
 * stands for. The caller frees; NULL: nobody's. */
char *sight_owner(const char *entity, const char *id);

#endif

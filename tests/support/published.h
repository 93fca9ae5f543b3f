/*
 * tests/support/published.h: what the extractor has published.
 *
 * entity is "zohocrm.Contacts". Whole topics are read each time, and every
 * record must lie in the partition of its id.
 */
#ifndef TANDEM_TESTS_SUPPORT_PUBLISHED_H
#define TANDEM_TESTS_SUPPORT_PUBLISHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many records; id NULL: all, else those of one. */
size_t published_count(const char *entity, const char *id);

/* How many different ids. */
size_t published_ids(const char *entity);

/* How many scans have left their marker in every partition. */
size_t published_scans(const char *entity);

/* Of the newest message about a record: the text at a path of the record, and
 * the time when it was read. NULL and 0 when there is none. The text is valid
 * until the world ends. */
const char *published_text(const char *entity, const char *id,
                           const char *path);
bool published_has(const char *entity, const char *id, const char *path,
                   const char *value);
int64_t published_read_ms(const char *entity, const char *id);

/* Does the newest message about a record say that it is gone? */
bool published_gone(const char *entity, const char *id);

/* How many dead letters have a cause that begins so. */
size_t published_dead(const char *cause);

#endif

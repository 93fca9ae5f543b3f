/*
 * tests/support/disk.h: the bytes that Kafka has on its disk.
 */
#ifndef TANDEM_TESTS_SUPPORT_DISK_H
#define TANDEM_TESTS_SUPPORT_DISK_H

#include <stddef.h>

/* Makes this world's topics before any program does, such that what was
 * replaced or deleted leaves the disk after a second and the next message. */
void disk_topics(void);

/* The file of this world's topics that holds the text, packed or deleted ones
 * included; NULL: none. Valid until the next call. */
const char *disk_where(const char *text);

/* How many bytes they have: a search in nothing finds nothing. */
size_t disk_bytes(void);

#endif

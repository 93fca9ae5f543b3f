/*
 * tests/support/pipeline.h: the three programs, started together.
 */
#ifndef TANDEM_TESTS_PIPELINE_H
#define TANDEM_TESTS_PIPELINE_H

#include "base/json.h"

#include <stddef.h>

/* One of each; or as many as said. */
void pipeline_start(void);
void pipeline_start_many(size_t extractors, size_t transformers,
                         size_t loaders);

/* The one loader of pipeline_start(), to kill; and another in its place. */
struct program *pipeline_loader(void);
void pipeline_replace_loader(void);

/* The servers hang, and go on. */
void kafka_freeze(void);
void kafka_thaw(void);
void redis_freeze(void);
void redis_thaw(void);

/* SIGTERM to all; each must end with 0 within 2 s. */
void pipeline_stop(void);

/* Takes the extractors' cursors from Redis: the next start scans everything. */
void cursors_forget(void);

/* Takes keys of this world from Redis, in one go: "cursor:*"; how many there
 * were. */
size_t keys_forget(const char *pattern);

/* Redis' copy of a partition says that it is at this offset of the ledger. */
void checkpoint_write(int partition, int offset);

/* Redis loses everything it holds of this world. */
void redis_forget(void);

/* A link's state as Redis holds it (world_start()'s 3 partitions); valid until
 * the world ends. NULL: there is none. */
const struct json *link_state(const char *link_id);
const char *link_text(const char *link_id, const char *path);

/* Puts any text in the place of a link's state there. */
void link_spoil(const char *link_id, const char *text);

#endif

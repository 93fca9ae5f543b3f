/*
 * tests/support/pipeline.h: the three programs, started together.
 */
#ifndef TANDEM_TESTS_PIPELINE_H
#define TANDEM_TESTS_PIPELINE_H

#include <stddef.h>

/* One of each; or as many as said. */
void pipeline_start(void);
void pipeline_start_many(size_t extractors, size_t transformers,
                         size_t loaders);

/* The one loader of pipeline_start(), to kill; and another in its place. */
struct program *pipeline_loader(void);
void pipeline_replace_loader(void);

/* SIGTERM to all; each must end with 0 within 2 s. */
void pipeline_stop(void);

/* Takes the extractors' cursors from Redis: the next start scans everything. */
void cursors_forget(void);

/* Redis loses everything it holds. */
void redis_forget(void);

#endif

/*
 * console/group.h: thousands of links with the same trouble as one row.
 */
#ifndef TANDEM_CONSOLE_GROUP_H
#define TANDEM_CONSOLE_GROUP_H

#include "base/json.h"

#include <stddef.h>
#include <stdint.h>

#define GROUP_WORDS   4
#define GROUP_SAMPLES 3

/* What its links have in common, how many there are, and who for example. */
struct group {
    char *words[GROUP_WORDS]; /* flow, cause, ...; NULL: none */
    size_t count;
    char *samples[GROUP_SAMPLES];
    int64_t since_ms; /* of the one that has been so for longest; 0: unknown */
};

struct groups;

struct groups *groups_new(void);
void groups_free(struct groups *groups);

/* One more link to the group with these words (copied). since_ms 0: not
 * known. */
void groups_add(struct groups *groups, const char *const words[GROUP_WORDS],
                const char *sample, int64_t since_ms);

/* The largest first; NULL: no more. Borrowed until groups_free(). */
const struct group *groups_at(struct groups *groups, size_t n);

/* All of its links. */
size_t groups_total(const struct groups *groups);

/* As a list of texts; the caller frees. */
struct json *group_samples_json(const struct group *group);

#endif

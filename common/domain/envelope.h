/*
 * domain/envelope.h: what all messages have in common (docs/envelope.md).
 *
 * A message is one JSON object, "v" first. Members that say nothing (NULL,
 * false) are left out; a reader accepts members it does not know.
 */
#ifndef TANDEM_DOMAIN_ENVELOPE_H
#define TANDEM_DOMAIN_ENVELOPE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stdint.h>

/* As many as TANDEM_PARTITIONS may be. */
#define ENVELOPE_PARTITIONS_MAX 1000

/* Writing: begin, members, end. Names are constants that need no escape. */
void envelope_begin(struct buf *ret_text, int version);
void envelope_text(struct buf *ret_text, const char *name, const char *text);
void envelope_int(struct buf *ret_text, const char *name, int64_t value);
void envelope_bool(struct buf *ret_text, const char *name, bool value);
void envelope_json(struct buf *ret_text, const char *name,
                   const struct json *value);
void envelope_end(struct buf *ret_text);

/* Appends text in quotes, escaped. */
void envelope_quote(struct buf *ret_text, const char *text);

/* Reading. ERR_DATA names the member and never its value. */
struct json *envelope_parse(const char *text, size_t length, int version,
                            struct err *err) MUST_CHECK;

/* Optional: absent and null give NULL; else a copy that the caller frees. */
int envelope_copy(const struct json *message, const char *name, char **ret_text,
                  struct err *err) MUST_CHECK;

/* The same, and an error when it is absent or empty. */
int envelope_need(const struct json *message, const char *name, char **ret_text,
                  struct err *err) MUST_CHECK;
int envelope_need_int(const struct json *message, const char *name,
                      int64_t *ret_value, struct err *err) MUST_CHECK;

/* "partition" and "partitions": the first below the second. */
int envelope_need_partition(const struct json *message, int32_t *ret_partition,
                            int32_t *ret_partitions,
                            struct err *err) MUST_CHECK;

/* One of the names, as its index; names ends with NULL. */
int envelope_need_choice(const struct json *message, const char *name,
                         const char *const *names, unsigned *ret_choice,
                         struct err *err) MUST_CHECK;

#endif

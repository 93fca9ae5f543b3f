/*
 * domain/letter.h: a dead letter: bytes that nobody could understand, where
 * they came from, and why (docs/envelope.md).
 */
#ifndef TANDEM_DOMAIN_LETTER_H
#define TANDEM_DOMAIN_LETTER_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LETTER_VERSION 1
/* Longer originals are cut: Kafka's messages end at 1 MB, base64 takes 4/3. */
#define LETTER_BYTES_MAX ((size_t)512 * 1024)

/*
 * Appends the letter's value. topic: where the bytes came from or were to go;
 * partition and offset: -1 when they never were in Kafka. Bytes that are UTF-8
 * are kept as "text", others as "base64"; what is cut is marked "cut".
 */
void letter_encode(struct buf *ret_text, const char *topic, int32_t partition,
                   int64_t offset, const char *cause, const char *bytes,
                   size_t length);

/* A letter as it was written. */
struct letter {
    char *cause;
    char *topic;
    int32_t partition; /* -1: it never was in Kafka */
    int64_t offset;
    char *text; /* NULL: there was no value, or it is no text */
    bool binary;
    bool cut;
};

/* ERR_DATA: not a letter of this version. letter_free() either way. */
int letter_decode(const char *text, size_t length, struct letter *ret_letter,
                  struct err *err) MUST_CHECK;
void letter_free(struct letter *letter);

#endif

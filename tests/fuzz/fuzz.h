/*
 * tests/fuzz/fuzz.h: what every fuzz target has in common.
 *
 * A target is one file that defines fuzz_one(): it does something with bytes
 * that nobody chose, and says what HOLDS all the same. `make fuzz` runs all of
 * them; an input that breaks one is left in build/fuzz/found/ and belongs into
 * tests/fuzz/corpus/<target>/ once it is mended.
 */
#ifndef TANDEM_TESTS_FUZZ_H
#define TANDEM_TESTS_FUZZ_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

#include <stddef.h>

/* The target's own. bytes end where the memory ends: there is no NUL. */
void fuzz_one(const char *bytes, size_t length);

#define HOLDS(condition) \
    ((condition) ? (void)0 : fuzz_broken(#condition, __FILE__, __LINE__))
_Noreturn void fuzz_broken(const char *law, const char *file, int line);

/* The error has a kind, and a sentence that is text. */
void fuzz_explained(const struct err *err);

/* What is left of an input that has several parts. */
struct fuzz_input {
    const char *bytes;
    size_t length;
};

/* Takes one byte and gives a number below `below`: 'a' is 0, so that inputs
 * can be written by hand. 0 when there is none left. */
unsigned fuzz_choice(struct fuzz_input *input, unsigned below);

/* Takes a line, without its end; NULs end it, too. The caller frees. */
char *fuzz_line(struct fuzz_input *input);

/* All that is left, as JSON; NULL when it is none. The caller frees. */
struct json *fuzz_json(const struct fuzz_input *input);

/* Prints json, reads that, prints it again: the same. */
void fuzz_reprints(const struct json *json);

#endif

/* Messages on records.*: what is decoded says the same when it is encoded and
 * decoded again. */
#include "fuzz/fuzz.h"

#include "base/text.h"
#include "domain/record.h"

#include <stdlib.h>
#include <string.h>

static void encode(struct buf *text, const struct record *record)
{
    char *raw;

    if (record->kind == RECORD_SCANNED) {
        record_encode_scanned(text, record);
    } else if (record->kind == RECORD_GONE) {
        record_encode_gone(text, record);
    } else {
        raw = json_string(record->body);
        record_encode_seen(text, record, raw, strlen(raw));
        free(raw);
    }
}

static void again(const struct record *record)
{
    struct buf once = { 0 };
    struct buf twice = { 0 };
    struct record copy;
    struct err err = { 0 };

    encode(&once, record);
    HOLDS(record_decode(once.data, once.length, &copy, &err) == 0);
    HOLDS(copy.kind == record->kind && text_equal(copy.id, record->id));
    HOLDS(copy.read_ms == record->read_ms);
    encode(&twice, &copy);
    HOLDS(strcmp(once.data, twice.data) == 0);
    record_free(&copy);
    buf_free(&once);
    buf_free(&twice);
}

void fuzz_one(const char *bytes, size_t length)
{
    struct record record;
    struct err err = { 0 };

    if (record_decode(bytes, length, &record, &err) == 0) {
        again(&record);
    } else {
        fuzz_explained(&err);
    }
    record_free(&record);
}

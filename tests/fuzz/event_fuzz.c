/* Messages on changes: a line with the key, then the value. What is decoded
 * says the same when it is encoded and decoded again. */
#include "fuzz/fuzz.h"

#include "domain/event.h"

#include <stdlib.h>
#include <string.h>

static void again(const struct event *event)
{
    struct buf once = { 0 };
    struct buf twice = { 0 };
    struct event copy;
    struct err err = { 0 };

    event_encode(&once, event);
    HOLDS(event_decode(event->link, once.data, once.length, &copy, &err) == 0);
    HOLDS(copy.kind == event->kind);
    event_encode(&twice, &copy);
    HOLDS(strcmp(once.data, twice.data) == 0);
    event_free(&copy);
    buf_free(&once);
    buf_free(&twice);
}

void fuzz_one(const char *bytes, size_t length)
{
    struct fuzz_input input = { bytes, length };
    char *key = fuzz_line(&input);
    struct event event;
    struct err err = { 0 };

    if (event_decode(key, input.bytes, input.length, &event, &err) == 0) {
        again(&event);
    } else {
        fuzz_explained(&err);
    }
    event_free(&event);
    free(key);
}

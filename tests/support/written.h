/*
 * tests/support/written.h: everything that tandem has written anywhere in this
 * world, to be searched for what must not be there.
 */
#ifndef TANDEM_TESTS_SUPPORT_WRITTEN_H
#define TANDEM_TESTS_SUPPORT_WRITTEN_H

#include <stdbool.h>
#include <stddef.h>

enum written {
    WRITTEN_LINE,  /* a program's command line, as everybody sees it */
    WRITTEN_LOG,   /* what a program printed */
    WRITTEN_HTTP,  /* its /health and /metrics */
    WRITTEN_AUDIT, /* the topic outcomes */
    WRITTEN_TOPIC, /* any other, keys and values */
    WRITTEN_KEY,   /* the name of a key in Redis */
    WRITTEN_VALUE, /* what it holds */
};

/* Looks at what is there now and keeps it, on top of what it has kept before
 * in this world: a state or a token may be replaced meanwhile. */
void written_look(void);

/* Where text stands, of all that was kept and is of that kind: "log of
 * loader", "topic test-1-1.links". NULL: nowhere. Valid until
 * written_forget(). */
const char *written_where(enum written kind, const char *text);

/* How many bytes of a kind were kept: a search in nothing finds nothing. */
size_t written_bytes(enum written kind);

void written_forget(void);

#endif

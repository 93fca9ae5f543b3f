/*
 * tests/chaos/finding.h: what is not as it should be in the end.
 */
#ifndef TANDEM_TESTS_CHAOS_FINDING_H
#define TANDEM_TESTS_CHAOS_FINDING_H

#include <stddef.h>

enum finding_kind {
    FINDING_DUPLICATE,   /* one person, company or deal stands there twice */
    FINDING_LOST,        /* an edit has not arrived, or was taken back */
    FINDING_UNEXPLAINED, /* a link that is not in step, and need not be so */
    FINDING_STRANGER,    /* a value was written to somebody else's record */
    FINDING_COPY,        /* Redis is not what the ledger says */
    FINDING_UNREST,      /* something was written after all was done */
    FINDING_OTHER,       /* a crash, a DELETE, no rest, a wrong request */
};
#define FINDING_KINDS 7

void findings_open(void);
void findings_close(void);

/* link: the id of the link concerned, or NULL. */
void finding_add(enum finding_kind kind, const char *link, const char *format,
                 ...) __attribute__((format(printf, 3, 4)));

size_t findings_count(enum finding_kind kind);
size_t findings_total(void);

/* In the order in which they were found; text is borrowed. */
const char *finding_text(size_t index);
const char *finding_link(size_t index);

const char *finding_name(enum finding_kind kind);

#endif

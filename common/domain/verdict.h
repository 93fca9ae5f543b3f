/*
 * domain/verdict.h: what an API's answer means for the one request it answers.
 */
#ifndef TANDEM_DOMAIN_VERDICT_H
#define TANDEM_DOMAIN_VERDICT_H

enum verdict {
    VERDICT_DONE,    /* as asked; for a find: see whether a record came */
    VERDICT_RETRY,   /* the system is unwell and certainly did nothing */
    VERDICT_UNKNOWN, /* the system is unwell and may have done it: look first */
    VERDICT_DENIED,  /* the access token was not accepted: nothing was done */
    VERDICT_REJECT,  /* this record is bad: code, field and message say why */
    VERDICT_STALE,   /* somebody edited it since: read and merge again */
    VERDICT_GONE,    /* the record is not there (any more) */
    VERDICT_EXISTS,  /* a create met the holder of its unique reference */
};

/* "done", "retry", ... for logs and outcomes. */
const char *verdict_name(enum verdict verdict);

#endif

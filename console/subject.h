/*
 * console/subject.h: whom a person means: a link id, a record's id in either
 * system, or an e-mail address.
 */
#ifndef TANDEM_CONSOLE_SUBJECT_H
#define TANDEM_CONSOLE_SUBJECT_H

#include "console/session.h"

#include <stddef.h>

#define SUBJECT_LINKS_MAX 20

struct subject {
    char *links[SUBJECT_LINKS_MAX];
    size_t count; /* how many of them are kept */
    size_t total; /* how many there are */
};

/* Finds them; subject_free() either way. A link id that exists is found at
 * once; all else by looking at every link. */
int subject_find(struct session *session, const char *text,
                 struct subject *ret_subject, struct err *err) MUST_CHECK;
void subject_free(struct subject *subject);

#endif

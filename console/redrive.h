/*
 * console/redrive.h: dead letters, put back where they came from.
 */
#ifndef TANDEM_CONSOLE_REDRIVE_H
#define TANDEM_CONSOLE_REDRIVE_H

#include "console/session.h"
#include "domain/letter.h"

struct redrive;

/* session is borrowed until redrive_close(). */
struct redrive *redrive_open(struct session *session,
                             struct err *err) MUST_CHECK;
void redrive_close(struct redrive *redrive);

/* Sends it, or does not; tree gets "redriven": a sentence that says which, and
 * why. An error is Kafka's. */
int redrive_send(struct redrive *redrive, const struct letter *letter,
                 const char *key, struct json *tree,
                 struct err *err) MUST_CHECK;

/* All that was sent has arrived. */
int redrive_flush(struct redrive *redrive, struct err *err) MUST_CHECK;

#endif

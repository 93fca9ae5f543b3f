/*
 * console/asker.h: one system, asked one thing after the other.
 *
 * With an access token of its own, past Redis and what the services remember:
 * so it is the keys that are tried, as they are now. Each asker costs one
 * token; Zoho gives ten in ten minutes.
 */
#ifndef TANDEM_CONSOLE_ASKER_H
#define TANDEM_CONSOLE_ASKER_H

#include "io/http.h"
#include "process/config.h"
#include "systems/system.h"

struct asker;

/* name: "zohocrm" or "powerofficego". Both are borrowed. */
struct asker *asker_open(const char *name, const struct config *config,
                         struct http *http);
void asker_close(struct asker *asker);

/* What a person calls it when keys are meant: names of variables. */
const char *asker_credentials(const struct asker *asker);

/* Asks and waits, at most the time limit of a request. Takes call's members.
 * CALL_TOKEN comes first: the token serves all others. *ret_answer:
 * answer_free() it. */
void asker_ask(struct asker *asker, struct call *call,
               struct answer *ret_answer);

#endif

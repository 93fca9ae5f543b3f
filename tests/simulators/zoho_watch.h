/*
 * zoho_watch.h: who is told what happens to records: /crm/v8/actions/watch.
 */
#ifndef TANDEM_TESTS_ZOHO_WATCH_H
#define TANDEM_TESTS_ZOHO_WATCH_H

#include "world.h"

/* Channels by their ids. */
struct watches;

struct watches *watches_new(void);
void watches_free(struct watches *watches);

/* POST, PATCH, GET and DELETE of the channels. */
void zoho_watch(struct exchange *exchange);

/* Tells everybody who has asked. operation: "insert", "update" or "delete". */
void zoho_watch_tell(const struct world *world, enum entity_id entity,
                     const char *id, const char *operation);

#endif

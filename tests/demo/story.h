/*
 * tests/demo/story.h: the steps of the demo, in the order they are played.
 *
 * Each reports what came of it, and returns false when the story cannot go on.
 */
#ifndef TANDEM_TESTS_DEMO_STORY_H
#define TANDEM_TESTS_DEMO_STORY_H

#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* contacts.c */
bool contacts_become_customers(void);
bool refused_contact_is_mended(void);

/* The contacts that were typed in at the beginning, and the n-th one's id. */
const struct json *contacts_typed(void);
const char *contacts_id(size_t n);

/* Reports the result when there were exactly so many writes since the mark;
 * else the step has failed. */
bool story_writes(int64_t mark, size_t creates, size_t updates,
                  const char *result);

/* edits.c */
bool edit_in_zohocrm_arrives(void);
bool edit_in_powerofficego_arrives(void);
bool edits_at_once_survive(void);

/* deals.c */
bool won_deals_become_orders(void);

/* outages.c */
bool answer_is_lost(void);
bool programs_are_restarted(void);
bool redis_is_flushed(void);
bool programs_forget(void);

/* page.c */
bool page_is_open(void);

/* Tells where, and waits for Ctrl-C; then nothing runs any more. */
void page_wait(void);

/* Of what is there now, for the documentation. */
void page_pictures(const char *folder);

#endif

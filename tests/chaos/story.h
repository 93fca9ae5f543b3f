/*
 * tests/chaos/story.h: all that is known of one link, for whoever must find out
 * what has happened to it.
 */
#ifndef TANDEM_TESTS_CHAOS_STORY_H
#define TANDEM_TESTS_CHAOS_STORY_H

/* Writes build/log/chaos.<link>.txt: what was sent to it, each of its states,
 * the outcomes, what was asked of the APIs about its records, what people have
 * typed into them; by time. */
void story_write(const char *link);

#endif

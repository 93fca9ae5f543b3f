/*
 * rehearsal/rehearsal_private.h: what the parts of a rehearsal share.
 */
#ifndef TANDEM_REHEARSAL_REHEARSAL_PRIVATE_H
#define TANDEM_REHEARSAL_REHEARSAL_PRIVATE_H

#include "base/map.h"
#include "rehearsal/player.h"
#include "rehearsal/rehearsal.h"

/* What somebody says to a link, and the reading that it follows from. */
struct saying {
    struct event event;
    struct reading *root; /* NULL: nobody's */
};

/* A link that has been told something. */
struct actor {
    char *id;
    const struct flow *flow;
    char *text;   /* its state, or NULL */
    char *before; /* how it stood at first: see actor_standing() */
    bool changed;
    struct reading *root; /* the last one */
};

struct rehearsal {
    struct rehearsal_settings settings;
    struct player *player;
    struct map *actors;
    struct saying *sayings; /* those from `next` on are still to be heard */
    size_t next;
    size_t count;
    size_t room;
    bool open_links; /* the gates, whatever settings.gate() says */
    bool open_keys;  /* all links have entered */
    struct effects effects;
};

/* Takes the event. */
void rehearsal_say(struct rehearsal *rehearsal, const struct event *event,
                   struct reading *root);

/* Is there an enabled flow for it (and this one, unless it is NULL)? */
bool rehearsal_wants(const struct rehearsal *rehearsal,
                     const struct event *event, const struct flow *only);

/* Tells the actor what was said, and all that follows for it alone
 * (rehearsal_judge.c). Takes the event. */
int rehearsal_judge(struct rehearsal *rehearsal, struct actor *actor,
                    struct saying *saying, struct err *err) MUST_CHECK;

/* What a person sees of it, and what others go by. The caller frees. */
char *actor_standing(const struct link *link);

/* NULL and ERR_DATA: its state cannot be read. */
struct link *actor_link(const struct actor *actor, struct err *err) MUST_CHECK;

#endif

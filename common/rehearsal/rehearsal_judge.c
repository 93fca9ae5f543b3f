#include "rehearsal/rehearsal_private.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* A link that has asked so often will not come to rest. */
#define STEPS_MAX 50

char *actor_standing(const struct link *link)
{
    char *owed = json_string(link->owed);
    char *standing =
        mem_print("%s %s %s %s %s %s", link_status_name(link->status),
                  link->cause == NULL ? "" : link->cause,
                  link->sides[SIDE_A].id == NULL ? "" : link->sides[SIDE_A].id,
                  link->sides[SIDE_B].id == NULL ? "" : link->sides[SIDE_B].id,
                  link->alias_of == NULL ? "" : link->alias_of, owed);

    free(owed);
    return standing;
}

struct link *actor_link(const struct actor *actor, struct err *err)
{
    if (actor->text == NULL)
        return link_new(actor->id);
    return link_decode(actor->text, strlen(actor->text), err);
}

/* ---- judging ---- */

static bool gate_is_open(const struct rehearsal *rehearsal,
                         const struct actor *actor)
{
    const struct rehearsal_settings *settings = &rehearsal->settings;

    if (text_starts(actor->id, "key.") && !rehearsal->open_keys)
        return false;
    return rehearsal->open_links || settings->gate(settings->arg, actor->flow);
}

static void tell_outcomes(struct rehearsal *rehearsal,
                          const struct actor *actor, const struct link *link)
{
    for (size_t i = 0; i < rehearsal->effects.outcome_count; i++) {
        const char *action = rehearsal->effects.outcomes[i].action;
        struct standing standing = { .what = action, .counts = true };

        if (text_equal(action, "joined") || text_equal(action, "linked")) {
            tally_standing(rehearsal->settings.tally, actor->flow, link,
                           &standing);
        }
    }
}

/* Takes what has been said to others. */
static void pass_messages(struct rehearsal *rehearsal, struct reading *root)
{
    struct effects *effects = &rehearsal->effects;

    for (size_t i = 0; i < effects->message_count; i++) {
        if (rehearsal_wants(rehearsal, &effects->messages[i], NULL)) {
            rehearsal_say(rehearsal, &effects->messages[i], root);
            effects->messages[i] = (struct event){ 0 };
        }
    }
}

static void pass_hits(struct rehearsal *rehearsal, struct event *event,
                      struct reading *root)
{
    for (size_t i = 0; i < event->hit_count; i++) {
        struct buf text = { 0 };
        struct event copy;
        struct err err;

        event_encode(&text, &event->hits[i]);
        if (event_decode(event->hits[i].link, text.data, text.length, &copy,
                         &err) == 0) {
            rehearsal_say(rehearsal, &copy, root);
        } else {
            event_free(&copy);
        }
        buf_free(&text);
    }
}

static void tell_write(struct rehearsal *rehearsal, const struct actor *actor,
                       const struct link *link)
{
    enum request_kind kind = link->request.kind;

    if (kind != REQUEST_CREATE && kind != REQUEST_UPDATE)
        return;
    tally_write(rehearsal->settings.tally, actor->flow, link);
    if (actor->root != NULL)
        actor->root->moves = true;
}

/* Stands in line, or backs off: in a rehearsal nobody is kept waiting. */
static bool is_in_line(const struct link *link)
{
    return link->status == LINK_PENDING && link->request.kind == REQUEST_NONE &&
           link->due_ms != 0 && link->due_ms != LINK_DUE_AT_GATE;
}

/* What comes next for the link itself: its request's answer, or its time. */
static bool judge_next(struct rehearsal *rehearsal, const struct actor *actor,
                       const struct link *link, struct event *event)
{
    bool request = rehearsal->effects.request;

    if (request)
        tell_write(rehearsal, actor, link);
    effects_free(&rehearsal->effects);
    event_free(event);
    if (request)
        return player_answer(rehearsal->player, actor->flow, link, event);
    if (!is_in_line(link))
        return false;
    event_init(event, EVENT_DUE, link->id);
    return true;
}

static void judge_once(struct rehearsal *rehearsal, struct actor *actor,
                       struct link *link, struct event *event)
{
    const struct rehearsal_settings *settings = &rehearsal->settings;
    int64_t now_ms = settings->now_ms;

    if (event->kind == EVENT_DUE && is_in_line(link) && link->due_ms > now_ms)
        now_ms = link->due_ms;
    event->gate = gate_is_open(rehearsal, actor);
    event->room[SIDE_A] = true;
    event->room[SIDE_B] = true;
    pass_hits(rehearsal, event, actor->root);
    reconcile(settings->flows, actor->flow, &settings->reconcile, link, event,
              now_ms, &rehearsal->effects);
    actor->changed = actor->changed || rehearsal->effects.changed ||
                     link->due_ms == LINK_DUE_AT_GATE;
    tell_outcomes(rehearsal, actor, link);
    pass_messages(rehearsal, actor->root);
}

/* Something has followed from what was said. */
static void actor_keep(struct actor *actor, const struct link *link)
{
    char *after = actor_standing(link);
    struct buf text = { 0 };

    if (link->status == LINK_KEY || !text_equal(actor->before, after)) {
        if (actor->root != NULL)
            actor->root->moves = true;
    }
    free(after);
    link_encode(&text, link);
    free(actor->text);
    actor->text = buf_take(&text);
}

int rehearsal_judge(struct rehearsal *rehearsal, struct actor *actor,
                    struct saying *saying, struct err *err)
{
    struct link *link = actor_link(actor, err);
    struct event event = saying->event;

    saying->event = (struct event){ 0 };
    if (link == NULL) {
        event_free(&event);
        return err_prefix(err, "cannot read the state of link '%s'", actor->id);
    }
    if (actor->before == NULL)
        actor->before = actor_standing(link);
    if (saying->root != NULL)
        actor->root = saying->root;
    for (int step = 0; step < STEPS_MAX; step++) {
        judge_once(rehearsal, actor, link, &event);
        if (!judge_next(rehearsal, actor, link, &event))
            break;
    }
    event_free(&event);
    if (actor->changed)
        actor_keep(actor, link);
    link_free(link);
    return 0;
}

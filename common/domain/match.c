/*
 * The key actor: everybody who carries one match key (an e-mail address, a
 * company's name) tells it, and it alone decides who is whom. A single writer,
 * like any link, so that the order of arrival does not matter.
 *
 * Two lonely records, one on each side, are *the same* when their names are
 * equal after folding, or one is empty; *apart* when the first of the names
 * (the last name) contradicts; else *in doubt*.
 *  - the same, and neither is the same as anybody else: joined
 *  - nobody on the other side who is the same or in doubt: granted
 *  - otherwise: ambiguous, with the candidates
 */
#include "domain/work.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* So that the state stays within a link's 64 KB. */
#define ENTRIES_MAX    200
#define CANDIDATES_MAX 20

enum likeness { LIKE_APART, LIKE_DOUBT, LIKE_SAME };

static const struct json *entry_in(const struct json *slot)
{
    return json_get(slot, "entry");
}

static bool entry_is(const struct json *slot, const char *member,
                     const char *value)
{
    return text_equal(json_get_text(entry_in(slot), member), value);
}

static bool is_without_partner(const struct json *slot)
{
    return entry_is(slot, "state", "lonely") ||
           entry_is(slot, "state", "wants");
}

/* Without a partner, and not about to have one. */
static bool is_free(const struct json *slot)
{
    const char *answer = json_get_text(slot, "answer");
    bool settled = answer != NULL && (text_starts(answer, "join") ||
                                      text_equal(answer, "granted"));

    return !settled && is_without_partner(slot);
}

/* Has a person parted them? */
static bool is_apart(const struct json *one, const struct json *other)
{
    for (const struct json *a = json_first(json_get(entry_in(one), "apart"));
         a != NULL; a = json_next(a)) {
        if (text_equal(json_text(a), json_name(other)))
            return true;
    }
    return false;
}

static enum likeness likeness(const struct json *one, const struct json *other)
{
    const struct json *mine = json_first(json_get(entry_in(one), "same"));
    const struct json *theirs = json_first(json_get(entry_in(other), "same"));
    enum likeness result = LIKE_SAME;

    if (is_apart(one, other) || is_apart(other, one))
        return LIKE_APART;
    for (bool first = true; mine != NULL && theirs != NULL; first = false) {
        const char *a = json_text(mine);
        const char *b = json_text(theirs);

        if (a[0] != '\0' && b[0] != '\0' && !text_equal(a, b)) {
            if (first)
                return LIKE_APART;
            result = LIKE_DOUBT;
        }
        mine = json_next(mine);
        theirs = json_next(theirs);
    }
    return result;
}

/* ---- candidates ---- */

struct candidates {
    const struct json *same; /* one that is the same, if any */
    size_t same_count;
    size_t doubt_count;
    bool archived; /* one of them is, or a person has parted it */
};

static struct candidates candidates_of(const struct json *entries,
                                       const struct json *slot)
{
    struct candidates found = { 0 };

    for (const struct json *other = json_first(entries); other != NULL;
         other = json_next(other)) {
        enum likeness like;

        if (!is_free(other) ||
            entry_is(other, "side", json_get_text(entry_in(slot), "side")))
            continue;
        like = likeness(slot, other);
        if (like == LIKE_APART)
            continue;
        found.doubt_count += like == LIKE_DOUBT;
        found.same_count += like == LIKE_SAME;
        if (like == LIKE_SAME)
            found.same = other;
        found.archived = found.archived ||
                         json_get_true(entry_in(other), "archived") ||
                         json_get_true(entry_in(other), "held");
    }
    return found;
}

static struct json *candidate_names(const struct json *entries,
                                    const struct json *slot)
{
    struct json *names = json_new_array();
    size_t count = 0;

    for (const struct json *other = json_first(entries);
         other != NULL && count < CANDIDATES_MAX; other = json_next(other)) {
        if (is_free(other) &&
            !entry_is(other, "side", json_get_text(entry_in(slot), "side")) &&
            likeness(slot, other) != LIKE_APART) {
            json_append(names, json_new_text(json_name(other)));
            count++;
        }
    }
    return names;
}

/* ---- answers ---- */

/* Says it when it is news, or when the link has just asked (again). */
static struct event *say(struct work *work, enum event_kind kind,
                         const char *link_id, const struct json *slot,
                         const char *answer)
{
    bool asked = work->event->kind == EVENT_ENTER &&
                 text_equal(work->event->from, json_name(slot));
    struct event *message;
    struct json *copy;

    if (!asked && text_equal(json_get_text(slot, "answer"), answer))
        return NULL;
    message = work_message(work, kind, link_id);
    copy = json_clone(slot);
    json_set_text(copy, "answer", answer);
    json_set(work->link->entries, json_name(slot), copy); /* slot is gone */
    return message;
}

static void say_granted(struct work *work, const struct json *slot)
{
    (void)say(work, EVENT_GRANTED, json_name(slot), slot, "granted");
}

static void say_ambiguous(struct work *work, const struct json *slot)
{
    struct json *names = candidate_names(work->link->entries, slot);
    char *text = json_string(names);
    char *answer = mem_print("ambiguous %s", text);
    struct event *message =
        say(work, EVENT_AMBIGUOUS, json_name(slot), slot, answer);

    if (message != NULL) {
        message->body = names;
    } else {
        json_free(names);
    }
    free(answer);
    free(text);
}

static void say_join(struct work *work, const struct json *slot,
                     const struct json *other)
{
    bool is_a = entry_is(slot, "side", "a");
    char *a = mem_copy(json_name(is_a ? slot : other));
    char *b = mem_copy(json_name(is_a ? other : slot));
    char *answer = mem_print("join %s", is_a ? b : a);
    struct json *copy = json_clone(other);
    struct event *message = say(work, EVENT_JOIN, b, slot, answer);

    if (message != NULL)
        message->body = json_new_text(a);
    json_set_text(copy, "answer", "join");
    json_set(work->link->entries, is_a ? b : a, copy);
    free(answer);
    free(a);
    free(b);
}

/* ---- deciding ---- */

/* All that was met when the target was asked have entered, too. In a crowd
 * that does not fit here nobody is waited for. */
static bool is_complete(const struct json *entries, const struct json *slot)
{
    if (json_count(entries) >= ENTRIES_MAX)
        return true;
    for (const struct json *a = json_first(json_get(entry_in(slot), "await"));
         a != NULL; a = json_next(a)) {
        if (json_get(entries, json_text(a)) == NULL)
            return false;
    }
    return true;
}

static void decide_one(struct work *work, const struct json *slot)
{
    const struct json *entries = work->link->entries;
    struct candidates mine = candidates_of(entries, slot);
    struct candidates theirs = { 0 };

    if (mine.same != NULL)
        theirs = candidates_of(entries, mine.same);
    if (mine.same_count + mine.doubt_count == 0) {
        say_granted(work, slot);
    } else if (mine.same_count == 1 && theirs.same_count == 1 &&
               !mine.archived && !theirs.archived) {
        say_join(work, slot, mine.same);
    } else {
        say_ambiguous(work, slot);
    }
}

/* What was granted stays so while the link says nothing else. */
static void decide_wish(struct work *work, const struct json *slot)
{
    if (text_equal(json_get_text(slot, "answer"), "granted")) {
        say_granted(work, slot);
    } else if (is_free(slot)) {
        decide_one(work, slot);
    }
}

/* Answers may change the entries, so each round begins anew; there are at most
 * as many rounds as entries. */
static void decide_all(struct work *work)
{
    char *names[ENTRIES_MAX];
    size_t count = 0;

    for (const struct json *slot = json_first(work->link->entries);
         slot != NULL && count < ENTRIES_MAX; slot = json_next(slot))
        names[count++] = mem_copy(json_name(slot));
    for (size_t i = 0; i < count; i++) {
        const struct json *slot = json_get(work->link->entries, names[i]);

        if (entry_is(slot, "state", "wants") &&
            is_complete(work->link->entries, slot))
            decide_wish(work, slot);
        free(names[i]);
    }
}

/* ---- events ---- */

/* Makes room: those who have their partner, or left, are nobody's candidate. */
static void forget_linked(struct json *entries)
{
    for (const struct json *slot = json_first(entries); slot != NULL;
         slot = json_next(slot)) {
        if (entry_in(slot) == NULL || entry_is(slot, "state", "linked")) {
            json_remove(entries, json_name(slot));
            return;
        }
    }
}

/* What was answered stands while the link says the same; that it is being
 * joined also when it wishes for a partner meanwhile: it has not heard yet. */
static bool is_answered(const struct json *before, const struct json *slot)
{
    const char *answer = json_get_text(before, "answer");

    if (answer == NULL || json_equal(entry_in(before), entry_in(slot)))
        return answer != NULL;
    return text_starts(answer, "join") && is_without_partner(slot) &&
           json_equal(json_get(entry_in(before), "same"),
                      json_get(entry_in(slot), "same"));
}

/* Delivered again after what the link has said since. */
static bool is_outdated(const struct work *work)
{
    const struct json *slot = json_get(work->link->entries, work->event->from);

    return work->event->revision < json_get_int(slot, "revision", 0);
}

/* That it has left is remembered, so that nothing older brings it back. */
static void take_leave(struct work *work)
{
    struct json *slot = json_new_object();

    json_set_int(slot, "revision", work->event->revision);
    json_set(work->link->entries, work->event->from, slot);
}

static void take_enter(struct work *work)
{
    struct link *link = work->link;
    const struct json *before = json_get(link->entries, work->event->from);
    struct json *slot;

    if (before == NULL && json_count(link->entries) >= ENTRIES_MAX)
        forget_linked(link->entries);
    slot = json_new_object();
    json_set_int(slot, "revision", work->event->revision);
    json_set(slot, "entry", json_clone(work->event->body));
    if (is_answered(before, slot))
        json_set_text(slot, "answer", json_get_text(before, "answer"));
    json_set(link->entries, work->event->from, slot);
}

/* The partner that was to be joined is not what it was: think again. */
static void take_refused(struct work *work)
{
    struct json *entries = work->link->entries;

    for (const struct json *slot = json_first(entries); slot != NULL;
         slot = json_next(slot)) {
        const char *answer = json_get_text(slot, "answer");
        struct json *copy;

        if (answer == NULL || !text_starts(answer, "join"))
            continue;
        copy = json_clone(slot);
        json_remove(copy, "answer");
        json_set(entries, json_name(slot), copy);
        take_refused(work); /* the list has changed */
        return;
    }
}

static void take(struct work *work)
{
    if (work->event->from != NULL && is_outdated(work))
        return;
    switch ((int)work->event->kind) {
    case EVENT_ENTER:
        take_enter(work);
        break;
    case EVENT_LEAVE:
        take_leave(work);
        break;
    case EVENT_REFUSED:
        take_refused(work);
        break;
    default:
        break; /* due: the time to decide has come */
    }
}

void match_judge(struct work *work)
{
    struct link *link = work->link;

    take(work);
    standing_set(work, LINK_KEY, NULL, NULL);
    link->due_ms = 0;
    if (work->event->gate) {
        decide_all(work);
    } else if (json_first(link->entries) != NULL) {
        link->due_ms = LINK_DUE_AT_GATE;
    }
}

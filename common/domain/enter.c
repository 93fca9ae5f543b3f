/*
 * Matching, as a link sees it: it tells the key actor of its match key who it
 * is, asks the target for records with that key, and waits to be granted a
 * record of its own or to be joined with one that exists.
 */
#include "domain/work.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/lens.h"

#include <stdlib.h>
#include <string.h>

/* The side that a link enters with: its founder's, or the only one it has. */
static enum side entering_side(const struct work *work)
{
    enum side founder = work->route.side;

    return work->link->sides[founder].id != NULL ? founder
                                                 : side_other(founder);
}

static char *match_key(const struct work *work)
{
    enum side side = entering_side(work);

    return key_of(work->flow, side, work->link->sides[side].observed);
}

/* ---- what the key actor is told ---- */

bool match_is_creating(const struct link *link)
{
    return link->find_after_ms != 0 || link->request.kind == REQUEST_CREATE ||
           link->request.kind == REQUEST_FIND;
}

static const char *entering_state(const struct link *link)
{
    if (link_is_whole(link) || link->status == LINK_ALIAS || link->twin)
        return "linked";
    if (match_is_creating(link))
        return "creating";
    return json_get_true(link->match, "wants") ? "wants" : "lonely";
}

static bool is_archived(const struct work *work, enum side side)
{
    const char *path = work->flow->sides[side].entity->archived_path;

    return path != NULL &&
           json_get_true(work->link->sides[side].observed, path);
}

/* The links of those that it must not be joined with. */
static struct json *apart_links(const struct work *work, enum side other)
{
    struct json *links = json_new_array();

    for (const struct json *a = json_first(work->link->apart); a != NULL;
         a = json_next(a)) {
        char *id = route_link_id(work->flow->name, other, json_name(a), NULL);

        if (apart_has(work->link, json_name(a)))
            json_append(links, json_new_text(id));
        free(id);
    }
    return links;
}

static struct json *entry_of(const struct work *work)
{
    const struct link *link = work->link;
    enum side side = entering_side(work);
    struct json *entry = json_new_object();

    json_set_text(entry, "side", side_name(side));
    json_set_text(entry, "state", entering_state(link));
    json_set(entry, "same",
             key_same(work->flow, side, link->sides[side].observed));
    if (is_archived(work, side))
        json_set_bool(entry, "archived", true);
    if (text_equal(link->decision, "unlinked"))
        json_set_bool(entry, "held", true);
    if (json_first(link->apart) != NULL)
        json_set(entry, "apart", apart_links(work, side_other(side)));
    if (json_first(json_get(link->match, "await")) != NULL)
        json_set(entry, "await", json_clone(json_get(link->match, "await")));
    return entry;
}

/* A record that is gone, or none of this flow's, carries no key. */
bool match_is_in(const struct work *work)
{
    const struct link *link = work->link;
    enum side side = entering_side(work);

    return link->status != LINK_CLOSED && !link_is_blank(link) &&
           !flow_contradicts(work->flow->sides[side].where,
                             link->sides[side].observed);
}

static void leave(struct work *work, const char *key)
{
    if (key != NULL)
        (void)work_message(work, EVENT_LEAVE, key);
}

static void enter(struct work *work, const char *key, struct json *entry)
{
    struct event *message = work_message(work, EVENT_ENTER, key);
    struct json *entered = json_new_object();

    if (message != NULL)
        message->body = json_clone(entry);
    json_set_text(entered, "key", key);
    json_set(entered, "entry", entry);
    json_free(work->link->entered);
    work->link->entered = entered;
}

/* An unanswered wish is repeated when its time has come. */
static bool asks_again(const struct work *work)
{
    return work->event->kind == EVENT_DUE &&
           text_equal(work->link->cause, "match");
}

void match_enter(struct work *work)
{
    struct link *link = work->link;
    const char *before = json_get_text(link->entered, "key");
    char *key = match_is_in(work) ? match_key(work) : NULL;
    struct json *entry = key == NULL ? NULL : entry_of(work);

    if (before != NULL && !text_equal(before, key)) {
        leave(work, before);
        json_free(link->entered);
        link->entered = json_new_object();
    }
    if (entry != NULL &&
        (asks_again(work) ||
         !json_equal(entry, json_get(link->entered, "entry")))) {
        enter(work, key, entry);
    } else {
        json_free(entry);
    }
    free(key);
}

/* ---- being granted a record of one's own ---- */

/* What was granted holds for this key and these names only. */
static char *signature(const struct work *work, const char *key)
{
    enum side side = entering_side(work);
    struct json *same =
        key_same(work->flow, side, work->link->sides[side].observed);
    char *text = json_string(same);
    char *result = mem_print("%s%s", key, text);

    free(text);
    json_free(same);
    return result;
}

static void detail_candidates(const struct json *candidates,
                              struct buf *ret_text)
{
    buf_text_append(ret_text, "could be the same as");
    for (const struct json *c = json_first(candidates); c != NULL;
         c = json_next(c)) {
        buf_print(ret_text, "%s %s", c == json_first(candidates) ? "" : ",",
                  json_text(c));
    }
    buf_text_append(ret_text,
                    ": make the names agree, or the last names differ");
}

static void wait_for_key(struct work *work)
{
    const struct json *candidates = json_get(work->link->match, "candidates");
    struct buf detail = { 0 };

    if (candidates != NULL) {
        detail_candidates(candidates, &detail);
        work->link->due_ms = 0;
        standing_set(work, LINK_HELD, "ambiguous", detail.data);
        buf_free(&detail);
        return;
    }
    if (!text_equal(work->link->cause, "match") ||
        work->link->due_ms <= work->now_ms)
        work->link->due_ms = work->now_ms + WORK_ASK_AGAIN_MS;
    standing_set(work, LINK_WAITING, "match",
                 "waits to hear whether it is there already");
}

/* Another key or other names: what was asked and answered is void. */
static void match_reset(struct work *work, const char *now)
{
    json_free(work->link->match);
    work->link->match = json_new_object();
    json_set_text(work->link->match, "for", now);
}

static struct json *key_fields(const struct work *work, enum side from,
                               enum side to)
{
    const struct property *property = key_property(work->flow);
    struct json *fields = json_new_object();

    if (property == NULL)
        return fields;
    json_set(
        fields, property->paths[to][0],
        json_clone(value_of(property, from, work->link->sides[from].observed)));
    return fields;
}

bool match_is_settled(struct work *work, enum side from)
{
    char *key = match_key(work);
    char *now = key == NULL ? NULL : signature(work, key);
    bool settled = now == NULL;

    free(key);
    if (settled)
        return true;
    if (!text_equal(json_get_text(work->link->match, "for"), now))
        match_reset(work, now);
    free(now);
    if (json_get_true(work->link->match, "granted"))
        return true;
    if (!json_get_true(work->link->match, "asked")) {
        request_decide(work, REQUEST_MATCH, side_other(from),
                       key_fields(work, from, side_other(from)), NULL);
        return false;
    }
    json_set_bool(work->link->match, "wants", true);
    wait_for_key(work);
    return false;
}

void match_grant(struct work *work)
{
    char *key = match_key(work);
    char *now = key == NULL ? NULL : signature(work, key);

    if (now != NULL &&
        !text_equal(json_get_text(work->link->match, "for"), now))
        match_reset(work, now);
    json_set_bool(work->link->match, "granted", true);
    json_remove(work->link->match, "candidates");
    free(now);
    free(key);
}

void match_asked(struct work *work)
{
    struct json *await = json_new_array();

    for (size_t i = 0; i < work->event->hit_count; i++)
        json_append(await, json_new_text(work->event->hits[i].link));
    json_set_bool(work->link->match, "asked", true);
    json_set(work->link->match, "await", await);
}

/* ---- what the key actor says ---- */

bool match_is_from_my_key(const struct work *work)
{
    return text_equal(json_get_text(work->link->entered, "key"),
                      work->event->from);
}

bool match_granted(struct work *work)
{
    if (!match_is_from_my_key(work))
        return false;
    json_set_bool(work->link->match, "granted", true);
    json_remove(work->link->match, "candidates");
    return true;
}

bool match_ambiguous(struct work *work)
{
    if (!match_is_from_my_key(work))
        return false;
    json_set(work->link->match, "candidates", json_clone(work->event->body));
    return true;
}

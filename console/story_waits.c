#include "console/story_parts.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/cause.h"

#include <stdlib.h>

/* An order, its contact person, that one's account: it ends here. */
#define WAITS_DEEP 4

static bool is_told(const struct json *list, const char *id)
{
    for (const struct json *w = json_first(list); w != NULL; w = json_next(w)) {
        if (text_equal(json_get_text(w, "link"), id))
            return true;
    }
    return false;
}

static void wait_tell(struct json *list, const char *id,
                      const struct link *link)
{
    struct json *tree = json_new_object();
    const struct cause *cause =
        link == NULL ? NULL : cause_find(link->status, link->cause);

    json_set_text(tree, "link", id);
    json_set_text(tree, "status",
                  link == NULL ? "unknown" : link_status_name(link->status));
    json_set_text(tree, "meaning",
                  link == NULL ? "nobody has seen that record yet"
                               : cause_status(link->status));
    if (link != NULL && link->cause != NULL)
        json_set_text(tree, "cause", link->cause);
    if (cause != NULL) {
        json_set_text(tree, "meaning", cause->meaning);
        if (cause->remedy != NULL)
            json_set_text(tree, "remedy", cause->remedy);
    }
    json_append(list, tree);
}

static int waits_follow(struct session *session, const struct link *link,
                        int depth, struct json *list, struct err *err);

static int wait_follow(struct session *session, const char *id, int depth,
                       struct json *list, struct err *err)
{
    struct link *other;
    int result = 0;

    if (id == NULL || is_told(list, id))
        return 0;
    if (links_get(session->links, id, &other, err) != 0)
        return -1;
    wait_tell(list, id, other);
    if (other != NULL)
        result = waits_follow(session, other, depth + 1, list, err);
    link_free(other);
    return result;
}

static int waits_follow(struct session *session, const struct link *link,
                        int depth, struct json *list, struct err *err)
{
    const struct json *refs = link->refs;

    if (depth == WAITS_DEEP || link->status == LINK_IN_STEP ||
        link->status == LINK_ALIAS)
        return 0;
    for (const struct json *ref = json_first(refs); ref != NULL;
         ref = json_next(ref)) {
        if (json_get(ref, "id") == NULL &&
            wait_follow(session, json_get_text(ref, "link"), depth, list,
                        err) != 0)
            return -1;
    }
    return 0;
}

struct json *story_waits(struct session *session, const struct link *link,
                         struct err *err)
{
    struct json *list = json_new_array();

    if (waits_follow(session, link, 0, list, err) == 0)
        return list;
    json_free(list);
    return NULL;
}

/* ---- what to do ---- */

/* The last of the chain that needs a person: mend that, and all follow. NULL:
 * none does. */
static const struct json *blocker_of(const struct json *waits)
{
    const struct json *last = NULL;

    for (const struct json *w = json_first(waits); w != NULL;
         w = json_next(w)) {
        if (json_get(w, "remedy") != NULL &&
            !text_equal(json_get_text(w, "cause"), "reference"))
            last = w;
    }
    return last;
}

static const char *next_of_owed(const struct link *link)
{
    const struct cause_owed *known =
        cause_owed_find(json_get_text(json_first(link->owed), "cause"));

    return known == NULL ? NULL : known->remedy;
}

static char *next_of_status(const struct link *link)
{
    const struct cause *cause = cause_find(link->status, link->cause);

    if (cause != NULL && cause->remedy != NULL)
        return mem_copy(cause->remedy);
    switch (link->status) {
    case LINK_PENDING:
        return mem_copy("nothing: it is about to be done. If it stays so, a "
                        "system is unwell: see the loader's /health");
    case LINK_WAITING:
        return mem_copy(text_equal(link->cause, "gate")
                            ? "nothing: it goes on by itself. `tandem status` "
                              "says what has not been read yet"
                            : "nothing: it goes on by itself");
    case LINK_HELD:
        return mem_copy("mend what stands above, then `tandem retry`");
    case LINK_ALIAS:
        return mem_print("nothing: all of it is told at %s",
                         link->alias_of == NULL ? "the other link"
                                                : link->alias_of);
    case LINK_LONELY:
    case LINK_IN_STEP:
    case LINK_CLOSED:
    case LINK_KEY:
        break;
    }
    return mem_copy("nothing");
}

char *story_next(const struct link *link, const struct json *waits)
{
    const struct json *blocker = blocker_of(waits);

    if (blocker != NULL) {
        return mem_print("mend %s first: %s", json_get_text(blocker, "link"),
                         json_get_text(blocker, "remedy"));
    }
    if (link->status == LINK_IN_STEP && next_of_owed(link) != NULL)
        return mem_copy(next_of_owed(link));
    return next_of_status(link);
}

const char *story_whose(const struct link *link, const struct json *waits)
{
    const struct json *blocker = blocker_of(waits);

    return blocker == NULL ? link->id : json_get_text(blocker, "link");
}

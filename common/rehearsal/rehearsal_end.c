#include "rehearsal/rehearsal_private.h"

#include "base/text.h"

#include <stdlib.h>

static void end_owed(const struct rehearsal *rehearsal,
                     const struct actor *actor, const struct link *link)
{
    for (const struct json *o = json_first(link->owed); o != NULL;
         o = json_next(o)) {
        struct standing standing = { .what = "owed",
                                     .cause = json_get_text(o, "cause"),
                                     .counts = true };

        for (size_t i = 0; i < actor->flow->property_count; i++) {
            if (text_equal(actor->flow->properties[i].name, json_name(o)))
                standing.property = actor->flow->properties[i].name;
        }
        tally_standing(rehearsal->settings.tally, actor->flow, link, &standing);
    }
}

static void end_link(const struct rehearsal *rehearsal,
                     const struct actor *actor, const struct link *link)
{
    struct standing standing = { .what = link_status_name(link->status),
                                 .cause = link->cause,
                                 .counts = true };

    end_owed(rehearsal, actor, link);
    switch (link->status) {
    case LINK_LONELY:
        standing.counts = false;
        if (link->cause == NULL || text_equal(link->cause, "other-kind"))
            return;
        break;
    case LINK_PENDING:
        standing.cause = request_kind_name(link->request.kind);
        break;
    case LINK_WAITING:
    case LINK_HELD:
    case LINK_CLOSED:
        break;
    case LINK_IN_STEP:
    case LINK_ALIAS:
    case LINK_KEY:
        return;
    }
    tally_standing(rehearsal->settings.tally, actor->flow, link, &standing);
}

struct ending {
    struct rehearsal *rehearsal;
    struct err *err;
};

static int end_one(const char *id, void *value, void *arg)
{
    const struct ending *ending = arg;
    const struct actor *actor = value;
    struct link *link;
    char *after;

    (void)id;
    link = actor_link(actor, ending->err);
    if (link == NULL)
        return -1;
    after = actor_standing(link);
    if (!text_equal(actor->before, after))
        end_link(ending->rehearsal, actor, link);
    free(after);
    link_free(link);
    return 0;
}

int rehearsal_end(struct rehearsal *rehearsal, struct err *err)
{
    struct ending ending = { rehearsal, err };

    return map_each(rehearsal->actors, end_one, &ending);
}

/*
 * What a person's decision makes of a link: the same state leads to the same
 * standing, however often it is thought over.
 */
#include "domain/work.h"

#include "base/hash.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static bool decision_is(const struct link *link, const char *decision)
{
    return text_equal(link->decision, decision);
}

static void rest(struct work *work, enum link_status status, const char *cause,
                 const char *detail)
{
    work->link->due_ms = 0;
    standing_set(work, status, cause, detail);
}

/* The system would not let it be taken back: it stays. */
static bool was_refused(const struct link *link, enum side own,
                        const struct json *fields)
{
    char *text = json_string(fields);
    char hash[HASH_TEXT_MAX];

    hash_text(text, strlen(text), hash);
    free(text);
    return text_equal(link->sides[own].refused, hash);
}

/* Our reference in a record names a link that it was parted from: it is taken
 * back. PowerOffice has no lock: read, then write. */
static bool take_back(struct work *work, enum side own)
{
    const struct flow_side *here = &work->flow->sides[own];
    struct json *fields;

    if (here->entity->reference_path == NULL || !here->share ||
        !apart_reference(work, own))
        return false;
    fields = json_new_object();
    json_set(fields, here->entity->reference_path, json_new_null());
    if (was_refused(work->link, own, fields)) {
        json_free(fields);
        return false;
    }
    if (here->entity->has_lock || work->fresh[own]) {
        request_decide(work, REQUEST_UPDATE, own, fields, NULL);
        return true;
    }
    json_free(fields);
    work->link->sides[own].doubt = true;
    request_decide(work, REQUEST_READ, own, NULL, NULL);
    return true;
}

bool decision_ends_it(struct work *work)
{
    if (decision_is(work->link, "unlinking") && link_is_whole(work->link))
        apart_part(work);
    if (!decision_is(work->link, "ignored"))
        return false;
    rest(work, LINK_CLOSED, "ignored",
         "a person has decided that it is left alone");
    return true;
}

bool decision_holds_it(struct work *work)
{
    struct link *link = work->link;

    if (link_is_whole(link))
        return false;
    for (int s = 0; s < SIDES; s++) {
        if (link->sides[s].id != NULL && take_back(work, (enum side)s))
            return true;
    }
    if (!decision_is(link, "unlinked"))
        return false;
    rest(work, LINK_HELD, "unlinked",
         "a person has parted it from its partner: tandem resolve joins it "
         "with the right one");
    return true;
}

/* ---- the reference of a record that was joined ---- */

/* Has a person joined it although it carries another one's reference? */
static bool is_strange(const struct work *work, enum side to,
                       const char *reference)
{
    const char *there = work->link->sides[to].reference;
    char *link = route_by_reference(work->flow, work->route.side, there);
    bool strange = link != NULL && !text_equal(there, reference) &&
                   text_equal(work->link->decision, "joined");

    free(link);
    return strange;
}

void plan_reference(const struct work *work, struct plan *plan)
{
    enum side to = side_other(work->route.side);
    const struct flow_side *there = &work->flow->sides[to];
    char *reference;

    if (there->entity->reference_path == NULL || !there->share)
        return;
    reference = work_reference(work);
    if (text_is_empty(work->link->sides[to].reference) ||
        is_strange(work, to, reference)) {
        json_set_text(plan->fields[to], there->entity->reference_path,
                      reference);
    }
    free(reference);
}

/*
 * domain/work.h: what the parts of reconcile() share. Private to the domain.
 */
#ifndef TANDEM_DOMAIN_WORK_H
#define TANDEM_DOMAIN_WORK_H

#include "domain/reconcile.h"
#include "domain/route.h"

/* A reading this much older than the newest may still be the newer one: the
 * Date header counts whole seconds, and the request's duration is taken off. */
#define WORK_DATE_TOLERANCE_MS 2000
/* An unanswered question to another link is asked again after this. */
#define WORK_ASK_AGAIN_MS INT64_C(600000)
#define WORK_PARENT_REF   "~parent"

struct work {
    const struct flows *flows;
    const struct flow *flow;
    const struct reconcile_settings *settings;
    struct link *link;
    const struct event *event;
    int64_t now_ms;
    struct effects *out;
    struct route route; /* of the link's id */
    bool fresh[SIDES];  /* this event is a direct read of that side */
};

/* ---- effects ---- */

/* A message to fill, from this link; NULL when there is no more room. */
struct event *work_message(struct work *work, enum event_kind kind,
                           const char *link_id);

/* cause and properties are copied (NULL allowed). */
void work_outcome(struct work *work, const char *action, enum side side,
                  const char *properties, const char *rule, const char *cause);

/* ---- values ---- */

/* The first filled path of a property in a map {path: value}, or -1. */
int value_supplier(const struct property *property, enum side side,
                   const struct json *map);

/* Its value, or NULL when all are empty. */
const struct json *value_of(const struct property *property, enum side side,
                            const struct json *map);

/* Does the map say anything about the property? */
bool value_is_known(const struct property *property, enum side side,
                    const struct json *map);

/* Both empty, or equal to the letter. */
bool value_equal(const struct json *one, const struct json *other);

/* Where a write to that side goes: the path that supplied, else the first. */
const char *value_target(const struct property *property, enum side side,
                         const struct json *map);

/* ---- evidence ---- */

/* Takes an observation of a side as the newest evidence, or doubts it, or
 * ignores it. */
void evidence_take(struct work *work);

/* A direct read's or a write's answer: always believed. */
void evidence_believe(struct work *work, enum side side);

/* ---- the merge base ---- */

/* The property's values in `map` become what that side agreed to. */
void agreed_set(struct link *link, const struct property *property,
                enum side side, const struct json *map);
void agreed_define(struct link *link, const struct property *property);

/* Is there a base for it under today's definition? */
bool agreed_exists(const struct link *link, const struct property *property);

/* Our own write to a side, coming back: what it made of it is what it agreed
 * to, if it only tidied it. */
void agreed_adopt(struct work *work, enum side side, const struct json *fields);

/* The first reading after a write whose answer did not say what was stored:
 * what the system made of our values is no edit, even if somebody has edited
 * others since. */
void agreed_confirm(struct work *work, enum side side);

/* The event is a newer reading of that side: what it shows of an update that
 * is out, or in doubt, has come through, whatever the answer will be. */
void agreed_seen(struct work *work, enum side side);

/* That side was read: whatever an update of unknown outcome has left there is
 * ours. */
void agreed_unsure(struct work *work, enum side side);

/* What an update of some properties, or a create, left on both sides. FOUND: it
 * came to light later, and others may have edited it since. */
enum settled { SETTLED_UPDATED, SETTLED_CREATED, SETTLED_FOUND };
void agreed_settle(struct work *work, const struct link_request *request,
                   enum settled how);

/* ---- references ---- */

enum refs_state { REFS_READY, REFS_WAITING, REFS_BLOCKED };

/* The link that a reference leads to under these values of side a, or NULL
 * when it has no value. The caller frees. */
char *refs_target(const struct property *property, const struct json *map);

/* Asks for what is missing; says whether all are there. *ret_blocker: the link
 * that stands in the way (borrowed), for REFS_BLOCKED. */
enum refs_state refs_resolve(struct work *work, const char **ret_blocker);

/* The resolved id of a property's (or the parent's) b record, or NULL. */
const char *refs_id(const struct link *link, const char *name);

/* `from` has spoken: keep what it says. */
void refs_wake(struct work *work);

/* Whose record in side a is the one that side b refers to? Asks for it first.
 * FOUND: its id (borrowed), and which of the property's paths leads there. */
enum back { BACK_ASKED, BACK_FOUND, BACK_NOBODY };
enum back back_resolve(struct work *work, const struct property *property,
                       const struct json *value, size_t *ret_position,
                       const char **ret_id);
void back_forget(struct link *link, const struct property *property);
void back_wake(struct work *work);

/* ---- merging and writing ---- */

/* What should be written to each side, {path: value}, never NULL. */
struct plan {
    struct json *fields[SIDES];
    struct buf
        rules[SIDES]; /* "LastName=edited@2026-11-23T15:30:35.123Z,..." */
    const struct property *conflict; /* edited on both sides, for a person */
    const struct property *asking;   /* whose record it refers to is asked */
};

void plan_init(struct plan *plan);
void plan_free(struct plan *plan);

/* Merges a whole link, property by property; notes what is agreed and owed.
 * refs: the references are ready to be merged, too. */
void merge_link(struct work *work, bool refs, struct plan *plan);

/* What a new record on side `to` would be made of. */
void merge_create(struct work *work, enum side to, struct plan *plan);

/* Notes why a property is written to that side: the rule, and when the winning
 * value came to be (0: not known). */
void plan_explain(struct plan *plan, enum side to,
                  const struct property *property, const char *rule,
                  int64_t when_ms);

/* Both sides mean the same now: that is what they agree on. */
void merge_agree(struct work *work, const struct property *property);

/* Do both sides say the same now? A reference does when side b holds the
 * record that side a's leads to. */
bool merge_value_is_same(const struct property *property,
                         const struct link *link);
bool merge_reference_is_same(const struct flows *flows,
                             const struct property *property,
                             const struct link *link);

/* The references' part (merge_refs.c): a record's id as its entity writes
 * references to it (the caller frees), and the merge of one. */
struct json *merge_reference_value(const struct flows *flows,
                                   const struct property *property,
                                   const char *id);
void merge_reference(struct work *work, const struct property *property,
                     struct plan *plan);

/* A customer and its contact person go in one request: none of them goes
 * backwards while another is asked for. */
void merge_references_later(const struct work *work, struct plan *plan);

/* Notes that a property cannot be written to a side, and why (NULL: it can). */
void owed_set(struct work *work, const struct property *property, enum side to,
              const char *cause);

/* What these fields give the property on that side, or NULL: nothing. */
const struct json *plan_value(const struct property *property, enum side side,
                              const struct json *fields);

/* The names of the properties that these fields belong to, comma-separated.
 * The caller frees. */
char *plan_properties(const struct flow *flow, enum side side,
                      const struct json *fields);

/* ---- values that go back and forth ---- */

/* These fields have been written to that side. */
void returns_note(struct work *work, enum side to, const struct json *fields);

/* The property that has been changed back and forth too often to be written
 * once more, or NULL. */
const struct property *returns_too_often(struct work *work, enum side to,
                                         const struct json *fields);

/* Both sides say the same, although it was not written any more: whoever
 * wanted different things has settled it. */
void returns_settle(struct link *link, const struct property *property);
void returns_forget(struct link *link);

/* ---- requests ---- */

/* What the link's partner carries as our reference. The caller frees. */
char *work_reference(const struct work *work);

/* Decides a request, or notes that there is no room for one. `base` is copied;
 * fields is taken over (NULL: none). */
void request_decide(struct work *work, enum request_kind kind, enum side side,
                    struct json *fields, const struct json *base);

/* The record on this side carries our reference: it was created with it, or
 * found by it. */
void reference_note(struct work *work, enum side side);

/* Takes the answer to the link's request. False: it is not its answer. */
bool answer_take(struct work *work);

/* The answer never came (the loader that asked is gone): whether it was done
 * is unknown. */
void answer_lost(struct work *work);

/* ---- hubs (hub.c) ---- */

bool hub_is(const struct work *work);
void hub_take(struct work *work);

/* ---- people who are erased (erase.c) ---- */

/* Is this the operator's `erase`? */
bool erase_is_said(const struct event *event);

/* All that is known of the records is forgotten but their ids; NULL: it always
 * is (command.c). */
const char *erase_obey(struct work *work);

/* The record of an erased link was read: whoever met it by its key, when a
 * system was asked, need not wait for it. */
void erase_excuse(struct work *work);

/* ---- links that have become part of another (alias.c) ---- */

/* Any event. */
void alias_take(struct work *work);

/* Does its own record carry a reference that names another link? */
bool reference_leads_away(const struct work *work);

/* Ends being an alias when the other link sends the record back, as it has
 * another, or takes this one for itself. */
void alias_end(struct work *work);

/* It is part of that link from now on. */
void alias_of_set(struct work *work, const char *to);

/* Asks that link for whoever waits for this one. */
void alias_ask(struct work *work);

/* True when another link has the record already: it is that one's now. */
bool alias_become(struct work *work);

/* Passes the observation on, at most EVENT_HOPS_MAX times. */
void observed_forward(struct work *work, const char *to, bool not_yours);

/* Adds a text to a list, unless it is there, or the list is full. */
void list_add(struct json *list, const char *text, size_t most);

/* ---- what a person has decided (command.c) ---- */

/* False: nothing has changed that the link must think about. */
bool command_take(struct work *work);

/* Its standing, when that is a person's decision (decision.c): it is left
 * alone; it is parted, and waits for another decision. */
bool decision_ends_it(struct work *work);
bool decision_holds_it(struct work *work);

/* A record that was joined gets our reference, if it has none, or another's. */
void plan_reference(const struct work *work, struct plan *plan);

/* ---- parted and joined by a person (apart.c) ---- */

/* Must it never be linked with that record? */
bool apart_has(const struct link *link, const char *record_id);

/* Parts the pair; the other half: takes its record back. */
void apart_part(struct work *work);
bool apart_take(struct work *work);

/* Does the record on this side carry the reference of a link that it was parted
 * from? */
bool apart_reference(const struct work *work, enum side own);

/* To the `a` link: asks the `b` link for its record. NULL, or why not. */
const char *apart_join(struct work *work, const char *to);

/* To the `b` link: may the `a` link have its record? NULL, or why not. */
const char *apart_may_join(const struct work *work);

/* They are one from now on: revision: of the other link. */
void apart_joined(struct work *work, const char *record_id, int64_t revision);
const char *apart_record_of(const char *link_id);

/* The `b` link did not give its record. False: it was not asked. */
bool apart_refused(struct work *work);

/* ---- matching: keys (key.c) ---- */

/* The property that joins; the id of the key actor that a side's record belongs
 * to, or NULL; hashes of the names that must not contradict. The caller frees.
 */
const struct property *key_property(const struct flow *flow);
char *key_of(const struct flow *flow, enum side side,
             const struct json *observed);
struct json *key_same(const struct flow *flow, enum side side,
                      const struct json *observed);

/* ---- matching: as a link sees it (enter.c) ---- */

/* Tells the key actor what has changed: enters, enters anew, leaves. */
void match_enter(struct work *work);

/* May a partner be created for the record on this side? Asks the target and
 * the key actor first, and waits. */
bool match_is_settled(struct work *work, enum side from);

/* A person lets it be created. */
void match_grant(struct work *work);

/* What a link knows of a record, for the link that has it from now on. */
struct json *match_body(const struct link *link, enum side side);
void match_body_take(struct link_side *side, const struct json *body);

/* Has the key actor of its key said this? Does its record carry a key? */
bool match_is_from_my_key(const struct work *work);
bool match_is_in(const struct work *work);

/* A create may be under way. */
bool match_is_creating(const struct link *link);

/* The target has been asked: event->hits are what it knows. */
void match_asked(struct work *work);

/* What the key actor or the other half says (joins: join.c). False: not to this
 * link. */
bool match_granted(struct work *work);
bool match_ambiguous(struct work *work);
bool match_join(struct work *work);
bool match_joined(struct work *work);

/* ---- matching: the key actor (match.c) ---- */

void match_judge(struct work *work);

/* ---- the brake (brake.c) ---- */

#define BRAKE_CAUSE "braked"

/* May these fields not be written to that side now? Then the link is held. */
bool brake_holds(struct work *work, enum side to, const struct json *fields);

/* The answer to an update is that it may not leave. */
void brake_answered(struct work *work, enum side to);

/* A person drops what it holds. False: it holds nothing of this link. */
bool brake_drop(struct work *work);

/* ---- where the link stands ---- */

/* What must happen next, from the link's state alone: however it got here, the
 * same state leads to the same decision. */
void decide(struct work *work);

/* Why no partner is to be made for a lonely record, or NULL when one is. */
const char *decide_stays_lonely(const struct work *work, enum side from);

/* What the link is now; cause and detail may be NULL. */
void standing_set(struct work *work, enum link_status status, const char *cause,
                  const char *detail);

#endif

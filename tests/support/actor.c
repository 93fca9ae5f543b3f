#include "support/actor.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "support/entities.h"
#include "support/test.h"
#include "systems/system.h"

#include <stdlib.h>
#include <string.h>

#define ACTOR_START_MS 1800000000000
#define ACTOR_STEP_MS  60000

struct actor actor;

static const struct entity *find_entity(const char *system, const char *name,
                                        void *arg)
{
    (void)arg;
    return system_entity(system, name);
}

/* The flows that ship, bound to the systems' own tables. */
static void actor_flows(void)
{
    static const char *const names[] = { "contacts", "accounts",
                                         "contactpersons", "deals",
                                         "departments" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = mem_print("flows/%s.json", names[i]);
        char *text = entities_file(path);
        struct err err;
        struct flow *flow =
            flow_parse(path, text, strlen(text), find_entity, NULL, &err);

        if (flow == NULL)
            fail_msg("%s", err.text);
        actor.flows.items[actor.flows.count++] = flow;
        free(text);
        free(path);
    }
}

int actor_setup(void **state)
{
    (void)actor_setup_matching(state);
    for (size_t i = 0; i < actor.flows.count; i++) {
        free(actor.flows.items[i]->match_key);
        actor.flows.items[i]->match_key = NULL;
    }
    return 0;
}

int actor_setup_matching(void **state)
{
    (void)state;
    memset(&actor, 0, sizeof actor);
    actor_flows();
    actor.now_ms = ACTOR_START_MS;
    actor.gate = true;
    actor.room[SIDE_A] = true;
    actor.room[SIDE_B] = true;
    memset(actor.brake, 0, sizeof actor.brake);
    return 0;
}

int actor_teardown(void **state)
{
    (void)state;
    effects_free(&actor.effects);
    link_free(actor.link);
    flows_free(&actor.flows);
    return 0;
}

struct flow *actor_flow(const char *name)
{
    for (size_t i = 0; i < actor.flows.count; i++) {
        if (text_equal(actor.flows.items[i]->name, name))
            return actor.flows.items[i];
    }
    fail_msg("no flow '%s'", name);
    return NULL;
}

void actor_is(const char *link_id)
{
    link_free(actor.link);
    actor.link = link_new(link_id);
}

/* Through its document and back at every event, as in the loader. */
static void actor_store(void)
{
    struct buf text = { 0 };
    struct err err;

    link_encode(&text, actor.link);
    link_free(actor.link);
    actor.link = link_decode(text.data, text.length, &err);
    assert_non_null(actor.link);
    assert_true(text.length <= LINK_BYTES_MAX);
    buf_free(&text);
}

void told(struct event *event)
{
    struct reconcile_settings settings = { .limit_ms = ACTOR_LIMIT_MS };

    effects_free(&actor.effects);
    event->gate = actor.gate;
    memcpy(event->room, actor.room, sizeof event->room);
    memcpy(event->brake, actor.brake, sizeof event->brake);
    memcpy(event->brake_decided_ms, actor.brake_decided_ms,
           sizeof event->brake_decided_ms);
    reconcile(&actor.flows, flows_find(&actor.flows, actor.link->flow),
              &settings, actor.link, event, actor.now_ms, &actor.effects);
    event_free(event);
    actor_store();
}

struct json *quoted(const char *text)
{
    char *copy = mem_copy(text);
    struct json *json;
    struct err err;

    for (char *c = copy; *c != '\0'; c++) {
        if (*c == '\'')
            *c = '"';
    }
    json = json_parse(copy, strlen(copy), &err);
    if (json == NULL)
        fail_msg("%s: %s", copy, err.text);
    free(copy);
    return json;
}

static enum side founding_side(void)
{
    return strstr(actor.link->id, ".b.") != NULL ? SIDE_B : SIDE_A;
}

void sees_at(enum side side, const char *id, const char *fields,
             int64_t read_ms, const char *modified)
{
    struct event event;
    char now[TIME_TEXT_MAX];

    time_format(read_ms, now);
    event_init(&event, EVENT_OBSERVED, actor.link->id);
    event.side = side;
    event.record_id = mem_copy(id);
    event.read_ms = read_ms;
    event.modified = mem_copy(modified == NULL ? now : modified);
    event.fields = quoted(fields);
    event.fits = true;
    event.founds = true;
    if (side != founding_side()) { /* the partner carries our reference */
        event.reference =
            mem_print("%s:%s", side == SIDE_B ? "zohocrm" : "powerofficego",
                      strrchr(actor.link->id, '.') + 1);
    }
    told(&event);
}

void sees(enum side side, const char *id, const char *fields)
{
    actor.now_ms += ACTOR_STEP_MS;
    sees_at(side, id, fields, actor.now_ms, NULL);
}

void hears_gone(enum side side, const char *id)
{
    struct event event;

    actor.now_ms += ACTOR_STEP_MS;
    event_init(&event, EVENT_OBSERVED, actor.link->id);
    event.side = side;
    event.record_id = mem_copy(id);
    event.read_ms = actor.now_ms;
    event.gone = true;
    event.fits = true;
    told(&event);
}

static void answer_init(struct event *event, enum verdict verdict)
{
    actor.now_ms += 100;
    event_init(event, EVENT_ANSWERED, actor.link->id);
    event->verdict = verdict;
    event->side = actor.link->request.side;
    event->request_at = actor.link->request.at_ms;
    event->read_ms = actor.now_ms;
}

void answered(enum verdict verdict, const char *id, const char *fields)
{
    struct event event;
    char now[TIME_TEXT_MAX];

    answer_init(&event, verdict);
    time_format(actor.now_ms, now);
    event.record_id = mem_copy(id);
    event.found = fields != NULL;
    event.modified = mem_copy(now);
    event.fields = fields == NULL ? NULL : quoted(fields);
    told(&event);
}

void refused(const char *code, const char *field)
{
    struct event event;

    answer_init(&event, VERDICT_REJECT);
    event.code = mem_copy(code);
    event.field = mem_copy(field);
    told(&event);
}

void found_nothing(void)
{
    answered(VERDICT_DONE, NULL, NULL);
}

void not_sent(void)
{
    struct event event;

    answer_init(&event, VERDICT_RETRY);
    event.unsent = true;
    told(&event);
}

void wanted_by(const char *from)
{
    struct event event;

    actor.now_ms += ACTOR_STEP_MS;
    event_init(&event, EVENT_WANTED, actor.link->id);
    event.from = mem_copy(from);
    event.create = true;
    told(&event);
}

static void wakes(const char *from, const char *a_id, const char *b_id,
                  const char *cause)
{
    struct event event;

    event_init(&event, EVENT_WAKE, actor.link->id);
    event.from = mem_copy(from);
    event.ids[SIDE_A] = mem_copy(a_id);
    event.ids[SIDE_B] = mem_copy(b_id);
    event.cause = mem_copy(cause);
    told(&event);
}

void woken_by(const char *from, const char *b_id, const char *cause)
{
    wakes(from, NULL, b_id, cause);
}

void told_owner(const char *from, const char *a_id, const char *b_id)
{
    wakes(from, a_id, b_id, NULL);
}

void time_passes(int64_t ms)
{
    struct event event;

    actor.now_ms += ms;
    if (actor.link->due_ms == 0 || (actor.link->due_ms > actor.now_ms &&
                                    actor.link->due_ms != LINK_DUE_AT_GATE)) {
        effects_free(&actor.effects);
        return;
    }
    event_init(&event, EVENT_DUE, actor.link->id);
    told(&event);
}

void unseen(enum side side)
{
    struct event event;

    event_init(&event, EVENT_UNSEEN, actor.link->id);
    event.side = side;
    told(&event);
}

/* ---- what came of it ---- */

void asks_for(const char *kind, enum side side)
{
    assert_true(actor.effects.request);
    assert_string_equal(request_kind_name(actor.link->request.kind), kind);
    assert_int_equal(actor.link->request.side, side);
}

void asks_nothing(void)
{
    assert_false(actor.effects.request);
}

void sends(const char *path, const char *value)
{
    const struct json *sent = json_get(actor.link->request.fields, path);
    struct json *expected;

    if (value == NULL) {
        assert_null(sent);
        return;
    }
    expected = quoted(value);
    if (!json_equal(sent, expected)) {
        char *text = sent == NULL ? mem_copy("nothing") : json_string(sent);

        fail_msg("%s: sends %s, not %s", path, text, value);
    }
    json_free(expected);
}

void stands(const char *status, const char *cause)
{
    assert_string_equal(link_status_name(actor.link->status), status);
    if (cause == NULL) {
        assert_null(actor.link->cause);
    } else {
        assert_string_equal(
            actor.link->cause == NULL ? "nothing" : actor.link->cause, cause);
    }
}

void owes(const char *property, const char *cause)
{
    const char *owed =
        json_get_text(json_get(actor.link->owed, property), "cause");

    if (cause == NULL) {
        assert_null(owed);
    } else {
        assert_string_equal(owed == NULL ? "nothing" : owed, cause);
    }
}

size_t tells(enum event_kind kind, const char *link_id)
{
    size_t count = 0;

    for (size_t i = 0; i < actor.effects.message_count; i++) {
        const struct event *message = &actor.effects.messages[i];

        count += message->kind == kind && text_equal(message->link, link_id);
    }
    return count;
}

bool audit_says(const char *action)
{
    for (size_t i = 0; i < actor.effects.outcome_count; i++) {
        if (text_equal(actor.effects.outcomes[i].action, action))
            return true;
    }
    return false;
}

bool audit_explains(const char *action, const char *rule)
{
    for (size_t i = 0; i < actor.effects.outcome_count; i++) {
        const struct outcome *outcome = &actor.effects.outcomes[i];

        if (text_equal(outcome->action, action))
            return outcome->rule != NULL && text_starts(outcome->rule, rule);
    }
    return false;
}

void actor_is_in_step(const char *a_fields, const char *b_fields)
{
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", a_fields);
    answered(VERDICT_DONE, "812", b_fields);
    stands("in-step", NULL);
}

int actor_setup_in_step(const char *a_fields, const char *b_fields)
{
    (void)actor_setup(NULL);
    actor_is_in_step(a_fields, b_fields);
    return 0;
}

#include "rehearsal/player.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/reply.h"

#include <stdlib.h>
#include <string.h>

/* No system has given an id of so many digits yet. */
#define ID_BASE   UINT64_C(900000000000000)
#define ID_SPREAD UINT64_C(90000000000000)

struct player {
    const struct flows *flows;
    struct readings *readings;
    int64_t now_ms;
};

struct player *player_new(const struct flows *flows, struct readings *readings,
                          int64_t now_ms)
{
    struct player *player = mem_new(1, sizeof *player);

    player->flows = flows;
    player->readings = readings;
    player->now_ms = now_ms;
    return player;
}

void player_free(struct player *player)
{
    free(player);
}

/* ---- reading ---- */

static void answer_gone(struct event *event)
{
    event->verdict = VERDICT_GONE;
}

/* What the link knows is the newer, where it says anything. */
static void overlay(struct event *event, const struct link_side *side)
{
    for (const struct json *f = json_first(side->observed); f != NULL;
         f = json_next(f))
        json_set(event->fields, json_name(f), json_clone(f));
    mem_replace(&event->modified, side->modified);
    mem_replace(&event->reference, side->reference);
}

static bool is_newer(const struct link_side *side, int64_t read_ms)
{
    return side->read_ms > read_ms || side->written_ms > read_ms;
}

static void answer_record(const struct flow *flow, const struct link *link,
                          enum side side, const struct record *record,
                          struct event *event)
{
    reply_record(&flow->sides[side], record->body, event);
    if (text_equal(link->sides[side].id, record->id) &&
        is_newer(&link->sides[side], record->read_ms))
        overlay(event, &link->sides[side]);
}

static bool answer_known(const struct link_side *side, struct event *event)
{
    if (json_first(side->observed) == NULL)
        return false;
    event->fields = json_new_object();
    event->record_id = mem_copy(side->id);
    event->parent = mem_copy(side->parent);
    event->found = true;
    overlay(event, side);
    return true;
}

static bool answer_read(const struct player *player, const struct flow *flow,
                        const struct link *link, enum side side,
                        struct event *event)
{
    const struct link_side *own = &link->sides[side];
    const struct reading *reading =
        readings_get(player->readings, flow->sides[side].entity, own->id);
    struct record record = { 0 };
    struct err err;

    if (reading == NULL || reading_decode(reading, &record, &err) != 0) {
        record_free(&record);
        return answer_known(own, event);
    }
    if (record.kind == RECORD_GONE) {
        answer_gone(event);
    } else {
        answer_record(flow, link, side, &record, event);
    }
    record_free(&record);
    return true;
}

/* ---- finding ---- */

static struct reading *holder_of(const struct player *player,
                                 const struct flow *flow,
                                 const struct link *link, enum side side)
{
    char *reference = reply_reference(flow, link, side);
    struct reading *holder = readings_by_reference(
        player->readings, flow->sides[side].entity, reference);

    free(reference);
    return holder;
}

static void answer_find(const struct player *player, const struct flow *flow,
                        const struct link *link, enum side side,
                        struct event *event)
{
    const struct reading *holder = holder_of(player, flow, link, side);
    struct record record = { 0 };
    struct err err;

    if (holder != NULL && reading_decode(holder, &record, &err) == 0)
        answer_record(flow, link, side, &record, event);
    record_free(&record);
}

struct asking {
    const struct player *player;
    const struct flow *flow;
    enum side side;
    struct event *event;
};

static void asking_met(struct reading *reading, void *arg)
{
    const struct asking *asking = arg;
    struct record record = { 0 };
    struct err err;

    if (reading_decode(reading, &record, &err) == 0) {
        reply_hit(asking->player->flows, asking->flow, asking->side, &record,
                  asking->event);
    }
    record_free(&record);
}

static void answer_match(const struct player *player, const struct flow *flow,
                         const struct link *link, struct event *event)
{
    const struct json *key = json_first(link->request.fields);
    struct asking asking = { player, flow, link->request.side, event };

    readings_by_key(player->readings, flow->sides[link->request.side].entity,
                    json_name(key), json_text(key), asking_met, &asking);
}

/* ---- writing ---- */

/* Always the same one, so that the same plan has the same name. */
static char *new_id(const struct link *link)
{
    char hash[HASH_TEXT_MAX];
    uint64_t number;

    hash_text(link->id, strlen(link->id), hash);
    hash[12] = '\0';
    number = ID_BASE + strtoull(hash, NULL, 16) % ID_SPREAD;
    return mem_print("%llu", (unsigned long long)number);
}

static void answer_create(const struct player *player, const struct flow *flow,
                          const struct link *link, enum side side,
                          struct event *event)
{
    if (holder_of(player, flow, link, side) != NULL) {
        event->verdict = VERDICT_EXISTS;
        return;
    }
    event->record_id = new_id(link);
}

bool player_answer(struct player *player, const struct flow *flow,
                   const struct link *link, struct event *ret_event)
{
    enum side side = link->request.side;
    bool known = true;

    event_init(ret_event, EVENT_ANSWERED, link->id);
    ret_event->side = side;
    ret_event->request_at = link->request.at_ms;
    ret_event->verdict = VERDICT_DONE;
    ret_event->read_ms = player->now_ms;
    switch (link->request.kind) {
    case REQUEST_READ:
        known = answer_read(player, flow, link, side, ret_event);
        break;
    case REQUEST_FIND:
        answer_find(player, flow, link, side, ret_event);
        break;
    case REQUEST_MATCH:
        answer_match(player, flow, link, ret_event);
        break;
    case REQUEST_CREATE:
        answer_create(player, flow, link, side, ret_event);
        break;
    case REQUEST_UPDATE:
        ret_event->record_id = mem_copy(link->sides[side].id);
        break;
    case REQUEST_NONE:
        known = false;
        break;
    }
    if (!known)
        event_free(ret_event);
    return known;
}

#include "loader/brake.h"

#include "base/mem.h"
#include "base/time.h"
#include "domain/brake.h"
#include "process/log.h"
#include "process/metrics.h"

#include <stdlib.h>

#define BRAKE_LOOK_MS 1000
#define BRAKE_PART    "brake"
#define BRAKES_MAX    ((size_t)2 * FLOWS_MAX)

struct entity_brake {
    const struct entity *entity;
    char *labels; /* of its metric */
    enum brake brake;
    struct brake_stand stand; /* as it was looked at last */
    bool looked;
    int64_t decided_ms; /* a decision that was seen to be made, or 0 */
    int64_t held_ms;    /* a link is held since then: to be told; 0: none */
};

struct loader_brakes {
    struct brakes *brakes; /* NULL: there is to be no brake */
    struct entity_brake items[BRAKES_MAX];
    size_t count;
    int64_t look_ms;
};

void brake_open(struct loader *loader)
{
    const struct config *config = loader->config;
    const struct brakes_settings settings = {
        .name_space = config->name_space,
        .records = config->brake_records,
        .percent = config->brake_percent,
        .seconds = config->brake_s,
    };
    const struct entity *entities[BRAKES_MAX];
    struct loader_brakes *brakes = mem_new(1, sizeof *brakes);

    brakes->count = flows_entities(&loader->flows, entities);
    for (size_t i = 0; i < brakes->count; i++) {
        brakes->items[i].entity = entities[i];
        brakes->items[i].labels =
            mem_print("entity=\"%s\",system=\"%s\"", entities[i]->name,
                      entities[i]->system);
    }
    if (config->brake_records > 0)
        brakes->brakes = brakes_open(loader->redis, &settings);
    loader->brakes = brakes;
}

void brake_close(struct loader *loader)
{
    struct loader_brakes *brakes = loader->brakes;

    if (brakes == NULL)
        return;
    for (size_t i = 0; i < brakes->count; i++)
        free(brakes->items[i].labels);
    brakes_close(brakes->brakes);
    free(brakes);
    loader->brakes = NULL;
}

static struct entity_brake *brake_find(const struct loader *loader,
                                       const struct entity *entity)
{
    for (size_t i = 0; i < loader->brakes->count; i++) {
        if (loader->brakes->items[i].entity == entity)
            return &loader->brakes->items[i];
    }
    return NULL;
}

/* Without a brake, who was held by one before goes on. */
enum brake brake_stands(const struct loader *loader,
                        const struct entity *entity)
{
    const struct entity_brake *item = brake_find(loader, entity);

    if (loader->brakes->brakes == NULL)
        return BRAKE_RELEASED;
    return item == NULL ? BRAKE_FREE : item->brake;
}

int64_t brake_decided_ms(const struct loader *loader,
                         const struct entity *entity)
{
    const struct entity_brake *item = brake_find(loader, entity);

    return item == NULL ? 0 : item->decided_ms;
}

void brake_met(struct loader *loader, const struct entity *entity,
               int64_t since_ms)
{
    struct entity_brake *item = brake_find(loader, entity);

    if (item != NULL && item->brake == BRAKE_FREE && since_ms > item->held_ms)
        item->held_ms = since_ms;
}

/* ---- looking ---- */

static void brake_tell(const struct entity_brake *item)
{
    log_event(item->brake == BRAKE_ENGAGED ? LOG_ERROR : LOG_INFO,
              item->brake == BRAKE_ENGAGED    ? "brake.engaged"
              : item->brake == BRAKE_RELEASED ? "brake.released"
                                              : "brake.free",
              LOG_TEXT, "system", item->entity->system, LOG_TEXT, "entity",
              item->entity->name, LOG_INT, "changed", item->stand.changed,
              LOG_INT, "records", item->stand.records, LOG_INT, "limit",
              item->stand.limit, LOG_END);
}

/* Those who are held are told. */
static void brake_wake(struct loader *loader)
{
    for (int32_t p = 0; p < loader->topics.partitions; p++) {
        if (loader->partitions[p] != NULL)
            loader->partitions[p]->brake_opened = true;
    }
}

/* It was engaged, and is not, but nobody has decided: Redis was lost. */
static bool brake_is_lost(const struct entity_brake *item,
                          const struct brake_stand *stand)
{
    return item->brake == BRAKE_ENGAGED && stand->engaged_ms == 0 &&
           stand->decided_ms <= item->stand.decided_ms;
}

static int brake_read(struct brakes *brakes, struct entity_brake *item,
                      struct brake_stand *ret_stand, struct err *err)
{
    if (item->held_ms != 0 &&
        brakes_hold(brakes, item->entity, item->held_ms, err) != 0)
        return -1;
    item->held_ms = 0;
    if (brakes_look(brakes, item->entity, ret_stand, err) != 0)
        return -1;
    if (!brake_is_lost(item, ret_stand))
        return 0;
    return brakes_hold(brakes, item->entity, time_now_ms(), err) == 0
               ? brakes_look(brakes, item->entity, ret_stand, err)
               : -1;
}

static int brake_look(struct loader *loader, struct entity_brake *item,
                      struct err *err)
{
    enum brake before = item->brake;
    struct brake_stand stand;
    bool decided;

    if (brake_read(loader->brakes->brakes, item, &stand, err) != 0)
        return -1;
    decided = item->looked && stand.decided_ms > item->stand.decided_ms;
    if (decided)
        item->decided_ms = stand.decided_ms;
    item->looked = true;
    item->stand = stand;
    item->brake = item->stand.released_ms != 0  ? BRAKE_RELEASED
                  : item->stand.engaged_ms != 0 ? BRAKE_ENGAGED
                                                : BRAKE_FREE;
    metrics_set("tandem_brake_engaged", item->labels,
                "1 while the brake holds what is to be written to an entity: "
                "tandem brake.",
                item->brake == BRAKE_ENGAGED);
    if (item->brake != before)
        brake_tell(item);
    if (decided || (item->brake == BRAKE_RELEASED && before != BRAKE_RELEASED))
        brake_wake(loader);
    return 0;
}

/* /health stays 200: this program does what it should, and to restart it would
 * help nobody. Who is to look is a person. */
static void brake_health(struct loader *loader)
{
    struct buf text = { 0 };

    for (size_t i = 0; i < loader->brakes->count; i++) {
        const struct entity_brake *item = &loader->brakes->items[i];

        if (item->brake == BRAKE_ENGAGED) {
            buf_print(&text, "%s%s %s", text.length == 0 ? "" : ", ",
                      item->entity->system, item->entity->name);
        }
    }
    if (text.length > 0) {
        buf_text_append(&text,
                        ": too many records were about to be changed, the rest "
                        "is held until a person decides: tandem brake");
    }
    service_moved(loader->service, BRAKE_PART);
    service_warn(loader->service, BRAKE_PART,
                 text.length == 0 ? NULL : buf_text(&text));
    buf_free(&text);
}

void brake_step(struct loader *loader)
{
    struct loader_brakes *brakes = loader->brakes;
    int64_t now_ms = time_boot_ms();
    struct err err; /* Redis' own trouble is told by those who need it more */

    if (brakes->brakes == NULL || now_ms < brakes->look_ms)
        return;
    brakes->look_ms = now_ms + BRAKE_LOOK_MS;
    for (size_t i = 0; i < brakes->count; i++) {
        if (brake_look(loader, &brakes->items[i], &err) != 0)
            return;
    }
    brake_health(loader);
}

/* ---- asking ---- */

static void brake_answer(struct loader *loader, const struct member *member,
                         bool braked)
{
    const struct link_request *request = &member->link->request;
    struct event event;

    event_init(&event, EVENT_ANSWERED, member->link->id);
    event.side = request->side;
    event.request_at = request->at_ms;
    event.verdict = VERDICT_RETRY;
    event.unsent = true;
    event.braked = braked;
    event.read_ms = time_now_ms();
    loader_system_find(loader, member->flow->sides[request->side].system)
        ->out--;
    inbox_put(&loader->inbox, &event);
}

bool brake_lets(struct loader *loader, const struct member *member)
{
    const struct link_request *request = &member->link->request;
    struct brake_stand stand;
    struct err err;
    int result;

    if (request->kind != REQUEST_UPDATE || loader->brakes->brakes == NULL ||
        !brake_counts(member->flow, member->link, request->side,
                      request->fields))
        return true;
    result = brakes_ask(loader->brakes->brakes,
                        member->flow->sides[request->side].entity,
                        member->link->id, &stand, &err);
    if (result == 0 && stand.goes)
        return true;
    loader->brakes->look_ms = 0; /* it is told at once */
    brake_answer(loader, member, result == 0);
    return false;
}

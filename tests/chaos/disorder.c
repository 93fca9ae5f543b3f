#include "chaos/disorder.h"

#include "base/mem.h"
#include "base/text.h"
#include "chaos/servers.h"
#include "support/faults.h"
#include "support/records.h"
#include "support/world.h"

#include <stdlib.h>

static bool kafka_is_down;

/* From the one that was drawn on, the first that runs and is awake. */
static bool find_slot(struct disorder_case *at, bool running)
{
    for (size_t i = 0; i < SLOTS; i++) {
        size_t slot = (at->slot + i) % SLOTS;

        if (slot_is_there(slot) == running && !slot_is_frozen(slot)) {
            at->slot = slot;
            return true;
        }
    }
    return false;
}

static bool find_named(struct disorder_case *at, const char *name)
{
    for (size_t i = 0; i < SLOTS; i++) {
        at->slot = (at->slot + 1) % SLOTS;
        if (text_equal(slot_name(at->slot), name) && slot_is_there(at->slot))
            return true;
    }
    return false;
}

/* ---- programs ---- */

static bool kill_one(struct disorder_case *at)
{
    bool found = find_slot(at, true);

    if (found)
        slot_kill(at->slot);
    return found;
}

static void start_again(const struct disorder_case *at)
{
    if (!slot_is_there(at->slot))
        slot_start(at->slot);
}

/* Killed, and started so that it dies once more, at a point where it hurts. */
static bool kill_at_point(struct disorder_case *at)
{
    static const struct {
        const char *program;
        const char *name;
    } points[] = {
        { "loader", "loader.judged" },
        { "loader", "loader.produced" },
        { "loader", "loader.committed" },
        { "loader", "loader.copied" },
        { "loader", "loader.intent_committed" },
        { "loader", "remote.sending" },
        { "loader", "loader.answered" },
        { "loader", "loader.restoring" },
        { "loader", "cache.rebuilding" },
        { "loader", "loader.sweeping" },
        { "loader", "token.granted" },
        { "transformer", "transformer.taken" },
        { "transformer", "transformer.acknowledged" },
        { "extractor", "extractor.read" },
        { "extractor", "extractor.published" },
        { "extractor", "extractor.fingerprinted" },
        { "extractor", "extractor.cursor_saving" },
    };
    int count = (int)(sizeof points / sizeof points[0]);
    int drawn = at->variant % count;
    char *point;

    if (!find_named(at, points[drawn].program))
        return false;
    point = mem_print("%s:%d", points[drawn].name, 1 + at->variant / count % 5);
    slot_kill(at->slot);
    slot_start_doomed(at->slot, point);
    free(point);
    return true;
}

static bool freeze_one(struct disorder_case *at)
{
    bool found = find_slot(at, true);

    if (found)
        slot_freeze(at->slot);
    return found;
}

static void thaw(const struct disorder_case *at)
{
    slot_thaw(at->slot);
}

static bool stop_one(struct disorder_case *at)
{
    bool found = find_slot(at, true);

    if (found)
        slot_stop(at->slot);
    return found;
}

static bool one_more(struct disorder_case *at)
{
    bool found = find_slot(at, false);

    if (found)
        slot_start(at->slot);
    return found;
}

static void one_less(const struct disorder_case *at)
{
    if (slot_is_there(at->slot))
        slot_stop(at->slot);
}

/* ---- servers ---- */

static bool kafka_dies(struct disorder_case *at)
{
    (void)at;
    if (kafka_is_down)
        return false;
    servers_kafka_kill();
    kafka_is_down = true;
    return true;
}

static void kafka_returns(const struct disorder_case *at)
{
    (void)at;
    servers_kafka_start();
    kafka_is_down = false;
}

/* When it is down meanwhile, or hangs already: it is woken up earlier. */
static bool kafka_hangs(struct disorder_case *at)
{
    (void)at;
    if (!kafka_is_down)
        servers_kafka_freeze();
    return !kafka_is_down;
}

static void kafka_goes_on(const struct disorder_case *at)
{
    (void)at;
    if (!kafka_is_down)
        servers_kafka_thaw();
}

static bool redis_forgets(struct disorder_case *at)
{
    (void)at;
    servers_redis_flush();
    return true;
}

static bool redis_is_kept(struct disorder_case *at)
{
    (void)at;
    servers_redis_keep();
    return true;
}

static void redis_is_old(const struct disorder_case *at)
{
    (void)at;
    servers_redis_set_back();
}

/* ---- the network ---- */

static bool cut(struct disorder_case *at)
{
    bool found = find_slot(at, true);

    if (found)
        slot_cut(at->slot, at->to);
    return found;
}

static bool shut(struct disorder_case *at)
{
    bool found = find_slot(at, true);

    if (found)
        slot_way(at->slot, at->to, PROXY_SHUT);
    return found;
}

static bool silence(struct disorder_case *at)
{
    bool found = find_slot(at, true);

    if (found)
        slot_way(at->slot, at->to, PROXY_SILENT);
    return found;
}

static void open_again(const struct disorder_case *at)
{
    slot_way(at->slot, at->to, PROXY_OPEN);
}

/* ---- the APIs ---- */

/* kind: the members that say what happens, "'kind': 'cut'". */
static bool hit(const struct disorder_case *at, const char *kind)
{
    static const char *const methods[2][4] = {
        { "GET", "PUT", "POST", "" },
        { "GET", "PATCH", "POST", "" },
    };
    int system = at->variant % 2;
    char *text =
        mem_print("{'system': '%s', 'method': '%s', 'count': %d, %s}",
                  system == 0 ? CRM : PO, methods[system][at->variant / 2 % 4],
                  1 + at->variant / 8 % 3, kind);

    fault_add(text);
    free(text);
    return true;
}

static bool too_many(struct disorder_case *at)
{
    return hit(at, "'kind': 'status', 'status': 429");
}

static bool too_many_until(struct disorder_case *at)
{
    return hit(at, "'kind': 'status', 'status': 429, 'retry_after': 3");
}

static bool unwell(struct disorder_case *at)
{
    return hit(at, "'kind': 'status', 'status': 503");
}

/* It was done all the same. */
static bool unwell_after(struct disorder_case *at)
{
    return hit(at, "'kind': 'status', 'status': 500, 'when': 'after'");
}

static bool html(struct disorder_case *at)
{
    return hit(at, "'kind': 'status', 'status': 502,"
                   " 'body': '<html><body>Bad gateway</body></html>'");
}

/* "We are back soon", and nothing was done. */
static bool html_as_success(struct disorder_case *at)
{
    return hit(at, "'kind': 'status', 'status': 200,"
                   " 'body': '<html><body>Back soon</body></html>'");
}

static bool half(struct disorder_case *at)
{
    return hit(at, "'kind': 'truncate'");
}

static bool reset_before(struct disorder_case *at)
{
    return hit(at, "'kind': 'cut', 'when': 'before'");
}

static bool reset_after(struct disorder_case *at)
{
    return hit(at, "'kind': 'cut', 'when': 'after'");
}

static bool slow_before(struct disorder_case *at)
{
    return hit(at, "'kind': 'delay', 'when': 'before', 'delay_ms': 2500");
}

static bool slow_after(struct disorder_case *at)
{
    return hit(at, "'kind': 'delay', 'when': 'after', 'delay_ms': 4000");
}

static bool tokens_expire(struct disorder_case *at)
{
    (void)at;
    (void)world_control("POST", "/tokens/expire", "{}");
    return true;
}

const struct disorder disorders[] = {
    { "program killed", 16, 200, 4000, kill_one, start_again },
    { "program dies between two steps", 12, 0, 0, kill_at_point, NULL },
    { "program stopped and woken up", 10, 1000, 9000, freeze_one, thaw },
    { "program ended and started", 4, 500, 6000, stop_one, start_again },
    { "one program more for a while", 5, 4000, 15000, one_more, one_less },
    { "Kafka killed and restarted", 2, 200, 3000, kafka_dies, kafka_returns },
    { "Kafka stopped and woken up", 2, 500, 6000, kafka_hangs, kafka_goes_on },
    { "Redis flushed", 3, 0, 0, redis_forgets, NULL },
    { "Redis set back", 4, 2000, 12000, redis_is_kept, redis_is_old },
    { "connections cut", 14, 0, 0, cut, NULL },
    { "connections refused", 7, 500, 6000, shut, open_again },
    { "connections silent", 7, 500, 9000, silence, open_again },
    { "API: 429", 3, 0, 0, too_many, NULL },
    { "API: 429 with Retry-After", 3, 0, 0, too_many_until, NULL },
    { "API: 503", 4, 0, 0, unwell, NULL },
    { "API: 500, but done", 3, 0, 0, unwell_after, NULL },
    { "API: 502 in HTML", 3, 0, 0, html, NULL },
    { "API: 200 in HTML, and not done", 3, 0, 0, html_as_success, NULL },
    { "API: answer cut in half", 4, 0, 0, half, NULL },
    { "API: reset before it was done", 4, 0, 0, reset_before, NULL },
    { "API: reset after it was done", 5, 0, 0, reset_after, NULL },
    { "API: slow before", 2, 0, 0, slow_before, NULL },
    { "API: slow after", 3, 0, 0, slow_after, NULL },
    { "API: tokens expired", 1, 0, 0, tokens_expire, NULL },
    { NULL, 0, 0, 0, NULL, NULL },
};

void disorders_end(void)
{
    if (kafka_is_down)
        kafka_returns(NULL);
    faults_clear();
    slots_heal();
}

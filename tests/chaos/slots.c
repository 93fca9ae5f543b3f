#include "chaos/slots.h"

#include "base/mem.h"
#include "chaos/servers.h"
#include "support/hints.h"
#include "support/program.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

/* Exit codes: it wants to be restarted; it was killed by itself. */
#define GAVE_UP 1
#define KILLED  (128 + 9)

struct slot {
    const char *name;
    struct program *program; /* NULL: does not run */
    int doors[WAYS];
    bool needed; /* one of its kind must run in the end */
    bool frozen;
    bool stopping;
    bool doomed;
};

static struct slot slots[SLOTS] = {
    { .name = "extractor", .needed = true },
    { .name = "extractor" },
    { .name = "transformer", .needed = true },
    { .name = "transformer" },
    { .name = "loader", .needed = true },
    { .name = "loader", .needed = true },
    { .name = "loader" },
};

/* Where the first extractor hears Zoho's notices. */
static const char *listen_at;
static bool healed;
static size_t given_up;
static size_t died;
static char *crash;

const char *way_name(enum way_to to)
{
    static const char *const names[WAYS] = { "Kafka", "Redis", "Zoho CRM",
                                             "PowerOffice" };

    return names[to];
}

/* ---- the ways ---- */

/* "http://127.0.0.1:4711" leads to 4711. */
static int port_in(const char *variable)
{
    const char *url = getenv(variable); /* NOLINT(concurrency-mt-unsafe) */

    if (url == NULL)
        return 0;
    return (int)strtol(strrchr(url, ':') + 1, NULL, 10);
}

static void ways_make(struct slot *slot, const struct servers_lane *lane)
{
    slot->doors[TO_KAFKA] = lane->door;
    slot->doors[TO_REDIS] = proxy_door(servers_redis_port());
    slot->doors[TO_ZOHOCRM] = proxy_door(port_in("TANDEM_ZOHOCRM_API_URL"));
    slot->doors[TO_POWEROFFICEGO] =
        proxy_door(port_in("TANDEM_POWEROFFICEGO_URL"));
}

void slots_open(void)
{
    struct servers_lane lanes[SLOTS];

    listen_at = hints_listen();
    healed = false;
    given_up = 0;
    died = 0;
    servers_ports(lanes, SLOTS);
    for (size_t i = 0; i < SLOTS; i++) {
        lanes[i].door = proxy_door(lanes[i].port);
        ways_make(&slots[i], &lanes[i]);
    }
    proxy_start();
    servers_start(lanes, SLOTS);
}

void slots_close(void)
{
    proxy_stop();
    servers_stop();
    free(crash);
    crash = NULL;
}

void slot_way(size_t slot, enum way_to to, enum proxy_state state)
{
    proxy_set(slots[slot].doors[to], state);
}

void slot_cut(size_t slot, enum way_to to)
{
    proxy_cut(slots[slot].doors[to]);
}

/* ---- one program ---- */

const char *slot_name(size_t slot)
{
    return slots[slot].name;
}

bool slot_is_there(size_t slot)
{
    return slots[slot].program != NULL;
}

bool slot_is_frozen(size_t slot)
{
    return slots[slot].frozen;
}

static void start(size_t slot, const char *point)
{
    struct slot *here = &slots[slot];
    const int *doors = here->doors;
    char *words[] = {
        mem_print("TANDEM_BROKERS=127.0.0.1:%d", doors[TO_KAFKA]),
        mem_print("TANDEM_REDIS=redis://127.0.0.1:%d/0", doors[TO_REDIS]),
        mem_print("TANDEM_ZOHOCRM_ACCOUNTS_URL=http://127.0.0.1:%d",
                  doors[TO_ZOHOCRM]),
        mem_print("TANDEM_ZOHOCRM_API_URL=http://127.0.0.1:%d",
                  doors[TO_ZOHOCRM]),
        mem_print("TANDEM_POWEROFFICEGO_URL=http://127.0.0.1:%d",
                  doors[TO_POWEROFFICEGO]),
        mem_print("TANDEM_FAULT=%s", point),
        mem_copy(slot == 0 ? listen_at : "TANDEM_LISTEN=127.0.0.1:0"),
    };

    here->program = program_start(here->name, words[0], words[1], words[2],
                                  words[3], words[4], words[5], words[6]);
    here->stopping = false;
    here->doomed = point[0] != '\0';
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        free(words[i]);
}

void slot_start(size_t slot)
{
    start(slot, "");
}

void slot_start_doomed(size_t slot, const char *point)
{
    start(slot, point);
}

void slot_kill(size_t slot)
{
    if (slots[slot].program != NULL)
        program_kill(slots[slot].program);
    slots[slot].program = NULL;
    slots[slot].frozen = false;
}

void slot_stop(size_t slot)
{
    program_terminate(slots[slot].program);
    slots[slot].stopping = true;
}

void slot_freeze(size_t slot)
{
    program_freeze(slots[slot].program);
    slots[slot].frozen = true;
}

void slot_thaw(size_t slot)
{
    if (slots[slot].frozen)
        program_thaw(slots[slot].program);
    slots[slot].frozen = false;
}

/* ---- all of them ---- */

void slots_start(void)
{
    for (size_t i = 0; i < SLOTS; i++) {
        if (slots[i].needed)
            slot_start(i);
    }
}

static void slot_ended(size_t slot)
{
    struct slot *here = &slots[slot];
    int code = program_wait(here->program, 0);
    bool asked = here->stopping;
    bool killed_itself = here->doomed && code == KILLED;

    if (code != 0 && code != GAVE_UP && !killed_itself && crash == NULL) {
        crash = mem_print("a %s ended with %d: %s", here->name, code,
                          program_log(here->program));
    }
    here->program = NULL;
    here->stopping = false;
    if (asked)
        return;
    given_up += !killed_itself;
    died += killed_itself;
    slot_start(slot);
}

void slots_watch(void)
{
    for (size_t i = 0; i < SLOTS; i++) {
        if (slots[i].program != NULL && !program_is_running(slots[i].program))
            slot_ended(i);
        if (healed && slots[i].needed && slots[i].program == NULL)
            slot_start(i);
    }
}

size_t slots_given_up(void)
{
    return given_up;
}

size_t slots_died(void)
{
    return died;
}

const char *slots_crash(void)
{
    return crash;
}

void slots_heal(void)
{
    for (size_t i = 0; i < SLOTS; i++) {
        for (int to = 0; to < WAYS; to++)
            slot_way(i, (enum way_to)to, PROXY_OPEN);
        slot_thaw(i);
    }
    healed = true;
    slots_watch();
}

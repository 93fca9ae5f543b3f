#include "demo/stage.h"

#include "base/mem.h"
#include "base/time.h"
#include "demo/calls.h"
#include "demo/report.h"
#include "io/redis.h"
#include "support/journal.h"
#include "support/lag.h"
#include "support/ledger.h"
#include "support/program.h"
#include "support/waiting.h"
#include "support/world.h"

#include <stdio.h>
#include <stdlib.h>

#define STEP_MS          250
#define JOURNAL          "build/log/demo.journal.json"
#define SETTLE_S         60
#define REDIS_LIMIT_MS   5000
#define PROGRAM_COUNT    3
#define POWEROFFICE_RATE 10 /* the API's own limit */

static const char *const names[PROGRAM_COUNT] = { "extractor", "transformer",
                                                  "loader" };
static struct program *programs[PROGRAM_COUNT]; /* NULL: does not run */
static long most_kb[PROGRAM_COUNT];

static const char *variable(const char *name)
{
    return getenv(name); /* NOLINT(concurrency-mt-unsafe): one thread */
}

void stage_open(void)
{
    struct world_settings settings = {
        .rate = POWEROFFICE_RATE,
        .variables = { "TANDEM_POLL_SECONDS=2",
                       "TANDEM_POWEROFFICEGO_RATE=10" },
    };

    world_start(&settings);
}

/* ---- the programs ---- */

void stage_start(const char *setting)
{
    for (size_t i = 0; i < PROGRAM_COUNT; i++)
        programs[i] = program_start(names[i], setting);
}

static void measure(void)
{
    for (size_t i = 0; i < PROGRAM_COUNT; i++) {
        long kb = programs[i] == NULL ? 0 : program_rss_kb(programs[i]);

        if (kb > most_kb[i])
            most_kb[i] = kb;
    }
}

bool stage_stop(void)
{
    measure();
    for (size_t i = 0; i < PROGRAM_COUNT; i++) {
        int code = programs[i] == NULL ? 0 : program_stop(programs[i], NULL);

        programs[i] = NULL;
        if (code != 0) {
            return report_failure("the %s ended with %d: see build/log",
                                  names[i], code);
        }
    }
    return true;
}

static const char *dead_program(void)
{
    for (size_t i = 0; i < PROGRAM_COUNT; i++) {
        if (programs[i] != NULL && !program_is_running(programs[i]))
            return names[i];
    }
    return NULL;
}

/* ---- waiting ---- */

bool stage_wait(int limit_s, const char *what, stage_condition *condition,
                const void *arg)
{
    int64_t until_ms = time_boot_ms() + (int64_t)limit_s * 1000;

    while (!condition(arg)) {
        const char *dead = dead_program();

        if (dead != NULL)
            return report_failure("the %s has ended: see build/log", dead);
        if (time_boot_ms() > until_ms)
            return report_failure("not within %d s: %s", limit_s, what);
        measure();
        waiting_moment(STEP_MS);
    }
    return true;
}

static bool is_behind(const char *program, const char *topics)
{
    char *group = mem_print("%s.%s", world_namespace(), program);
    char *start = mem_print("%s.%s", world_namespace(), topics);
    bool behind = lag_exists(group, start);

    free(group);
    free(start);
    return behind;
}

static size_t links_left(void)
{
    struct ledger *ledger = ledger_read();
    size_t left = ledger_unsettled(ledger);

    ledger_free(ledger);
    return left;
}

static bool has_settled(const void *mark)
{
    struct calls calls = calls_since(*(const int64_t *)mark);
    size_t left = links_left();

    report_progress("done; waits for quiet");
    return left == 0 && calls.lists >= 2 * (size_t)WORLD_ENTITIES &&
           !is_behind("transformer", "records.") &&
           !is_behind("loader", "changes");
}

bool stage_settle(void)
{
    int64_t mark = calls_mark();

    return stage_wait(SETTLE_S, "no link has work left", has_settled, &mark);
}

bool stage_flush_redis(void)
{
    struct err err;
    struct redis *redis =
        redis_open(variable("TEST_REDIS"), REDIS_LIMIT_MS, &err);
    bool done = redis != NULL && redis_do(redis, &err, "FLUSHALL", NULL);

    redis_close(redis);
    return done || report_failure("Redis cannot be flushed: %s", err.text);
}

/* ---- the end ---- */

/* For whoever wants to see every single call. */
static void keep_journal(void)
{
    char *text = json_string(world_control("GET", "/journal", NULL));
    FILE *file = fopen(JOURNAL, "w");

    if (file != NULL && fputs(text, file) >= 0 && fclose(file) == 0)
        report_remark("every API call: %s", JOURNAL);
    free(text);
}

static void remark(void)
{
    struct calls all = calls_since(0);

    report_remark("API calls in all: %zu creates, %zu updates, %zu reads; %zu "
                  "lists by polls every 2 s and scans",
                  all.creates, all.updates, all.reads, all.lists);
    report_remark("beyond PowerOffice's limit of %d requests a second: %zu",
                  POWEROFFICE_RATE, all.limited);
    report_remark("memory at most: extractor %.1f MB, transformer %.1f MB, "
                  "loader %.1f MB",
                  (double)most_kb[0] / 1024, (double)most_kb[1] / 1024,
                  (double)most_kb[2] / 1024);
}

void stage_close(void)
{
    const char *problem = journal_problem();

    report_step("the programs are told to end");
    if (problem != NULL) {
        (void)report_failure("not as the API's description has it: %s",
                             problem);
    } else if (stage_stop()) {
        report_result("all as described", "3 of 3 with exit code 0");
    }
    remark();
    keep_journal();
    programs_end();
}

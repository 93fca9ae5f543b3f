#include "chaos/chaos.h"

#include "base/time.h"
#include "chaos/book.h"
#include "chaos/calls.h"
#include "chaos/crowd.h"
#include "chaos/field.h"
#include "chaos/finding.h"
#include "chaos/judge.h"
#include "chaos/plant.h"
#include "chaos/report.h"
#include "chaos/rest.h"
#include "chaos/sight.h"
#include "chaos/slots.h"
#include "chaos/trouble.h"
#include "support/faults.h"
#include "support/program.h"
#include "support/test.h"
#include "support/waiting.h"
#include "support/world.h"

#define STEP_MS  20
#define FETCH_MS 1000
#define PROVE_S  8

/* What the systems are like differs from seed to seed, too. */
static void set_temper(uint64_t seed)
{
    static const char *const tempers[] = {
        "{'normalise': 0}",
        "{'normalise': 1}",
        "{'normalise': 0, 'skew_ms': {'zohocrm': 90000}}",
        "{'normalise': 1, 'latency_ms': 40,"
        " 'skew_ms': {'powerofficego': 45000}}",
    };

    simulators_set(tempers[seed % (sizeof tempers / sizeof tempers[0])]);
}

static void open_world(uint64_t seed)
{
    struct world_settings settings = {
        .rate = 20,
        .variables = { "TANDEM_POWEROFFICEGO_RATE=20", "TANDEM_SCAN_SECONDS=15",
                       "TANDEM_KAFKA_SESSION_TIMEOUT_MS=4000" },
    };

    world_start(&settings);
    /* Zoho's real limit of ten in ten minutes would make every run wait. */
    simulators_set("{'zohocrm_refresh_max': 100000}");
    set_temper(seed);
    findings_open();
    book_open();
    calls_open();
    slots_open();
    crowd_open(seed);
    trouble_open(seed);
}

static void close_world(void)
{
    crowd_close();
    book_close();
    calls_close();
    findings_close();
    sight_forget();
    programs_end();
    slots_close();
}

static void play(const struct report *report)
{
    int64_t began_ms = time_boot_ms();
    int64_t fetched_ms = began_ms;
    int64_t now_ms;

    while ((now_ms = time_boot_ms()) <
           began_ms + report->seconds * INT64_C(1000)) {
        crowd_step(now_ms);
        trouble_step(now_ms);
        slots_watch();
        if (now_ms > fetched_ms + FETCH_MS) {
            calls_fetch();
            fetched_ms = now_ms;
        }
        report_progress(report, now_ms - began_ms);
        waiting_moment(STEP_MS);
    }
    trouble_end();
}

static void judge(struct report *report)
{
    struct ledger *ledger = ledger_read();

    if (!ledger_is_whole(ledger))
        finding_add(FINDING_OTHER, NULL, "the ledger cannot be read");
    sight_take();
    report->named = judge_links(ledger);
    judge_orders(ledger);
    judge_calls();
    judge_copy(ledger);
    if (slots_crash() != NULL)
        finding_add(FINDING_OTHER, NULL, "%s", slots_crash());
    ledger_free(ledger);
}

size_t chaos_run(int seconds, uint64_t seed)
{
    struct report report = { .seconds = seconds, .seed = seed };
    size_t found;

    open_world(seed);
    slots_start();
    play(&report); /* from the first scan on */
    report.edits = field_edits();
    report.rest_ms = rest_wait();
    calls_fetch();
    judge(&report);
    report_print(&report);
    found = findings_total();
    close_world();
    return found;
}

/* ---- can the judges see? ---- */

static void each_is_found(void)
{
    static const enum finding_kind planted[] = {
        FINDING_DUPLICATE, FINDING_LOST, FINDING_UNEXPLAINED,
        FINDING_STRANGER,  FINDING_COPY, FINDING_OTHER,
    };

    for (size_t i = 0; i < sizeof planted / sizeof planted[0]; i++) {
        if (findings_count(planted[i]) == 0)
            fail_msg("planted, and not found: %s", finding_name(planted[i]));
    }
}

void chaos_prove(uint64_t seed)
{
    struct report report = { .seconds = PROVE_S, .seed = seed };
    int64_t began_ms;
    struct ledger *ledger;

    open_world(seed);
    slots_start();
    began_ms = time_boot_ms();
    while (time_boot_ms() < began_ms + PROVE_S * INT64_C(1000)) {
        crowd_step(time_boot_ms());
        calls_fetch();
        waiting_moment(STEP_MS);
    }
    (void)rest_wait();
    assert_int_equal(findings_total(), 0);
    for (size_t i = 0; i < SLOTS; i++) {
        if (slot_is_there(i))
            slot_kill(i);
    }
    ledger = ledger_read();
    plant(ledger);
    ledger_free(ledger);
    judge(&report);
    each_is_found();
    world_stop();
    close_world();
}

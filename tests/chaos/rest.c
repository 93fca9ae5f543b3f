#include "chaos/rest.h"

#include "base/mem.h"
#include "base/time.h"
#include "chaos/calls.h"
#include "chaos/finding.h"
#include "chaos/slots.h"
#include "support/ledger.h"
#include "support/quiet.h"
#include "support/waiting.h"
#include "support/world.h"

#include <inttypes.h>
#include <stdlib.h>

#define REST_LIMIT_MS INT64_C(240000) /* a breaker waits up to a minute */
#define SCAN_LIMIT_MS INT64_C(90000)
#define STEP_MS       500

/* What a closed link is not sure of is looked at when it is opened again. */
static bool is_unsure(const struct link *link)
{
    return link->status != LINK_CLOSED && link->unsure.kind != REQUEST_NONE;
}

static int is_busy(const struct link *link, void *arg)
{
    (void)arg;
    return link->status == LINK_PENDING || link->status == LINK_WAITING ||
           link->request.kind != REQUEST_NONE || is_unsure(link) ||
           link->find_after_ms != 0;
}

static bool is_at_rest(const struct ledger *before)
{
    struct ledger *ledger = ledger_read();
    bool rest = ledger_is_whole(ledger) &&
                ledger_scanned_after(ledger, before) &&
                ledger_each(ledger, is_busy, NULL) == 0;

    ledger_free(ledger);
    return rest && !quiet_work_is_left("transformer", "records.") &&
           !quiet_work_is_left("loader", "changes");
}

/* Everything has been read whole since now, and no work is left. */
static bool wait_for_rest(int64_t limit_ms)
{
    int64_t until_ms = time_boot_ms() + limit_ms;
    struct ledger *before = ledger_read();
    bool rest;

    while (!(rest = is_at_rest(before)) && time_boot_ms() < until_ms) {
        slots_watch();
        calls_fetch();
        waiting_moment(STEP_MS);
    }
    ledger_free(before);
    return rest;
}

/* What it was that did not rest. */
static int tell_busy(const struct link *link, void *arg)
{
    if (is_busy(link, arg) != 0) {
        finding_add(FINDING_UNEXPLAINED, link->id,
                    "%s is %s, with a request to %s, due at %" PRId64 ": %s",
                    link->id, link_status_name(link->status),
                    request_kind_name(link->request.kind), link->due_ms,
                    link->detail == NULL ? "no word why" : link->detail);
    }
    return 0;
}

static void tell_unrest(void)
{
    struct ledger *ledger = ledger_read();

    finding_add(FINDING_OTHER, NULL, "no rest within %d s",
                (int)(REST_LIMIT_MS / 1000));
    (void)ledger_each(ledger, tell_busy, NULL);
    ledger_free(ledger);
}

static void nothing_is_written(void)
{
    size_t mark;

    calls_fetch();
    mark = calls_count();
    if (!wait_for_rest(SCAN_LIMIT_MS))
        finding_add(FINDING_OTHER, NULL, "nothing is read whole any more");
    calls_fetch();
    for (size_t i = mark; i < calls_count(); i++) {
        const struct call *call = calls_at(i);

        if (call->kind <= CALL_UPDATE) {
            finding_add(FINDING_UNREST, NULL, "%s %s of %s", call->method,
                        call->path, call->system);
        }
    }
}

int64_t rest_wait(void)
{
    int64_t began_ms = time_boot_ms();
    int64_t lasted_ms;
    bool rested = wait_for_rest(REST_LIMIT_MS);

    lasted_ms = time_boot_ms() - began_ms;
    if (rested) {
        nothing_is_written();
    } else {
        tell_unrest();
    }
    return lasted_ms;
}

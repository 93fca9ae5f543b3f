#include "remote/caller.h"

#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

/* A read that went wrong is repeated this often before its caller hears. */
#define CALLER_REPEATS 3

/* No answer within the limit is told from a lost connection by the time it
 * took; curl may be a little early. */
#define CALLER_EARLY_MS 100

/* A system that still says 429 to the last of so many probes, a minute or two
 * after the first, means the requests of a day. They come back little by
 * little or at midnight: it is asked again now and then. */
#define CALLER_BUSY_MAX     7
#define CALLER_EXHAUSTED_MS 900000

void errand_free(struct errand *errand)
{
    call_free(&errand->call);
    free(errand->token);
    free(errand);
}

static void caller_finish(struct errand *errand, struct answer *answer,
                          bool unsent)
{
    if (errand->done != NULL)
        errand->done(answer, unsent, errand->arg);
    answer_free(answer);
    errand_free(errand);
}

void caller_give_back(struct errand *errand)
{
    struct answer answer = { .verdict = VERDICT_RETRY,
                             .code = mem_copy("unsent") };

    caller_finish(errand, &answer, true);
}

/* ---- what an answer says about the system ---- */

static bool caller_is_late(const struct remote *remote,
                           const struct errand *errand,
                           const struct http_response *response, int64_t now_ms)
{
    return response->status == 0 && response->sent &&
           now_ms - errand->sent_ms >=
               remote->settings.limit_ms - CALLER_EARLY_MS;
}

/* Has it gone wrong for another reason than its record? */
static bool caller_is_unwell(const struct errand *errand,
                             const struct answer *answer)
{
    if (answer->verdict == VERDICT_DENIED)
        return errand->denied;
    if (answer->truncated) /* only the walk's place has been lost */
        return false;
    return answer->verdict == VERDICT_RETRY ||
           answer->verdict == VERDICT_UNKNOWN;
}

/* Trouble that every other request would meet, too. What else can go wrong
 * may be about one record, until it happens several times in a row: no answer
 * in time, one that is too large, or in nobody's words. */
static bool caller_is_general(const struct errand *errand,
                              const struct http_response *response,
                              const struct answer *answer, bool late)
{
    int status = response->status;

    if (errand->denied || answer->exhausted || answer->retry_after_ms > 0)
        return true;
    if (status == 0)
        return !late && !response->oversized;
    return status == 408 || status == 429 || status >= 500 ||
           (status >= 300 && status < 400);
}

static void caller_note(struct remote *remote,
                        const struct http_response *response,
                        const struct answer *answer, bool exhausted)
{
    const char *why = exhausted ? ": the requests of the day are used up" : "";
    char status[16];

    (void)snprintf(status, sizeof(status), "HTTP %d", response->status);
    if (response->status == 0) {
        (void)snprintf(remote->unwell, sizeof(remote->unwell), "%s",
                       response->error);
    } else if (answer->code == NULL || text_equal(answer->code, status)) {
        (void)snprintf(remote->unwell, sizeof(remote->unwell), "%s%s", status,
                       why);
    } else {
        (void)snprintf(remote->unwell, sizeof(remote->unwell), "%s (%.80s)%s",
                       status, answer->code, why);
    }
}

/* Told to wait again and again, although nobody of us but a probe now and then
 * has asked: it is no haste that it means, but what may be asked in a day. */
static bool caller_is_exhausted(const struct remote *remote,
                                const struct errand *errand,
                                const struct http_response *response,
                                const struct answer *answer)
{
    return answer->exhausted ||
           (response->status == 429 && answer->retry_after_ms == 0 &&
            errand->probe &&
            remote->breaker.backoff.failures >= CALLER_BUSY_MAX);
}

static void caller_failed(struct remote *remote, const struct errand *errand,
                          const struct http_response *response,
                          const struct answer *answer,
                          struct breaker_news *news)
{
    bool late = caller_is_late(remote, errand, response, news->now_ms);
    bool exhausted = caller_is_exhausted(remote, errand, response, answer);

    news->retry_after_ms = answer->retry_after_ms;
    if (exhausted && news->retry_after_ms == 0)
        news->retry_after_ms = CALLER_EXHAUSTED_MS;
    caller_note(remote, response, answer, exhausted);
    if (caller_is_general(errand, response, answer, late)) {
        breaker_failed(&remote->breaker, news);
    } else {
        breaker_slowed(&remote->breaker, news);
    }
}

static void caller_judge(struct remote *remote, const struct errand *errand,
                         const struct http_response *response,
                         const struct answer *answer)
{
    struct breaker_news news = { .probe = errand->probe,
                                 .writes = !errand_reads(errand),
                                 .now_ms = time_boot_ms() };

    if (answer->verdict == VERDICT_DENIED && !errand->denied) {
        breaker_undecided(&remote->breaker, errand->probe);
    } else if (caller_is_unwell(errand, answer)) {
        caller_failed(remote, errand, response, answer, &news);
    } else {
        breaker_succeeded(&remote->breaker, &news);
    }
}

/* ---- sending and hearing ---- */

static void caller_leave_place(struct remote *remote, struct errand *errand)
{
    if (errand->place > 0)
        places_leave(remote->places, errand->place);
    errand->place = 0;
}

static void caller_land(struct remote *remote, struct errand *errand)
{
    struct errand **at = &remote->flying;

    while (*at != errand) {
        assert(*at != NULL);
        at = &(*at)->next;
    }
    *at = errand->next;
    errand->next = NULL;
    remote->flying_count--;
    caller_leave_place(remote, errand);
    if (errand->call.kind == CALL_CREATE && remote->turn != NULL)
        turn_end(remote->turn, time_boot_ms(), remote->queue.creates > 0);
}

/* Does it go back into the queue instead of to its caller? */
static bool caller_repeats(struct remote *remote, struct errand *errand,
                           const struct answer *answer)
{
    bool unwell =
        answer->verdict == VERDICT_RETRY || answer->verdict == VERDICT_UNKNOWN;

    if (answer->verdict == VERDICT_DENIED && !errand->denied) {
        errand->denied = true;
        token_denied(remote->token, errand->token_serial);
        return true;
    }
    /* A truncated walk must be begun anew: repeating it would not help. */
    if (!unwell || answer->truncated || !errand_reads(errand) ||
        errand->done == NULL || errand->repeats == CALLER_REPEATS)
        return false;
    remote->repeats.failures = errand->repeats++;
    errand->denied = false;
    errand->not_before_ms =
        time_boot_ms() +
        backoff_next_ms(&remote->repeats, answer->retry_after_ms);
    return true;
}

static void caller_hear(struct http_response *response, void *arg)
{
    struct errand *errand = arg;
    struct remote *remote = errand->remote;
    struct answer answer = { 0 };

    caller_land(remote, errand);
    histogram_note(&remote->counts.took, time_boot_ms() - errand->sent_ms);
    system_answer(remote->system, &errand->call, errand->token, response,
                  &answer);
    remote->counts.by_verdict[answer.verdict]++;
    caller_judge(remote, errand, response, &answer);
    errand->probe = false;
    if (caller_repeats(remote, errand, &answer)) {
        answer_free(&answer);
        queue_push_front(&remote->queue, errand);
    } else {
        caller_finish(errand, &answer, false);
    }
}

static void caller_reject(struct remote *remote, struct errand *errand,
                          const struct err *err)
{
    struct answer answer = { .verdict = VERDICT_REJECT,
                             .code = mem_copy("cannot be sent"),
                             .message = mem_copy(err->text) };

    caller_leave_place(remote, errand);
    breaker_undecided(&remote->breaker, errand->probe);
    remote->counts.by_verdict[VERDICT_REJECT]++;
    caller_finish(errand, &answer, false);
}

void caller_send(struct remote *remote, struct errand *errand, int64_t now_ms)
{
    const char *token = token_text(remote->token, now_ms);
    const char *api_url = token_api_url(remote->token);
    struct http_request request = { 0 };
    struct err err;

    errand->place = remote->place;
    remote->place = 0;
    if (system_request(remote->system, &errand->call, token, api_url, &request,
                       &err) != 0) {
        caller_reject(remote, errand, &err);
        return;
    }
    errand->token_serial = token_serial(remote->token);
    mem_replace(&errand->token, token);
    errand->sent_ms = now_ms;
    errand->next = remote->flying;
    remote->flying = errand;
    remote->flying_count++;
    remote->counts.requests++;
    if (errand->call.kind == CALL_CREATE && remote->turn != NULL)
        turn_begin(remote->turn);
    if (!errand_reads(errand))
        fault_point("remote.sending");
    http_start(remote->http, &request, remote->settings.limit_ms, caller_hear,
               errand);
}

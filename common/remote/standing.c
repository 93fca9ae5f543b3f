/*
 * How a remote stands: in words, and in numbers.
 */
#include "remote/caller.h"

#include "base/time.h"

#include <inttypes.h>
#include <stdio.h>

/* A longer wait is told by the time of its end. */
#define STANDING_LONG_MS   60000
#define STANDING_AGAIN_MAX (TIME_TEXT_MAX + 8)

/* "asked again in 4 s", or when that is long, at what time. */
static void standing_again(const struct remote *remote, int64_t now_ms,
                           char ret_text[STANDING_AGAIN_MAX])
{
    int64_t wait_ms = remote->breaker.until_ms - now_ms;
    char time[TIME_TEXT_MAX];

    if (wait_ms <= 0) {
        (void)snprintf(ret_text, STANDING_AGAIN_MAX, "now");
    } else if (wait_ms <= STANDING_LONG_MS) {
        (void)snprintf(ret_text, STANDING_AGAIN_MAX, "in %" PRId64 " s",
                       (wait_ms + 999) / 1000);
    } else {
        time_format(time_now_ms() + wait_ms, time);
        (void)snprintf(ret_text, STANDING_AGAIN_MAX, "at %s", time);
    }
}

void standing_write(struct remote *remote, int64_t now_ms)
{
    const char *name = system_name(remote->system);
    const char *token = token_trouble(remote->token, now_ms);
    char again[STANDING_AGAIN_MAX];
    char *text = remote->trouble;

    text[0] = '\0';
    if (now_ms < remote->redis_until_ms) {
        (void)snprintf(text, REMOTE_TEXT_MAX, "%s: %s", name,
                       remote->redis_err.text);
    } else if (token != NULL) {
        (void)snprintf(text, REMOTE_TEXT_MAX, "%s: %s", name, token);
    } else if (remote->breaker.open) {
        standing_again(remote, now_ms, again);
        (void)snprintf(text, REMOTE_TEXT_MAX, "%s: %.200s, asked again %s",
                       name, remote->unwell, again);
    }
}

bool remote_is_refused(const struct remote *remote)
{
    return token_is_refused(remote->token);
}

bool remote_ready(const struct remote *remote)
{
    int64_t now_ms = time_boot_ms();

    return remote->admitted && !remote->breaker.open &&
           now_ms >= remote->redis_until_ms &&
           token_text(remote->token, now_ms) != NULL;
}

const char *remote_trouble(const struct remote *remote)
{
    return remote->trouble[0] == '\0' ? NULL : remote->trouble;
}

void remote_count(const struct remote *remote, struct remote_counts *ret_counts)
{
    *ret_counts = remote->counts;
    ret_counts->breaker_open = remote->breaker.open;
    ret_counts->rate = remote->settings.rate;
    ret_counts->concurrency = remote->settings.concurrency;
    ret_counts->token_refreshes = token_refreshes(remote->token);
    ret_counts->throttled_ms = budget_waited_ms(remote->budget);
}

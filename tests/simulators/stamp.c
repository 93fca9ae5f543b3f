#include "stamp.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY_MS INT64_C(86400000)

int64_t stamp_now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * STAMP_SECOND + now.tv_nsec / 100;
}

bool stamp_parse(const char *text, int64_t *ret_stamp)
{
    static const int worth[] = { 0, 0, 0, 1000, 100, 10, 1 };
    const char *dot;
    int64_t ms;

    if (!time_parse(text, &ms))
        return false;
    *ret_stamp = ms * STAMP_MS;
    dot = strchr(text, '.');
    for (int i = 0; dot != NULL && i < 7; i++) {
        if (dot[i + 1] < '0' || dot[i + 1] > '9')
            break;
        *ret_stamp += (int64_t)(dot[i + 1] - '0') * worth[i];
    }
    return true;
}

int64_t stamp_second(int64_t stamp)
{
    return stamp - stamp % STAMP_SECOND;
}

void stamp_powerofficego(int64_t stamp, char ret_text[TIME_TEXT_MAX])
{
    char text[TIME_TEXT_MAX];

    time_format(stamp / STAMP_MS, text);
    (void)snprintf(ret_text, TIME_TEXT_MAX, "%.19s.%07dZ", text,
                   (int)(stamp % STAMP_SECOND));
}

/* 01:00 UTC on the month's last Sunday: when Europe changes its clocks. */
static int64_t clock_change_ms(const char *year, const char *last_day)
{
    char text[TIME_TEXT_MAX];
    int64_t ms = 0;
    int64_t weekday;

    (void)snprintf(text, sizeof text, "%.4s-%sT01:00:00Z", year, last_day);
    (void)time_parse(text, &ms);
    weekday = (ms / DAY_MS + 4) % 7; /* Sunday is 0 */
    return ms - weekday * DAY_MS;
}

void stamp_zohocrm(int64_t stamp, char ret_text[TIME_TEXT_MAX])
{
    char text[TIME_TEXT_MAX];
    int64_t ms = stamp / STAMP_MS;
    int hours;

    time_format(ms, text);
    hours = ms >= clock_change_ms(text, "03-31") &&
                    ms < clock_change_ms(text, "10-31")
                ? 2
                : 1;
    time_format(ms + hours * INT64_C(3600000), text);
    (void)snprintf(ret_text, TIME_TEXT_MAX, "%.19s+%02d:00", text, hours);
}

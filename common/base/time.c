#include "base/time.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
static const char days[] = "ThuFriSatSunMonTueWed"; /* 1970-01-01: Thursday */

static int64_t time_clock(clockid_t clock)
{
    struct timespec now;

    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t time_now_ms(void)
{
    return time_clock(CLOCK_REALTIME);
}

int64_t time_boot_ms(void)
{
#ifdef CLOCK_BOOTTIME
    return time_clock(CLOCK_BOOTTIME);
#else
    return time_clock(CLOCK_MONOTONIC);
#endif
}

/* Reads exactly count digits; moves *at behind them. */
static bool digits(const char **at, int count, int *ret_value)
{
    int value = 0;

    for (int i = 0; i < count; i++, (*at)++) {
        if (**at < '0' || **at > '9')
            return false;
        value = value * 10 + (**at - '0');
    }
    *ret_value = value;
    return true;
}

static bool sign(const char **at, char expected)
{
    if (**at != expected)
        return false;
    (*at)++;
    return true;
}

/* Days since 1970-01-01 in the Gregorian calendar (Howard Hinnant's
 * days_from_civil, whose years begin in March). */
static int64_t day_number(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
           719468;
}

static void civil(int64_t number, int *year, int *month, int *day)
{
    int64_t shifted = number + 719468;
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t of_era = shifted - era * 146097;
    int64_t y =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * of_year + 2) / 153;

    *day = (int)(of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(y + era * 400 + (*month <= 2));
}

/* False for a day that does not exist: 30 February comes back as 2 March. */
static bool day_of(int year, int month, int day, int64_t *ret_day)
{
    int y, m, d; /* NOLINT(readability-isolate-declaration) */

    if (month < 1 || month > 12)
        return false;
    *ret_day = day_number(year, month, day);
    civil(*ret_day, &y, &m, &d);
    return y == year && m == month && d == day;
}

static bool date(const char **at, int64_t *ret_day)
{
    int year, month, day; /* NOLINT(readability-isolate-declaration) */

    return digits(at, 4, &year) && sign(at, '-') && digits(at, 2, &month) &&
           sign(at, '-') && digits(at, 2, &day) &&
           day_of(year, month, day, ret_day);
}

static bool clock_of_day(const char **at, int64_t *ret_ms)
{
    int hour, minute, second; /* NOLINT(readability-isolate-declaration) */

    if (!digits(at, 2, &hour) || !sign(at, ':') || !digits(at, 2, &minute) ||
        !sign(at, ':') || !digits(at, 2, &second) || hour > 23 || minute > 59 ||
        second > 60)
        return false;
    *ret_ms = (((int64_t)hour * 60 + minute) * 60 + second) * 1000;
    return true;
}

static bool fraction(const char **at, int64_t *ms)
{
    static const int worth[] = { 100, 10, 1, 0, 0, 0, 0 };
    int count = 0;

    if (!sign(at, '.'))
        return true;
    for (; **at >= '0' && **at <= '9'; (*at)++, count++) {
        if (count == 7)
            return false;
        *ms += ((int64_t) * *at - '0') * worth[count];
    }
    return count > 0;
}

static bool offset(const char **at, int64_t *ret_ms)
{
    int hours;
    int minutes;
    int direction = **at == '-' ? -1 : 1;

    if (sign(at, 'Z')) {
        *ret_ms = 0;
        return true;
    }
    if (!sign(at, '+') && !sign(at, '-'))
        return false;
    if (!digits(at, 2, &hours) || !sign(at, ':') || !digits(at, 2, &minutes) ||
        hours > 23 || minutes > 59)
        return false;
    *ret_ms = direction * ((int64_t)hours * 60 + minutes) * 60000;
    return true;
}

bool time_parse(const char *text, int64_t *ret_ms)
{
    int64_t day;
    int64_t ms;
    int64_t zone;

    if (text == NULL || !date(&text, &day) || !sign(&text, 'T') ||
        !clock_of_day(&text, &ms) || !fraction(&text, &ms) ||
        !offset(&text, &zone) || *text != '\0')
        return false;
    *ret_ms = day * 86400000 + ms - zone;
    return true;
}

/* "Nov" as 11; 0 for what is no month. Moves behind it. */
static int month_name(const char **at)
{
    size_t month = 0;

    while (month < 12 && strncmp(&months[3 * month], *at, 3) != 0)
        month++;
    *at += 3;
    return month == 12 ? 0 : (int)month + 1;
}

bool time_parse_http(const char *text, int64_t *ret_ms)
{
    int day;
    int month;
    int year;
    int64_t number;
    int64_t ms;

    if (text == NULL || strlen(text) != strlen("Mon, 23 Nov 2026 15:30:35 GMT"))
        return false;
    text += 5; /* the name of the day says nothing new */
    if (!digits(&text, 2, &day) || !sign(&text, ' '))
        return false;
    month = month_name(&text);
    if (!sign(&text, ' ') || !digits(&text, 4, &year) || !sign(&text, ' ') ||
        !clock_of_day(&text, &ms) || strcmp(text, " GMT") != 0 ||
        !day_of(year, month, day, &number))
        return false;
    *ret_ms = number * 86400000 + ms;
    return true;
}

static int64_t floor_day(int64_t ms)
{
    return (ms >= 0 ? ms : ms - 86399999) / 86400000;
}

void time_format(int64_t ms, char ret_text[TIME_TEXT_MAX])
{
    int64_t day = floor_day(ms);
    int rest = (int)(ms - day * 86400000);
    int year, month, of_month; /* NOLINT(readability-isolate-declaration) */

    civil(day, &year, &month, &of_month);
    (void)snprintf(ret_text, TIME_TEXT_MAX,
                   "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", year, month, of_month,
                   rest / 3600000, rest / 60000 % 60, rest / 1000 % 60,
                   rest % 1000);
}

void time_format_http(int64_t ms, char ret_text[TIME_TEXT_MAX])
{
    int64_t day = floor_day(ms);
    int rest = (int)(ms - day * 86400000);
    int year, month, of_month; /* NOLINT(readability-isolate-declaration) */

    civil(day, &year, &month, &of_month);
    (void)snprintf(ret_text, TIME_TEXT_MAX,
                   "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT",
                   days + 3 * (((day % 7) + 7) % 7), of_month,
                   months + (ptrdiff_t)3 * (month - 1), year, rest / 3600000,
                   rest / 60000 % 60, rest / 1000 % 60);
}

bool time_is_date(const char *text)
{
    int64_t day;

    return text != NULL && date(&text, &day) && *text == '\0';
}

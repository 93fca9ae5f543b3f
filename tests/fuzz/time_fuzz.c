/* Moments: what is read is written so that it reads the same. */
#include "fuzz/fuzz.h"

#include "base/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Years 0 to 9999, which is what the texts can say. */
#define FIRST_MS INT64_C(-62167219200000)
#define LAST_MS  INT64_C(253402300799999)

static void iso(int64_t ms)
{
    char text[TIME_TEXT_MAX];
    int64_t again;

    if (ms < FIRST_MS || ms > LAST_MS)
        return; /* by its offset only */
    time_format(ms, text);
    HOLDS(time_parse(text, &again) && again == ms);
}

static void http(int64_t ms)
{
    char text[TIME_TEXT_MAX];
    int64_t again;

    if (ms < FIRST_MS || ms > LAST_MS)
        return; /* by a leap second only */
    time_format_http(ms, text);
    HOLDS(time_parse_http(text, &again) && again == ms);
}

static void date(const char *text)
{
    char moment[TIME_TEXT_MAX];
    int64_t ms;

    if (!time_is_date(text))
        return;
    HOLDS(strlen(text) == 10);
    (void)snprintf(moment, sizeof moment, "%sT00:00:00Z", text);
    HOLDS(time_parse(moment, &ms) && ms % 86400000 == 0);
}

void fuzz_one(const char *bytes, size_t length)
{
    struct fuzz_input input = { bytes, length };
    char *text = fuzz_line(&input);
    int64_t ms;

    if (time_parse(text, &ms))
        iso(ms);
    if (time_parse_http(text, &ms))
        http(ms);
    date(text);
    free(text);
}

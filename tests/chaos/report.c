#include "chaos/report.h"

#include "base/text.h"
#include "chaos/book.h"
#include "chaos/calls.h"
#include "chaos/crowd.h"
#include "chaos/deed.h"
#include "chaos/finding.h"
#include "chaos/slots.h"
#include "chaos/story.h"
#include "chaos/trouble.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#define PROGRESS_MS 10000
#define STORIES_MAX 5

void report_progress(const struct report *report, int64_t elapsed_ms)
{
    static int64_t told;

    if (elapsed_ms / PROGRESS_MS == told)
        return;
    told = elapsed_ms / PROGRESS_MS;
    (void)printf("   %" PRId64 " of %d s: %zu faults, %zu values typed\n",
                 elapsed_ms / 1000, report->seconds, trouble_total(),
                 book_count());
    (void)fflush(stdout);
}

static void line(const char *name, size_t number)
{
    (void)printf("   %-42s %7zu\n", name, number);
}

static void print_calls(const struct report *report)
{
    static const char *const names[CALL_KINDS] = {
        "creates",        "updates", "reads and questions",
        "pages of lists", "tokens",  "notice channels"
    };
    size_t counts[CALL_KINDS] = { 0 };
    size_t asked = 0;

    for (size_t i = 0; i < calls_count(); i++)
        counts[calls_at(i)->kind]++;
    for (int i = 0; i < CALL_KINDS; i++)
        line(names[i], counts[i]);
    asked = counts[CALL_CREATE] + counts[CALL_UPDATE] + counts[CALL_READ];
    (void)printf("   %-42s %7.2f\n", "creates, updates and reads per edit",
                 report->edits == 0 ? 0
                                    : (double)asked / (double)report->edits);
}

/* One story for each link, of the first few. */
static void print_findings(void)
{
    const char *last = NULL;
    int stories = 0;

    for (size_t i = 0; finding_text(i) != NULL; i++) {
        const char *link = finding_link(i);

        (void)printf(" ! %s\n", finding_text(i));
        if (link != NULL && !text_equal(link, last) && stories < STORIES_MAX) {
            story_write(link);
            stories++;
            last = link;
        }
    }
}

void report_print(const struct report *report)
{
    (void)printf("\nchaos: %d s, seed %" PRIu64 "\n\n   faults\n",
                 report->seconds, report->seed);
    for (size_t i = 0; trouble_name(i) != NULL; i++)
        line(trouble_name(i), trouble_count(i));
    line("in all", trouble_total());
    line("programs that came to where they die", slots_died());
    (void)printf("\n   people and requests\n");
    line("values typed", book_count());
    line("of them edits of what was there", report->edits);
    for (int kind = 0; kind < DEED_KINDS; kind++) {
        line(deed_name((enum deed_kind)kind),
             deeds_count((enum deed_kind)kind));
    }
    print_calls(report);
    (void)printf("\n   in the end\n");
    for (int kind = 0; kind < FINDING_KINDS; kind++) {
        line(finding_name((enum finding_kind)kind),
             findings_count((enum finding_kind)kind));
    }
    line("values owed, with a cause", report->named);
    line("programs that gave up and were restarted", slots_given_up());
    (void)printf("   %-42s %5.1f s\n\n", "until rest",
                 (double)report->rest_ms / 1000);
    print_findings();
    (void)fflush(stdout);
}

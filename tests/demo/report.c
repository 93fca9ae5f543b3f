#include "demo/report.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STEPS_MAX    16
#define NOTES_MAX    8
#define REMARKS_MAX  8
#define LINE_WIDTH   78
#define STEP_WIDTH   42
#define NOTE_WIDTH   100
#define RESULT_WIDTH 37
#define PLAIN_MS     5000

#define GREEN "\033[32m"
#define RED   "\033[31m"
#define FAINT "\033[2m"
#define PLAIN "\033[0m"
#define ERASE "\r\033[K"

enum state { RUNNING, DONE, FAILED };

struct step {
    const char *title;
    enum state state;
    int64_t ms;
    char *result;
    char *calls;
    char *notes[NOTES_MAX];
    size_t note_count;
};

static struct {
    struct step steps[STEPS_MAX];
    size_t count;
    char *remarks[REMARKS_MAX];
    size_t remark_count;
    int64_t began_ms;
    int64_t step_ms;
    int64_t told_ms;
    bool lapped;
    bool terminal;
} report;

static const char *colour(const char *code)
{
    return report.terminal ? code : "";
}

static char *print(const char *format, va_list *args)
{
    char text[1024];

    (void)vsnprintf(text, sizeof text, format, *args);
    return mem_copy(text);
}

static struct step *current(void)
{
    return &report.steps[report.count - 1];
}

static double seconds(int64_t ms)
{
    return (double)ms / 1000;
}

/* printf counts bytes; people count letters. */
static void print_padded(const char *text, size_t width)
{
    size_t length = text_length(text);

    (void)printf("%s%*s", text, (int)(length < width ? width - length : 1), "");
}

/* As much of it as the terminal's line takes. */
static void print_cut(const char *text, size_t width)
{
    size_t letters = 0;

    for (; *text != '\0'; text++) {
        if (((unsigned char)*text & 0xc0u) != 0x80u && ++letters > width)
            break;
        (void)putchar(*text);
    }
}

/* ---- while it runs ---- */

void report_open(void)
{
    const char *dumb = getenv("TERM"); /* NOLINT(concurrency-mt-unsafe) */

    report.terminal = isatty(STDOUT_FILENO) != 0 && !text_equal(dumb, "dumb");
    report.began_ms = time_boot_ms();
}

static void told(void)
{
    (void)fflush(stdout);
    report.told_ms = time_boot_ms();
}

void report_step(const char *title)
{
    report.steps[report.count++] = (struct step){ .title = title };
    report.step_ms = time_boot_ms();
    report.lapped = false;
    (void)printf("%s ...%s", title, report.terminal ? "" : "\n");
    told();
}

void report_progress(const char *format, ...)
{
    char *detail;
    char *line;
    va_list args;

    if (!report.terminal && time_boot_ms() - report.told_ms < PLAIN_MS)
        return;
    va_start(args, format);
    detail = print(format, &args);
    va_end(args);
    line = mem_print("%s ... %3.0f s, %s", current()->title,
                     seconds(time_boot_ms() - report.step_ms), detail);
    (void)fputs(colour(ERASE), stdout);
    print_cut(line, report.terminal ? LINE_WIDTH : strlen(line));
    (void)fputs(report.terminal ? "" : "\n", stdout);
    told();
    free(line);
    free(detail);
}

void report_lap(void)
{
    if (!report.lapped)
        current()->ms = time_boot_ms() - report.step_ms;
    report.lapped = true;
}

static void step_end(enum state state, char *result)
{
    struct step *step = current();

    report_lap();
    step->state = state;
    free(step->result);
    step->result = result;
    (void)printf("%s%s%s: %s%s (%.1f s)\n", colour(ERASE),
                 colour(state == DONE ? GREEN : RED), step->title,
                 colour(PLAIN), result, seconds(step->ms));
    told();
}

void report_result(const char *calls, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    current()->calls = mem_copy(calls);
    step_end(DONE, print(format, &args));
    va_end(args);
}

bool report_failure(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    step_end(FAILED, print(format, &args));
    va_end(args);
    return false;
}

void report_note(const char *format, ...)
{
    struct step *step = current();
    va_list args;

    if (step->note_count == NOTES_MAX)
        return;
    va_start(args, format);
    step->notes[step->note_count++] = print(format, &args);
    va_end(args);
}

void report_remark(const char *format, ...)
{
    va_list args;

    if (report.remark_count == REMARKS_MAX)
        return;
    va_start(args, format);
    report.remarks[report.remark_count++] = print(format, &args);
    va_end(args);
}

/* ---- the table ---- */

/* Broken at blanks. */
static void print_note(const char *text)
{
    size_t column = 0;

    (void)printf("%s     ", colour(FAINT));
    while (*text != '\0') {
        size_t length = strcspn(text + 1, " ") + 1;

        if (column + length > NOTE_WIDTH) {
            (void)printf("\n         ");
            column = 0;
        }
        (void)printf("%.*s", (int)length, text);
        column += length;
        text += length;
    }
    (void)printf("%s\n", colour(PLAIN));
}

static void print_step(const struct step *step)
{
    (void)printf("%s%s%s ", colour(step->state == DONE ? GREEN : RED),
                 step->state == DONE ? "ok" : "NO", colour(PLAIN));
    print_padded(step->title, STEP_WIDTH);
    print_padded(step->result == NULL ? "not ended" : step->result,
                 RESULT_WIDTH);
    (void)printf("%6.1f s  %s\n", seconds(step->ms),
                 step->calls == NULL ? "" : step->calls);
    for (size_t i = 0; i < step->note_count; i++)
        print_note(step->notes[i]);
}

static void print_head(void)
{
    (void)printf("\n   ");
    print_padded("step", STEP_WIDTH);
    print_padded("result", RESULT_WIDTH);
    (void)printf("    time  API calls\n");
}

static void forget(void)
{
    for (size_t i = 0; i < report.count; i++) {
        free(report.steps[i].result);
        free(report.steps[i].calls);
        for (size_t n = 0; n < report.steps[i].note_count; n++)
            free(report.steps[i].notes[n]);
    }
    for (size_t i = 0; i < report.remark_count; i++)
        free(report.remarks[i]);
}

int report_close(void)
{
    bool good = report.count > 0;

    print_head();
    for (size_t i = 0; i < report.count; i++) {
        print_step(&report.steps[i]);
        good = good && report.steps[i].state == DONE;
    }
    (void)putchar('\n');
    for (size_t i = 0; i < report.remark_count; i++)
        (void)printf("   %s\n", report.remarks[i]);
    (void)printf("   %s%s%s, after %.0f s\n", colour(good ? GREEN : RED),
                 good ? "all as it should be" : "not as it should be",
                 colour(PLAIN), seconds(time_boot_ms() - report.began_ms));
    forget();
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

#include "bench/figures.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "bench/machine.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define FIGURES_MAX 100
#define VALUES_MAX  200

struct figure {
    char *part;
    char *what;
    char *unit;
    double values[VALUES_MAX];
    size_t count;
};

static struct figure figures[FIGURES_MAX];
static size_t figure_count;

static struct figure *figure_of(const char *part, const char *what,
                                const char *unit)
{
    struct figure *figure;

    for (size_t i = 0; i < figure_count; i++) {
        figure = &figures[i];
        if (text_equal(figure->part, part) && text_equal(figure->what, what) &&
            text_equal(figure->unit, unit))
            return figure;
    }
    assert(figure_count < FIGURES_MAX);
    figure = &figures[figure_count++];
    figure->part = mem_copy(part);
    figure->what = mem_copy(what);
    figure->unit = mem_copy(unit);
    return figure;
}

/* 0.25, 4.3, 139, 88000: three digits are what a run is worth. */
static void print_value(struct buf *out, double value)
{
    if (value < 10) {
        buf_print(out, " %9.2f", value);
    } else if (value < 100) {
        buf_print(out, " %9.1f", value);
    } else {
        buf_print(out, " %9.0f", value);
    }
}

void figure(const char *part, const char *what, const char *unit, double value)
{
    struct figure *figure = figure_of(part, what, unit);

    assert(figure->count < VALUES_MAX);
    figure->values[figure->count++] = value;
    (void)printf("%s: %s: %.2f %s\n", part, what, value, unit);
    (void)fflush(stdout);
}

/* ---- the table ---- */

static int value_compare(const void *one, const void *other)
{
    double a = *(const double *)one;
    double b = *(const double *)other;

    return (a > b) - (a < b);
}

static void print_figure(struct buf *out, struct figure *figure)
{
    size_t last = figure->count - 1;

    qsort(figure->values, figure->count, sizeof figure->values[0],
          value_compare);
    buf_print(out, "%-11s %-45s", figure->part, figure->what);
    print_value(
        out, (figure->values[last / 2] + figure->values[(last + 1) / 2]) / 2);
    print_value(out, figure->values[0]);
    print_value(out, figure->values[last]);
    buf_print(out, " %4zu  %s\n", figure->count, figure->unit);
}

static void print_table(struct buf *out)
{
    machine_print(out);
    buf_print(out, "\n%-11s %-45s %9s %9s %9s %4s  %s\n", "part", "what",
              "median", "least", "most", "n", "unit");
    for (size_t i = 0; i < figure_count; i++)
        print_figure(out, &figures[i]);
}

int figures_print(void)
{
    struct buf out = { 0 };
    char stamp[TIME_TEXT_MAX];
    char *path;
    FILE *file;
    int status = 1;

    time_format(time_now_ms() / 1000 * 1000, stamp);
    path = mem_print("build/bench/%s.txt", stamp);
    print_table(&out);
    (void)printf("\n%s\n%s\n", buf_text(&out), path);
    file = fopen(path, "we");
    if (file != NULL && fputs(buf_text(&out), file) >= 0 && fclose(file) == 0)
        status = 0;
    if (status != 0)
        perror(path);
    free(path);
    buf_free(&out);
    return status;
}

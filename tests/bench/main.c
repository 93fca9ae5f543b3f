/*
 * How fast is it, and what does it take? tests/bench/run starts it.
 *
 *     bench [--runs N] [--records N] [--contacts N] [--large N] [--only PART]
 */
#include "base/text.h"
#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>

struct part {
    const char *name;
    void (*run)(const struct scale *scale);
};

static const struct part parts[] = {
    { "extractor", bench_extractor },
    { "transformer", bench_transformer },
    { "loader", bench_loader },
    { "latency", bench_latency },
};

struct options {
    struct scale scale;
    const char *only; /* NULL: all */
};

static size_t *option_number(struct options *options, const char *name)
{
    if (text_equal(name, "--runs"))
        return &options->scale.runs;
    if (text_equal(name, "--records"))
        return &options->scale.records;
    if (text_equal(name, "--contacts"))
        return &options->scale.contacts;
    return text_equal(name, "--large") ? &options->scale.large : NULL;
}

static bool option_take(struct options *options, const char *name,
                        const char *value)
{
    size_t *number = option_number(options, name);
    char *end = NULL;

    if (text_equal(name, "--only")) {
        options->only = value;
        return true;
    }
    if (number == NULL)
        return false;
    *number = strtoul(value, &end, 10);
    return end != value && *end == '\0';
}

static void parts_run(const struct options *options)
{
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (options->only != NULL && !text_equal(options->only, parts[i].name))
            continue;
        for (size_t run = 0; run < options->scale.runs; run++)
            parts[i].run(&options->scale);
    }
    if (options->scale.large > 0)
        bench_large(&options->scale);
}

int main(int argc, char **argv)
{
    struct options options = {
        .scale = { .runs = 3, .records = 500000, .contacts = 3000 }
    };

    for (int i = 1; i < argc; i += 2) {
        if (i + 1 == argc || !option_take(&options, argv[i], argv[i + 1])) {
            (void)fprintf(stderr, "bench: what is '%s'?\n", argv[i]);
            return 2;
        }
    }
    parts_run(&options);
    return figures_print();
}

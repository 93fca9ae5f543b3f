#include "chaos/finding.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Counted beyond that, but not kept: nobody reads so many. */
#define FINDINGS_MAX 200
#define TEXT_MAX     2000

static struct {
    char *texts[FINDINGS_MAX];
    char *links[FINDINGS_MAX];
    size_t kept;
    size_t counts[FINDING_KINDS];
} findings;

void findings_open(void)
{
    memset(&findings, 0, sizeof findings);
}

void findings_close(void)
{
    for (size_t i = 0; i < findings.kept; i++) {
        free(findings.texts[i]);
        free(findings.links[i]);
    }
    findings_open();
}

const char *finding_name(enum finding_kind kind)
{
    static const char *const names[FINDING_KINDS] = {
        "duplicates",
        "lost edits",
        "unexplained links",
        "values in others' records",
        "differences between Redis and the ledger",
        "writes after rest",
        "other findings",
    };

    return names[kind];
}

void finding_add(enum finding_kind kind, const char *link, const char *format,
                 ...)
{
    char text[TEXT_MAX];
    va_list args;

    findings.counts[kind]++;
    if (findings.kept == FINDINGS_MAX)
        return;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    findings.links[findings.kept] = mem_copy(link);
    findings.texts[findings.kept++] =
        mem_print("%s: %s", finding_name(kind), text);
}

size_t findings_count(enum finding_kind kind)
{
    return findings.counts[kind];
}

size_t findings_total(void)
{
    size_t total = 0;

    for (int kind = 0; kind < FINDING_KINDS; kind++)
        total += findings.counts[kind];
    return total;
}

const char *finding_text(size_t index)
{
    return index < findings.kept ? findings.texts[index] : NULL;
}

const char *finding_link(size_t index)
{
    return index < findings.kept ? findings.links[index] : NULL;
}

#include "bench/machine.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/time.h"
#include "io/file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROC_MAX ((size_t)4 * 1024 * 1024)

/* What follows `name` in a file, up to the line's end; the caller frees. */
static char *proc_value(const char *path, const char *name)
{
    struct buf text = { 0 };
    struct err err;
    const char *at = NULL;
    char *value = NULL;

    if (file_read(path, PROC_MAX, &text, &err) == 0)
        at = strstr(buf_text(&text), name);
    if (at != NULL) {
        at += strlen(name);
        at += strspn(at, " \t:");
        value = mem_copy_n(at, strcspn(at, "\n"));
    }
    buf_free(&text);
    return value == NULL ? mem_copy("unknown") : value;
}

void machine_print(struct buf *out)
{
    char now[TIME_TEXT_MAX];
    char *kernel = proc_value("/proc/sys/kernel/osrelease", "");
    char *processor = proc_value("/proc/cpuinfo", "model name");
    char *load = proc_value("/proc/loadavg", "");
    double memory =
        (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);

    time_format(time_now_ms(), now);
    buf_print(out, "%s\n%ld x %s, %.0f GB, Linux %s, load %s\n", now,
              sysconf(_SC_NPROCESSORS_ONLN), processor,
              memory / (1024 * 1024 * 1024), kernel, load);
    buf_print(out, "programs, Kafka, Redis and both simulators share it\n");
    free(kernel);
    free(processor);
    free(load);
}

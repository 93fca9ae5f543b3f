#include "process/metrics_process.h"

#include "io/file.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROC_MAX ((size_t)1024 * 1024)

/* Columns of /proc/self/stat, counted from 1 as proc(5) does. */
#define STAT_AFTER_NAME 3
#define STAT_UTIME      14
#define STAT_STIME      15
#define STAT_STARTTIME  22
#define STAT_RSS        24

static uint64_t stat_column(const char *stat, int column)
{
    /* The name, in brackets, may hold blanks and brackets. */
    const char *at = strrchr(stat, ')');

    for (int i = STAT_AFTER_NAME - 1; at != NULL && i < column; i++) {
        at = strchr(at, ' ');
        at = at == NULL ? NULL : at + 1;
    }
    return at == NULL ? 0 : strtoull(at, NULL, 10);
}

/* When the machine was started, in seconds since 1970; 0: unknown. */
static uint64_t boot_seconds(void)
{
    struct buf text = { 0 };
    struct err err;
    uint64_t seconds = 0;
    const char *at;

    if (file_read("/proc/stat", PROC_MAX, &text, &err) == 0) {
        at = strstr(buf_text(&text), "\nbtime ");
        seconds = at == NULL ? 0 : strtoull(at + 7, NULL, 10);
    }
    buf_free(&text);
    return seconds;
}

static void print_all(struct buf *out, const char *stat)
{
    double ticks = (double)sysconf(_SC_CLK_TCK);
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    uint64_t cpu =
        stat_column(stat, STAT_UTIME) + stat_column(stat, STAT_STIME);

    buf_print(out,
              "# HELP process_resident_memory_bytes Memory in use.\n"
              "# TYPE process_resident_memory_bytes gauge\n"
              "process_resident_memory_bytes %" PRIu64 "\n",
              stat_column(stat, STAT_RSS) * page);
    buf_print(out,
              "# HELP process_cpu_seconds_total Processor time used.\n"
              "# TYPE process_cpu_seconds_total counter\n"
              "process_cpu_seconds_total %.2f\n",
              (double)cpu / ticks);
    buf_print(out,
              "# HELP process_start_time_seconds When the process started, "
              "since 1970.\n"
              "# TYPE process_start_time_seconds gauge\n"
              "process_start_time_seconds %.2f\n",
              (double)boot_seconds() +
                  (double)stat_column(stat, STAT_STARTTIME) / ticks);
}

void metrics_process_print(struct buf *ret_text)
{
    struct buf stat = { 0 };
    struct err err;

    if (file_read("/proc/self/stat", PROC_MAX, &stat, &err) == 0)
        print_all(ret_text, buf_text(&stat));
    buf_free(&stat);
}

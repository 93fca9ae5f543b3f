/*
 * tests/bench/bench.h: what measuring needs again and again.
 *
 * Everything runs as it is delivered: the programs, a real Kafka and a real
 * Redis (tests/bench/run starts those); both APIs are simulated, without
 * PowerOffice's limit of ten requests a second, unless it is said.
 */
#ifndef TANDEM_TESTS_BENCH_H
#define TANDEM_TESTS_BENCH_H

#include "bench/figures.h"
#include "support/program.h"

#include <stddef.h>
#include <stdint.h>

/* How much of each; make's RUNS, RECORDS, CONTACTS and LARGE. */
struct scale {
    size_t runs;
    size_t records;  /* that the transformer finds waiting */
    size_t contacts; /* that are kept in step */
    size_t large;    /* that wait for a slow target, once; 0: not at all */
};

/* One run of each part. */
void bench_transformer(const struct scale *scale);
void bench_extractor(const struct scale *scale);
void bench_loader(const struct scale *scale);
void bench_latency(const struct scale *scale);
void bench_large(const struct scale *scale);

/* Until the expression holds, looked at every 5 ms. */
#define until(limit_s, expression)                                             \
    for (int64_t until_ms_ = time_boot_ms() + (limit_s)*1000LL; !(expression); \
         until_pause(until_ms_, #expression))                                  \
    continue
void until_pause(int64_t until_ms, const char *what);

/* ---- programs ---- */

/* Started, and given its partitions or entities; how long that took is a
 * figure. */
struct program *bench_start(const char *name, const char *variable);

/* Ended with SIGTERM; how long that took, and the most memory that it has had,
 * are figures. when: "idle", "at work". Fails when it does not end with 0. */
void bench_stop(struct program *program, const char *part, const char *when);

/* A counter of /metrics; 0 when there is none yet. */
double bench_counter(const struct program *program, const char *name);
double bench_cpu_s(const struct program *program);

#define RECORDS_OF(name, system, entity) \
    name "{entity=\"" entity "\",system=\"" system "\"}"

/* ---- what rates are made of ---- */

struct stretch {
    int64_t since_ms;
    double count;
    double cpu_s;
};

struct stretch stretch_start(const struct program *program, double count);

/* Since its start: so many a second, and CPU seconds of a million, as figures.
 */
void stretch_end(const struct stretch *stretch, const struct program *program,
                 double count, const char *part, const char *what);

/* ---- people ---- */

/* So many contacts in Zoho, in pieces; each with an address of its own. */
void contacts_create(size_t count);

/* Each gets another phone number, that begins so. */
void contacts_edit(const char *phone);

#endif

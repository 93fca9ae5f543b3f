#include "bench/bench.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "support/health.h"
#include "support/records.h"
#include "support/test.h"
#include "support/waiting.h"
#include "support/world.h"

#include <stdlib.h>

#define STEP_MS   5
#define START_S   60
#define PIECE     2000 /* contacts that are created in one request */
#define MILLION   1e6
#define KB_PER_MB 1024.0
#define SECOND_MS 1000.0

void until_pause(int64_t until_ms, const char *what)
{
    if (time_boot_ms() > until_ms) {
        programs_show();
        fail_msg("never: %s", what);
    }
    waiting_moment(STEP_MS);
}

/* ---- programs ---- */

struct program *bench_start(const char *name, const char *variable)
{
    int64_t since_ms = time_boot_ms();
    struct program *program = program_start(name, variable);

    until(START_S, program_said(program, "\"event\":\"assigned\"") ||
                       program_said(program, "\"event\":\"watching\""));
    figure(name, "start, until it has its share of the work", "ms",
           (double)(time_boot_ms() - since_ms));
    return program;
}

void bench_stop(struct program *program, const char *part, const char *when)
{
    double peak_mb = (double)program_peak_kb(program) / KB_PER_MB;
    char *stop = mem_print("stop on SIGTERM, %s", when);
    char *memory = mem_print("memory at most (RSS), %s", when);
    int64_t ms = 0;
    int code = program_stop(program, &ms);

    if (code != 0)
        fail_msg("%s ended with %d", part, code);
    figure(part, stop, "ms", (double)ms);
    figure(part, memory, "MB", peak_mb);
    free(stop);
    free(memory);
}

double bench_counter(const struct program *program, const char *name)
{
    double value = program_metric(program, name);

    return value < 0 ? 0 : value;
}

double bench_cpu_s(const struct program *program)
{
    return bench_counter(program, "process_cpu_seconds_total");
}

/* ---- rates ---- */

struct stretch stretch_start(const struct program *program, double count)
{
    return (struct stretch){ .since_ms = time_boot_ms(),
                             .count = count,
                             .cpu_s = bench_cpu_s(program) };
}

void stretch_end(const struct stretch *stretch, const struct program *program,
                 double count, const char *part, const char *what)
{
    double done = count - stretch->count;
    double s = (double)(time_boot_ms() - stretch->since_ms) / SECOND_MS;
    double cpu_s = bench_cpu_s(program) - stretch->cpu_s;
    char *cpu = mem_print("%s, CPU", what);

    figure(part, what, "per second", done / s);
    figure(part, cpu, "CPU s per million", cpu_s / done * MILLION);
    free(cpu);
}

/* ---- people ---- */

static struct json *contact(size_t number)
{
    struct json *record = json_new_object();
    char *email =
        mem_print("kontakt.%zu@firma%zu.example", number, number % 9973);
    char *last = mem_print("Nordmann %zu", number);
    char *phone = mem_print("+47 %08zu", number);

    json_set_text(record, "First_Name", "Kari");
    json_set_text(record, "Last_Name", last);
    json_set_text(record, "Email", email);
    json_set_text(record, "Phone", phone);
    json_set_text(record, "Mailing_Street", "Øvre Slottsgate 7");
    json_set_text(record, "Mailing_City", "Ålesund");
    json_set_text(record, "Mailing_Zip", "6002");
    json_set_text(record, "Mailing_Country", "Norge");
    free(email);
    free(last);
    free(phone);
    return record;
}

/* Zoho's lists end after 100,000 records, and go on a second before the last
 * one: so many are not typed in two. */
static void next_second(void)
{
    int64_t second = time_now_ms() / 1000;

    until(5, time_now_ms() / 1000 != second);
}

void contacts_create(size_t count)
{
    for (size_t made = 0; made < count;) {
        struct json *piece = json_new_array();

        for (size_t i = 0; i < PIECE && made < count; i++)
            json_append(piece, contact(made++));
        (void)record_create_all(CRM, "Contacts", piece);
        json_free(piece);
        if (made % 20000 == 0)
            next_second();
    }
}

void contacts_edit(const char *phone)
{
    const struct json *all = world_control("GET", "/zohocrm/Contacts", NULL);
    size_t number = 0;

    for (const struct json *one = json_first(all); one != NULL;
         one = json_next(one)) {
        char *value = mem_print("%s %06zu", phone, number++);

        crm_edit("Contacts", json_get_text(one, "id"), "Phone", value);
        free(value);
    }
}

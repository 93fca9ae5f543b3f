/*
 * simulation/sim.h: one world, played from one seed.
 *
 * The judgement is real: reconcile(), route_record(), the codecs of what
 * travels, the loader's bookkeeping of scans. All around it (Kafka, Redis, both
 * APIs, the clock, people) is simulated here, in one thread and in virtual
 * time, and goes wrong as often as the seed says.
 */
#ifndef TANDEM_SIMULATION_SIM_H
#define TANDEM_SIMULATION_SIM_H

#include "domain/reconcile.h"
#include "simulation/agenda.h"
#include "simulation/broker.h"
#include "simulation/copy.h"
#include "simulation/dice.h"
#include "simulation/fake.h"

#define SIM_START_MS     INT64_C(1800000000000)
#define SIM_ENTITIES_MAX BROKER_ENTITIES_MAX
#define SIM_WORKERS      2
#define SIM_FAILURE_MAX  1024

struct extractor;
struct flight;
struct sim_brakes;
struct worker;

/* What this seed is like. */
struct temper {
    int contacts; /* at the beginning, as are the next three */
    int accounts;
    int deals;
    int persons; /* typed into PowerOffice */
    int edits;
    int troubles;
    int lost_percent;   /* of requests: the answer is cut, or it never came */
    int refuse_percent; /* of what people type: the other system refuses it */
    int odd_percent;    /* of what people type: cannot be said over there */
    int clear_percent;  /* of edits: emptied */
    int commit_percent; /* of commits: go wrong */
    int64_t busy_ms;    /* how long people and trouble are about */
    int64_t limit_ms;   /* of a request */
    int64_t lag_ms;     /* usual delay between programs */
    int brake_limit;    /* records in ten minutes; below 0: any */
    int out_max;        /* requests out at a time, per loader and system */
};

enum phase { PHASE_BUSY, PHASE_CALM, PHASE_REPLAYED };

/* Everything a person typed has a number within, by which it is known again. */
struct values {
    struct fake_record **owners;      /* where it was typed first */
    struct fake_record **overwritten; /* where something was typed over it */
    size_t count;
};

struct sim {
    uint64_t seed;
    struct dice dice;
    int64_t now_ms;
    bool tracing;
    const char *watched; /* the link whose every state is traced, or NULL */
    enum phase phase;
    struct temper temper;
    struct flows flows; /* the files in flows/ */
    struct reconcile_settings settings;
    struct agenda agenda;
    struct fake *fakes[SIM_ENTITIES_MAX];
    size_t fake_count;
    struct values values;
    struct broker broker;
    struct copy copy;     /* Redis */
    struct copy old_copy; /* as it was once; empty: never kept */
    struct extractor *extractors[SIM_ENTITIES_MAX];
    struct worker *workers[SIM_WORKERS];
    struct flight *flights;
    struct sim_brakes *brakes;
    struct map *holders;        /* of each record: the link that has it */
    struct map *held;           /* by link and side: the key in holders */
    struct effects effects;     /* of the event at hand */
    int64_t outage_until_ms[2]; /* of Zoho, of PowerOffice */
    size_t steps;
    char failure[SIM_FAILURE_MAX]; /* the first broken invariant, or "" */
};

/* Takes what flows points to. */
void sim_init(struct sim *sim, uint64_t seed, const struct flows *flows);
void sim_free(struct sim *sim);

/* Plays the whole story; sim->failure says how it ended. */
void sim_run(struct sim *sim);

/* Printed only when tracing: what happens, and when. */
void sim_trace(const struct sim *sim, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* An invariant of docs is broken: ends the run. */
void sim_fail(struct sim *sim, const char *invariant, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts an act off by this much. */
void sim_later(struct sim *sim, int64_t delay_ms, agenda_act *act, void *arg,
               int64_t number);

/* Delays, within what this seed is like; short ones once it is calm. */
int64_t sim_lag(struct sim *sim);

/* True now and then, and never once it is calm. */
bool sim_trouble(struct sim *sim, int percent);

struct fake *sim_fake(const struct sim *sim, const struct entity *entity);
struct fake *sim_fake_named(const struct sim *sim, const char *name);

/* The record on that side of a link, or NULL. */
struct fake_record *sim_record(const struct sim *sim, const struct link *link,
                               enum side side);
const struct flow *sim_flow(const struct sim *sim, const char *link_id);

/* 0: Zoho, 1: PowerOffice. */
int sim_system(const struct entity *entity);

#endif

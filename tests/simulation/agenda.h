/*
 * simulation/agenda.h: what will happen, and when.
 */
#ifndef TANDEM_SIMULATION_AGENDA_H
#define TANDEM_SIMULATION_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim;

/* arg is the act's own; number is whatever it was put with. */
typedef void agenda_act(struct sim *sim, void *arg, int64_t number);

struct agenda_entry {
    int64_t at_ms;
    uint64_t serial; /* what was put first comes first at the same time */
    agenda_act *act;
    void *arg;
    int64_t number;
};

struct agenda {
    struct agenda_entry *entries; /* a heap */
    size_t count;
    size_t room;
    uint64_t serial;
};

void agenda_put(struct agenda *agenda, int64_t at_ms, agenda_act *act,
                void *arg, int64_t number);

/* False when there is nothing up to until_ms. */
bool agenda_take(struct agenda *agenda, int64_t until_ms,
                 struct agenda_entry *ret_entry);
void agenda_free(struct agenda *agenda);

#endif

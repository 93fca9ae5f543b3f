/*
 * simulation/values.h: what people type in, and where it came from.
 *
 * Nearly every value has a number of its own within, so that it is known again
 * wherever it turns up, also tidied.
 */
#ifndef TANDEM_SIMULATION_VALUES_H
#define TANDEM_SIMULATION_VALUES_H

#include "simulation/sim.h"

/* A new value for a field of this type. */
struct json *values_new(struct sim *sim, struct fake_record *record,
                        const struct property *property, const char *path);

/* Its number, or 0 when it has none. */
int64_t values_number(const struct json *value);

/* The record it was typed into first, or NULL. */
struct fake_record *values_owner(const struct sim *sim,
                                 const struct json *value);

/* A value that is typed in once more, somewhere else: nobody's own then. */
struct json *values_copy(struct sim *sim, const struct json *value);

/* Somebody has typed another value over this one, in this record. */
void values_overwrite(struct sim *sim, struct fake_record *record,
                      const struct json *value);
bool values_overwritten(const struct sim *sim, const struct fake_record *record,
                        const struct json *value);

#endif

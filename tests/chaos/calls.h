/*
 * tests/chaos/calls.h: every request that reached the simulated systems.
 */
#ifndef TANDEM_TESTS_CHAOS_CALLS_H
#define TANDEM_TESTS_CHAOS_CALLS_H

#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum call_kind {
    CALL_CREATE,
    CALL_UPDATE,
    CALL_READ,
    CALL_LIST,
    CALL_TOKEN,
    CALL_CHANNEL, /* of notices: begun, renewed; no record is touched */
};
#define CALL_KINDS 6

/* All borrowed until the world ends. */
struct call {
    enum call_kind kind;
    int64_t number; /* the journal's */
    int64_t ms;
    const char *system;
    const char *method;
    const char *path;
    const char *entity; /* or NULL */
    const char *id;     /* also of what a create has made; or NULL */
    int status;         /* 0: not carried out */
    const struct json *body;
    const struct json *problems;
};

void calls_open(void);
void calls_close(void);

/* One request in the journal's words; borrowed until the world ends. */
void calls_note(const struct json *request);

/* Reads what has come since. */
void calls_fetch(void);

size_t calls_count(void);
const struct call *calls_at(size_t index);

/* Creates and updates that were carried out, from the index'th call on. */
size_t calls_writes_since(size_t index);

/* The PowerOffice record that was created under this reference, or NULL; and
 * one that a person says is the same. */
const char *calls_made(const char *entity, const char *reference);
void calls_made_note(const char *entity, const char *reference, const char *id);

/* Our reference in a PowerOffice record or a body, or NULL. */
const char *calls_reference(const struct json *record);

#endif

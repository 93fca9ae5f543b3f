/*
 * simulation/fake.h: the records of one entity, as its system keeps them.
 *
 * As much of both APIs as matters to the judgement: whole seconds and a lock
 * at Zoho; unique references, refusals, tidied values and addresses that leave
 * the record's timestamp alone at PowerOffice.
 */
#ifndef TANDEM_SIMULATION_FAKE_H
#define TANDEM_SIMULATION_FAKE_H

#include "domain/entity.h"
#include "domain/flow.h"
#include "domain/verdict.h"

#define FAKE_MODIFIED_MAX 40

struct fake_record {
    struct fake *fake;
    char *id;
    struct json *values;  /* {path: native value}; every path a flow reads */
    struct json *cleared; /* {path: true}: emptied by somebody since */
    struct json *keys;    /* {folded: true}: match keys it ever carried */
    int64_t typed_ms;     /* when somebody typed into it last */
    bool joined;          /* has a partner */
    char *reference;      /* ours, or NULL */
    char *parent;         /* or NULL */
    int64_t modified_ms;
    bool gone;
    bool invoiced;             /* an order that has become an invoice */
    struct fake_record *group; /* records that may know of each other's
                                  values: ends in itself */
    int writes;                /* by tandem */
    int edits;                 /* by people */
    int group_edits;           /* counted at rest */
    int excuses;               /* answers lost: a write may be repeated */
};

struct fake {
    const struct entity *entity;
    struct fake_record **records;
    size_t count;
    struct json *blank;  /* a new record's values: all empty */
    bool silent_address; /* its edits leave the record's timestamp alone */
    bool tidies; /* collapses blanks, lowers e-mails, as some systems do */
    const int64_t *now_ms;
};

/* How a system answers. */
struct fake_reply {
    enum verdict verdict;
    const char *code;
    const char *field;
    struct fake_record *record; /* or NULL */
};

struct fake *fake_new(const struct entity *entity, const struct flows *flows,
                      const int64_t *now_ms);
void fake_free(struct fake *fake);

bool fake_is_zoho(const struct fake *fake);

/* A new record with nothing in it. */
struct fake_record *fake_add(struct fake *fake);
struct fake_record *fake_get(const struct fake *fake, const char *id);

/* The record as the API gives it; the caller frees. */
struct json *fake_body(const struct fake_record *record);
void fake_modified(const struct fake_record *record,
                   char ret_text[FAKE_MODIFIED_MAX]);

/* What a person types in; takes value. */
/* Emptied. */
void fake_clear(struct fake_record *record, const char *path);
void fake_type(struct fake_record *record, const char *path,
               struct json *value);

/* ---- what tandem asks for ---- */

struct fake_reply fake_read(const struct fake *fake, const char *id);
struct fake_reply fake_find(const struct fake *fake, const char *reference);
struct fake_reply fake_create(struct fake *fake, const struct json *fields,
                              const char *reference, const char *parent);
struct fake_reply fake_update(struct fake *fake, const char *id,
                              const struct json *fields,
                              const char *unmodified_since);

/* ---- what is not accepted (fake_rules.c) ---- */

bool fake_is_address(const char *path);

/* The field for which these fields, written over these values, are refused;
 * NULL when they are not. */
const char *fake_refuses(const struct fake *fake, const struct json *values,
                         const struct json *fields);

/* ---- groups ---- */

struct fake_record *fake_group(struct fake_record *record);
void fake_join(struct fake_record *one, struct fake_record *other);

#endif

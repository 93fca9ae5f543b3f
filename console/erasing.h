/*
 * console/erasing.h: what the parts of `tandem erase` share. Only they include
 * it.
 *
 * person_find(), then letters_find() and readings_find() and changes_find() to
 * see what there is; then, in this order, readings_remove(), links_forget(),
 * changes_remove(), letters_remove(), fingerprints_remove(). Each may be done
 * again: whoever is interrupted begins at the beginning, and ends the same.
 */
#ifndef TANDEM_CONSOLE_ERASING_H
#define TANDEM_CONSOLE_ERASING_H

#include "base/json.h"
#include "console/session.h"

#include <stdbool.h>

/* A hub has 200 children at most, each with a record of its own. */
#define PERSON_LINKS_MAX   256
#define PERSON_RECORDS_MAX 256

#define ERASING_READ_MS 30000
#define ERASING_STEP_MS 200

/* A record that is the person's. */
struct person_record {
    const struct entity *entity;
    char *id;
    int64_t read_ms; /* when it was read last; 0: not known */
    int64_t gone_ms; /* when it was seen to be deleted; 0: it was not */
};

struct person {
    char *links[PERSON_LINKS_MAX];
    size_t link_count;
    struct person_record records[PERSON_RECORDS_MAX];
    size_t record_count;
    size_t holding; /* of its links: so many hold values */
};

struct erasing {
    struct session session;
    struct person person;
    int64_t at_ms;  /* names the command */
    int64_t end_ms; /* of the boot-time clock: nobody is waited for longer */
    /* What there is of the person, and is removed. */
    struct json *readings; /* [{topic, partition, key}]: records */
    size_t own_readings;   /* of these: the person's; else they name it */
    size_t changes;        /* messages to its links */
    size_t letters;
    bool *letters_in; /* of each partition: there is one */
    size_t fingerprints;
    bool dry; /* only looking */
};

/* Whom a person means, with all links and records that are the same one. */
int person_find(struct erasing *erasing, const char *text,
                struct err *err) MUST_CHECK;
void person_free(struct person *person);
bool person_has_link(const struct person *person, const char *id,
                     size_t length);
bool person_has_record(const struct person *person, const struct entity *entity,
                       const char *id);

bool erasing_key_is(const char *key, size_t length, const char *text);

/* ---- the newest readings (erase_readings.c) ---- */

int readings_find(struct erasing *erasing, struct err *err) MUST_CHECK;

/* Tombstones; waits until the transformer has passed them: what it made of the
 * readings stands in `changes` then. */
int readings_remove(struct erasing *erasing, struct err *err) MUST_CHECK;

/* ---- links and their mailboxes (erase_links.c) ---- */

int changes_find(struct erasing *erasing, struct err *err) MUST_CHECK;

/* Deletes nothing: who may not delete learns of it before anything is done. */
int rights_check(struct erasing *erasing, struct err *err) MUST_CHECK;

/* Waits until the loader has obeyed, in the ledger and in Redis' copy. */
int links_forget(struct erasing *erasing, struct err *err) MUST_CHECK;

/* Waits until nothing that is meant for them is on its way; then the mailboxes
 * lose what the loader has read. */
int changes_remove(struct erasing *erasing, struct err *err) MUST_CHECK;

/* False: the time is up, with an ERR_RETRY. */
bool erasing_waits(const struct erasing *erasing, const char *what,
                   struct err *err) MUST_CHECK;

/* ---- dead letters (erase_letters.c) ---- */

int letters_find(struct erasing *erasing, struct err *err) MUST_CHECK;
int letters_remove(struct erasing *erasing, struct err *err) MUST_CHECK;

/* ---- Redis ---- */

int fingerprints_remove(struct erasing *erasing, struct err *err) MUST_CHECK;

/* ---- the receipt (erase_receipt.c) ---- */

/* There is nothing of the person. */
bool erasing_is_nothing(const struct erasing *erasing);

/* What was removed, as JSON: the caller frees. Ids and counts only. */
struct json *receipt_new(const struct erasing *erasing, bool done);
void receipt_print(const struct json *receipt, bool dry);

/* Into the audit trail, for each link. */
int receipt_note(struct erasing *erasing, const struct json *receipt,
                 struct err *err) MUST_CHECK;

#endif

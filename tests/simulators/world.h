/*
 * world.h: all there is: records, tokens, faults, journal, settings.
 *
 * One thread, one world; the handlers get it through the exchange.
 */
#ifndef TANDEM_TESTS_WORLD_H
#define TANDEM_TESTS_WORLD_H

#include "exchange.h"
#include "faults.h"
#include "journal.h"
#include "spec.h"
#include "store.h"
#include "tokens.h"

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

#define SYSTEM_COUNT 2 /* PORT_ZOHOCRM and PORT_POWEROFFICEGO */

enum entity_id {
    CONTACTS,
    ACCOUNTS,
    DEALS,
    CUSTOMERS,
    CONTACT_PERSONS,
    SALES_ORDERS,
    OUTGOING_INVOICES,
    DEPARTMENTS,
    ENTITY_COUNT,
};

struct entity_info {
    const char *name;
    enum port system;
};

extern const struct entity_info entities[ENTITY_COUNT];

/* Whatever the name's case; ENTITY_COUNT when there is none. */
enum entity_id entity_find(enum port system, const char *name);

/* What POST /settings can change; see the table in world.c. */
struct settings {
    int64_t rate; /* PowerOffice requests per second and key; 0: any */
    int64_t token_seconds;
    int64_t latency_ms; /* of every API request */
    int64_t create_ms;  /* of PowerOffice's creates, which never overlap */
    int64_t zohocrm_concurrency; /* 0: any */
    int64_t zohocrm_refresh_max; /* per 10 minutes */
    int64_t zohocrm_page_rows;   /* reachable with page= */
    int64_t zohocrm_list_rows;   /* reachable with page_token= */
    int64_t zohocrm_page_token_seconds;
    int64_t zohocrm_watch_seconds;   /* at most; 0: as asked for */
    int64_t zohocrm_credits;         /* API calls left today; below 0: any */
    int64_t zohocrm_credits_seconds; /* Retry-After without any; 0: none */
    int64_t zohocrm_org;             /* whose it is; 0: it does not tell */
    int64_t powerofficego_client;    /* the same */
    int64_t zohocrm_key;             /* which refresh token is good */
    int64_t powerofficego_key;       /* which client key is good */
    int64_t normalise; /* not 0: trim texts, take blanks out of phones */
};

struct deletion {
    enum entity_id entity;
    char id[STORE_ID_MAX];
    char *name;
    int64_t stamp;
};

struct zoho;

struct world {
    struct settings settings;
    int64_t skew_ms[SYSTEM_COUNT];
    char *urls[PORT_COUNT];
    struct spec *specs[SYSTEM_COUNT];
    struct store *stores[ENTITY_COUNT];
    struct tokens tokens[SYSTEM_COUNT];
    struct faults *faults;
    struct journal *journal;
    struct json *told; /* settings that are no numbers, by name */
    struct zoho *zoho; /* page tokens, deletions, refreshes */
    int64_t last_id[SYSTEM_COUNT];
    int64_t last_number; /* of customers, orders and invoices */
    int64_t in_flight[SYSTEM_COUNT];
    int64_t creates_in_flight;
    double bucket; /* requests left, and when that was counted */
    int64_t bucket_ms;
};

struct world *world_new(const char *specs, struct err *err) MUST_CHECK;
void world_free(struct world *world);

/* The system's clock, with its skew, in stamps. */
int64_t world_now(const struct world *world, enum port system);

/* Takes the members of POST /settings; ERR_USAGE names an unknown one. */
int world_set(struct world *world, const struct json *settings,
              struct err *err) MUST_CHECK;

#endif

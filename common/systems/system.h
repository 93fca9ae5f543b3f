/*
 * systems/system.h: a remote API as a pure codec.
 *
 * A call says what is wanted in tandem's words; the codec turns it into an
 * HTTP request, and the response into an answer. No I/O, no clock. Only
 * zohocrm*.c and powerofficego*.c know URLs, headers and quirks; what they
 * know comes from the official descriptions (Zoho CRM v8, PowerOffice Go v2).
 */
#ifndef TANDEM_SYSTEMS_SYSTEM_H
#define TANDEM_SYSTEMS_SYSTEM_H

#include "base/err.h"
#include "base/json.h"
#include "domain/entity.h"
#include "domain/verdict.h"
#include "systems/message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct system;

/* Borrowed strings: the configuration outlives the systems. NULL or "" where
 * optional. URLs without a slash at the end. */
struct system_settings {
    const char *zohocrm_accounts_url;
    const char *zohocrm_api_url; /* optional: else the token's api_domain */
    const char *zohocrm_client_id;
    const char *zohocrm_client_secret;
    const char *zohocrm_refresh_token;
    const char *zohocrm_reference_field; /* optional */
    const char *powerofficego_url;
    const char *powerofficego_application_key;
    const char *powerofficego_client_key;
    const char *powerofficego_subscription_key;
};

/* name: "zohocrm" or "powerofficego"; NULL for any other. Copies settings. */
struct system *system_new(const char *name,
                          const struct system_settings *settings) MUST_CHECK;
void system_free(struct system *system);

/* Other keys of the same account, or of another. True: they are others. */
bool system_renew(struct system *system,
                  const struct system_settings *settings);
const char *system_name(const struct system *system);

/* The description of an entity, without settings but for Zoho's reference
 * field (NULL: none); NULL when tandem does not know the entity. */
const struct entity *system_entity(const char *system, const char *name);

/* Zoho's unique custom field that holds references; set once, before flows
 * are parsed. Copied. */
void system_zohocrm_reference_field(const char *field);

/* Whose token this is: a hash of the keys, fit for a Redis key. */
const char *system_account(const struct system *system);

/* Whose requests are counted together, the same way: PowerOffice counts those
 * of a subscription key, whichever clients they are for. */
const char *system_budget(const struct system *system);

/* Where a person puts the keys right: names of variables, for messages. */
const char *system_credentials(const struct system *system);

enum call_kind {
    CALL_TOKEN,  /* nothing else */
    CALL_LIST,   /* entity, columns, since_ms, page */
    CALL_READ,   /* entity, id, parent, columns (optional) */
    CALL_FIND,   /* entity, reference: the record that carries it */
    CALL_MATCH,  /* entity, key_path, keys: records with one of the values */
    CALL_CREATE, /* entity, parent, fields, reference */
    CALL_UPDATE, /* entity, id, parent, fields, current, unmodified_since */
    /* Zoho only: to be told of changes. entity (any), keys (the entities'
     * names), id (of the channel, ours), notify_url, secret, until_ms */
    CALL_SUBSCRIBE,
    CALL_RENEW,  /* the same for a channel that stands; GONE: it does not */
    CALL_TENANT, /* entity (any): whose records these are: the answer's id, of
                    Zoho's organisation or PowerOffice's client; record: all
                    that was said of it */
    CALL_FIELDS, /* entity; Zoho only: record: what its metadata says of the
                    fields */
};

/* How urgent, for the budget; the first goes first. */
enum call_priority {
    PRIORITY_READ,
    PRIORITY_UPDATE,
    PRIORITY_CREATE,
    PRIORITY_POLL,
    PRIORITY_SCAN,
};

struct call {
    enum call_kind kind;
    enum call_priority priority;
    const struct entity *entity;
    char *id;
    char *parent;
    char *reference;
    char *key_path;
    struct json *keys;
    struct json *fields;  /* {path: native value} to write */
    struct json *current; /* UPDATE: {path: value} as known, or NULL */
    char *unmodified_since;
    char **columns; /* top-level members to ask for */
    size_t column_count;
    int64_t since_ms; /* LIST: changed at or after; 0: everything */
    char *page;       /* LIST: the answer's next_page, or NULL for the first */
    char *notify_url; /* SUBSCRIBE, RENEW: where notices are to be sent */
    char *secret;     /* what each notice will carry */
    int64_t until_ms; /* for how long */
};

void call_free(struct call *call); /* its members; not the struct */

struct slice {
    const char *text;
    size_t length;
};

struct answer {
    enum verdict verdict;
    char *code;             /* the API's own code or title, or "HTTP 503" */
    char *field;            /* the field it named, or NULL */
    char *message;          /* its words; for the operator, may hold values */
    char *id;               /* CREATE, EXISTS (the holder, if it said so) */
    char *modified;         /* writes and reads: native text, or NULL */
    int64_t server_ms;      /* Date less the request's duration; 0: no Date */
    int64_t retry_after_ms; /* 0: not said */
    bool exhausted; /* RETRY: what may be asked in a day has been used up */
    struct json *record; /* READ, FIND with one row, writes that answer whole */
    struct slice *rows;  /* LIST, FIND, MATCH, Zoho's READ: each row's own bytes
                            in body */
    size_t row_count;
    char *next_page; /* LIST: NULL on the last page */
    bool truncated;  /* LIST: the walk must be anchored anew by since_ms */
    char *body;      /* what the slices point into; taken from the response */
    size_t body_length;
    char *token;      /* TOKEN */
    char *scope;      /* TOKEN: what it allows, where the system says so */
    char *api_url;    /* TOKEN: Zoho's api_domain, or NULL */
    int64_t token_ms; /* TOKEN: how long it lives */
    bool permanent;   /* TOKEN refused: the credentials are dead */
    int64_t
        until_ms; /* SUBSCRIBE, RENEW: how long it really lasts; 0: unsaid */
};

void answer_free(struct answer *answer);

/*
 * token and api_url: from the last token answer (NULL for CALL_TOKEN).
 * ERR_DATA when the call cannot be said in this API (bad id).
 */
int system_request(const struct system *system, const struct call *call,
                   const char *token, const char *api_url,
                   struct http_request *ret_request,
                   struct err *err) MUST_CHECK;

/* Never fails: what cannot be understood is VERDICT_RETRY or, for a write
 * that may have happened, VERDICT_UNKNOWN. So is an error that is not in the
 * API's own words (a proxy's page): it says nothing about a record. Takes
 * response->body. token: what the call was sent with. Whatever the API repeats,
 * code, field and message are without it and without the system's keys, and of
 * a bounded length. */
void system_answer(const struct system *system, const struct call *call,
                   const char *token, struct http_response *response,
                   struct answer *ret_answer);

/* Where records of this entity go when they leave it ("OutgoingInvoices" for
 * "SalesOrders"): the same id and reference live on there. NULL: nowhere. */
const struct entity *system_becomes(const struct entity *entity);

/* May creates of this system only be sent one at a time? */
bool system_creates_alone(const struct system *system);

#endif

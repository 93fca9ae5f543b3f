/*
 * exchange.h: one request and its answer, as plain values.
 *
 * server.c fills the request and sends the answer; everybody else works on
 * this and knows nothing of HTTP.
 */
#ifndef TANDEM_TESTS_EXCHANGE_H
#define TANDEM_TESTS_EXCHANGE_H

#include "base/buf.h"
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXCHANGE_PAIRS_MAX 48
#define EXCHANGE_PARTS_MAX 8

enum port { PORT_ZOHOCRM, PORT_POWEROFFICEGO, PORT_CONTROL, PORT_COUNT };

extern const char *const port_names[PORT_COUNT];

struct pairs {
    char *of[EXCHANGE_PAIRS_MAX][2];
    size_t count; /* more than fit are dropped */
};

enum ending {
    ENDING_WHOLE,
    ENDING_CUT,       /* the connection closes without an answer */
    ENDING_TRUNCATED, /* it closes after half of the body */
};

struct fault;
struct world;

struct exchange {
    struct world *world;
    enum port port;
    char *method;
    char *path;
    char *parts[EXCHANGE_PARTS_MAX]; /* "/v2/Customers" is "v2", "Customers" */
    size_t part_count;
    struct pairs query;
    struct pairs headers;
    struct buf body;
    struct json *json; /* the body, when it is JSON */

    int status;
    struct buf answer;
    struct pairs answer_headers;
    enum ending ending;
    int64_t wait_ms; /* before the next step */

    const char *entity; /* for the journal */
    char id[48];
    struct json *problems;
    struct fault *fault; /* owned */
    bool creating;       /* counts among the creates in flight */
    bool crowded;        /* another create was in flight already */
};

struct exchange *exchange_new(struct world *world, enum port port,
                              const char *method, const char *path);
void exchange_free(struct exchange *exchange);

/* Copies both; value may be NULL ("?name"). */
void pairs_add(struct pairs *pairs, const char *name, const char *value);

/* Whatever the name's case; NULL when absent. Borrowed. */
const char *pairs_get(const struct pairs *pairs, const char *name);

void pairs_free(struct pairs *pairs); /* what it holds */

/* "a=1&b=%20" as forms send it. */
void pairs_parse_form(struct pairs *pairs, const char *text);

/* Zoho's parameters care about case; borrowed, NULL when absent. */
const char *exchange_query(const struct exchange *exchange, const char *name);
int64_t exchange_query_int(const struct exchange *exchange, const char *name,
                           int64_t otherwise);
bool exchange_is(const struct exchange *exchange, const char *method);

/* Is the path's item'th part this, whatever its case? */
bool exchange_part(const struct exchange *exchange, size_t item,
                   const char *text);

/* Takes ownership of json; NULL: no body. Replaces an earlier answer. */
void exchange_answer(struct exchange *exchange, int status, struct json *json);
void exchange_answer_header(struct exchange *exchange, const char *name,
                            const char *value);

/* Notes what the official description does not allow. */
void exchange_problem(struct exchange *exchange, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif

/*
 * tests/support/web_client.h: io/http and support/web in one thread, asking
 * and answering each other.
 */
#ifndef TANDEM_TESTS_WEB_CLIENT_H
#define TANDEM_TESTS_WEB_CLIENT_H

#include "io/http.h"
#include "support/web.h"

#include <stdbool.h>

#define WEB_DEADLINE_MS 5000

struct outcome {
    int calls;
    struct http_response response; /* of the last call */
};

extern struct web *web;
extern struct http *http;

void web_client_start(web_handler *handler);
void web_client_stop(void);

/* An http_done for a struct outcome. */
void outcome_keep(struct http_response *response, void *arg);

/* Starts a request to the server. */
void ask(const char *method, const char *path, const char *body,
         int deadline_ms, struct outcome *outcome);

/* Until nothing is pending; fails the test when that takes too long. */
void run(void);

/* Starts one request and runs until its outcome is there. */
struct outcome answer_of(const char *method, const char *path,
                         const char *body);

/* That there was no answer, and why; frees it. */
void no_answer(struct outcome *outcome, bool sent, const char *why);

#endif

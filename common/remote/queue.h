/*
 * remote/queue.h: calls that wait, the most urgent first. Pure.
 */
#ifndef TANDEM_REMOTE_QUEUE_H
#define TANDEM_REMOTE_QUEUE_H

#include "remote/remote.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QUEUE_PRIORITIES (PRIORITY_SCAN + 1)

/* A call on its way: in a queue, or under way in http. */
struct errand {
    struct errand *next;
    struct remote *remote;
    struct call call;
    remote_done *done; /* NULL: nobody asks */
    void *arg;
    int64_t send_until_ms; /* 0: as long as it takes */
    int64_t not_before_ms;
    int64_t sent_ms;
    unsigned token_serial; /* what it was sent with: */
    char *token;           /* its answer may repeat it */
    int place;             /* in the remote's places; 0: none */
    int repeats;           /* of a read that went wrong */
    bool denied;           /* once already */
    bool probe;            /* its answer decides about the breaker */
};

struct queue {
    struct errand *lists[QUEUE_PRIORITIES];
    size_t count;
    size_t creates;
};

/* Behind its equals, or before them (a call that goes back). */
void queue_push(struct queue *queue, struct errand *errand);
void queue_push_front(struct queue *queue, struct errand *errand);

/* The most urgent one whose time has come; NULL: none. Stays in the queue. */
struct errand *queue_first(const struct queue *queue, int64_t now_ms,
                           bool with_creates);

/* The one that asks whose records these are, if its time has come. */
struct errand *queue_tenant(const struct queue *queue, int64_t now_ms);

/* The most urgent one that changes nothing, whatever its time. */
struct errand *queue_first_read(const struct queue *queue);

/* Takes it out. */
void queue_remove(struct queue *queue, struct errand *errand);

/* Takes out those that should have been sent before now_ms (INT64_MAX: all),
 * linked by next. */
struct errand *queue_expired(struct queue *queue, int64_t now_ms);

/* Does the call change nothing? */
bool errand_reads(const struct errand *errand);

#endif

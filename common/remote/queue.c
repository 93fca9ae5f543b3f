#include "remote/queue.h"

#include <assert.h>

static void queue_insert(struct queue *queue, struct errand **at,
                         struct errand *errand)
{
    errand->next = *at;
    *at = errand;
    queue->count++;
    queue->creates += errand->call.kind == CALL_CREATE;
}

static struct errand *queue_take(struct queue *queue, struct errand **at)
{
    struct errand *errand = *at;

    *at = errand->next;
    errand->next = NULL;
    queue->count--;
    queue->creates -= errand->call.kind == CALL_CREATE;
    return errand;
}

void queue_push(struct queue *queue, struct errand *errand)
{
    struct errand **at = &queue->lists[errand->call.priority];

    while (*at != NULL)
        at = &(*at)->next;
    queue_insert(queue, at, errand);
}

void queue_push_front(struct queue *queue, struct errand *errand)
{
    queue_insert(queue, &queue->lists[errand->call.priority], errand);
}

struct errand *queue_first(const struct queue *queue, int64_t now_ms,
                           bool with_creates)
{
    for (int i = 0; i < QUEUE_PRIORITIES; i++) {
        for (struct errand *errand = queue->lists[i]; errand != NULL;
             errand = errand->next) {
            bool create = errand->call.kind == CALL_CREATE;

            if (errand->not_before_ms <= now_ms && (with_creates || !create))
                return errand;
        }
    }
    return NULL;
}

struct errand *queue_tenant(const struct queue *queue, int64_t now_ms)
{
    struct errand *errand = queue->lists[PRIORITY_READ];

    while (errand != NULL &&
           (errand->call.kind != CALL_TENANT || errand->not_before_ms > now_ms))
        errand = errand->next;
    return errand;
}

struct errand *queue_first_read(const struct queue *queue)
{
    for (int i = 0; i < QUEUE_PRIORITIES; i++) {
        for (struct errand *errand = queue->lists[i]; errand != NULL;
             errand = errand->next) {
            if (errand_reads(errand))
                return errand;
        }
    }
    return NULL;
}

void queue_remove(struct queue *queue, struct errand *errand)
{
    struct errand **at = &queue->lists[errand->call.priority];

    while (*at != errand) {
        assert(*at != NULL);
        at = &(*at)->next;
    }
    (void)queue_take(queue, at);
}

static bool queue_is_over(const struct errand *errand, int64_t now_ms)
{
    int64_t until_ms = errand->send_until_ms;

    return now_ms == INT64_MAX || (until_ms != 0 && now_ms >= until_ms);
}

/* Moves those of one list to the end of another; returns its new end. */
static struct errand **queue_sift(struct queue *queue, struct errand **at,
                                  int64_t now_ms, struct errand **end)
{
    while (*at != NULL) {
        if (queue_is_over(*at, now_ms)) {
            *end = queue_take(queue, at);
            end = &(*end)->next;
        } else {
            at = &(*at)->next;
        }
    }
    return end;
}

struct errand *queue_expired(struct queue *queue, int64_t now_ms)
{
    struct errand *expired = NULL;
    struct errand **end = &expired;

    for (int i = 0; i < QUEUE_PRIORITIES; i++)
        end = queue_sift(queue, &queue->lists[i], now_ms, end);
    return expired;
}

bool errand_reads(const struct errand *errand)
{
    return errand->call.kind != CALL_CREATE && errand->call.kind != CALL_UPDATE;
}

#include "console/errands.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>

/* Somebody who waits for an answer. */
struct asker {
    struct asker *next;
    errands_done *done;
    void *arg;
};

/* One child that runs, or is to run. */
struct job {
    struct job *next; /* in the order they were asked for */
    char *program;
    char **words;
    char *who;
    int64_t limit_ms;
    bool shared;
    struct errand *errand; /* NULL: it waits for its turn */
    struct asker *askers;
};

struct errands {
    struct job *jobs;
};

/* ---- jobs ---- */

static struct job *job_new(const struct errand_order *order, bool shared)
{
    struct job *job = mem_new(1, sizeof *job);
    size_t count = 0;

    while (order->words[count] != NULL)
        count++;
    job->words = mem_new(count + 1, sizeof *job->words);
    for (size_t i = 0; i < count; i++)
        job->words[i] = mem_copy(order->words[i]);
    job->program = mem_copy(order->program);
    job->who = mem_copy(order->who);
    job->limit_ms = order->limit_ms;
    job->shared = shared;
    return job;
}

static void job_free(struct job *job)
{
    while (job->askers != NULL) {
        struct asker *next = job->askers->next;

        free(job->askers);
        job->askers = next;
    }
    for (size_t i = 0; job->words[i] != NULL; i++)
        free(job->words[i]);
    free(job->words);
    free(job->program);
    free(job->who);
    errand_free(job->errand);
    free(job);
}

static bool words_equal(char *const *one, char *const *other)
{
    while (*one != NULL && *other != NULL && text_equal(*one, *other)) {
        one++;
        other++;
    }
    return *one == NULL && *other == NULL;
}

static void job_tell(const struct job *job, const struct err *err)
{
    for (struct asker *asker = job->askers; asker != NULL; asker = asker->next)
        asker->done(job->errand, err, asker->arg);
}

/* True when it is over. */
static bool job_step(struct job *job, size_t *running)
{
    struct errand_order order = { .program = job->program,
                                  .words = job->words,
                                  .who = job->who,
                                  .limit_ms = job->limit_ms };
    struct err err = { 0 };

    if (job->errand == NULL) {
        if (*running == ERRANDS_RUNNING_MAX)
            return false;
        job->errand = errand_start(&order, &err);
        (*running)++;
    }
    if (job->errand != NULL && !errand_step(job->errand))
        return false;
    job_tell(job, &err);
    (*running)--;
    return true;
}

/* ---- all of them ---- */

struct errands *errands_new(void)
{
    return mem_new(1, sizeof(struct errands));
}

void errands_free(struct errands *errands)
{
    if (errands == NULL)
        return;
    while (errands->jobs != NULL) {
        struct job *next = errands->jobs->next;

        job_free(errands->jobs);
        errands->jobs = next;
    }
    free(errands);
}

static struct job **errands_end(struct errands *errands, size_t *ret_waiting)
{
    struct job **at = &errands->jobs;

    *ret_waiting = 0;
    for (; *at != NULL; at = &(*at)->next)
        *ret_waiting += (*at)->errand == NULL;
    return at;
}

static struct job *errands_same(const struct errands *errands,
                                const struct errand_order *order)
{
    struct job *job = errands->jobs;

    while (job != NULL &&
           !(job->shared && words_equal(job->words, order->words)))
        job = job->next;
    return job;
}

int errands_ask(struct errands *errands, const struct errand_order *order,
                bool shared, errands_done *done, void *arg, struct err *err)
{
    struct job *job = shared ? errands_same(errands, order) : NULL;
    struct asker *asker;
    size_t waiting;
    struct job **end = errands_end(errands, &waiting);

    if (job == NULL && waiting == ERRANDS_WAITING_MAX) {
        return err_set(err, ERR_RETRY,
                       "%d commands are running and %d are waiting: try again "
                       "in a moment",
                       ERRANDS_RUNNING_MAX, ERRANDS_WAITING_MAX);
    }
    if (job == NULL)
        job = *end = job_new(order, shared);
    asker = mem_new(1, sizeof *asker);
    *asker = (struct asker){ .next = job->askers, .done = done, .arg = arg };
    job->askers = asker;
    return 0;
}

static size_t errands_running(const struct errands *errands)
{
    size_t running = 0;

    for (const struct job *job = errands->jobs; job != NULL; job = job->next)
        running += job->errand != NULL;
    return running;
}

void errands_step(struct errands *errands)
{
    size_t running = errands_running(errands);
    struct job **at = &errands->jobs;

    while (*at != NULL) {
        struct job *job = *at;

        if (job_step(job, &running)) {
            *at = job->next;
            job_free(job);
        } else {
            at = &job->next;
        }
    }
}

size_t errands_poll(const struct errands *errands,
                    struct pollfd fds[ERRANDS_FDS_MAX], int *wait_ms)
{
    size_t count = 0;

    for (const struct job *job = errands->jobs; job != NULL; job = job->next) {
        if (job->errand != NULL)
            count += errand_poll(job->errand, fds + count, wait_ms);
    }
    return count;
}

#include "process/service.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "base/visible.h"
#include "process/health.h"
#include "process/log.h"
#include "process/metrics.h"
#include "process/options.h"
#include "process/signals.h"

#include <assert.h>
#include <malloc.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A wait is cut into steps, so that idle connections are seen to. */
#define STEP_MS          1000
#define PAUSE_FIRST_MS   100
#define PAUSE_LONGEST_MS 5000
#define REMIND_MS        30000
/* glibc keeps a heap for each of librdkafka's threads; two are enough, and a
 * loader then stays at 30 MB instead of 40. */
#define HEAPS_MAX 2
/* What is larger goes back to the system when it is freed; by itself glibc
 * comes to keep pieces of up to 32 MB in its heaps, such as what Kafka sends.
 */
#define HEAP_PIECE_MAX (128 * 1024)

struct service {
    struct config config;
    struct serve *serve;
    struct health *health;
    serve_handler *handler; /* of the program's own paths, or NULL */
    void *handler_arg;
};

/* ---- HTTP ---- */

/* Is it one of the paths that are there to be read, and only to be read? */
static bool service_misuses(const struct serve_request *request)
{
    bool reads = text_equal(request->method, "GET") ||
                 text_equal(request->method, "HEAD");

    return !reads && (text_equal(request->path, "/health") ||
                      text_equal(request->path, "/metrics"));
}

static void service_answer(const struct serve_request *request,
                           struct serve_response *ret_response, void *arg)
{
    struct service *service = arg;

    if (service_misuses(request)) {
        ret_response->status = 405;
    } else if (text_equal(request->path, "/health")) {
        ret_response->content_type = "application/json";
        if (!health_print(service->health, time_boot_ms(), &ret_response->body))
            ret_response->status = 503;
    } else if (text_equal(request->path, "/metrics")) {
        ret_response->content_type = "text/plain; version=0.0.4";
        metrics_print(&ret_response->body);
    } else if (service->handler != NULL) {
        service->handler(request, ret_response, service->handler_arg);
    } else {
        ret_response->status = 404;
        buf_text_append(&ret_response->body, "there is /health and /metrics\n");
    }
}

void service_handle(struct service *service, serve_handler *handler, void *arg)
{
    service->handler = handler;
    service->handler_arg = arg;
}

/* ---- start and end ---- */

static void service_say(const struct service_about *about)
{
    struct buf text = { 0 };

    options_help(about, &text);
    (void)fputs(buf_text(&text), stdout);
    buf_free(&text);
}

static void service_free(struct service *service)
{
    serve_close(service->serve);
    health_free(service->health);
    config_free(&service->config);
    free(service);
    signals_close();
    metrics_clear();
}

/* While something waits for Kafka: answers /health, and ends it in time. */
static bool service_goes_on(void *arg)
{
    return service_running(arg);
}

static int service_listen(struct service *service, bool console,
                          struct err *err)
{
    const struct config *config = &service->config;

    service->serve = serve_open(console ? config->console : config->listen,
                                service_answer, service, err);
    if (service->serve != NULL)
        return 0;
    return err_prefix(err, console ? "TANDEM_CONSOLE" : "TANDEM_LISTEN");
}

static int service_begin(struct service *service,
                         const struct service_about *about, const char *file,
                         struct err *err)
{
    struct config *config = &service->config;
    bool console = (about->needs & NEED_CONSOLE) != 0;
    unsigned needs = about->needs | (console ? 0 : NEED_SERVICE);

    service->health = health_new();
    if (config_load(config, about->program, needs, file, err) != 0 ||
        log_open(about->program, config->log, err) != 0 ||
        signals_open(err) != 0)
        return -1;
    config->kafka.go_on = service_goes_on;
    config->kafka.go_on_arg = service;
    if (service_listen(service, console, err) != 0)
        return -1;
    log_event(LOG_INFO, "started", LOG_TEXT, "version", SERVICE_VERSION,
              LOG_TEXT, "listen", serve_address(service->serve), LOG_END);
    return 0;
}

struct service *service_open(const struct service_about *about,
                             const char *file, struct err *err)
{
    struct service *service = mem_new(1, sizeof *service);

    if (service_begin(service, about, file, err) == 0)
        return service;
    service_free(service);
    return NULL;
}

static struct service *service_fail(const struct service_about *about,
                                    const struct err *err, int *ret_exit)
{
    struct buf text = { 0 };

    visible_append(&text, err->text);
    (void)fprintf(stderr, "%s: %s\n", about->program, buf_text(&text));
    buf_free(&text);
    *ret_exit = err->kind == ERR_USAGE ? EXIT_USAGE : EXIT_FAILURE_;
    return NULL;
}

struct service *service_start(const struct service_about *about, int argc,
                              char **argv, int *ret_exit)
{
    struct service *service;
    struct options options;
    struct err err = { 0 };

    if (options_parse(argc, argv, &options, &err) != 0)
        return service_fail(about, &err, ret_exit);
    *ret_exit = EXIT_OK;
    if (options.help) {
        service_say(about);
    } else if (options.version) {
        (void)printf("%s %s\n", about->program, SERVICE_VERSION);
    }
    if (options.help || options.version)
        return NULL;
    /* No other thread runs yet. NOLINTBEGIN(concurrency-mt-unsafe) */
    (void)mallopt(M_ARENA_MAX, HEAPS_MAX);
    (void)mallopt(M_MMAP_THRESHOLD, HEAP_PIECE_MAX);
    /* NOLINTEND(concurrency-mt-unsafe) */
    service = service_open(about, options.config, &err);
    return service == NULL ? service_fail(about, &err, ret_exit) : service;
}

const struct config *service_config(const struct service *service)
{
    return &service->config;
}

int service_renew(struct service *service, struct err *err)
{
    return config_renew(&service->config, err);
}

int service_end(struct service *service, const struct err *err)
{
    bool failed = err != NULL && err->kind != ERR_NONE;

    if (failed)
        log_event(LOG_ERROR, "failed", LOG_TEXT, "cause", err->text, LOG_END);
    log_event(LOG_INFO, "ended", LOG_END);
    service_free(service);
    if (!failed)
        return EXIT_OK;
    return err->kind == ERR_USAGE ? EXIT_USAGE : EXIT_FAILURE_;
}

/* ---- running ---- */

bool service_running(struct service *service)
{
    serve_step(service->serve);
    return !signals_stopped();
}

static bool is_ready(const struct pollfd *others, size_t count)
{
    struct pollfd copy[SERVICE_OTHERS_MAX];

    if (count == 0)
        return false;
    memcpy(copy, others, count * sizeof *copy);
    return poll(copy, count, 0) > 0;
}

bool service_wait_for(struct service *service, int ms,
                      const struct pollfd *others, size_t count)
{
    int64_t until_ms = time_boot_ms() + ms;
    int64_t left_ms = ms;

    assert(count <= SERVICE_OTHERS_MAX);
    while (service_running(service) && left_ms > 0 &&
           !is_ready(others, count)) {
        struct pollfd wakers[2 + SERVICE_OTHERS_MAX] = {
            { .fd = signals_fd(), .events = POLLIN },
            { .fd = serve_fd(service->serve), .events = POLLIN },
        };

        if (count > 0)
            memcpy(wakers + 2, others, count * sizeof *others);
        (void)poll(wakers, 2 + count,
                   left_ms < STEP_MS ? (int)left_ms : STEP_MS);
        left_ms = until_ms - time_boot_ms();
    }
    return !signals_stopped();
}

bool service_wait(struct service *service, int ms)
{
    return service_wait_for(service, ms, NULL, 0);
}

static void say_waiting(const char *what, const char *why)
{
    log_event(LOG_WARNING, "waiting", LOG_TEXT, "for", what, LOG_TEXT, "cause",
              why, LOG_END);
}

static void say_reached(const char *what)
{
    log_event(LOG_INFO, "reached", LOG_TEXT, "what", what, LOG_END);
}

/* Says what is waited for, unless it has been said lately. */
static void service_waiting(const char *what, const struct err *err,
                            int64_t *said_ms)
{
    int64_t now_ms = time_boot_ms();

    if (*said_ms != 0 && now_ms - *said_ms < REMIND_MS)
        return;
    say_waiting(what, err->text);
    *said_ms = now_ms;
}

int service_until(struct service *service, const char *what,
                  int (*attempt)(void *arg, struct err *err), void *arg,
                  struct err *err)
{
    int64_t said_ms = 0;
    int pause_ms = PAUSE_FIRST_MS;
    int result;

    while ((result = attempt(arg, err)) != 0 && err->kind == ERR_RETRY) {
        service_waiting(what, err, &said_ms);
        (void)health_stuck(service->health, what, err->text, time_boot_ms());
        if (!service_wait(service, pause_ms)) {
            *err = (struct err){ 0 };
            return -1;
        }
        pause_ms =
            pause_ms * 2 < PAUSE_LONGEST_MS ? pause_ms * 2 : PAUSE_LONGEST_MS;
    }
    health_forget(service->health, what);
    if (result == 0)
        *err = (struct err){ 0 }; /* of the attempts before */
    if (result == 0 && said_ms != 0)
        say_reached(what);
    return result;
}

void service_moved(struct service *service, const char *part)
{
    if (health_moved(service->health, part, time_boot_ms()))
        say_reached(part);
}

void service_stuck(struct service *service, const char *part, const char *why)
{
    if (health_stuck(service->health, part, why, time_boot_ms()))
        say_waiting(part, why);
}

void service_warn(struct service *service, const char *part,
                  const char *warning)
{
    health_warn(service->health, part, warning, time_boot_ms());
}

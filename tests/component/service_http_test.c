/*
 * What /health and /metrics of a program say, asked from another process.
 */
#include "process/service.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/time.h"
#include "process/metrics.h"
#include "support/child.h"
#include "support/environment.h"
#include "support/test.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static const struct service_about about = {
    .program = "answerer",
    .summary = "answers",
    .text = "It does nothing else.",
    .needs = 0,
};

static struct buf answer;

typedef void child_work(struct service *service);

static int child_main(void *arg)
{
    char name[] = "answerer";
    char *argv[] = { name, NULL };
    child_work *const *work = arg;
    struct service *service;
    int status;

    service = service_start(&about, 1, argv, &status);
    if (service == NULL)
        return status;
    (*work)(service);
    return service_end(service, NULL);
}

static void start(child_work *work)
{
    child_start(child_main, &work);
    child_hear("\"listen\":\"127.0.0.1:");
    child_hear("\"}\n");
}

static int connected(void)
{
    const char *listen = "\"listen\":\"127.0.0.1:";
    const char *port = strstr(child_said(), listen) + strlen(listen);
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)strtol(port, NULL, 10)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    struct timeval limit = { .tv_sec = 20 };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    assert_int_equal(
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit), 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address),
                     0);
    return fd;
}

/* The whole answer. */
static const char *asked(const char *method, const char *path)
{
    char *request = mem_print("%s %s HTTP/1.0\r\n\r\n", method, path);
    char block[4096];
    ssize_t count;
    int fd = connected();

    buf_clear(&answer);
    assert_int_equal(send(fd, request, strlen(request), MSG_NOSIGNAL),
                     strlen(request));
    while ((count = recv(fd, block, sizeof block, 0)) > 0)
        buf_append(&answer, block, (size_t)count);
    assert_int_equal(count, 0);
    (void)close(fd);
    free(request);
    return buf_text(&answer);
}

static const char *get(const char *path)
{
    return asked("GET", path);
}

static void assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("no '%s' in:\n%s", part, text);
}

static void work_well(struct service *service)
{
    service_moved(service, "poll");
    metrics_add("tandem_things_total", "kind=\"x\"", "Things.", 3);
    while (service_wait(service, 600000)) {
    }
}

static void a_program_that_moves_is_well(void **state)
{
    (void)state;
    start(work_well);
    assert_has(get("/health"), "HTTP/1.1 200 OK");
    assert_has(buf_text(&answer), "Content-Type: application/json\r\n");
    assert_has(buf_text(&answer), "\r\n\r\n{\"poll\":{\"ok\":true,");
}

static void its_numbers_are_told(void **state)
{
    (void)state;
    start(work_well);
    assert_has(get("/metrics"), "Content-Type: text/plain; version=0.0.4\r\n");
    assert_has(buf_text(&answer), "\ntandem_things_total{kind=\"x\"} 3\n");
    assert_has(buf_text(&answer), "\nprocess_resident_memory_bytes ");
}

static void other_paths_are_not_found(void **state)
{
    (void)state;
    start(work_well);
    assert_has(get("/"), "HTTP/1.1 404 ");
    assert_has(get("/healthy"), "HTTP/1.1 404 ");
}

static void health_and_metrics_can_only_be_read(void **state)
{
    static const char *const paths[] = { "/health", "/metrics" };

    (void)state;
    start(work_well);
    for (size_t i = 0; i < 2; i++) {
        assert_has(asked("HEAD", paths[i]), "HTTP/1.1 200 ");
        assert_has(asked("POST", paths[i]), "HTTP/1.1 405 ");
        assert_has(asked("DELETE", paths[i]), "HTTP/1.1 405 ");
        assert_has(asked("HEALTH", paths[i]), "HTTP/1.1 405 ");
    }
}

static void work_stuck(struct service *service)
{
    service_stuck(service, "redis", "connection refused");
    while (service_wait(service, 600000)) {
    }
}

static void a_stuck_program_is_unwell_and_says_why(void **state)
{
    (void)state;
    start(work_stuck);
    assert_has(get("/health"), "HTTP/1.1 503 ");
    assert_has(buf_text(&answer), "{\"redis\":{\"ok\":false,");
    assert_has(buf_text(&answer), "\"cause\":\"connection refused\"");
}

static int attempts_to_fail;

static int attempt(void *arg, struct err *err)
{
    (void)arg;
    if (attempts_to_fail-- > 0)
        return err_set(err, ERR_RETRY, "no broker answered");
    return 0;
}

static void work_until(struct service *service)
{
    struct err err;

    if (service_until(service, "kafka", attempt, NULL, &err) == 0)
        work_well(service);
}

static void a_program_that_waits_for_another_is_unwell(void **state)
{
    (void)state;
    attempts_to_fail = 1000000;
    start(work_until);
    child_hear("\"waiting\"");
    assert_has(get("/health"), "HTTP/1.1 503 ");
    assert_has(buf_text(&answer), "\"cause\":\"no broker answered\"");
}

static void a_program_that_waits_no_more_is_well(void **state)
{
    (void)state;
    attempts_to_fail = 2;
    start(work_until);
    child_hear("\"reached\"");
    assert_has(get("/health"), "HTTP/1.1 200 ");
    assert_null(strstr(buf_text(&answer), "kafka"));
}

/* Not at the end of a step of the wait, but at once. */
static void requests_are_answered_during_a_long_wait(void **state)
{
    int64_t before_ms = time_boot_ms();

    (void)state;
    start(work_well);
    for (int i = 0; i < 10; i++)
        assert_has(get("/health"), "HTTP/1.1 200 ");
    assert_true(time_boot_ms() - before_ms < 5000);
}

static void webhook(const struct serve_request *request,
                    struct serve_response *ret_response, void *arg)
{
    assert_ptr_equal(arg, &answer);
    ret_response->status = 202;
    buf_print(&ret_response->body, "took %s", request->path);
}

static void work_webhook(struct service *service)
{
    service_handle(service, webhook, &answer);
    work_well(service);
}

static void other_paths_belong_to_the_program(void **state)
{
    (void)state;
    start(work_webhook);
    assert_has(get("/hooks/zohocrm"), "HTTP/1.1 202 ");
    assert_has(buf_text(&answer), "took /hooks/zohocrm");
    assert_has(get("/health"), "\"poll\"");
}

static int clean(void **state)
{
    (void)state;
    environment_clean();
    return 0;
}

static int end(void **state)
{
    child_signal(SIGTERM);
    assert_int_equal(child_exit(), EXIT_OK);
    child_end();
    buf_free(&answer);
    return clean(state);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, clean, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_program_that_moves_is_well),
        TEST(its_numbers_are_told),
        TEST(other_paths_are_not_found),
        TEST(health_and_metrics_can_only_be_read),
        TEST(a_stuck_program_is_unwell_and_says_why),
        TEST(a_program_that_waits_for_another_is_unwell),
        TEST(a_program_that_waits_no_more_is_well),
        TEST(requests_are_answered_during_a_long_wait),
        TEST(other_paths_belong_to_the_program),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

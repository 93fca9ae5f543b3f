/*
 * The operator's page over plain HTTP: who may ask for what.
 */
#include "support/console.h"
#include "support/e2e.h"
#include "support/http_client.h"
#include "support/kari.h"

#include "base/mem.h"
#include "base/time.h"
#include "io/serve.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEADERS_MAX 6
#define ENDS_MS     5000

/* Of "boss" and "guest", made with mkpasswd -R 1: quick. */
#define BOSS                        \
    "TANDEM_CONSOLE_PASSWORD_HASH=" \
    "$y$j75$UDehzQeAgzpOE/MqkG/"    \
    "En.$s2yEQJJuwRV6Ti8bHyyejvjSwoige2RmGN4UKkouYG2"
#define GUEST                                                                  \
    "TANDEM_CONSOLE_READER_PASSWORD_HASH="                                     \
    "$6$rounds=1000$3krqi3D6/a4MGpK1$jaWyKbY/"                                 \
    "iQBR30r5/tMDo1QcvtbISMlOYS1kg13KAkteDar3euksG3QplBUL1M3349QqOaURMOQPwgAl" \
    "WbHcr."

static struct program *server;
static char *address;                    /* "127.0.0.1:4711" */
static const char *headers[HEADERS_MAX]; /* of the next request, then gone */
static int status;
static const struct json *answer;

/* ---- words ---- */

static void header(const char *line)
{
    size_t count = 0;

    while (headers[count] != NULL)
        count++;
    assert_true(count < HEADERS_MAX - 1);
    headers[count] = world_keep(mem_copy(line));
}

static const char *asked(const char *method, const char *path, const char *body)
{
    char *url = mem_print("http://%s%s", address, path);
    const char *text =
        world_keep(http_client_do(method, url, headers, body, &status));
    struct err err;
    struct json *json = json_parse(text, strlen(text), &err);

    free(url);
    memset(headers, 0, sizeof headers);
    answer = json == NULL ? NULL : world_keep_json(json);
    return text;
}

static void is_refused(int code, const char *why)
{
    const char *error = json_get_text(answer, "error");

    if (error == NULL || strstr(error, why) == NULL || status != code)
        fail_msg("%d %s, not %d %s", status, error, code, why);
}

static void csrf(void)
{
    char *line;

    (void)asked("GET", "/api/session", NULL);
    assert_int_equal(status, 200);
    line = mem_print("X-Tandem-CSRF: %s", json_get_text(answer, "csrf"));
    header(line);
    free(line);
}

static void find_address(void)
{
    static const char member[] = "\"listen\":\"";
    const char *start;

    eventually(30, program_said(server, member));
    start = strstr(program_output(server), member) + strlen(member);
    free(address);
    address = mem_copy_n(start, strcspn(start, "\""));
}

static void no_other_page_gets_in(void)
{
    header("Host: evil.example");
    (void)asked("GET", "/", NULL);
    is_refused(403, "the page is at 127.0.0.1");
    header("Origin: http://evil.example");
    (void)asked("GET", "/api/status", NULL);
    is_refused(403, "another page");
    header("Sec-Fetch-Site: cross-site");
    (void)asked("GET", "/api/status", NULL);
    is_refused(403, "another page");
    header("X-Forwarded-For: 203.0.113.7");
    (void)asked("GET", "/api/status", NULL);
    is_refused(403, "TANDEM_CONSOLE_PASSWORD_HASH");
    header("X-Tandem-CSRF: 00");
    (void)asked("POST", "/api/status", NULL);
    is_refused(403, "X-Tandem-CSRF");
}

static void nothing_slips_into_the_command_line(void)
{
    (void)asked("GET", "/api/explain?operand=--config=/etc/passwd", NULL);
    is_refused(422, "nobody knows '--config=/etc/passwd'");
    (void)asked("GET", "/api/explain?operand=-x", NULL);
    is_refused(422, "nobody knows '-x'");
    (void)asked("GET", "/api/explain?operand=a%0Ab", NULL);
    is_refused(400, "control character");
    (void)asked("GET", "/api/explain?operand=$(id)%60id%60", NULL);
    is_refused(422, "nobody knows '$(id)`id`'");
    (void)asked("GET", "/api/status?config=/etc/passwd", NULL);
    is_refused(400, "has no option 'config'");
    (void)asked("GET", "/api/status?watch", NULL);
    is_refused(400, "has no option 'watch'");
    (void)asked("GET", "/api/serve", NULL);
    is_refused(404, "has no command 'serve'");
}

static void what_matters_is_posted_and_noted(void)
{
    char *path = mem_print("/api/explain?values=1&operand=%s", kari.link);
    char *body = mem_print("{\"operand\":[\"%s\"]}", kari.link);
    char *longer = mem_new(2 * SERVE_BODY_MAX, 1);

    memset(longer, 'a', 2 * SERVE_BODY_MAX - 1);
    (void)asked("GET", path, NULL);
    is_refused(405, "by POST");
    (void)asked("GET", "/api/retry?flow=contacts", NULL);
    is_refused(405, "by POST");
    csrf();
    assert_non_null(strstr(asked("POST", path, NULL), "Nordli"));
    assert_int_equal(status, 200);
    tandem("explain", kari.link);
    says(" viewed operator@127.0.0.1 (page)");
    csrf();
    (void)asked("POST", "/api/retry", body);
    assert_int_equal(status, 200);
    assert_true(json_get_true(answer, "done"));
    csrf();
    (void)asked("POST", "/api/retry", longer);
    assert_int_equal(status, 413);
    free(longer);
    free(body);
    free(path);
}

/* ---- tests ---- */

static void it_says_what_the_terminal_says(void)
{
    char *path = mem_print("/api/explain?operand=%s", kari.contact);
    const char *text;

    text = asked("GET", path, NULL);
    assert_int_equal(status, 200);
    assert_null(strstr(text, "Nordli"));
    assert_non_null(strstr(text, kari.link));
    (void)asked("GET", "/api/links?status=in-step", NULL);
    assert_int_equal(status, 200);
    assert_int_equal(json_get_int(answer, "count", 1), 1);
    (void)asked("GET", "/api/status", NULL);
    assert_int_equal(status, 200);
    assert_non_null(json_get(answer, "flows"));
    (void)asked("GET", "/api/links?status=nonsense", NULL);
    is_refused(422, "nonsense");
    assert_non_null(strstr(asked("GET", "/", NULL), "<title>tandem"));
    assert_int_equal(status, 200);
    assert_non_null(program_ask(server, "/health", &status));
    assert_int_equal(status, 200);
    free(path);
}

static void on_this_machine_everybody_is_the_operator(void **state)
{
    int64_t ms;

    (void)state;
    kari_is_known(NULL);
    server = program_start("tandem", "serve", "TANDEM_CONSOLE=127.0.0.1:0");
    find_address();
    it_says_what_the_terminal_says();
    no_other_page_gets_in();
    nothing_slips_into_the_command_line();
    what_matters_is_posted_and_noted();
    assert_int_equal(program_stop(server, &ms), 0);
    assert_true(ms < ENDS_MS);
    kari_ends();
}

static void log_in(const char *password)
{
    char *body = mem_print("{\"password\":\"%s\"}", password);

    (void)asked("POST", "/login", body);
    free(body);
}

static const char *cookie(void)
{
    const char *line = strstr(http_client_headers(), "Set-Cookie: ");
    char *text;

    assert_non_null(line);
    line += strlen("Set-Cookie: ");
    assert_non_null(strstr(line, "; HttpOnly; SameSite=Strict"));
    text = mem_print("Cookie: %.*s", (int)strcspn(line, ";"), line);
    return world_keep(text);
}

static const char *logged_in(const char *password, const char *role)
{
    /* After a wrong one it takes a second. */
    int64_t until_ms = time_boot_ms() + 30000;

    do {
        log_in(password);
    } while (status == 429 && time_boot_ms() < until_ms);
    assert_int_equal(status, 200);
    assert_string_equal(json_get_text(answer, "role"), role);
    return cookie();
}

static void post_as(const char *who, const char *path)
{
    char *line;

    header(who);
    (void)asked("GET", "/api/session", NULL);
    line = mem_print("X-Tandem-CSRF: %s", json_get_text(answer, "csrf"));
    header(who);
    header(line);
    (void)asked("POST", path, NULL);
    free(line);
}

static void a_reader_only_reads(const char *guest)
{
    header(guest);
    (void)asked("GET", "/api/links", NULL);
    assert_int_equal(status, 200);
    post_as(guest, "/api/retry?flow=contacts");
    is_refused(403, "a reader may not change anything");
    post_as(guest, "/api/dead-letters?redrive=all");
    is_refused(403, "a reader may not change anything");
    post_as(guest, "/api/explain?values=1&operand=x");
    is_refused(403, "a reader may not see what records hold");
}

static void a_login_is_asked_for(void)
{
    (void)asked("GET", "/api/session", NULL);
    is_refused(401, "log in");
    (void)asked("GET", "/api/status", NULL);
    is_refused(401, "log in");
    header("Cookie: tandem-x=; tandem=1");
    (void)asked("GET", "/api/status", NULL);
    is_refused(401, "log in");
    assert_non_null(strstr(asked("GET", "/", NULL), "/page/login.js"));
    (void)asked("POST", "/login", "password=boss");
    is_refused(400, "the body is");
    log_in("wrong");
    is_refused(403, "that is not the password");
    log_in("boss"); /* within the same second */
    is_refused(429, "too many passwords were tried");
    assert_non_null(strstr(http_client_headers(), "Retry-After: 1\r\n"));
}

static void with_a_password_people_have_roles(void **state)
{
    const char *boss;
    const char *guest;

    (void)state;
    kari_is_known(NULL);
    server = program_start("tandem", "serve", "TANDEM_CONSOLE=127.0.0.1:0",
                           BOSS, GUEST);
    find_address();
    a_login_is_asked_for();
    boss = logged_in("boss", "operator");
    guest = logged_in("guest", "reader");
    a_reader_only_reads(guest);
    post_as(boss, "/api/retry?flow=contacts&dry-run=1");
    assert_int_equal(status, 200);
    header("X-Forwarded-Proto: https");
    header("X-Forwarded-For: 192.0.2.9, 203.0.113.7");
    header("Host: tandem.example.com");
    log_in("boss");
    assert_int_equal(status, 200);
    assert_non_null(strstr(http_client_headers(), "; SameSite=Strict; Secure"));
    assert_true(program_said(server, "203.0.113.7 via 127.0.0.1"));
    post_as(boss, "/logout");
    assert_int_equal(status, 200);
    header(boss);
    (void)asked("GET", "/api/status", NULL);
    is_refused(401, "log in");
    kari_ends();
}

static void others_are_not_let_in_without_a_password(void **state)
{
    (void)state;
    world_start(NULL);
    refused_tandem("serve", "TANDEM_CONSOLE=0.0.0.0:0");
    says("TANDEM_CONSOLE is 0.0.0.0:0, which others reach: set "
         "TANDEM_CONSOLE_PASSWORD_HASH to what mkpasswd prints");
    refused_tandem("serve", "TANDEM_CONSOLE_PASSWORD_HASH=secret");
    says("TANDEM_CONSOLE_PASSWORD_HASH: not the hash of a password: mkpasswd");
    says_not("secret");
    refused_tandem("serve", "TANDEM_CONSOLE=nowhere", BOSS);
    says("TANDEM_CONSOLE: ");
    world_stop();
}

/* ---- a command that hangs ---- */

/* A broker that never answers: nobody accepts. */
static int silent_open(char ret_variable[64])
{
    struct sockaddr_in at = { .sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_int_equal(bind(fd, (struct sockaddr *)&at, length), 0);
    assert_int_equal(listen(fd, 8), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &length), 0);
    (void)snprintf(ret_variable, 64, "TANDEM_BROKERS=127.0.0.1:%d",
                   ntohs(at.sin_port));
    return fd;
}

static int request_open(const char *path)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    char *text = mem_print("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);

    to.sin_port = htons((uint16_t)strtol(strrchr(address, ':') + 1, NULL, 10));
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    assert_int_equal(send(fd, text, strlen(text), 0), strlen(text));
    free(text);
    return fd;
}

static void a_command_that_hangs_keeps_nobody_waiting(void **state)
{
    char brokers[64];
    char byte;
    int silent = silent_open(brokers);
    int hanging;
    int64_t ms;

    (void)state;
    world_start(NULL);
    server =
        program_start("tandem", "serve", "TANDEM_CONSOLE=127.0.0.1:0", brokers);
    find_address();
    hanging = request_open("/api/status");
    for (int i = 0; i < 10; i++) {
        (void)asked("GET", "/api/session", NULL);
        assert_int_equal(status, 200);
    }
    assert_int_equal(recv(hanging, &byte, 1, MSG_DONTWAIT), -1);
    assert_int_equal(program_stop(server, &ms), 0);
    assert_true(ms < ENDS_MS);
    assert_int_equal(recv(hanging, &byte, 1, 0), 0);
    (void)close(hanging);
    (void)close(silent);
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(on_this_machine_everybody_is_the_operator),
        world_test(with_a_password_people_have_roles),
        world_test(others_are_not_let_in_without_a_password),
        world_test(a_command_that_hangs_keeps_nobody_waiting),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    free(address);
    return failed;
}

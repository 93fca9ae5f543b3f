#include "support/driver.h"

#include "base/mem.h"
#include "support/http_client.h"
#include "support/test.h"
#include "support/waiting.h"
#include "support/world.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIMIT_S     60
#define SAYS_MAX    4096
#define CANNOT_EXEC 127

static struct {
    pid_t pid;     /* 0: none */
    char *folder;  /* of the profile, within TEST_DIR */
    char *address; /* http://127.0.0.1:PORT */
    char *session; /* .../session/ID */
} driver;

/* ---- the program ---- */

/* Between fork and exec: what it starts is of its group, and all it writes is
 * below the folder. */
static void become(int log, pid_t parent)
{
    if (setpgid(0, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
        getppid() != parent || dup2(log, STDOUT_FILENO) < 0 ||
        dup2(log, STDERR_FILENO) < 0)
        _exit(CANNOT_EXEC);
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): the child's only thread */
    if (setenv("HOME", driver.folder, 1) != 0 ||
        setenv("TMPDIR", driver.folder, 1) != 0) /* NOLINT */
        _exit(CANNOT_EXEC);
    (void)execlp("chromedriver", "chromedriver", "--port=0", (char *)NULL);
    _exit(CANNOT_EXEC);
}

/* "... was started successfully on port 4711." */
static int port_said(const char *path)
{
    static const char before[] = "successfully on port ";
    char text[SAYS_MAX] = "";
    FILE *file = fopen(path, "re");
    const char *at;

    if (file == NULL)
        return 0;
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    (void)fclose(file);
    at = strstr(text, before);
    return at == NULL ? 0 : (int)strtol(at + strlen(before), NULL, 10);
}

static void program_open(void)
{
    static unsigned count;
    const char *scratch =
        getenv("TEST_DIR"); /* NOLINT(concurrency-mt-unsafe) */
    char *path;
    int port = 0;
    pid_t parent = getpid();
    int log;

    assert_non_null(scratch);
    driver.folder = mem_print("%s/chromium-%d-%u", scratch, getpid(), ++count);
    assert_int_equal(mkdir(driver.folder, 0700), 0);
    path = mem_print("%s/log", driver.folder);
    log = open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    assert_true(log >= 0);
    driver.pid = fork();
    assert_true(driver.pid >= 0);
    if (driver.pid == 0)
        become(log, parent);
    (void)close(log);
    eventually(LIMIT_S, (port = port_said(path)) != 0);
    driver.address = mem_print("http://127.0.0.1:%d", port);
    free(path);
}

/* ---- asking it ---- */

static const struct json *ask(const char *method, const char *url,
                              const struct json *body)
{
    static const char *const headers[] = { "Content-Type: application/json",
                                           NULL };
    char *text = body == NULL ? NULL : json_string(body);
    int status = 0;
    char *answer = http_client_do(method, url, headers, text, &status);
    struct err err = { 0 };
    struct json *json = json_parse(answer, strlen(answer), &err);

    if (status != 200 || json == NULL)
        fail_msg("%s %s %s: %d %.600s", method, url, text, status, answer);
    free(answer);
    free(text);
    return json_get(world_keep_json(json), "value");
}

const struct json *driver_do(const char *method, const char *command,
                             const struct json *body)
{
    char *url = mem_print("%s%s", driver.session, command);
    const struct json *value = ask(method, url, body);

    free(url);
    return value;
}

/* ---- a session ---- */

/* The pipe: Chromium ends when chromedriver does, however that ends. */
static struct json *wishes(void)
{
    char *text = mem_print(
        "{\"capabilities\": {\"alwaysMatch\": {\"browserName\": \"chrome\","
        " \"goog:loggingPrefs\": {\"browser\": \"ALL\"},"
        " \"goog:chromeOptions\": {\"args\": [\"--headless=new\","
        " \"--no-sandbox\", \"--disable-gpu\", \"--disable-dev-shm-usage\","
        " \"--remote-debugging-pipe\", \"--hide-scrollbars\","
        " \"--no-first-run\", \"--disable-background-networking\","
        " \"--user-data-dir=%s/profile\"]}}}}",
        driver.folder);
    struct err err;
    struct json *json = json_parse(text, strlen(text), &err);

    free(text);
    assert_non_null(json);
    return json;
}

void driver_open(void)
{
    struct json *body;
    char *url;
    const struct json *session;

    driver_close();
    program_open();
    body = wishes();
    url = mem_print("%s/session", driver.address);
    session = ask("POST", url, body);
    driver.session =
        mem_print("%s/%s", url, json_get_text(session, "sessionId"));
    json_free(body);
    free(url);
}

void driver_close(void)
{
    if (driver.pid > 0) {
        (void)kill(-driver.pid, SIGKILL);
        (void)waitpid(driver.pid, NULL, 0);
    }
    free(driver.folder);
    free(driver.address);
    free(driver.session);
    memset(&driver, 0, sizeof driver);
}

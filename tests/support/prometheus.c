#include "support/prometheus.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "support/entities.h"
#include "support/health.h"
#include "support/http_client.h"
#include "support/redis_server.h"
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

#define NOT_STARTED 127

static pid_t server = -1;
static int port;
static char *folder;

/* ---- other programs ---- */

/* Three words, of which the last may be NULL. */
static int run(const char *input, const char *program, const char *const *words)
{
    pid_t child = fork();
    int status = 0;

    assert_true(child >= 0);
    if (child == 0) {
        int fd = open(input == NULL ? "/dev/null" : input, O_RDONLY);

        if (fd >= 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO) {
            (void)execlp(program, program, words[0], words[1], words[2],
                         (char *)NULL);
        }
        _exit(NOT_STARTED);
    }
    assert_true(waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : NOT_STARTED;
}

int promtool(const char *file, const char *verb, const char *what,
             const char *operand)
{
    const char *const words[] = { verb, what, operand };

    return run(file, "promtool", words);
}

/* ---- its configuration ---- */

static void write_file(const char *name, const char *text)
{
    char *path = mem_print("%s/%s", folder, name);
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    free(path);
}

/* Each program that has said where it listens. */
static void targets_append(struct buf *out)
{
    const struct program *program;

    for (size_t n = 0; (program = program_nth(n)) != NULL; n++) {
        const char *host = program_address(program);

        if (host == NULL)
            continue;
        buf_print(out,
                  "      - targets: [\"%s\"]\n"
                  "        labels: {program: %s, namespace: test}\n",
                  host, program_name(program));
    }
}

/* "for: 10m" is too long for a test. */
static char *impatient(const char *rules)
{
    struct buf text = { 0 };

    while (*rules != '\0') {
        size_t length = strcspn(rules, "\n") + 1;

        if (text_starts(rules, "        for: ")) {
            buf_text_append(&text, "        for: 0s\n");
        } else {
            buf_append(&text, rules, length);
        }
        rules += length;
    }
    return buf_take(&text);
}

static void configure(void)
{
    struct buf text = { 0 };
    char *rules = entities_file("deploy/prometheus/alerts.yml");
    char *fast = impatient(rules);

    assert_int_equal(mkdir(folder, 0700), 0);
    buf_text_append(&text, "global:\n"
                           "  scrape_interval: 1s\n"
                           "  evaluation_interval: 1s\n"
                           "rule_files: [alerts.yml]\n"
                           "scrape_configs:\n"
                           "  - job_name: tandem\n"
                           "    static_configs:\n");
    targets_append(&text);
    write_file("prometheus.yml", buf_text(&text));
    write_file("alerts.yml", fast);
    buf_free(&text);
    free(rules);
    free(fast);
}

/* ---- the server ---- */

static void server_exec(void)
{
    char *config = mem_print("--config.file=%s/prometheus.yml", folder);
    char *data = mem_print("--storage.tsdb.path=%s/data", folder);
    char *listen = mem_print("--web.listen-address=127.0.0.1:%d", port);

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)execlp("prometheus", "prometheus", config, data, listen,
                 "--log.level=error", (char *)NULL);
    _exit(NOT_STARTED);
}

static bool has_values(void)
{
    return json_first(prometheus_query("sum(up)")) != NULL;
}

void prometheus_start(void)
{
    port = port_find();
    folder = mem_print("build/log/prometheus.%d", port);
    configure();
    server = fork();
    assert_true(server >= 0);
    if (server == 0)
        server_exec();
    eventually(30, has_values());
}

void prometheus_stop(void)
{
    const char *const words[] = { "-rf", folder, NULL };

    (void)kill(server, SIGKILL);
    (void)waitpid(server, NULL, 0);
    assert_int_equal(run(NULL, "rm", words), 0);
    free(folder);
    folder = NULL;
}

/* ---- questions ---- */

const struct json *prometheus_ask(const char *path)
{
    char *url = mem_print("http://127.0.0.1:%d%s", port, path);
    int status = 0;
    char *body = http_client_do("GET", url, NULL, NULL, &status);
    struct json *answer = NULL;
    struct err err;

    if (status == 200)
        answer = json_parse(body, strlen(body), &err);
    free(url);
    free(body);
    return answer == NULL ? NULL : json_get(world_keep_json(answer), "data");
}

/* Every byte as %XX: it is only a test. */
const struct json *prometheus_query(const char *expression)
{
    struct buf path = { 0 };
    const struct json *data;

    buf_text_append(&path, "/api/v1/query?query=");
    for (const char *c = expression; *c != '\0'; c++)
        buf_print(&path, "%%%02X", (unsigned)(unsigned char)*c);
    data = prometheus_ask(buf_text(&path));
    buf_free(&path);
    return json_get(data, "result");
}

bool prometheus_fires(const char *alert, const char *label, const char *value)
{
    char *expression =
        mem_print("ALERTS{alertname=\"%s\",alertstate=\"firing\",%s=\"%s\"}",
                  alert, label, value);
    bool fires = json_first(prometheus_query(expression)) != NULL;

    free(expression);
    return fires;
}

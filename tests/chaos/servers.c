#include "chaos/servers.h"

#include "base/buf.h"
#include "base/mem.h"
#include "io/kafka.h"
#include "io/redis.h"
#include "support/redis_server.h"
#include "support/test.h"
#include "support/waiting.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIMIT_S   60
#define ANSWER_MS 2000

static pid_t kafka = -1;
static pid_t redis = -1;
static char *kafka_properties;

static const char *given(const char *name)
{
    const char *value = getenv(name); /* NOLINT(concurrency-mt-unsafe) */

    if (value == NULL)
        fail_msg("no %s: run this by tests/support/servers", name);
    return value;
}

static struct redis *redis_connect(void)
{
    struct err err = { 0 };
    struct redis *connected = redis_open(given("TEST_REDIS"), ANSWER_MS, &err);

    if (connected == NULL)
        fail_msg("%s", err.text);
    return connected;
}

static void redis_tell(const char *word, const char *a, const char *b,
                       const char *c)
{
    struct redis *to = redis_connect();
    struct err err = { 0 };

    if (redis_do(to, &err, word, a, b, c, NULL) == NULL)
        fail_msg("%s: %s", word, err.text);
    redis_close(to);
}

/* ---- starting and ending ---- */

/* command: for the shell, taken over; it replaces the shell by exec. What it
 * prints goes to TEST_DIR. */
static pid_t start(const char *log, char *command)
{
    char *path = mem_print("%s/%s", given("TEST_DIR"), log);
    int file = open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0644);
    pid_t parent = getpid();
    pid_t pid = fork();

    assert_true(file >= 0 && pid >= 0);
    if (pid == 0) {
        if (dup2(file, STDOUT_FILENO) < 0 || dup2(file, STDERR_FILENO) < 0 ||
            prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
            _exit(1);
        (void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(1);
    }
    (void)close(file);
    free(command);
    free(path);
    return pid;
}

static void end(pid_t *pid)
{
    if (*pid > 0) {
        (void)kill(*pid, SIGKILL);
        (void)waitpid(*pid, NULL, 0);
    }
    *pid = -1;
}

static bool is_gone(pid_t pid)
{
    return kill(pid, 0) != 0;
}

/* That of tests/support/servers, which is not a child of ours. */
static void end_given(const char *variable)
{
    pid_t pid = (pid_t)strtol(given(variable), NULL, 10);

    (void)kill(pid, SIGTERM);
    eventually(LIMIT_S, is_gone(pid));
}

/* ---- Kafka ---- */

void servers_ports(struct servers_lane *lanes, int count)
{
    for (int i = 0; i < count; i++)
        lanes[i].port = port_find();
}

static char *line_of(const char *name)
{
    char *path = mem_print("%s/kafka.properties", given("TEST_DIR"));
    FILE *file = fopen(path, "re");
    char line[512];
    char *found = NULL;

    assert_non_null(file);
    while (found == NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, name, strlen(name)) == 0)
            found = mem_copy_n(line, strcspn(line, "\n"));
    }
    (void)fclose(file);
    free(path);
    assert_non_null(found);
    return found;
}

/* The lines of before again, with the lanes: the last of a name counts. */
static void properties_print(struct buf *text, const struct servers_lane *lanes,
                             int count)
{
    char *listeners = line_of("listeners=");
    char *advertised = line_of("advertised.listeners=");
    char *protocols = line_of("listener.security.protocol.map=");

    buf_print(text, "\n%s", listeners);
    for (int i = 0; i < count; i++)
        buf_print(text, ",LANE%d://127.0.0.1:%d", i, lanes[i].port);
    buf_print(text, "\n%s", advertised);
    for (int i = 0; i < count; i++)
        buf_print(text, ",LANE%d://127.0.0.1:%d", i, lanes[i].door);
    buf_print(text, "\n%s", protocols);
    for (int i = 0; i < count; i++)
        buf_print(text, ",LANE%d:PLAINTEXT", i);
    buf_print(text, "\nnum.network.threads=1\n");
    free(protocols);
    free(advertised);
    free(listeners);
}

static void properties_write(const struct servers_lane *lanes, int count)
{
    struct buf text = { 0 };
    FILE *file;

    kafka_properties = mem_print("%s/kafka.properties", given("TEST_DIR"));
    properties_print(&text, lanes, count);
    file = fopen(kafka_properties, "ae");
    assert_non_null(file);
    assert_true(fputs(buf_text(&text), file) >= 0);
    assert_int_equal(fclose(file), 0);
    buf_free(&text);
}

void servers_kafka_start(void)
{
    kafka = start("kafka.log",
                  mem_print("exec java -cp 'build/kafka/*' -Xms128m -Xmx384m"
                            " -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
                            " kafka.Kafka '%s'",
                            kafka_properties));
}

void servers_kafka_kill(void)
{
    end(&kafka);
}

void servers_kafka_freeze(void)
{
    (void)kill(kafka, SIGSTOP);
}

void servers_kafka_thaw(void)
{
    (void)kill(kafka, SIGCONT);
}

bool servers_kafka_is_up(void)
{
    struct kafka_settings settings = { .brokers = given("TEST_BROKERS"),
                                       .client = "chaos" };
    struct kafka_topic topic = { .name = "chaos.question", .partitions = 1 };
    struct err err;

    return kafka_topics_ensure(&settings, &topic, 1, ANSWER_MS, &err) == 0;
}

/* ---- Redis ---- */

int servers_redis_port(void)
{
    return (int)strtol(strrchr(given("TEST_REDIS"), ':') + 1, NULL, 10);
}

static bool redis_answers(void)
{
    struct redis *to = redis_connect();
    struct err err;
    bool answers = redis_ping(to, &err) == 0;

    redis_close(to);
    return answers;
}

/* With what dump.rdb in its folder holds. */
static void redis_start(void)
{
    redis = start("redis.log",
                  mem_print("exec redis-server --bind 127.0.0.1 --port %d"
                            " --dir '%s' --save '' --appendonly no"
                            " --maxmemory-policy noeviction",
                            servers_redis_port(), given("TEST_DIR")));
    eventually(LIMIT_S, redis_answers());
}

void servers_redis_flush(void)
{
    redis_tell("FLUSHALL", NULL, NULL, NULL);
}

void servers_redis_keep(void)
{
    redis_tell("SAVE", NULL, NULL, NULL);
}

void servers_redis_set_back(void)
{
    end(&redis);
    redis_start();
}

/* ---- both ---- */

void servers_start(const struct servers_lane *lanes, int count)
{
    end_given("TEST_KAFKA_PID");
    end_given("TEST_REDIS_PID");
    properties_write(lanes, count);
    servers_kafka_start();
    redis_start();
    eventually(LIMIT_S, servers_kafka_is_up());
}

void servers_stop(void)
{
    end(&kafka);
    end(&redis);
    free(kafka_properties);
    kafka_properties = NULL;
}

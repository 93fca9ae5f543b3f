#include "bench/weight.h"

#include "base/mem.h"
#include "io/redis.h"
#include "support/test.h"
#include "support/world.h"

#include <dirent.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PARTITIONS 12
#define LIMIT_MS   60000

static const char *variable(const char *name)
{
    return getenv(name); /* NOLINT(concurrency-mt-unsafe): one thread */
}

static struct redis *redis(void)
{
    struct err err = { 0 };
    struct redis *opened = redis_open(variable("TEST_REDIS"), LIMIT_MS, &err);

    if (opened == NULL)
        fail_msg("%s", err.text);
    return opened;
}

static size_t asked(struct redis *on, const char *command, const char *key)
{
    struct err err = { 0 };
    const struct redis_reply *reply = redis_do(on, &err, command, key, NULL);

    if (reply == NULL)
        fail_msg("%s %s: %s", command, key, err.text);
    return reply == NULL ? 0 : (size_t)reply->integer;
}

/* A command about a key of each partition; the sum of the answers. */
static size_t asked_of_all(const char *command, const char *name)
{
    struct redis *on = redis();
    size_t sum = 0;

    for (int p = 0; p < PARTITIONS; p++) {
        char *key = mem_print("%s:%s:%d", world_namespace(), name, p);

        sum += asked(on, command, key);
        free(key);
    }
    redis_close(on);
    return sum;
}

double weight_redis(void)
{
    static const char name[] = "used_memory:";
    struct redis *on = redis();
    struct err err = { 0 };
    const struct redis_reply *reply =
        redis_do(on, &err, "INFO", "memory", NULL);
    const char *at = reply == NULL ? NULL : strstr(reply->text, name);
    double bytes = at == NULL ? 0 : strtod(at + strlen(name), NULL);

    redis_close(on);
    return bytes;
}

size_t weight_links(void)
{
    return asked_of_all("HLEN", "links");
}

void weight_drop_links(void)
{
    (void)asked_of_all("DEL", "links");
}

/* ---- Kafka's disk ---- */

static double folder_bytes(const char *folder)
{
    struct dirent **files = NULL;
    int count = scandir(folder, &files, NULL, NULL);
    double bytes = 0;

    assert_true(count >= 0);
    for (int i = 0; i < count; i++) {
        char *path = mem_print("%s/%s", folder, files[i]->d_name);
        struct stat of;

        if (strstr(files[i]->d_name, ".log") != NULL && stat(path, &of) == 0)
            bytes += (double)of.st_size;
        free(path);
        free(files[i]);
    }
    free(files);
    return bytes;
}

double weight_ledger(void)
{
    double bytes = 0;

    for (int p = 0; p < PARTITIONS; p++) {
        char *folder = mem_print("%s/kafka/%s.links-%d", variable("TEST_DIR"),
                                 world_namespace(), p);

        bytes += folder_bytes(folder);
        free(folder);
    }
    return bytes;
}

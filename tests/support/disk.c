#include "support/disk.h"

#include "base/mem.h"
#include "base/text.h"
#include "state/topics.h"
#include "support/entities.h"
#include "support/kafka_words.h"
#include "support/test.h"
#include "support/world.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE      65536
#define DISPOSE_MS 1000
#define DAY_MS     INT64_C(86400000)
#define FIXED      4

/* ---- topics ---- */

void disk_topics(void)
{
    struct kafka_topic all[FIXED + TOPICS_RECORDS_MAX];
    struct topics topics;
    struct flows flows;
    size_t count = 0;

    entities_flows(&flows);
    topics_init(&topics, world_namespace(), WORLD_PARTITIONS, &flows);
    for (; count < topics.record_count; count++) {
        all[count] =
            (struct kafka_topic){ topics.records[count], WORLD_PARTITIONS, true,
                                  0, DISPOSE_MS };
    }
    all[count++] = (struct kafka_topic){ topics.links, WORLD_PARTITIONS, true,
                                         0, DISPOSE_MS };
    all[count++] = (struct kafka_topic){ topics.changes, WORLD_PARTITIONS,
                                         false, DAY_MS, DISPOSE_MS };
    all[count++] = (struct kafka_topic){ topics.dead_letters, WORLD_PARTITIONS,
                                         false, DAY_MS, DISPOSE_MS };
    ok(kafka_topics_ensure(&settings, all, count, LIMIT_MS, &last_err));
    topics_free(&topics);
    flows_free(&flows);
}

/* ---- searching ---- */

struct search {
    const char *text; /* NULL: only counting */
    size_t bytes;
    char *where;
};

static bool holds(const char *bytes, size_t length, const char *text)
{
    size_t size = strlen(text);

    for (size_t i = 0; i + size <= length; i++) {
        if (bytes[i] == text[0] && memcmp(bytes + i, text, size) == 0)
            return true;
    }
    return false;
}

/* A segment may vanish while it is read. */
static void search_file(struct search *search, const char *path)
{
    FILE *file = fopen(path, "rb");
    struct buf bytes = { 0 };
    char piece[PIECE];
    size_t length;

    if (file == NULL)
        return;
    while ((length = fread(piece, 1, sizeof piece, file)) > 0)
        buf_append(&bytes, piece, length);
    (void)fclose(file);
    search->bytes += bytes.length;
    if (search->text != NULL && search->where == NULL && bytes.length > 0 &&
        holds(bytes.data, bytes.length, search->text))
        search->where = mem_copy(path);
    buf_free(&bytes);
}

static void search_folder(struct search *search, const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    if (dir == NULL)
        return;
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else reads this folder */
    while ((entry = readdir(dir)) != NULL) {
        char *path = mem_print("%s/%s", folder, entry->d_name);

        if (strstr(entry->d_name, ".log") != NULL)
            search_file(search, path);
        free(path);
    }
    (void)closedir(dir);
}

static void search_all(struct search *search)
{
    char *root = mem_print("%s/kafka", variable("TEST_DIR"));
    DIR *dir = opendir(root);
    struct dirent *entry;

    assert_non_null(dir);
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else reads this folder */
    while ((entry = readdir(dir)) != NULL) {
        char *path = mem_print("%s/%s", root, entry->d_name);

        if (text_starts(entry->d_name, world_namespace()))
            search_folder(search, path);
        free(path);
    }
    (void)closedir(dir);
    free(root);
}

const char *disk_where(const char *text)
{
    static char *where;
    struct search search = { .text = text };

    free(where);
    search_all(&search);
    where = search.where;
    return where;
}

size_t disk_bytes(void)
{
    struct search search = { 0 };

    search_all(&search);
    return search.bytes;
}

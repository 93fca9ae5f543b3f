#include "support/ledger.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "io/kafka.h"
#include "support/test.h"
#include "support/world.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT_MS 10000

struct ledger {
    struct map *links; /* id: struct link */
    struct map *scans; /* "~scanned.zohocrm.Contacts" and partition: json */
    struct map *texts; /* partition and key: what stands there */
    bool whole;
};

static void free_link(void *link)
{
    link_free(link);
}

static void free_scan(void *scan)
{
    json_free(scan);
}

static void put_scan(struct ledger *ledger, const char *key,
                     const struct kafka_message *message)
{
    char *name = mem_print("%s.%d", key, (int)message->partition);
    struct err err;

    json_free(map_put(ledger->scans, name,
                      json_parse(message->value, message->value_length, &err)));
    free(name);
}

static void put_text(struct ledger *ledger, const char *key,
                     const struct kafka_message *message)
{
    char *name = mem_print("%d %s", (int)message->partition, key);

    if (message->value == NULL) {
        free(map_remove(ledger->texts, name));
    } else {
        free(map_put(ledger->texts, name,
                     mem_copy_n(message->value, message->value_length)));
    }
    free(name);
}

static int put(const struct kafka_message *message, void *arg, struct err *err)
{
    struct ledger *ledger = arg;
    char *key = mem_copy_n(message->key, message->key_length);
    struct link *link = NULL;

    put_text(ledger, key, message);
    if (text_starts(key, "~scanned.")) {
        put_scan(ledger, key, message);
    } else if (key[0] != '~' && message->value != NULL) {
        link = link_decode(message->value, message->value_length, err);
        link_free(map_put(ledger->links, key, link));
    }
    free(key);
    return 0;
}

struct ledger *ledger_read(void)
{
    struct ledger *ledger = mem_new(1, sizeof *ledger);
    struct kafka_settings settings = {
        .brokers = getenv("TEST_BROKERS"), /* NOLINT(concurrency-mt-unsafe) */
        .client = "ledger",
    };
    char *topic = mem_print("%s.links", world_namespace());
    struct err err;
    int64_t end;

    ledger->links = map_new();
    ledger->scans = map_new();
    ledger->texts = map_new();
    ledger->whole = true;
    for (int32_t p = 0; ledger->whole && p < WORLD_PARTITIONS; p++) {
        ledger->whole = kafka_read_partition(&settings, topic, p, 0, put,
                                             ledger, &end, LIMIT_MS, &err) == 0;
    }
    free(topic);
    return ledger;
}

void ledger_free(struct ledger *ledger)
{
    if (ledger == NULL)
        return;
    map_free(ledger->links, free_link);
    map_free(ledger->scans, free_scan);
    map_free(ledger->texts, free);
    free(ledger);
}

/* ---- looking ---- */

struct look {
    ledger_each_fn *each;
    void *arg;
    const char *flow;
    enum link_status status;
    size_t count;
};

static int look_each(const char *key, void *value, void *arg)
{
    const struct look *look = arg;

    (void)key;
    return value == NULL ? 0 : look->each(value, look->arg);
}

int ledger_each(const struct ledger *ledger, ledger_each_fn *each, void *arg)
{
    struct look look = { .each = each, .arg = arg };

    return map_each(ledger->links, look_each, &look);
}

static int count_those(const struct link *link, void *arg)
{
    struct look *look = arg;

    look->count +=
        link->status == look->status && text_equal(link->flow, look->flow);
    return 0;
}

size_t ledger_count(const struct ledger *ledger, const char *flow,
                    enum link_status status)
{
    struct look look = { .flow = flow, .status = status };

    (void)ledger_each(ledger, count_those, &look);
    return look.count;
}

static int count_unsettled(const struct link *link, void *arg)
{
    size_t *count = arg;

    *count += link->status == LINK_PENDING || link->status == LINK_WAITING;
    return 0;
}

size_t ledger_unsettled(const struct ledger *ledger)
{
    size_t count = 0;

    (void)ledger_each(ledger, count_unsettled, &count);
    return count;
}

static int newest_scan(const char *key, void *value, void *arg)
{
    int64_t *newest_ms = arg;
    int64_t scan_ms = json_get_int(value, "scan_ms", 0);

    (void)key;
    *newest_ms = scan_ms > *newest_ms ? scan_ms : *newest_ms;
    return 0;
}

int64_t ledger_scan_ms(const struct ledger *ledger)
{
    int64_t newest_ms = 0;

    (void)map_each(ledger->scans, newest_scan, &newest_ms);
    return newest_ms;
}

static bool has_passed(const struct json *scan)
{
    const char *passed = json_get_text(scan, "passed");

    return passed != NULL && strchr(passed, '0') == NULL;
}

static int scanned_before(const char *key, void *value, void *arg)
{
    const int64_t *since_ms = arg;

    (void)key;
    return json_get_int(value, "scan_ms", 0) <= *since_ms || !has_passed(value);
}

static bool scans_are_whole(const struct ledger *ledger)
{
    return map_count(ledger->scans) ==
           (size_t)WORLD_PARTITIONS * WORLD_ENTITIES;
}

bool ledger_scanned(const struct ledger *ledger, int64_t since_ms)
{
    return scans_are_whole(ledger) &&
           map_each(ledger->scans, scanned_before, &since_ms) == 0;
}

static int no_newer_than(const char *key, void *value, void *arg)
{
    const struct ledger *before = arg;
    const struct json *old = map_get(before->scans, key);

    return !has_passed(value) ||
           json_get_int(value, "scan_ms", 0) <= json_get_int(old, "scan_ms", 0);
}

bool ledger_scanned_after(const struct ledger *ledger,
                          const struct ledger *before)
{
    struct ledger those = *before;

    return scans_are_whole(ledger) &&
           map_each(ledger->scans, no_newer_than, &those) == 0;
}

const struct link *ledger_link(const struct ledger *ledger, const char *id)
{
    return map_get(ledger->links, id);
}

const char *ledger_text(const struct ledger *ledger, int partition,
                        const char *key)
{
    char *name = mem_print("%d %s", partition, key);
    const char *text = map_get(ledger->texts, name);

    free(name);
    return text;
}

size_t ledger_texts(const struct ledger *ledger)
{
    return map_count(ledger->texts);
}

bool ledger_is_whole(const struct ledger *ledger)
{
    return ledger->whole;
}

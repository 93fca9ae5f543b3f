#include "state/tenant.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define TENANT_PARTITION 0
#define TENANT_READ_MS   10000

struct tenant {
    struct redis *redis;
    const struct kafka_settings *kafka;
    const struct topics *topics;
    char *key; /* of Redis' copy */
    struct json *founders;
    int64_t look_ms;
};

struct tenant *tenant_open(struct redis *redis, const char *name_space,
                           const struct kafka_settings *kafka,
                           const struct topics *topics)
{
    struct tenant *tenant = mem_new(1, sizeof *tenant);

    tenant->redis = redis;
    tenant->kafka = kafka;
    tenant->topics = topics;
    tenant->key = mem_print("%s:links:%d", name_space, TENANT_PARTITION);
    tenant->founders = json_new_object();
    return tenant;
}

void tenant_close(struct tenant *tenant)
{
    if (tenant == NULL)
        return;
    free(tenant->key);
    json_free(tenant->founders);
    free(tenant);
}

/* What cannot be read is none. */
static void tenant_take(struct tenant *tenant, const char *text, size_t length)
{
    struct err ignored;
    struct json *founders = json_parse(text, length, &ignored);

    if (founders == NULL)
        return;
    json_free(tenant->founders);
    tenant->founders = founders;
}

static int tenant_message(const struct kafka_message *message, void *arg,
                          struct err *err)
{
    struct tenant *tenant = arg;

    (void)err;
    if (message->value != NULL && message->key_length == strlen(TENANT_ID) &&
        memcmp(message->key, TENANT_ID, message->key_length) == 0)
        tenant_take(tenant, message->value, message->value_length);
    return 0;
}

static int tenant_read_ledger(struct tenant *tenant, struct err *err)
{
    int64_t end;

    return kafka_read_partition(tenant->kafka, tenant->topics->links,
                                TENANT_PARTITION, 0, tenant_message, tenant,
                                &end, TENANT_READ_MS, err);
}

int tenant_look(struct tenant *tenant, int64_t now_ms, struct err *err)
{
    const struct redis_reply *reply;

    if (now_ms < tenant->look_ms)
        return 0;
    tenant->look_ms = now_ms + TENANT_LOOK_MS;
    reply = redis_do(tenant->redis, err, "HMGET", tenant->key, "~checkpoint",
                     TENANT_ID, NULL);
    if (reply == NULL)
        return -1;
    if (reply->items[0].kind != REDIS_TEXT) /* there is no copy */
        return tenant_read_ledger(tenant, err);
    if (reply->items[1].kind == REDIS_TEXT) {
        tenant_take(tenant, reply->items[1].text, reply->items[1].length);
    }
    return 0;
}

const char *tenant_founder(const struct tenant *tenant, const char *system)
{
    return json_get_text(tenant->founders, system);
}

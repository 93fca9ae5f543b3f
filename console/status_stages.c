#include "console/status_parts.h"

#include "base/mem.h"
#include "base/time.h"
#include "console/brakes.h"
#include "remote/budget.h"
#include "state/outcomes.h"

#include <stdlib.h>
#include <string.h>

#define READ_MS 10000

/* ---- what waits ---- */

/* Over all partitions. position and end are offsets: of two looks at them the
 * difference tells how fast it goes. */
struct lag {
    int64_t waiting;
    int64_t position; /* read so far */
    int64_t end;      /* written so far */
};

static int count_one(const struct kafka_message *message, void *arg,
                     struct err *err)
{
    size_t *count = arg;

    (void)message;
    (void)err;
    return ++*count >= STATUS_LAG_COUNTED ? 1 : 0;
}

/* Offsets also count what nobody reads: ends of transactions, and what was
 * compacted away. So a few messages are counted one by one. */
static int partition_lag(struct session *session, const char *topic,
                         int32_t partition, const struct kafka_stand *stand,
                         struct lag *lag, struct err *err)
{
    int64_t from =
        stand->committed < stand->low ? stand->low : stand->committed;
    int64_t end;
    size_t count = 0;
    int result;

    lag->position += from;
    lag->end += stand->end;
    if (from >= stand->end)
        return 0;
    result = kafka_read_partition(&session->kafka, topic, partition, from,
                                  count_one, &count, &end, READ_MS, err);
    if (result < 0)
        return -1;
    lag->waiting += result == 0 ? (int64_t)count : stand->end - from;
    return 0;
}

static int topic_lag(struct session *session, const char *group,
                     const char *topic, struct lag *lag, struct err *err)
{
    const int32_t partitions = session->topics.partitions;
    struct kafka_stand *stands = mem_new((size_t)partitions, sizeof *stands);
    int result = kafka_group_stands(&session->kafka, group, topic, partitions,
                                    stands, READ_MS, err);

    for (int32_t p = 0; result == 0 && p < partitions; p++)
        result = partition_lag(session, topic, p, &stands[p], lag, err);
    free(stands);
    return result;
}

static void stage_tell(struct json *list, const char *stage, const char *what,
                       const struct lag *lag)
{
    struct json *tree = json_new_object();

    json_set_text(tree, "stage", stage);
    json_set_text(tree, "reads", what);
    json_set_int(tree, "waiting", lag->waiting);
    json_set_int(tree, "position", lag->position);
    json_set_int(tree, "end", lag->end);
    json_append(list, tree);
}

struct json *status_stages(struct session *session, struct err *err)
{
    const struct topics *topics = &session->topics;
    struct json *list;
    struct lag records = { 0 };
    struct lag changes = { 0 };

    for (size_t i = 0; i < topics->record_count; i++) {
        if (topic_lag(session, topics->transformer_group, topics->records[i],
                      &records, err) != 0)
            return NULL;
    }
    if (topic_lag(session, topics->loader_group, topics->changes, &changes,
                  err) != 0)
        return NULL;
    list = json_new_array();
    stage_tell(list, "transformer", "records", &records);
    stage_tell(list, "loader", "changes", &changes);
    return list;
}

/* ---- how far it was read ---- */

/* NULL: Redis does not know, or is away. The caller frees. */
static char *redis_text(struct session *session, const char *word,
                        const struct entity *entity)
{
    char *key = mem_print("%s:%s:%s.%s", session->config->name_space, word,
                          entity->system, entity->name);
    struct err ignored;
    const struct redis_reply *reply =
        redis_do(session->redis, &ignored, "GET", key, NULL);
    char *text = reply == NULL || reply->kind != REDIS_TEXT
                     ? NULL
                     : mem_copy_n(reply->text, reply->length);

    free(key);
    return text;
}

static struct json *entity_tell(struct session *session,
                                const struct entity *entity)
{
    struct json *tree = json_new_object();
    char *text = redis_text(session, "cursor", entity);
    char *reader = redis_text(session, "lease", entity);
    struct err err;
    struct json *cursor =
        text == NULL ? NULL : json_parse(text, strlen(text), &err);

    json_set_text(tree, "system", entity->system);
    json_set_text(tree, "entity", entity->name);
    if (json_get(cursor, "polled_ms") != NULL)
        json_set_int(tree, "polled_ms", json_get_int(cursor, "polled_ms", 0));
    if (json_get(cursor, "scan_ms") != NULL)
        json_set_int(tree, "scanned_ms", json_get_int(cursor, "scan_ms", 0));
    if (reader != NULL)
        json_set_text(tree, "reader", reader);
    json_free(cursor);
    free(text);
    free(reader);
    return tree;
}

struct json *status_entities(struct session *session)
{
    struct json *list = json_new_array();

    for (size_t i = 0; i < session->topics.record_count; i++) {
        json_append(list,
                    entity_tell(session, session->topics.record_entities[i]));
    }
    return list;
}

/* ---- what was done ---- */

static int done_take(const struct json *outcome, void *arg, struct err *err)
{
    struct json *actions = arg;
    const char *action = json_get_text(outcome, "action");

    (void)err;
    if (action != NULL)
        json_set_int(actions, action, json_get_int(actions, action, 0) + 1);
    return 0;
}

struct json *status_done(struct session *session, struct err *err)
{
    struct json *tree = json_new_object();
    struct json *actions = json_new_object();
    int64_t since_ms = time_now_ms() - STATUS_MINUTES * INT64_C(60000);
    int result = outcomes_since(&session->kafka, &session->topics, since_ms,
                                done_take, actions, err);

    json_set_int(tree, "minutes", STATUS_MINUTES);
    json_set(tree, "actions", actions);
    if (result == 0)
        return tree;
    json_free(tree);
    return NULL;
}

/* ---- the brakes ---- */

struct json *status_brakes(struct session *session)
{
    struct json *list = json_new_array();
    struct brakes *brakes = brake_rows_open(session);
    struct brake_rows rows = { .count = 0 };
    struct err ignored;

    if (brakes != NULL &&
        brake_rows_look(session, brakes, &rows, &ignored) != 0)
        rows.count = 0;
    for (size_t i = 0; i < rows.count; i++) {
        const struct brake_stand *stand = &rows.items[i].stand;

        if (stand->engaged_ms != 0 || stand->released_ms != 0)
            json_append(list, brake_row_json(&rows.items[i]));
    }
    brakes_close(brakes);
    return list;
}

/* ---- the systems ---- */

static void trouble_tell(struct session *session, const struct system *system,
                         struct json *tree)
{
    char *key = mem_print("%s:token:%s:refused", session->config->name_space,
                          system_account(system));
    struct err ignored;
    const struct redis_reply *reply =
        redis_do(session->redis, &ignored, "GET", key, NULL);
    struct json *refused =
        reply == NULL || reply->kind != REDIS_TEXT
            ? NULL
            : json_parse(reply->text, reply->length, &ignored);

    if (json_get_text(refused, "why") != NULL)
        json_set_text(tree, "trouble", json_get_text(refused, "why"));
    json_free(refused);
    free(key);
}

static struct json *system_tell(struct session *session,
                                const struct config *keys, const char *name,
                                int limit)
{
    struct system *system = system_new(name, &keys->systems);
    struct json *tree = json_new_object();
    struct err ignored;
    size_t requests;

    json_set_text(tree, "system", name);
    if (limit > 0 && budget_look(session->redis, system_budget(system),
                                 &requests, &ignored) == 0) {
        json_set_int(tree, "requests", (int64_t)requests);
        json_set_int(tree, "limit", limit);
    }
    trouble_tell(session, system, tree);
    system_free(system);
    return tree;
}

struct json *status_systems(struct session *session,
                            const struct arguments *arguments)
{
    struct json *list = json_new_array();
    struct config keys;
    struct err ignored;

    if (config_load(&keys, "tandem", NEED_SYSTEMS, arguments->config,
                    &ignored) == 0) {
        json_append(list, system_tell(session, &keys, "zohocrm", 0));
        json_append(list, system_tell(session, &keys, "powerofficego",
                                      keys.powerofficego_rate));
    }
    config_free(&keys);
    return list;
}

#include "console/unlinked.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/record.h"

#include <stdlib.h>
#include <string.h>

#define READ_MS 30000

/* ---- the newest reading of one record ---- */

struct newest {
    const char *id;
    char *text; /* NULL: there is none */
};

static int newest_take(const struct kafka_message *message, void *arg,
                       struct err *err)
{
    struct newest *newest = arg;

    (void)err;
    if (message->key_length != strlen(newest->id) ||
        memcmp(message->key, newest->id, message->key_length) != 0)
        return 0;
    free(newest->text);
    newest->text = message->value == NULL
                       ? NULL
                       : mem_copy_n(message->value, message->value_length);
    return 0;
}

/* ---- why no flow has made a link of it ---- */

/* The first condition that the record does not fulfil, or NULL. */
static const struct json *unfit(const struct json *condition,
                                const struct json *fields)
{
    for (const struct json *term = json_first(condition); term != NULL;
         term = json_next(term)) {
        struct json *one = json_new_object();
        bool fits;

        json_set(one, json_name(term), json_clone(term));
        fits = flow_fits(one, fields);
        json_free(one);
        if (!fits)
            return term;
    }
    return NULL;
}

static char *reason_of(const struct flow *flow, enum side side,
                       const struct record *record)
{
    const struct flow_side *own = &flow->sides[side];
    struct json *fields;
    const struct json *term;
    char *wanted;
    char *reason;

    if (!flow->enabled)
        return mem_copy("the flow is off");
    if (record->kind == RECORD_GONE)
        return mem_copy("the record was deleted");
    fields = entity_pick(record->body, (const char *const *)own->paths,
                         own->path_count);
    term = unfit(own->where, fields);
    wanted = term == NULL ? NULL : json_string(term);
    reason =
        term == NULL
            ? mem_copy("it is wanted, but has no link yet: the transformer "
                       "or the loader is behind, or does not run")
            : mem_print("the flow is for records whose %s is %s",
                        json_name(term), wanted);
    free(wanted);
    json_free(fields);
    return reason;
}

static void flows_tell(const struct flows *flows, const struct entity *entity,
                       const struct record *record, struct json *list)
{
    for (size_t i = 0; i < flows->count; i++) {
        const struct flow *flow = flows->items[i];

        for (int s = 0; s < SIDES; s++) {
            struct json *tree;
            char *reason;

            if (flow->sides[s].entity != entity)
                continue;
            tree = json_new_object();
            reason = reason_of(flow, (enum side)s, record);
            json_set_text(tree, "flow", flow->name);
            json_set_text(tree, "reason", reason);
            json_append(list, tree);
            free(reason);
        }
    }
}

static int record_tell(const struct flows *flows, const struct entity *entity,
                       const char *text, struct json *list, struct err *err)
{
    struct record record = { 0 };
    struct json *tree;
    struct json *reasons;
    int result = record_decode(text, strlen(text), &record, err);

    if (result == 0) {
        tree = json_new_object();
        reasons = json_new_array();
        json_set_text(tree, "record", record.id);
        json_set_text(tree, "system", entity->system);
        json_set_text(tree, "entity", entity->name);
        json_set_int(tree, "read_ms", record.read_ms);
        flows_tell(flows, entity, &record, reasons);
        json_set(tree, "flows", reasons);
        json_append(list, tree);
    }
    record_free(&record);
    return result;
}

int unlinked_tell(struct session *session, const char *id,
                  struct json **ret_list, struct err *err)
{
    const struct topics *topics = &session->topics;
    int result = 0;

    *ret_list = json_new_array();
    for (size_t i = 0; result == 0 && i < topics->record_count; i++) {
        struct newest newest = { .id = id };
        int64_t end;

        result = kafka_read_partition(
            &session->kafka, topics->records[i],
            hash_partition(id, strlen(id), topics->partitions), 0, newest_take,
            &newest, &end, READ_MS, err);
        if (result == 0 && newest.text != NULL) {
            result = record_tell(&session->flows, topics->record_entities[i],
                                 newest.text, *ret_list, err);
        }
        free(newest.text);
    }
    return result;
}

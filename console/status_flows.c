#include "console/status_parts.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define SCANNED "~scanned."

struct count {
    size_t by_status[LINK_KEY + 1];
    size_t owed;
    char *oldest; /* link that has waited for longest; NULL: none waits */
    enum link_status oldest_status;
    int64_t oldest_ms;
};

struct counting {
    const struct session *session;
    struct count counts[FLOWS_MAX];
    /* Partitions in which a whole scan of the n-th entity has arrived. */
    int scanned[TOPICS_RECORDS_MAX];
};

/* ---- counting ---- */

static struct count *count_of(struct counting *counting, const char *flow)
{
    const struct flows *flows = &counting->session->flows;

    for (size_t i = 0; i < flows->count; i++) {
        if (text_equal(flows->items[i]->name, flow))
            return &counting->counts[i];
    }
    return NULL;
}

static bool is_waiting(const struct link *link)
{
    return link->status == LINK_WAITING || link->status == LINK_PENDING;
}

static int counting_take(const struct link *link, void *arg, struct err *err)
{
    struct count *count = count_of(arg, link->flow);

    (void)err;
    if (count == NULL)
        return 0;
    count->by_status[link->status]++;
    count->owed += json_first(link->owed) != NULL;
    if (is_waiting(link) && link->since_ms != 0 &&
        (count->oldest == NULL || link->since_ms < count->oldest_ms)) {
        mem_replace(&count->oldest, link->id);
        count->oldest_ms = link->since_ms;
        count->oldest_status = link->status;
    }
    return 0;
}

/* "~scanned.zohocrm.Contacts": has a whole scan ever arrived here? */
static void counting_note(int32_t partition, const char *id, const char *text,
                          void *arg)
{
    struct counting *counting = arg;
    const struct topics *topics = &counting->session->topics;
    struct err err;
    struct json *mark;

    (void)partition;
    if (!text_starts(id, SCANNED))
        return;
    mark = json_parse(text, strlen(text), &err);
    for (size_t i = 0; i < topics->record_count; i++) {
        const struct entity *entity = topics->record_entities[i];
        char *name = mem_print(SCANNED "%s.%s", entity->system, entity->name);

        counting->scanned[i] +=
            text_equal(name, id) && json_get_true(mark, "once");
        free(name);
    }
    json_free(mark);
}

/* ---- telling ---- */

static int scanned_of(const struct counting *counting,
                      const struct entity *entity)
{
    const struct topics *topics = &counting->session->topics;

    for (size_t i = 0; i < topics->record_count; i++) {
        if (topics->record_entities[i] == entity)
            return counting->scanned[i];
    }
    return 0;
}

static struct json *gate_tell(const struct counting *counting,
                              const struct flow *flow)
{
    struct json *gate = json_new_object();
    struct json *missing = json_new_array();

    for (int s = 0; s < SIDES; s++) {
        int done = scanned_of(counting, flow->sides[s].entity);
        struct json *one;

        if (done >= counting->session->topics.partitions)
            continue;
        one = json_new_object();
        json_set_text(one, "system", flow->sides[s].system);
        json_set_text(one, "entity", flow->sides[s].entity_name);
        json_set_int(one, "partitions_done", done);
        json_set_int(one, "partitions", counting->session->topics.partitions);
        json_append(missing, one);
    }
    json_set_bool(gate, "open", json_first(missing) == NULL);
    json_set(gate, "missing", missing);
    return gate;
}

static void oldest_tell(const struct count *count, struct json *tree)
{
    struct json *oldest;

    if (count->oldest == NULL)
        return;
    oldest = json_new_object();
    json_set_text(oldest, "link", count->oldest);
    json_set_text(oldest, "status", link_status_name(count->oldest_status));
    json_set_int(oldest, "since_ms", count->oldest_ms);
    json_set(tree, "oldest", oldest);
}

static struct json *flow_tell(const struct counting *counting, size_t n)
{
    const struct flow *flow = counting->session->flows.items[n];
    const struct count *count = &counting->counts[n];
    struct json *tree = json_new_object();

    json_set_text(tree, "flow", flow->name);
    json_set_bool(tree, "enabled", flow->enabled);
    for (int s = LINK_LONELY; s < LINK_KEY; s++) {
        json_set_int(tree, link_status_name((enum link_status)s),
                     (int64_t)count->by_status[s]);
    }
    json_set_int(tree, "owed", (int64_t)count->owed);
    oldest_tell(count, tree);
    if (flow->enabled)
        json_set(tree, "gate", gate_tell(counting, flow));
    return tree;
}

struct json *status_flows(struct session *session, struct err *err)
{
    struct counting *counting = mem_new(1, sizeof *counting);
    struct json *list = NULL;

    counting->session = session;
    if (links_walk(session->links, counting_take, counting_note, counting,
                   err) == 0) {
        list = json_new_array();
        for (size_t i = 0; i < session->flows.count; i++)
            json_append(list, flow_tell(counting, i));
    }
    for (size_t i = 0; i < FLOWS_MAX; i++)
        free(counting->counts[i].oldest);
    free(counting);
    return list;
}

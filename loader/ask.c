/*
 * Asking a target whom it knows by a key (an e-mail address), for up to 50
 * links in one request.
 */
#include "loader/batch.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "domain/record.h"
#include "domain/reply.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ASK_LINKS_MAX 50

struct asker {
    char *link_id;
    char *key;
    int64_t at_ms;
};

/* One question on its way. */
struct ask {
    struct loader *loader;
    struct loader_system *system;
    const struct flow *flow;
    enum side side;
    char *key_path;
    struct asker askers[ASK_LINKS_MAX];
    size_t count;
};

static void ask_free(struct ask *ask)
{
    for (size_t i = 0; i < ask->count; i++) {
        free(ask->askers[i].link_id);
        free(ask->askers[i].key);
    }
    free(ask->key_path);
    free(ask);
}

/* ---- answers ---- */

static bool row_has_key(const struct ask *ask, const struct json *row,
                        const char *key)
{
    const char *value = json_text(json_at(row, ask->key_path));

    return value != NULL && strcasecmp(value, key) == 0;
}

/* A record that was met, for everybody who asked for its key. */
static void ask_row(const struct ask *ask, const struct slice *row,
                    int64_t server_ms, struct event *events)
{
    struct err err;
    struct json *body = json_parse(row->text, row->length, &err);
    char *id = body == NULL
                   ? NULL
                   : entity_id(ask->flow->sides[ask->side].entity, body);
    struct record record = { .kind = RECORD_SEEN,
                             .system = ask->flow->sides[ask->side].system,
                             .entity = ask->flow->sides[ask->side].entity_name,
                             .id = id,
                             .read_ms = server_ms,
                             .body = body };

    for (size_t i = 0; id != NULL && i < ask->count; i++) {
        if (row_has_key(ask, body, ask->askers[i].key)) {
            reply_hit(&ask->loader->flows, ask->flow, ask->side, &record,
                      &events[i]);
        }
    }
    free(id);
    json_free(body);
}

static void ask_event(const struct ask *ask, const struct asker *asker,
                      const struct answer *answer, bool unsent,
                      struct event *ret_event)
{
    event_init(ret_event, EVENT_ANSWERED, asker->link_id);
    ret_event->side = ask->side;
    ret_event->request_at = asker->at_ms;
    ret_event->verdict = answer->verdict;
    ret_event->unsent = unsent;
    ret_event->read_ms =
        answer->server_ms != 0 ? answer->server_ms : time_now_ms();
}

static void ask_done(struct answer *answer, bool unsent, void *arg)
{
    struct ask *ask = arg;
    struct event events[ASK_LINKS_MAX];
    bool answered = answer->verdict == VERDICT_DONE && answer->server_ms != 0;

    for (size_t i = 0; i < ask->count; i++)
        ask_event(ask, &ask->askers[i], answer, unsent, &events[i]);
    for (size_t i = 0; answered && i < answer->row_count; i++)
        ask_row(ask, &answer->rows[i], answer->server_ms, events);
    for (size_t i = 0; i < ask->count; i++)
        inbox_put(&ask->loader->inbox, &events[i]);
    ask->system->out--;
    ask_free(ask);
}

/* ---- questions ---- */

static void ask_send(struct ask *ask)
{
    const struct flow_side *side = &ask->flow->sides[ask->side];
    struct call call = { .kind = CALL_MATCH,
                         .priority = PRIORITY_READ,
                         .entity = side->entity,
                         .key_path = mem_copy(ask->key_path),
                         .keys = json_new_array() };

    for (size_t i = 0; i < ask->count; i++)
        json_append(call.keys, json_new_text(ask->askers[i].key));
    call.column_count =
        flows_columns(&ask->loader->flows, side->entity, &call.columns);
    ask->system->out++;
    remote_call(ask->system->remote, &call, REMOTE_SEND_WITHIN_MS, ask_done,
                ask);
}

static bool ask_fits(const struct ask *ask, const struct member *member)
{
    return ask != NULL && ask->flow == member->flow &&
           ask->side == member->link->request.side &&
           ask->count < ASK_LINKS_MAX;
}

static struct ask *ask_new(struct loader *loader, const struct member *member)
{
    const struct link_request *request = &member->link->request;
    struct ask *ask = mem_new(1, sizeof *ask);

    ask->loader = loader;
    ask->flow = member->flow;
    ask->side = request->side;
    ask->system =
        loader_system_find(loader, ask->flow->sides[ask->side].system);
    ask->key_path = mem_copy(json_name(json_first(request->fields)));
    return ask;
}

static void ask_add(struct ask *ask, const struct member *member)
{
    const struct link_request *request = &member->link->request;

    ask->askers[ask->count++] = (struct asker){
        .link_id = mem_copy(member->link->id),
        .key = mem_copy(json_text(json_first(request->fields))),
        .at_ms = request->at_ms,
    };
}

void perform_asks(struct batch *batch)
{
    struct ask *ask = NULL;

    for (size_t i = 0; i < batch->member_count; i++) {
        const struct member *member = batch->members[i];

        if (!member->request || member->link->request.kind != REQUEST_MATCH)
            continue;
        if (ask != NULL && !ask_fits(ask, member)) {
            ask_send(ask);
            ask = NULL;
        }
        if (ask == NULL)
            ask = ask_new(batch->loader, member);
        ask_add(ask, member);
    }
    if (ask != NULL)
        ask_send(ask);
}

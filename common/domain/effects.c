#include "domain/work.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/cause.h"

#include <stdlib.h>

struct event *work_message(struct work *work, enum event_kind kind,
                           const char *link_id)
{
    struct event *message;

    if (work->out->message_count == EFFECTS_MESSAGES_MAX)
        return NULL;
    message = &work->out->messages[work->out->message_count++];
    event_init(message, kind, link_id);
    message->from = mem_copy(work->link->id);
    message->revision = work->link->revision;
    return message;
}

char *work_reference(const struct work *work)
{
    const struct flow_side *founder = &work->flow->sides[work->route.side];

    return route_reference(entity_origin(founder->entity), &work->route);
}

void work_outcome(struct work *work, const char *action, enum side side,
                  const char *properties, const char *rule, const char *cause)
{
    struct effects *out = work->out;

    if (out->outcome_count == EFFECTS_OUTCOMES_MAX)
        return;
    out->outcomes[out->outcome_count++] = (struct outcome){
        .action = action,
        .side = side,
        .properties = mem_copy(properties),
        .rule = mem_copy(rule),
        .cause = mem_copy(cause),
    };
}

void effects_free(struct effects *effects)
{
    for (size_t i = 0; i < effects->message_count; i++)
        event_free(&effects->messages[i]);
    for (size_t i = 0; i < effects->outcome_count; i++) {
        free(effects->outcomes[i].properties);
        free(effects->outcomes[i].rule);
        free(effects->outcomes[i].cause);
    }
    effects->message_count = 0;
    effects->outcome_count = 0;
    effects->changed = false;
    effects->seen = false;
    effects->slipped = false;
    effects->request = false;
    effects->respond = false;
    effects->braked[SIDE_A] = false;
    effects->braked[SIDE_B] = false;
}

/* What a person may do about it, or NULL. */
static const char *outcome_remedy(const struct outcome *outcome,
                                  const struct link *link)
{
    const struct cause *cause = cause_find(link->status, outcome->cause);
    const struct cause_owed *owed = cause_owed_find(outcome->cause);

    if (text_equal(outcome->action, "owed"))
        return owed == NULL ? NULL : owed->remedy;
    return cause == NULL ? NULL : cause->remedy;
}

void outcome_encode(struct buf *ret_text, const struct outcome *outcome,
                    const struct link *link, int64_t now_ms)
{
    struct json *tree = json_new_object();

    json_set_int(tree, "v", LINK_VERSION);
    json_set_int(tree, "time_ms", now_ms);
    json_set_text(tree, "link", link->id);
    json_set_text(tree, "flow", link->flow);
    json_set_text(tree, "action", outcome->action);
    json_set_text(tree, "side", side_name(outcome->side));
    json_set_text(tree, "status", link_status_name(link->status));
    if (outcome->properties != NULL)
        json_set_text(tree, "properties", outcome->properties);
    if (outcome->rule != NULL)
        json_set_text(tree, "rule", outcome->rule);
    if (outcome->cause != NULL)
        json_set_text(tree, "cause", outcome->cause);
    if (outcome_remedy(outcome, link) != NULL)
        json_set_text(tree, "remedy", outcome_remedy(outcome, link));
    json_set_int(tree, "revision", link->revision);
    json_print(tree, ret_text);
    json_free(tree);
}

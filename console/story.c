#include "console/story.h"

#include "base/text.h"
#include "console/refusal.h"
#include "console/story_parts.h"
#include "domain/cause.h"
#include "domain/route.h"
#include "state/outcomes.h"

#include <stdlib.h>

static void set_text(struct json *tree, const char *name, const char *text)
{
    if (text != NULL)
        json_set_text(tree, name, text);
}

static void set_ms(struct json *tree, const char *name, int64_t ms)
{
    if (ms != 0)
        json_set_int(tree, name, ms);
}

/* A contact whose contact persons each have a link of their own. */
static bool is_hub(const struct flow *flow, const struct link *link)
{
    struct route route;
    bool hub;

    if (flow->parent_flow == NULL || !route_parse(link->id, &route))
        return false;
    hub = route.side == SIDE_A && route.parent == NULL;
    route_free(&route);
    return hub;
}

/* ---- how it stands ---- */

static void standing_tell(const struct flow *flow, const struct link *link,
                          bool values, struct json *tree)
{
    const struct cause *cause = cause_find(link->status, link->cause);
    char *detail = values ? NULL : refusal_detail(link);

    json_set_text(tree, "link", link->id);
    json_set_text(tree, "flow", link->flow);
    set_text(tree, "title", flow->title);
    json_set_text(tree, "status", link_status_name(link->status));
    json_set_text(tree, "meaning",
                  is_hub(flow, link)
                      ? "it stands for several links, one under each parent"
                      : cause_status(link->status));
    set_text(tree, "cause", link->cause);
    if (cause != NULL) {
        json_set_text(tree, "cause_meaning", cause->meaning);
        set_text(tree, "remedy", cause->remedy);
    }
    set_text(tree, "detail", values ? link->detail : detail);
    set_ms(tree, "since_ms", link->since_ms);
    set_text(tree, "alias_of", link->alias_of);
    if (json_first(link->children) != NULL)
        json_set(tree, "children", json_clone(link->children));
    free(detail);
}

/* ---- the records ---- */

static struct json *record_tell(const struct flow *flow,
                                const struct link *link, enum side s)
{
    const struct link_side *side = &link->sides[s];
    struct json *tree = json_new_object();

    json_set_text(tree, "side", side_name(s));
    json_set_text(tree, "system", flow->sides[s].system);
    json_set_text(tree, "entity", flow->sides[s].entity_name);
    set_text(tree, "id", side->id);
    set_text(tree, "under", side->parent);
    set_text(tree, "reference", side->reference);
    set_text(tree, "modified", side->modified);
    set_ms(tree, "read_ms", side->read_ms);
    set_ms(tree, "written_ms", side->written_ms);
    set_ms(tree, "gone_ms", side->gone_ms);
    return tree;
}

static void records_tell(const struct flow *flow, const struct link *link,
                         struct json *tree)
{
    struct json *list = json_new_array();

    json_append(list, record_tell(flow, link, SIDE_A));
    json_append(list, record_tell(flow, link, SIDE_B));
    json_set(tree, "records", list);
}

static void request_tell(const struct flow *flow, const struct link *link,
                         struct json *tree)
{
    const struct link_request *request = &link->request;
    struct json *told;

    set_ms(tree, "due_ms", link->due_ms == LINK_DUE_AT_GATE ? 0 : link->due_ms);
    if (request->kind == REQUEST_NONE)
        return;
    told = json_new_object();
    json_set_text(told, "kind", request_kind_name(request->kind));
    json_set_text(told, "system", flow->sides[request->side].system);
    json_set_text(told, "entity", flow->sides[request->side].entity_name);
    json_set_int(told, "at_ms", request->at_ms);
    json_set(tree, "request", told);
}

/* ---- what was done ---- */

static void history_tell(const struct provenance *provenance, struct json *tree)
{
    size_t count = json_count(provenance->lines);
    size_t n = 0;
    struct json *last = json_new_array();

    for (const struct json *line = json_first(provenance->lines); line != NULL;
         line = json_next(line)) {
        if (n++ + STORY_LINES_MAX >= count)
            json_append(last, json_clone(line));
    }
    json_set_int(tree, "history_count", (int64_t)count);
    json_set(tree, "history", last);
}

static struct json *story_make(const struct flow *flow, const struct link *link,
                               bool values, const struct provenance *trail,
                               struct json *waits)
{
    struct json *tree = json_new_object();
    char *next = story_next(link, waits);

    standing_tell(flow, link, values, tree);
    json_set_text(tree, "next", next);
    json_set_text(tree, "next_link", story_whose(link, waits));
    records_tell(flow, link, tree);
    request_tell(flow, link, tree);
    json_set(tree, "properties", story_properties(flow, link, trail, values));
    json_set(tree, "waits", waits);
    history_tell(trail, tree);
    free(next);
    return tree;
}

struct json *story_tell(struct session *session, const struct link *link,
                        bool values, struct err *err)
{
    const struct flow *flow = flows_find(&session->flows, link->flow);
    struct provenance trail;
    struct json *story = NULL;
    struct json *waits;

    if (flow == NULL) {
        (void)err_set(err, ERR_USAGE,
                      "link '%s': TANDEM_FLOWS has no flow '%s' any more",
                      link->id, link->flow);
        return NULL;
    }
    provenance_init(&trail);
    waits = story_waits(session, link, err);
    if (waits != NULL &&
        outcomes_of_link(&session->kafka, &session->topics, link->id,
                         provenance_take, &trail, err) == 0) {
        story = story_make(flow, link, values, &trail, waits);
    } else {
        json_free(waits);
    }
    provenance_free(&trail);
    return story;
}

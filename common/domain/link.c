#include "domain/link.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/route.h"

#include <stdlib.h>

struct link *link_new(const char *id)
{
    struct link *link = mem_new(1, sizeof *link);
    struct route route;

    link->id = mem_copy(id);
    if (route_parse(id, &route)) {
        link->flow = mem_copy(route.flow);
        route_free(&route);
    } else {
        link->flow = route_key_flow(id);
    }
    for (int s = 0; s < SIDES; s++) {
        link->sides[s].observed = json_new_object();
        link->sides[s].agreed = json_new_object();
        link->sides[s].changed_ms = json_new_object();
        link->sides[s].sent = json_new_object();
    }
    link->definitions = json_new_object();
    link->owed = json_new_object();
    link->refs = json_new_object();
    link->back = json_new_object();
    link->returns = json_new_object();
    link->apart = json_new_object();
    link->prefer = json_new_object();
    link->subscribers = json_new_array();
    link->children = json_new_array();
    link->entered = json_new_object();
    link->match = json_new_object();
    link->entries = json_new_object();
    return link;
}

static void side_free(struct link_side *side)
{
    free(side->id);
    free(side->parent);
    free(side->modified);
    free(side->reference);
    free(side->written_modified);
    free(side->refused);
    json_free(side->observed);
    json_free(side->agreed);
    json_free(side->changed_ms);
    json_free(side->sent);
}

void link_side_forget(struct link *link, enum side side)
{
    side_free(&link->sides[side]);
    link->sides[side] = (struct link_side){
        .observed = json_new_object(),
        .agreed = json_new_object(),
        .changed_ms = json_new_object(),
        .sent = json_new_object(),
    };
    json_free(link->definitions);
    link->definitions = json_new_object();
    json_free(link->owed);
    link->owed = json_new_object();
}

void request_clear(struct link_request *request)
{
    json_free(request->fields);
    json_free(request->base);
    free(request->rules);
    free(request->modified);
    *request = (struct link_request){ 0 };
}

void link_free(struct link *link)
{
    if (link == NULL)
        return;
    free(link->id);
    free(link->flow);
    free(link->cause);
    free(link->detail);
    for (int s = 0; s < SIDES; s++)
        side_free(&link->sides[s]);
    json_free(link->definitions);
    json_free(link->owed);
    json_free(link->refs);
    json_free(link->back);
    json_free(link->returns);
    request_clear(&link->request);
    request_clear(&link->unsure);
    json_free(link->subscribers);
    json_free(link->children);
    free(link->command_refused);
    free(link->decision);
    free(link->joining);
    json_free(link->apart);
    json_free(link->prefer);
    free(link->alias_of);
    json_free(link->entered);
    json_free(link->match);
    json_free(link->entries);
    free(link);
}

bool link_is_blank(const struct link *link)
{
    return link->sides[SIDE_A].id == NULL && link->sides[SIDE_B].id == NULL &&
           json_first(link->children) == NULL;
}

bool link_is_erased(const struct link *link)
{
    return link->status == LINK_CLOSED && text_equal(link->cause, "erased");
}

bool link_is_whole(const struct link *link)
{
    return link->sides[SIDE_A].id != NULL && link->sides[SIDE_B].id != NULL;
}

static const char *const status_names[] = { "lonely",  "pending", "waiting",
                                            "in-step", "held",    "closed",
                                            "alias",   "key",     NULL };
static const char *const request_names[] = { "none",   "read",   "find",
                                             "create", "update", "match",
                                             NULL };

const char *link_status_name(enum link_status status)
{
    return status_names[status];
}

const char *request_kind_name(enum request_kind kind)
{
    return request_names[kind];
}

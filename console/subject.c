#include "console/subject.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/lens.h"
#include "domain/route.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct search {
    const struct flows *flows;
    const char *text;
    struct subject *found;
};

static bool side_has_email(const struct flow *flow, const struct link *link,
                           enum side side, const char *text)
{
    for (size_t i = 0; i < flow->property_count; i++) {
        const struct property *property = &flow->properties[i];

        for (size_t p = 0; p < property->path_count[side]; p++) {
            const char *value = json_get_text(link->sides[side].observed,
                                              property->paths[side][p]);

            if (property->type == TYPE_EMAIL && value != NULL &&
                strcasecmp(value, text) == 0)
                return true;
        }
    }
    return false;
}

static bool id_names(const char *link_id, const char *text)
{
    struct route route;
    bool same;

    if (!route_parse(link_id, &route))
        return false;
    same = text_equal(route.record_id, text);
    route_free(&route);
    return same;
}

static bool link_is_meant(const struct search *search, const struct link *link)
{
    const struct flow *flow = flows_find(search->flows, link->flow);

    if (text_equal(link->id, search->text) || id_names(link->id, search->text))
        return true;
    for (int s = 0; s < SIDES; s++) {
        if (text_equal(link->sides[s].id, search->text) ||
            (flow != NULL && strchr(search->text, '@') != NULL &&
             side_has_email(flow, link, (enum side)s, search->text)))
            return true;
    }
    return false;
}

static void subject_add(struct subject *subject, const char *link)
{
    subject->total++;
    if (subject->count < SUBJECT_LINKS_MAX)
        subject->links[subject->count++] = mem_copy(link);
}

static int search_take(const struct link *link, void *arg, struct err *err)
{
    const struct search *search = arg;

    (void)err;
    if (link_is_meant(search, link))
        subject_add(search->found, link->id);
    return 0;
}

int subject_find(struct session *session, const char *text,
                 struct subject *ret_subject, struct err *err)
{
    struct search search = { &session->flows, text, ret_subject };
    struct link *link = NULL;
    struct route route;

    memset(ret_subject, 0, sizeof *ret_subject);
    if (route_parse(text, &route)) {
        route_free(&route);
        if (links_get(session->links, text, &link, err) != 0)
            return -1;
    }
    if (link != NULL) {
        subject_add(ret_subject, link->id);
        link_free(link);
        return 0;
    }
    return links_walk(session->links, search_take, NULL, &search, err);
}

void subject_free(struct subject *subject)
{
    for (size_t i = 0; i < subject->count; i++)
        free(subject->links[i]);
    *subject = (struct subject){ 0 };
}

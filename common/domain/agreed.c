#include "domain/work.h"

#include "base/text.h"
#include "domain/lens.h"

#include <stdlib.h>

static void agreed_copy(struct link_side *side, const char *path,
                        const struct json *map)
{
    const struct json *value = json_get(map, path);

    if (value != NULL)
        json_set(side->agreed, path, json_clone(value));
}

/* Several references may stand in one field, and be agreed at different
 * times, so each keeps for itself where it led to. */
static void agreed_target(struct link *link, const struct property *property,
                          const struct json *map)
{
    char *target = refs_target(property, map);

    json_set_text(link->sides[SIDE_A].agreed, property->name, target);
    free(target);
}

void agreed_set(struct link *link, const struct property *property,
                enum side side, const struct json *map)
{
    if (property->type == TYPE_LINK && side == SIDE_A) {
        agreed_target(link, property, map);
        return;
    }
    for (size_t i = 0; i < property->path_count[side]; i++)
        agreed_copy(&link->sides[side], property->paths[side][i], map);
}

void agreed_define(struct link *link, const struct property *property)
{
    json_set_text(link->definitions, property->name, property->definition);
}

bool agreed_exists(const struct link *link, const struct property *property)
{
    return text_equal(json_get_text(link->definitions, property->name),
                      property->definition);
}

static bool is_echo(const struct property *property, enum side side,
                    const struct json *sent, const struct json *stored)
{
    if (stored == NULL)
        return false;
    return property->type == TYPE_LINK
               ? value_equal(sent, stored)
               : lens_is_echo(property, side, sent, stored);
}

/*
 * What the target stored of our write is what it agreed to, if it only tidied
 * it; beyond that, what we wrote is, and what is stored counts as somebody's
 * edit. Of what we did not write, only the answer to a create tells what the
 * system itself put there; what is found later may be somebody's, too.
 */
static void settle_path(struct link_side *target,
                        const struct property *property,
                        const struct link_request *request, const char *path,
                        enum settled how)
{
    const struct json *sent = json_get(request->fields, path);
    const struct json *stored = json_get(target->observed, path);

    if (sent != NULL && !is_echo(property, request->side, sent, stored)) {
        json_set(target->agreed, path, json_clone(sent));
    } else if (stored != NULL && (sent != NULL || how == SETTLED_CREATED)) {
        json_set(target->agreed, path, json_clone(stored));
    } else if (sent == NULL && how == SETTLED_FOUND) {
        json_set(target->agreed, path, json_new_null());
    }
}

static void settle_target(struct work *work, const struct property *property,
                          const struct link_request *request, enum settled how)
{
    for (size_t i = 0; i < property->path_count[request->side]; i++) {
        settle_path(&work->link->sides[request->side], property, request,
                    property->paths[request->side][i], how);
    }
}

static void adopt(struct link_side *side, const struct property *property,
                  enum side s, const struct json *fields)
{
    for (size_t i = 0; i < property->path_count[s]; i++) {
        const char *path = property->paths[s][i];
        const struct json *sent = json_get(side->agreed, path);
        const struct json *stored = json_get(fields, path);

        if (sent != NULL && !json_equal(sent, stored) &&
            is_echo(property, s, sent, stored))
            json_set(side->agreed, path, json_clone(stored));
    }
}

void agreed_adopt(struct work *work, enum side s, const struct json *fields)
{
    for (size_t i = 0; i < work->flow->property_count; i++) {
        const struct property *property = &work->flow->properties[i];

        if (property->type != TYPE_LINK)
            adopt(&work->link->sides[s], property, s, fields);
    }
}

/* What was sent to a path, if what is stored there now is what the system made
 * of it. */
static const struct json *stored_of(const struct work *work, enum side s,
                                    const struct property *property,
                                    const char *path)
{
    const struct json *sent = json_get(work->link->sides[s].sent, path);
    const struct json *stored = json_get(work->event->fields, path);

    return sent != NULL && stored != NULL && !json_equal(sent, stored) &&
                   is_echo(property, s, sent, stored)
               ? stored
               : NULL;
}

static void confirm(struct work *work, enum side s,
                    const struct property *property, const char *path)
{
    struct link_side *side = &work->link->sides[s];
    const struct json *stored = stored_of(work, s, property, path);

    if (stored == NULL)
        return;
    if (json_equal(json_get(side->agreed, path), json_get(side->sent, path)))
        json_set(side->agreed, path, json_clone(stored));
    if (json_equal(json_get(side->observed, path), json_get(side->sent, path)))
        json_set(side->observed, path, json_clone(stored));
}

void agreed_confirm(struct work *work, enum side s)
{
    struct link_side *side = &work->link->sides[s];

    if (json_first(side->sent) == NULL)
        return;
    for (size_t i = 0; i < work->flow->property_count; i++) {
        const struct property *property = &work->flow->properties[i];

        for (size_t p = 0;
             property->type != TYPE_LINK && p < property->path_count[s]; p++)
            confirm(work, s, property, property->paths[s][p]);
    }
    json_free(side->sent);
    side->sent = json_new_object();
}

static void settle_one(struct work *work, const struct property *property,
                       const struct link_request *request, enum settled how)
{
    if (property->type == TYPE_LINK && request->side == SIDE_A) {
        agreed_set(work->link, property, SIDE_A,
                   work->link->sides[SIDE_A].observed);
    } else {
        settle_target(work, property, request, how);
    }
    agreed_set(work->link, property, side_other(request->side), request->base);
    agreed_define(work->link, property);
    json_remove(work->link->prefer, property->name);
}

void agreed_settle(struct work *work, const struct link_request *request,
                   enum settled how)
{
    for (size_t i = 0; i < work->flow->property_count; i++) {
        const struct property *property = &work->flow->properties[i];

        if (plan_value(property, request->side, request->fields) != NULL) {
            owed_set(work, property, request->side, NULL);
        } else if (how == SETTLED_UPDATED) {
            continue;
        }
        settle_one(work, property, request, how);
    }
}

/* Is there what was sent? */
static bool has_come_through(const struct link_request *sent,
                             const struct property *property,
                             const struct json *fields)
{
    for (size_t i = 0; i < property->path_count[sent->side]; i++) {
        const char *path = property->paths[sent->side][i];
        const struct json *value = json_get(sent->fields, path);

        if (value != NULL) {
            return is_echo(property, sent->side, value, json_get(fields, path));
        }
    }
    return false;
}

static void settle_what_came(struct work *work, const struct link_request *sent,
                             enum side side, const struct json *fields)
{
    if (sent->kind != REQUEST_UPDATE || sent->side != side)
        return;
    for (size_t i = 0; i < work->flow->property_count; i++) {
        const struct property *property = &work->flow->properties[i];

        if (has_come_through(sent, property, fields))
            settle_one(work, property, sent, SETTLED_UPDATED);
    }
}

void agreed_seen(struct work *work, enum side side)
{
    const struct json *fields = work->event->fields;

    settle_what_came(work, &work->link->request, side, fields);
    settle_what_came(work, &work->link->unsure, side, fields);
}

void agreed_unsure(struct work *work, enum side side)
{
    struct link *link = work->link;

    if (link->unsure.side != side)
        return;
    settle_what_came(work, &link->unsure, side, link->sides[side].observed);
    request_clear(&link->unsure);
}

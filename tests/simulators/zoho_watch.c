#include "zoho_watch.h"

#include "post.h"
#include "stamp.h"
#include "zoho.h"
#include "zoho_records.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define TOKEN_MAX 50
#define URL_MAX   255
#define HOUR      (INT64_C(3600) * 1000 * STAMP_MS)
#define WEEK      (INT64_C(168) * HOUR)

struct channel {
    struct json *json; /* as it was asked for */
    int64_t expiry;
};

struct watches {
    struct map *channels;
};

static void channel_free(void *arg)
{
    struct channel *channel = arg;

    if (channel == NULL)
        return;
    json_free(channel->json);
    free(channel);
}

struct watches *watches_new(void)
{
    struct watches *watches = mem_new(1, sizeof *watches);

    watches->channels = map_new();
    return watches;
}

void watches_free(struct watches *watches)
{
    if (watches == NULL)
        return;
    map_free(watches->channels, channel_free);
    free(watches);
}

static struct map *channels_of(const struct exchange *exchange)
{
    return exchange->world->zoho->watches->channels;
}

/* The channel, unless it has expired. */
static struct channel *channel_find(const struct exchange *exchange,
                                    const char *id)
{
    struct channel *channel = id ? map_get(channels_of(exchange), id) : NULL;

    if (channel == NULL ||
        channel->expiry < world_now(exchange->world, PORT_ZOHOCRM))
        return NULL;
    return channel;
}

/* More than a week ahead, or nothing: an hour, and no word about it. */
static int64_t expiry_of(const struct world *world, const struct json *asked)
{
    const char *text = json_get_text(asked, "channel_expiry");
    int64_t now = world_now(world, PORT_ZOHOCRM);
    int64_t most = world->settings.zohocrm_watch_seconds * 1000 * STAMP_MS;
    int64_t expiry;

    if (!stamp_parse(text, &expiry) || expiry > now + WEEK)
        expiry = now + HOUR;
    return most > 0 && expiry > now + most ? now + most : expiry;
}

static bool event_is_known(const char *event)
{
    static const char *const actions[] = { "create", "edit", "delete", "all" };
    const char *action = event ? strchr(event, '.') : NULL;
    char *module = action ? mem_copy_n(event, (size_t)(action - event)) : NULL;
    bool known =
        module != NULL && entity_find(PORT_ZOHOCRM, module) != ENTITY_COUNT;

    free(module);
    for (size_t i = 0; known && i < sizeof actions / sizeof actions[0]; i++) {
        if (strcmp(action + 1, actions[i]) == 0)
            return true;
    }
    return false;
}

/* The member that will not do, or NULL. */
static const char *member_refused(const struct json *asked)
{
    static const char *const texts[] = { "channel_id", "notify_url" };
    const struct json *events = json_get(asked, "events");
    const char *token = json_get_text(asked, "token");
    const char *url = json_get_text(asked, "notify_url");

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (text_is_empty(json_get_text(asked, texts[i])))
            return texts[i];
    }
    if (json_count(events) == 0 || !json_is_array(events))
        return "events";
    for (const struct json *e = json_first(events); e; e = json_next(e)) {
        if (!event_is_known(json_text(e)))
            return "events";
    }
    if (token != NULL && strlen(token) >= TOKEN_MAX)
        return "token";
    return strlen(url) > URL_MAX ? "notify_url" : NULL;
}

static struct json *refusal(const char *code, const char *member)
{
    struct json *details = json_new_object();

    if (member != NULL)
        json_set_text(details, "api_name", member);
    return zoho_error(code, code, details);
}

static struct json *granted(const struct exchange *exchange,
                            const struct channel *channel)
{
    struct json *events = json_new_array();
    const struct json *asked = json_get(channel->json, "events");
    char expiry[TIME_TEXT_MAX];

    stamp_zohocrm(channel->expiry, expiry);
    for (const struct json *e = json_first(asked); e; e = json_next(e)) {
        struct json *event = json_new_object();
        const char *text = json_text(e);
        char *module = mem_copy_n(text, strcspn(text, "."));
        char *uri = mem_print("%s/crm/v8/%s",
                              exchange->world->urls[PORT_ZOHOCRM], module);

        json_set_text(event, "channel_id",
                      json_get_text(channel->json, "channel_id"));
        json_set_text(event, "channel_expiry", expiry);
        json_set_text(event, "resource_id", "5843104000000002179");
        json_set_text(event, "resource_name", module);
        json_set_text(event, "resource_uri", uri);
        json_append(events, event);
        free(module);
        free(uri);
    }
    return events;
}

static struct json *verdict_done(const struct exchange *exchange,
                                 const struct channel *channel)
{
    struct json *verdict = json_new_object();
    struct json *details = json_new_object();

    json_set_text(verdict, "code", "SUCCESS");
    json_set_text(verdict, "status", "success");
    json_set_text(verdict, "message", "Successfully subscribed");
    json_set(details, "events", granted(exchange, channel));
    json_set(verdict, "details", details);
    return verdict;
}

/* What a channel was before stays unless it is said anew. */
static struct json *channel_set(const struct exchange *exchange,
                                const struct json *asked, bool renew)
{
    const char *id = json_get_text(asked, "channel_id");
    const char *member = member_refused(asked);
    const struct channel *known = channel_find(exchange, id);
    struct channel *channel;

    if (member != NULL)
        return refusal("INVALID_DATA", member);
    if (renew && known == NULL)
        return refusal("NOT_SUBSCRIBED", NULL);
    channel = mem_new(1, sizeof *channel);
    channel->json = renew ? json_clone(known->json) : json_new_object();
    for (const struct json *m = json_first(asked); m; m = json_next(m))
        json_set(channel->json, json_name(m), json_clone(m));
    channel->expiry = expiry_of(exchange->world, asked);
    channel_free(map_put(channels_of(exchange), id, channel));
    return verdict_done(exchange, channel);
}

static void channels_set(struct exchange *exchange, bool renew)
{
    const struct json *asked = json_get(exchange->json, "watch");
    struct json *rows = json_new_array();
    struct json *answer = json_new_object();
    size_t bad = 0;

    for (const struct json *a = json_first(asked); a; a = json_next(a)) {
        struct json *verdict = channel_set(exchange, a, renew);

        bad += !text_equal(json_get_text(verdict, "code"), "SUCCESS");
        json_append(rows, verdict);
    }
    json_set(answer, "watch", rows);
    if (bad == json_count(rows)) {
        exchange_answer(exchange, 400, answer);
    } else {
        exchange_answer(exchange, bad > 0 ? 207 : renew ? 200 : 201, answer);
    }
}

static int channel_show(const char *id, void *value, void *arg)
{
    const struct channel *channel = value;
    struct json *shown = json_clone(channel->json);
    char expiry[TIME_TEXT_MAX];

    (void)id;
    stamp_zohocrm(channel->expiry, expiry);
    json_set_text(shown, "channel_expiry", expiry);
    json_append(arg, shown);
    return 0;
}

static void channels_show(struct exchange *exchange)
{
    struct json *shown = json_new_array();
    struct json *answer;

    (void)map_each(channels_of(exchange), channel_show, shown);
    if (json_count(shown) == 0) {
        json_free(shown);
        exchange_answer(exchange, 204, NULL);
        return;
    }
    answer = json_new_object();
    json_set(answer, "watch", shown);
    exchange_answer(exchange, 200, answer);
}

/* One id; tandem itself never asks for this. */
static void channel_end(struct exchange *exchange)
{
    const char *id = exchange_query(exchange, "channel_ids");
    struct channel *channel = id ? map_remove(channels_of(exchange), id) : NULL;

    if (channel == NULL) {
        zoho_refuse(exchange, 400, "NOT_SUBSCRIBED", NULL);
    } else {
        exchange_answer(exchange, 200, json_new_object());
    }
    channel_free(channel);
}

void zoho_watch(struct exchange *exchange)
{
    if (exchange_is(exchange, "POST")) {
        channels_set(exchange, false);
    } else if (exchange_is(exchange, "PATCH")) {
        channels_set(exchange, true);
    } else if (exchange_is(exchange, "GET")) {
        channels_show(exchange);
    } else if (exchange_is(exchange, "DELETE")) {
        channel_end(exchange);
    } else {
        zoho_refuse(exchange, 405, "INVALID_REQUEST_METHOD", NULL);
    }
}

/* ---- telling ------------------------------------------------------------ */

struct event {
    const struct world *world;
    const char *module;
    const char *id;
    const char *operation;
};

static bool channel_wants(const struct channel *channel,
                          const struct event *event)
{
    const struct json *events = json_get(channel->json, "events");
    const char *action = "edit";
    bool wants = false;

    if (strcmp(event->operation, "update") != 0)
        action = strcmp(event->operation, "insert") == 0 ? "create" : "delete";
    for (const struct json *e = json_first(events); e; e = json_next(e)) {
        const char *text = json_text(e);
        size_t length = strlen(event->module);

        wants =
            wants ||
            (text_starts(text, event->module) &&
             (strcmp(text + length, ".all") == 0 ||
              (text[length] == '.' && strcmp(text + length + 1, action) == 0)));
    }
    return wants && channel->expiry >= world_now(event->world, PORT_ZOHOCRM);
}

static struct json *notice_new(const struct channel *channel,
                               const struct event *event)
{
    struct json *notice = json_new_object();
    struct json *ids = json_new_array();
    char *uri = mem_print("%s/crm/v2/%s", event->world->urls[PORT_ZOHOCRM],
                          event->module);

    json_append(ids, json_new_text(event->id));
    json_set_int(notice, "server_time",
                 world_now(event->world, PORT_ZOHOCRM) / STAMP_MS);
    json_set(notice, "query_params", json_new_object());
    json_set_text(notice, "module", event->module);
    json_set_text(notice, "resource_uri", uri);
    json_set(notice, "ids", ids);
    json_set(notice, "affected_fields", json_new_array());
    json_set_text(notice, "operation", event->operation);
    json_set_text(notice, "channel_id",
                  json_get_text(channel->json, "channel_id"));
    json_set_text(notice, "token", json_get_text(channel->json, "token"));
    free(uri);
    return notice;
}

static int channel_tell(const char *id, void *value, void *arg)
{
    const struct channel *channel = value;
    const struct event *event = arg;
    struct json *notice;
    char *body;

    (void)id;
    if (!channel_wants(channel, event))
        return 0;
    notice = notice_new(channel, event);
    body = json_string(notice);
    post_send(json_get_text(channel->json, "notify_url"), body);
    free(body);
    json_free(notice);
    return 0;
}

void zoho_watch_tell(const struct world *world, enum entity_id entity,
                     const char *id, const char *operation)
{
    struct event event = { world, entities[entity].name, id, operation };

    (void)map_each(world->zoho->watches->channels, channel_tell, &event);
}

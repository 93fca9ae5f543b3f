/*
 * Notifications: how to ask for them (/crm/v8/actions/watch), and what one
 * says. Zoho signs nothing; a notice carries the token that we chose.
 */
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "systems/notice.h"
#include "systems/url.h"
#include "systems/zohocrm.h"

#include <stdlib.h>

bool zohocrm_watches(const struct call *call)
{
    return call->kind == CALL_SUBSCRIBE || call->kind == CALL_RENEW;
}

/* Every creation, edit and deletion: "Contacts.all". */
static struct json *events(const struct json *names)
{
    struct json *all = json_new_array();

    for (const struct json *n = json_first(names); n != NULL;
         n = json_next(n)) {
        char *event = mem_print("%s.all", json_text(n));

        json_append(all, json_new_text(event));
        free(event);
    }
    return all;
}

/* Only ids are asked for: values would be personal data on another way, and
 * what counts is read anyway. */
static struct json *channel(const struct call *call)
{
    struct json *channel = json_new_object();
    char text[TIME_TEXT_MAX];
    char *expiry;

    time_format(call->until_ms, text);
    expiry = mem_print("%.19s+00:00", text);
    json_set_text(channel, "channel_id", call->id);
    json_set(channel, "events", events(call->keys));
    json_set_text(channel, "notify_url", call->notify_url);
    json_set_text(channel, "channel_expiry", expiry);
    json_set_text(channel, "token", call->secret);
    json_set_bool(channel, "return_affected_field_values", false);
    json_set_bool(channel, "notify_on_related_action", false);
    free(expiry);
    return channel;
}

void zohocrm_watch_request(const struct call *call,
                           struct http_request *ret_request)
{
    struct json *document = json_new_object();
    struct json *watch = json_new_array();

    json_append(watch, channel(call));
    json_set(document, "watch", watch);
    ret_request->method = call->kind == CALL_RENEW ? "PATCH" : "POST";
    ret_request->body = json_string(document);
    json_free(document);
}

/* The earliest of the events' expiries; 0 when none is told. Whoever asks for
 * too much is silently given an hour. */
static int64_t expiry_ms(const struct json *row)
{
    const struct json *granted = json_at(row, "details.events");
    int64_t earliest_ms = 0;

    for (const struct json *e = json_first(granted); e != NULL;
         e = json_next(e)) {
        int64_t ms;

        if (time_parse(json_get_text(e, "channel_expiry"), &ms) &&
            (earliest_ms == 0 || ms < earliest_ms))
            earliest_ms = ms;
    }
    return earliest_ms;
}

void zohocrm_watch_answer(const struct call *call, int status,
                          const struct json *body, struct answer *ret_answer)
{
    const struct json *row = json_first(json_get(body, "watch"));
    const char *code = json_get_text(row, "code");

    if (code == NULL) {
        ret_answer->verdict = verdict_unclear(call);
        mem_replace(&ret_answer->code, "unreadable answer");
    } else if (text_equal(code, "SUCCESS")) {
        ret_answer->verdict = VERDICT_DONE;
        ret_answer->until_ms = expiry_ms(row);
    } else {
        zohocrm_explain(call, body, ret_answer);
        zohocrm_refused(call, status, body, ret_answer);
    }
}

/* ---- notices ---- */

static void ids_take(struct notice *notice, const struct json *ids)
{
    for (const struct json *id = json_first(ids);
         id != NULL && notice->id_count < NOTICE_IDS_MAX; id = json_next(id)) {
        if (url_is_digits(json_text(id)))
            notice->ids[notice->id_count++] = mem_copy(json_text(id));
    }
}

int notice_zohocrm(const char *body, size_t length, struct notice *ret_notice,
                   struct err *err)
{
    struct json *json = json_parse(body, length, err);

    *ret_notice = (struct notice){ 0 };
    if (json == NULL)
        return -1;
    ret_notice->secret = mem_copy(json_get_text(json, "token"));
    ret_notice->entity = zohocrm_entity(json_get_text(json, "module"));
    ids_take(ret_notice, json_get(json, "ids"));
    json_free(json);
    return 0;
}

void notice_free(struct notice *notice)
{
    free(notice->secret);
    for (size_t i = 0; i < notice->id_count; i++)
        free(notice->ids[i]);
    *notice = (struct notice){ 0 };
}

#include "base/mem.h"
#include "base/text.h"
#include "domain/envelope.h"
#include "domain/event.h"

#include <assert.h>
#include <string.h>

/* Only what other programs may say; the rest is the loader's own. */
static const char *const event_kinds[] = {
    "observed",   "wanted",  "wake",      "child", "scanned", "enter",
    "leave",      "granted", "ambiguous", "join",  "joined",  "refused",
    "registered", "parted",  "command",   NULL
};
static const char *const event_sides[] = { "a", "b", NULL };

/* ---- encode -------------------------------------------------------------- */

static void event_encode_observed(struct buf *ret_text,
                                  const struct event *event)
{
    envelope_text(ret_text, "side", event_sides[event->side]);
    envelope_text(ret_text, "record_id", event->record_id);
    envelope_text(ret_text, "parent", event->parent);
    envelope_text(ret_text, "reference", event->reference);
    envelope_int(ret_text, "read_ms", event->read_ms);
    envelope_text(ret_text, "modified", event->modified);
    envelope_bool(ret_text, "gone", event->gone);
    envelope_bool(ret_text, "fits", event->fits);
    envelope_bool(ret_text, "founds", event->founds);
    envelope_bool(ret_text, "not_yours", event->not_yours);
    if (event->hops > 0)
        envelope_int(ret_text, "hops", event->hops);
    envelope_text(ret_text, "from", event->from);
    envelope_json(ret_text, "fields", event->fields);
}

static void event_encode_scanned(struct buf *ret_text,
                                 const struct event *event)
{
    envelope_text(ret_text, "system", event->system);
    envelope_text(ret_text, "entity", event->entity);
    envelope_int(ret_text, "scan_ms", event->scan_ms);
    envelope_int(ret_text, "partition", event->partition);
    envelope_int(ret_text, "partitions", event->partitions);
    envelope_json(ret_text, "flows", event->body);
}

static void event_encode_registered(struct buf *ret_text,
                                    const struct event *event)
{
    envelope_text(ret_text, "flow", event->flow);
    envelope_int(ret_text, "partition", event->partition);
    envelope_int(ret_text, "partitions", event->partitions);
}

static void event_encode_talk(struct buf *ret_text, const struct event *event)
{
    envelope_text(ret_text, "from", event->from);
    envelope_bool(ret_text, "create", event->create);
    envelope_text(ret_text, "a", event->ids[SIDE_A]);
    envelope_text(ret_text, "b", event->ids[SIDE_B]);
    envelope_text(ret_text, "cause", event->cause);
    if (event->revision != 0)
        envelope_int(ret_text, "revision", event->revision);
    if (event->body != NULL)
        envelope_json(ret_text, "body", event->body);
}

static void event_encode_command(struct buf *ret_text,
                                 const struct event *event)
{
    envelope_text(ret_text, "command", event->command);
    envelope_int(ret_text, "at_ms", event->at_ms);
    if (event->revision != 0)
        envelope_int(ret_text, "revision", event->revision);
    if (event->body != NULL)
        envelope_json(ret_text, "body", event->body);
}

void event_encode(struct buf *ret_text, const struct event *event)
{
    assert(event->kind <= EVENT_COMMAND);
    envelope_begin(ret_text, EVENT_VERSION);
    envelope_text(ret_text, "kind", event_kinds[event->kind]);
    if (event->kind == EVENT_OBSERVED) {
        event_encode_observed(ret_text, event);
    } else if (event->kind == EVENT_SCANNED) {
        event_encode_scanned(ret_text, event);
    } else if (event->kind == EVENT_REGISTERED) {
        event_encode_registered(ret_text, event);
    } else if (event->kind == EVENT_COMMAND) {
        event_encode_command(ret_text, event);
    } else {
        event_encode_talk(ret_text, event);
    }
    envelope_end(ret_text);
}

/* ---- decode -------------------------------------------------------------- */

static int event_decode_fields(const struct json *message,
                               struct event *ret_event, struct err *err)
{
    const struct json *fields = json_get(message, "fields");

    if (fields == NULL && ret_event->gone)
        return 0;
    if (!json_is_object(fields)) {
        return err_set(err, ERR_DATA, "fields: not an object but %s",
                       json_kind(fields));
    }
    ret_event->fields = json_clone(fields);
    return 0;
}

static int event_decode_hops(const struct json *message,
                             struct event *ret_event, struct err *err)
{
    int64_t hops = 0;

    if (json_get(message, "hops") != NULL &&
        envelope_need_int(message, "hops", &hops, err) != 0)
        return -1;
    if (hops < 0 || hops > INT32_MAX)
        return err_set(err, ERR_DATA, "hops: out of range");
    ret_event->hops = (int)hops;
    return 0;
}

static int event_decode_observed(const struct json *message,
                                 struct event *ret_event, struct err *err)
{
    unsigned side = SIDE_A;

    if (envelope_need_choice(message, "side", event_sides, &side, err) != 0 ||
        envelope_need(message, "record_id", &ret_event->record_id, err) != 0 ||
        envelope_copy(message, "parent", &ret_event->parent, err) != 0 ||
        envelope_copy(message, "reference", &ret_event->reference, err) != 0 ||
        envelope_need_int(message, "read_ms", &ret_event->read_ms, err) != 0 ||
        envelope_copy(message, "modified", &ret_event->modified, err) != 0 ||
        envelope_copy(message, "from", &ret_event->from, err) != 0)
        return -1;
    ret_event->side = (enum side)side;
    ret_event->gone = json_get_true(message, "gone");
    ret_event->fits = json_get_true(message, "fits");
    ret_event->founds = json_get_true(message, "founds");
    ret_event->not_yours = json_get_true(message, "not_yours");
    if (event_decode_hops(message, ret_event, err) != 0)
        return -1;
    return event_decode_fields(message, ret_event, err);
}

static bool event_is_texts(const struct json *array)
{
    for (const struct json *i = json_first(array); i != NULL;
         i = json_next(i)) {
        if (!json_is_text(i))
            return false;
    }
    return array == NULL || json_is_array(array);
}

static int event_decode_scanned(const struct json *message,
                                struct event *ret_event, struct err *err)
{
    const struct json *flows = json_get(message, "flows");

    if (envelope_need(message, "system", &ret_event->system, err) != 0 ||
        envelope_need(message, "entity", &ret_event->entity, err) != 0 ||
        envelope_need_int(message, "scan_ms", &ret_event->scan_ms, err) != 0)
        return -1;
    if (ret_event->scan_ms < 1)
        return err_set(err, ERR_DATA, "scan_ms: out of range");
    if (flows == NULL || !event_is_texts(flows))
        return err_set(err, ERR_DATA, "flows: not an array of names");
    ret_event->body = json_clone(flows);
    return envelope_need_partition(message, &ret_event->partition,
                                   &ret_event->partitions, err);
}

static int event_decode_registered(const struct json *message,
                                   struct event *ret_event, struct err *err)
{
    if (envelope_need(message, "flow", &ret_event->flow, err) != 0)
        return -1;
    return envelope_need_partition(message, &ret_event->partition,
                                   &ret_event->partitions, err);
}

/* The judgement takes these for granted. */
static bool event_body_fits(enum event_kind kind, const struct json *body)
{
    switch ((int)kind) {
    case EVENT_ENTER:
        return json_is_object(body) && event_is_texts(json_get(body, "same")) &&
               event_is_texts(json_get(body, "await")) &&
               event_is_texts(json_get(body, "apart"));
    case EVENT_AMBIGUOUS:
        return body != NULL && event_is_texts(body);
    case EVENT_JOIN:
        return !text_is_empty(json_text(body));
    case EVENT_PARTED:
        return !text_is_empty(json_get_text(body, "id")) &&
               !text_is_empty(json_get_text(body, "apart")) &&
               json_is_object(json_get(body, "observed")) &&
               json_is_object(json_get(body, "changed_ms"));
    case EVENT_JOINED:
        return !text_is_empty(json_get_text(body, "id")) &&
               json_is_object(json_get(body, "observed")) &&
               json_is_object(json_get(body, "changed_ms")) &&
               event_is_texts(json_get(body, "subscribers"));
    default:
        return true;
    }
}

static int event_check_id(const char *id, const char *name, struct err *err)
{
    if (text_is_empty(id))
        return err_set(err, ERR_DATA, "%s: missing", name);
    if (strlen(id) > EVENT_LINK_MAX) {
        return err_set(err, ERR_DATA, "%s: longer than %d bytes", name,
                       EVENT_LINK_MAX);
    }
    return 0;
}

static int event_decode_talk(const struct json *message,
                             struct event *ret_event, struct err *err)
{
    ret_event->create = json_get_true(message, "create");
    ret_event->revision = json_get_int(message, "revision", 0);
    ret_event->body = json_clone(json_get(message, "body"));
    if (envelope_need(message, "from", &ret_event->from, err) != 0 ||
        envelope_copy(message, "a", &ret_event->ids[SIDE_A], err) != 0 ||
        envelope_copy(message, "b", &ret_event->ids[SIDE_B], err) != 0 ||
        envelope_copy(message, "cause", &ret_event->cause, err) != 0)
        return -1;
    if (!event_body_fits(ret_event->kind, ret_event->body)) {
        return err_set(err, ERR_DATA, "body: not what '%s' needs",
                       event_kind_name(ret_event->kind));
    }
    return event_check_id(ret_event->from, "from", err);
}

static int event_decode_command(const struct json *message,
                                struct event *ret_event, struct err *err)
{
    const struct json *body = json_get(message, "body");

    ret_event->at_ms = json_get_int(message, "at_ms", 0);
    ret_event->revision = json_get_int(message, "revision", 0);
    if (body != NULL && !json_is_object(body)) {
        return err_set(err, ERR_DATA, "body: not an object but %s",
                       json_kind(body));
    }
    ret_event->body = json_clone(body);
    return envelope_need(message, "command", &ret_event->command, err);
}

static int event_decode_members(const struct json *message,
                                struct event *ret_event, struct err *err)
{
    unsigned kind = EVENT_OBSERVED;

    if (envelope_need_choice(message, "kind", event_kinds, &kind, err) != 0)
        return -1;
    ret_event->kind = (enum event_kind)kind;
    if (ret_event->kind == EVENT_OBSERVED)
        return event_decode_observed(message, ret_event, err);
    if (ret_event->kind == EVENT_SCANNED)
        return event_decode_scanned(message, ret_event, err);
    if (ret_event->kind == EVENT_REGISTERED)
        return event_decode_registered(message, ret_event, err);
    if (ret_event->kind == EVENT_COMMAND)
        return event_decode_command(message, ret_event, err);
    return event_decode_talk(message, ret_event, err);
}

int event_decode(const char *key, const char *text, size_t length,
                 struct event *ret_event, struct err *err)
{
    struct json *message;
    int result = -1;

    event_init(ret_event, EVENT_OBSERVED, key);
    message = envelope_parse(text, length, EVENT_VERSION, err);
    if (message != NULL && event_check_id(key, "key", err) == 0)
        result = event_decode_members(message, ret_event, err);
    json_free(message);
    return result == 0 ? 0 : err_prefix(err, "cannot decode event");
}

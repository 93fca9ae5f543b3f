#include "extractor/hints.h"

#include "base/mem.h"
#include "base/text.h"
#include "extractor/channel.h"
#include "process/metrics.h"
#include "systems/notice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A hundred ids with the names of the fields that have changed. */
#define HINTS_BODY_MAX ((size_t)256 * 1024)

/* Records that are being read. When so many have changed at once, the next
 * poll reads them with fewer requests. */
#define HINTS_MAX NOTICE_IDS_MAX

#define HINT_ID_MAX 24 /* an int64 */

/* What hints may be about: an entity that the flows use. */
struct subject {
    const struct entity *entity;
    const char *topic;
    char **columns;
    size_t column_count;
};

/* One record that is being read. */
struct hint {
    struct hints *hints;
    const struct subject *subject; /* NULL: this place is free */
    char id[HINT_ID_MAX];
    bool again; /* it has changed since it was asked for, or just before */
};

struct hints {
    struct hints_settings settings;
    struct subject subjects[TOPICS_RECORDS_MAX];
    size_t subject_count;
    struct channel *channel;
    struct hint items[HINTS_MAX];
    bool sent; /* and not known to be acknowledged */
};

static void hints_count(const char *result, size_t count)
{
    char *labels;

    if (count == 0)
        return;
    labels = mem_print("result=\"%s\"", result);
    metrics_add("tandem_hints_total", labels,
                "What became of Zoho's hints: published; repeated, while the "
                "record was being read; ignored, as no flow uses the record; "
                "left to the poll; refused, as not Zoho's.",
                (double)count);
    free(labels);
}

/* ---- opening ---- */

static bool hints_may_concern(const struct entity *entity)
{
    return text_equal(entity->system, "zohocrm");
}

bool hints_are_of_use(const struct hints_settings *settings)
{
    for (size_t i = 0; i < settings->topics->record_count; i++) {
        if (hints_may_concern(settings->topics->record_entities[i]))
            return true;
    }
    return false;
}

static void hints_subjects(struct hints *hints)
{
    const struct topics *topics = hints->settings.topics;

    for (size_t i = 0; i < topics->record_count; i++) {
        struct subject *subject = &hints->subjects[hints->subject_count];

        if (!hints_may_concern(topics->record_entities[i]))
            continue;
        subject->entity = topics->record_entities[i];
        subject->topic = topics->records[i];
        subject->column_count = flows_columns(
            hints->settings.flows, subject->entity, &subject->columns);
        hints->subject_count++;
    }
}

static struct channel *hints_channel(const struct hints *hints)
{
    struct json *names = json_new_array();
    char *url = mem_print("%s%s", hints->settings.notify_url, HINTS_PATH);
    struct channel_settings settings = {
        .redis = hints->settings.redis,
        .remote = hints->settings.remote,
        .entity = hints->subjects[0].entity,
        .names = names,
        .name_space = hints->settings.name_space,
        .notify_url = url,
        .owner = hints->settings.owner,
    };
    struct channel *channel;

    for (size_t i = 0; i < hints->subject_count; i++)
        json_append(names, json_new_text(hints->subjects[i].entity->name));
    channel = channel_new(&settings);
    json_free(names);
    free(url);
    return channel;
}

struct hints *hints_new(const struct hints_settings *settings)
{
    struct hints *hints = mem_new(1, sizeof(*hints));

    hints->settings = *settings;
    hints_subjects(hints);
    hints->channel = hints_channel(hints);
    return hints;
}

void hints_free(struct hints *hints)
{
    if (hints == NULL)
        return;
    for (size_t i = 0; i < hints->subject_count; i++) {
        struct subject *subject = &hints->subjects[i];

        while (subject->column_count > 0)
            free(subject->columns[--subject->column_count]);
        free(subject->columns);
    }
    channel_free(hints->channel);
    free(hints);
}

/* ---- reading ---- */

static int hint_publish(const struct hint *hint, const struct answer *answer,
                        struct err *err)
{
    struct publish *publish = hint->hints->settings.publish;
    const struct subject *subject = hint->subject;
    struct record record = {
        .system = (char[]){ "zohocrm" },
        .entity = mem_copy(subject->entity->name),
        .id = mem_copy(hint->id),
        .read_ms = answer->server_ms,
        .by = (char[]){ "hint" },
    };
    int result;

    if (answer->verdict == VERDICT_GONE) {
        result = publish_gone(publish, subject->topic, &record, err);
    } else {
        result = publish_seen(publish, subject->topic, &record, answer->rows[0],
                              err);
    }
    free(record.entity);
    free(record.id);
    return result;
}

/* Says what the record looks like, or that it is gone; when it was. */
static bool hint_is_answered(const struct hint *hint,
                             const struct answer *answer)
{
    if (answer->server_ms == 0)
        return false;
    return answer->verdict == VERDICT_GONE ||
           (answer->verdict == VERDICT_DONE && answer->row_count == 1 &&
            text_equal(answer->id, hint->id));
}

static remote_done hint_answered;

static void hint_ask(struct hint *hint)
{
    const struct subject *subject = hint->subject;
    struct call call = {
        .kind = CALL_READ,
        .priority = PRIORITY_READ,
        .entity = subject->entity,
        .id = mem_copy(hint->id),
        .columns = mem_new(subject->column_count + 1, sizeof(char *)),
        .column_count = subject->column_count,
    };

    for (size_t i = 0; i < subject->column_count; i++)
        call.columns[i] = mem_copy(subject->columns[i]);
    hint->again = false;
    remote_call(hint->hints->settings.remote, &call, REMOTE_SEND_WITHIN_MS,
                hint_answered, hint);
}

static void hint_answered(struct answer *answer, bool unsent, void *arg)
{
    struct hint *hint = arg;
    struct err err = { 0 };

    if (!unsent && hint_is_answered(hint, answer) &&
        hint_publish(hint, answer, &err) == 0) {
        hint->hints->sent = true;
        hints_count("published", 1);
    } else {
        hints_count("left", 1);
    }
    if (hint->again) {
        hint_ask(hint);
    } else {
        hint->subject = NULL;
    }
}

/* ---- what Zoho says ---- */

/* The place of a record that is being read, else a free one, else NULL. */
static struct hint *hints_place(struct hints *hints,
                                const struct subject *subject, const char *id)
{
    struct hint *found = NULL;

    for (size_t i = 0; i < HINTS_MAX; i++) {
        struct hint *hint = &hints->items[i];

        if (hint->subject == subject && text_equal(hint->id, id))
            return hint;
        if (hint->subject == NULL)
            found = hint;
    }
    return found;
}

/*
 * A record that is being read already is read once more afterwards, not
 * meanwhile: the answer under way may be older than this change, and answers
 * of one record stay in order.
 */
static void hints_take_one(struct hints *hints, const struct subject *subject,
                           const char *id)
{
    struct hint *hint = hints_place(hints, subject, id);

    if (hint == NULL) {
        hints_count("left", 1);
    } else if (hint->subject != NULL) {
        hint->again = true;
        hints_count("repeated", 1);
    } else {
        hint->hints = hints;
        hint->subject = subject;
        (void)snprintf(hint->id, sizeof(hint->id), "%s", id);
        hint_ask(hint);
    }
}

static void hints_take(struct hints *hints, const struct notice *notice)
{
    const struct subject *subject = NULL;

    for (size_t i = 0; i < hints->subject_count; i++) {
        if (hints->subjects[i].entity == notice->entity)
            subject = &hints->subjects[i];
    }
    if (subject == NULL) {
        hints_count("ignored", notice->id_count);
        return;
    }
    for (size_t i = 0; i < notice->id_count; i++)
        hints_take_one(hints, subject, notice->ids[i]);
}

/* The HTTP status. */
static int hints_hear(struct hints *hints, const struct serve_request *request)
{
    struct notice notice;
    struct err err;
    int status = 200;

    if (request->body_length > HINTS_BODY_MAX)
        return 413;
    if (notice_zohocrm(request->body, request->body_length, &notice, &err) !=
        0) {
        status = 400;
    } else if (!channel_knows(hints->channel, notice.secret)) {
        hints_count("refused", 1);
        status = 403;
    } else {
        hints_take(hints, &notice);
    }
    notice_free(&notice);
    return status;
}

void hints_serve(const struct serve_request *request,
                 struct serve_response *ret_response, void *arg)
{
    if (!text_equal(request->path, HINTS_PATH)) {
        ret_response->status = 404;
    } else if (!text_equal(request->method, "POST")) {
        ret_response->status = 405;
    } else {
        ret_response->status = hints_hear(arg, request);
    }
}

/* ---- working ---- */

void hints_step(struct hints *hints, int64_t now_ms)
{
    channel_step(hints->channel, now_ms);
}

bool hints_wait(const struct hints *hints)
{
    return hints->sent;
}

void hints_acknowledged(struct hints *hints)
{
    hints->sent = false;
}

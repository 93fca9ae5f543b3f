#include "simulation/fake.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"

#include <stdlib.h>
#include <string.h>

static void fake_paths(struct fake *fake, const struct flows *flows)
{
    /* What a new record looks like: everything is empty. */
    for (size_t i = 0; i < flows->count; i++) {
        for (int s = 0; s < SIDES; s++) {
            const struct flow_side *side = &flows->items[i]->sides[s];

            if (side->entity != fake->entity)
                continue;
            for (size_t p = 0; p < side->path_count; p++)
                json_set(fake->blank, side->paths[p], json_new_null());
        }
    }
}

struct fake *fake_new(const struct entity *entity, const struct flows *flows,
                      const int64_t *now_ms)
{
    struct fake *fake = mem_new(1, sizeof *fake);

    fake->entity = entity;
    fake->now_ms = now_ms;
    fake->blank = json_new_object();
    fake->silent_address = text_equal(entity->name, "Customers");
    fake_paths(fake, flows);
    return fake;
}

static void record_free(struct fake_record *record)
{
    free(record->id);
    free(record->reference);
    free(record->parent);
    json_free(record->values);
    json_free(record->cleared);
    json_free(record->keys);
    free(record);
}

void fake_free(struct fake *fake)
{
    if (fake == NULL)
        return;
    for (size_t i = 0; i < fake->count; i++)
        record_free(fake->records[i]);
    free(fake->records);
    json_free(fake->blank);
    free(fake);
}

bool fake_is_zoho(const struct fake *fake)
{
    return fake->entity->has_lock;
}

static char *fake_id(const struct fake *fake, size_t number)
{
    if (fake_is_zoho(fake)) {
        return mem_print("58431040000%c%05zu", fake->entity->name[0] % 10 + '0',
                         number);
    }
    if (fake->entity->id_is_number)
        return mem_print("%c%05zu", fake->entity->name[1] % 9 + '1', number);
    return mem_print("0f8c1d2e-0000-4000-8000-%012zu", number);
}

struct fake_record *fake_add(struct fake *fake)
{
    struct fake_record *record = mem_new(1, sizeof *record);

    fake->records = mem_resize(fake->records, fake->count + 1,
                               sizeof(struct fake_record *));
    fake->records[fake->count++] = record;
    record->fake = fake;
    record->id = fake_id(fake, fake->count);
    record->values = json_clone(fake->blank);
    record->cleared = json_new_object();
    record->keys = json_new_object();
    record->modified_ms = *fake->now_ms;
    record->group = record;
    return record;
}

struct fake_record *fake_get(const struct fake *fake, const char *id)
{
    for (size_t i = 0; i < fake->count; i++) {
        if (text_equal(fake->records[i]->id, id))
            return fake->records[i];
    }
    return NULL;
}

/* ---- what the API gives ---- */

void fake_modified(const struct fake_record *record,
                   char ret_text[FAKE_MODIFIED_MAX])
{
    static const char zoho[] = "+00:00";
    static const char poweroffice[] = "1234Z";
    bool whole = fake_is_zoho(record->fake);
    size_t length = whole ? 19 : 23; /* "2026-11-23T15:30:35.123" */

    time_format(record->modified_ms, ret_text);
    memcpy(ret_text + length, whole ? zoho : poweroffice,
           whole ? sizeof zoho : sizeof poweroffice);
}

static struct json *body_id(const char *id, bool is_number)
{
    struct err err;

    return is_number ? json_parse(id, strlen(id), &err) : json_new_text(id);
}

/* {"MailAddress.City": x} as {"MailAddress": {"City": x}}; null when all of it
 * is empty. */
static struct json *body_object(const struct json *values, const char *step,
                                size_t length)
{
    struct json *object = json_new_object();
    bool filled = false;

    for (const struct json *v = json_first(values); v != NULL;
         v = json_next(v)) {
        const char *name = json_name(v);

        if (strncmp(name, step, length) != 0 || name[length] != '.')
            continue;
        json_set(object, name + length + 1, json_clone(v));
        filled = filled || !json_is_null(v);
    }
    if (filled)
        return object;
    json_free(object);
    return json_new_null();
}

static void body_value(struct json *body, const struct json *values,
                       const struct json *value)
{
    const char *name = json_name(value);
    size_t length = strcspn(name, ".");
    char *step;

    if (name[length] == '\0') {
        json_set(body, name, json_clone(value));
        return;
    }
    step = mem_copy_n(name, length);
    if (json_get(body, step) == NULL)
        json_set(body, step, body_object(values, step, length));
    free(step);
}

struct json *fake_body(const struct fake_record *record)
{
    const struct entity *entity = record->fake->entity;
    struct json *body = json_new_object();
    char modified[FAKE_MODIFIED_MAX];

    for (const struct json *v = json_first(record->values); v != NULL;
         v = json_next(v))
        body_value(body, record->values, v);
    fake_modified(record, modified);
    json_set(body, entity->id_path, body_id(record->id, entity->id_is_number));
    json_set_text(body, entity->modified_path, modified);
    if (entity->reference_path != NULL)
        json_set_text(body, entity->reference_path, record->reference);
    if (entity->parent_path != NULL && record->parent != NULL)
        json_set(body, entity->parent_path, body_id(record->parent, true));
    return body;
}

/* ---- writing ---- */

static void note_key(struct fake_record *record, const char *path,
                     const struct json *value)
{
    static const char *const paths[] = { "Email", "Secondary_Email",
                                         "EmailAddress", "Account_Name",
                                         "Name" };

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (text_equal(paths[i], path) && json_text(value) != NULL) {
            char *folded = text_fold(json_text(value));

            json_set_bool(record->keys, folded, true);
            free(folded);
        }
    }
}

static void touch(struct fake_record *record, const char *path)
{
    if (record->fake->silent_address && fake_is_address(path))
        return;
    record->modified_ms = *record->fake->now_ms;
}

void fake_type(struct fake_record *record, const char *path, struct json *value)
{
    note_key(record, path, value);
    json_set(record->values, path, value);
    json_remove(record->cleared, path);
    record->edits++;
    record->typed_ms = *record->fake->now_ms;
    touch(record, path);
}

void fake_clear(struct fake_record *record, const char *path)
{
    fake_type(record, path, json_new_null());
    json_set_bool(record->cleared, path, true);
}

/* Without blanks around it, runs of them as one, e-mails in lower case. */
static struct json *tidied(const struct fake *fake, const struct json *value)
{
    const char *text = json_text(value);
    struct json *result;
    size_t length = 0;
    char *tidy;

    if (!fake->tidies || text == NULL)
        return json_clone(value);
    tidy = mem_copy(text);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == ' ' && (length == 0 || tidy[length - 1] == ' '))
            continue;
        tidy[length++] = *c;
        if (*c >= 'A' && *c <= 'Z' && strchr(text, '@') != NULL)
            tidy[length - 1] = (char)(*c - 'A' + 'a');
    }
    while (length > 0 && tidy[length - 1] == ' ')
        length--;
    tidy[length] = '\0';
    result = json_new_text(tidy);
    free(tidy);
    return result;
}

static void write_fields(struct fake_record *record, const struct json *fields)
{
    const char *reference_path = record->fake->entity->reference_path;

    for (const struct json *f = json_first(fields); f != NULL;
         f = json_next(f)) {
        if (text_equal(json_name(f), reference_path)) {
            mem_replace(&record->reference, json_text(f));
            touch(record, reference_path);
            continue;
        }
        note_key(record, json_name(f), f);
        json_set(record->values, json_name(f), tidied(record->fake, f));
        touch(record, json_name(f));
    }
    record->writes++;
}

/* ---- what tandem asks for ---- */

struct fake_reply fake_read(const struct fake *fake, const char *id)
{
    struct fake_record *record = fake_get(fake, id);

    if (record == NULL || record->gone || record->invoiced)
        return (struct fake_reply){ VERDICT_GONE, "NOT_FOUND", NULL, record };
    return (struct fake_reply){ VERDICT_DONE, NULL, NULL, record };
}

struct fake_reply fake_find(const struct fake *fake, const char *reference)
{
    struct fake_reply reply = { .verdict = VERDICT_DONE };

    for (size_t i = 0; i < fake->count; i++) {
        struct fake_record *record = fake->records[i];

        if (!record->gone && text_equal(record->reference, reference))
            reply.record = record;
    }
    return reply;
}

struct fake_reply fake_create(struct fake *fake, const struct json *fields,
                              const char *reference, const char *parent)
{
    struct fake_reply holder = fake_find(fake, reference);
    const char *field = fake_refuses(fake, fake->blank, fields);

    if (reference != NULL && holder.record != NULL) {
        return (struct fake_reply){ VERDICT_EXISTS, "IN_USE", NULL,
                                    holder.record };
    }
    if (field != NULL)
        return (struct fake_reply){ VERDICT_REJECT, "INVALID", field, NULL };
    holder.record = fake_add(fake);
    holder.record->reference = mem_copy(reference);
    holder.record->parent = mem_copy(parent);
    write_fields(holder.record, fields);
    return holder;
}

struct fake_reply fake_update(struct fake *fake, const char *id,
                              const struct json *fields,
                              const char *unmodified_since)
{
    struct fake_reply reply = fake_read(fake, id);
    const char *field;
    int64_t since_ms;

    if (reply.verdict != VERDICT_DONE)
        return reply;
    if (unmodified_since != NULL && time_parse(unmodified_since, &since_ms) &&
        reply.record->modified_ms / 1000 > since_ms / 1000)
        return (struct fake_reply){ VERDICT_STALE, "MODIFIED", NULL, NULL };
    field = fake_refuses(fake, reply.record->values, fields);
    if (field != NULL)
        return (struct fake_reply){ VERDICT_REJECT, "INVALID", field, NULL };
    write_fields(reply.record, fields);
    return reply;
}

/* ---- groups ---- */

struct fake_record *fake_group(struct fake_record *record)
{
    while (record->group != record) {
        record->group = record->group->group;
        record = record->group;
    }
    return record;
}

void fake_join(struct fake_record *one, struct fake_record *other)
{
    fake_group(one)->group = fake_group(other);
    one->joined = true;
    other->joined = true;
}

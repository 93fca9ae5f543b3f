#include "rehearsal/tally.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/lens.h"

#include <stdlib.h>
#include <string.h>

/* One row of the table. */
struct count {
    const char *flow; /* these are constants, or the flow's own */
    const char *what;
    const char *side;     /* or NULL */
    const char *property; /* or NULL */
    char *cause;          /* or NULL */
    size_t count;
    char *links[TALLY_SAMPLES_MAX];
    size_t link_count;
};

struct tally {
    bool values;
    struct map *counts; /* of struct count */
    struct json *samples;
    size_t sample_count;
    size_t writes;
    struct map *written; /* link ids */
    char (*hashes)[HASH_TEXT_MAX];
    size_t count;
    size_t room;
};

struct tally *tally_new(bool values)
{
    struct tally *tally = mem_new(1, sizeof *tally);

    tally->values = values;
    tally->counts = map_new();
    tally->samples = json_new_array();
    tally->written = map_new();
    return tally;
}

static void count_free(void *pointer)
{
    struct count *count = pointer;

    for (size_t i = 0; i < count->link_count; i++)
        free(count->links[i]);
    free(count->cause);
    free(count);
}

void tally_free(struct tally *tally)
{
    if (tally == NULL)
        return;
    map_free(tally->counts, count_free);
    map_free(tally->written, NULL);
    json_free(tally->samples);
    free(tally->hashes);
    free(tally);
}

/* ---- counting ---- */

/* One more in this row, which is made when it is not there; and whose it was,
 * while there are few. */
static void count_add(struct tally *tally, const struct count *row,
                      const char *link)
{
    char *key = mem_print("%s %s %s %s %s", row->flow, row->what,
                          row->side == NULL ? "" : row->side,
                          row->property == NULL ? "" : row->property,
                          row->cause == NULL ? "" : row->cause);
    struct count *count = map_get(tally->counts, key);

    if (count == NULL) {
        count = mem_new(1, sizeof *count);
        *count = *row;
        count->cause = mem_copy(row->cause);
        (void)map_put(tally->counts, key, count);
    }
    count->count++;
    if (count->link_count < TALLY_SAMPLES_MAX)
        count->links[count->link_count++] = mem_copy(link);
    free(key);
}

/* What the plan is named by. */
static void note(struct tally *tally, const char *text)
{
    if (tally->count == tally->room) {
        tally->room = tally->room == 0 ? 256 : 2 * tally->room;
        tally->hashes =
            mem_resize(tally->hashes, tally->room, sizeof *tally->hashes);
    }
    hash_text(text, strlen(text), tally->hashes[tally->count++]);
}

/* ---- writes ---- */

static const char *write_path(const struct property *property, enum side side,
                              const struct json *fields)
{
    for (size_t i = 0; i < property->path_count[side]; i++) {
        if (json_get(fields, property->paths[side][i]) != NULL)
            return property->paths[side][i];
    }
    return NULL;
}

static const char *write_kind(const struct json *before,
                              const struct json *after)
{
    if (lens_is_empty(after))
        return "emptied";
    return lens_is_empty(before) ? "filled" : "changed";
}

static struct json *sample_property(const struct tally *tally,
                                    const struct property *property,
                                    const struct json *before,
                                    const struct json *after)
{
    struct json *one = json_new_object();

    json_set_text(one, "property", property->name);
    json_set_text(one, "how", write_kind(before, after));
    if (tally->values) {
        json_set(one, "from",
                 before == NULL ? json_new_null() : json_clone(before));
        json_set(one, "to", json_clone(after));
    }
    return one;
}

static void write_properties(struct tally *tally, const struct flow *flow,
                             const struct link *link, struct json *properties)
{
    enum side side = link->request.side;
    const struct json *fields = link->request.fields;

    for (size_t i = 0; i < flow->property_count; i++) {
        const struct property *property = &flow->properties[i];
        const char *path = write_path(property, side, fields);
        struct count row = { .flow = flow->name,
                             .side = side_name(side),
                             .property = property->name };
        const struct json *before;

        if (path == NULL)
            continue;
        before = json_get(link->sides[side].observed, path);
        row.what = write_kind(before, json_get(fields, path));
        count_add(tally, &row, link->id);
        json_append(properties, sample_property(tally, property, before,
                                                json_get(fields, path)));
    }
}

static void write_sample(struct tally *tally, const struct link *link,
                         const char *action, struct json *properties)
{
    struct json *sample;

    if (tally->sample_count == TALLY_CHANGES_MAX) {
        json_free(properties);
        return;
    }
    sample = json_new_object();
    json_set_text(sample, "link", link->id);
    json_set_text(sample, "action", action);
    json_set_text(sample, "side", side_name(link->request.side));
    json_set_text(sample, "record", link->sides[link->request.side].id);
    json_set(sample, "properties", properties);
    json_append(tally->samples, sample);
    tally->sample_count++;
}

void tally_write(struct tally *tally, const struct flow *flow,
                 const struct link *link)
{
    struct count row = { .flow = flow->name,
                         .what = link->request.kind == REQUEST_CREATE
                                     ? "created"
                                     : "updated",
                         .side = side_name(link->request.side) };
    struct json *properties = json_new_array();
    char *fields = json_string(link->request.fields);
    char *line = mem_print("%s %s %s %s", link->id, row.what, row.side, fields);

    note(tally, line);
    tally->writes++;
    (void)map_put(tally->written, link->id, tally);
    count_add(tally, &row, link->id);
    if (link->request.kind == REQUEST_UPDATE)
        write_properties(tally, flow, link, properties);
    write_sample(tally, link, row.what, properties);
    free(line);
    free(fields);
}

/* ---- the rest ---- */

void tally_standing(struct tally *tally, const struct flow *flow,
                    const struct link *link, const struct standing *standing)
{
    char *cause = mem_copy(standing->cause);
    struct count row = { .flow = flow->name,
                         .what = standing->what,
                         .property = standing->property,
                         .cause = cause };
    char *line = mem_print("%s %s %s %s", link->id, standing->what,
                           standing->property == NULL ? "" : standing->property,
                           cause == NULL ? "" : cause);

    count_add(tally, &row, link->id);
    if (standing->counts)
        note(tally, line);
    free(line);
    free(cause);
}

size_t tally_writes(const struct tally *tally)
{
    return tally->writes;
}

size_t tally_changes(const struct tally *tally)
{
    return tally->count;
}

bool tally_has(const struct tally *tally, const char *link_id)
{
    return map_get(tally->written, link_id) != NULL;
}

static int row_tell(const char *key, void *value, void *arg)
{
    const struct count *count = value;
    struct json *list = arg;
    struct json *row = json_new_object();
    struct json *links = json_new_array();

    (void)key;
    json_set_text(row, "flow", count->flow);
    json_set_text(row, "what", count->what);
    if (count->side != NULL)
        json_set_text(row, "side", count->side);
    if (count->property != NULL)
        json_set_text(row, "property", count->property);
    if (count->cause != NULL)
        json_set_text(row, "cause", count->cause);
    json_set_int(row, "count", (int64_t)count->count);
    for (size_t i = 0; i < count->link_count; i++)
        json_append(links, json_new_text(count->links[i]));
    json_set(row, "links", links);
    json_append(list, row);
    return 0;
}

struct json *tally_rows(const struct tally *tally)
{
    struct json *list = json_new_array();

    (void)map_each(tally->counts, row_tell, list);
    return list;
}

const struct json *tally_samples(const struct tally *tally)
{
    return tally->samples;
}

static int hash_order(const void *one, const void *other)
{
    return memcmp(one, other, HASH_TEXT_MAX);
}

void tally_id(const struct tally *tally, const char *origin,
              char ret_id[TALLY_ID_LENGTH + 1])
{
    struct buf text = { 0 };
    char hash[HASH_TEXT_MAX];

    if (tally->count > 0) {
        qsort(tally->hashes, tally->count, sizeof *tally->hashes, hash_order);
    }
    buf_text_append(&text, origin);
    for (size_t i = 0; i < tally->count; i++)
        buf_text_append(&text, tally->hashes[i]);
    hash_text(buf_text(&text), text.length, hash);
    buf_free(&text);
    memcpy(ret_id, hash, TALLY_ID_LENGTH);
    ret_id[TALLY_ID_LENGTH] = '\0';
}

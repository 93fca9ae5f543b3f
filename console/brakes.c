#include "console/brakes.h"

#include "base/time.h"

struct brakes *brake_rows_open(const struct session *session)
{
    const struct config *config = session->config;
    const struct brakes_settings settings = {
        .name_space = config->name_space,
        .records = config->brake_records,
        .percent = config->brake_percent,
        .seconds = config->brake_s,
    };

    return config->brake_records == 0 ? NULL
                                      : brakes_open(session->redis, &settings);
}

int brake_rows_look(const struct session *session, struct brakes *brakes,
                    struct brake_rows *ret_rows, struct err *err)
{
    const struct topics *topics = &session->topics;

    *ret_rows = (struct brake_rows){ .count = topics->record_count };
    for (size_t i = 0; i < ret_rows->count; i++) {
        struct brake_row *row = &ret_rows->items[i];

        row->entity = topics->record_entities[i];
        if (brakes_look(brakes, row->entity, &row->stand, err) != 0)
            return -1;
    }
    return 0;
}

static void put(struct json *tree, const char *name, int64_t value)
{
    if (value != 0)
        json_set_int(tree, name, value);
}

struct json *brake_row_json(const struct brake_row *row)
{
    struct json *tree = json_new_object();

    json_set_text(tree, "system", row->entity->system);
    json_set_text(tree, "entity", row->entity->name);
    json_set_int(tree, "changed", row->stand.changed);
    put(tree, "records", row->stand.records);
    json_set_int(tree, "limit", row->stand.limit);
    put(tree, "engaged_ms", row->stand.engaged_ms);
    put(tree, "released_ms", row->stand.released_ms);
    return tree;
}

void brake_row_word(const struct brake_row *row, struct buf *ret_text)
{
    bool engaged = row->stand.engaged_ms != 0;
    int64_t since_ms = engaged ? row->stand.engaged_ms : row->stand.released_ms;
    int64_t age_ms = time_now_ms() - since_ms;

    if (since_ms == 0) {
        buf_text_append(ret_text, "free");
        return;
    }
    buf_text_append(ret_text, engaged ? "engaged " : "released ");
    session_age(ret_text, age_ms < 0 ? 1 : age_ms + 1);
    buf_text_append(ret_text, " ago");
}

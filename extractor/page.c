#include "extractor/page.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/time.h"

#include <stdlib.h>

static void row_init(struct row *row, const struct entity *entity,
                     struct slice raw)
{
    struct err err = { 0 };
    struct json *json = json_parse(raw.text, raw.length, &err);
    const char *modified;

    row->raw = raw;
    hash_text(raw.text, raw.length, row->fingerprint);
    if (json == NULL) {
        row->cause = mem_copy(err.text);
        return;
    }
    row->id = entity_id(entity, json);
    if (row->id == NULL)
        row->cause = mem_print("no id at '%s'", entity->id_path);
    modified = entity_modified(entity, json);
    if (modified == NULL || !time_parse(modified, &row->modified_ms))
        row->modified_ms = 0;
    json_free(json);
}

void page_init(struct page *ret_page, const struct entity *entity,
               const struct answer *answer)
{
    ret_page->count = answer->row_count;
    ret_page->rows = mem_new(answer->row_count + 1, sizeof(struct row));
    for (size_t i = 0; i < answer->row_count; i++)
        row_init(&ret_page->rows[i], entity, answer->rows[i]);
}

void page_free(struct page *page)
{
    for (size_t i = 0; i < page->count; i++) {
        free(page->rows[i].id);
        free(page->rows[i].cause);
    }
    free(page->rows);
    *page = (struct page){ 0 };
}

int64_t page_latest_ms(const struct page *page)
{
    int64_t latest_ms = 0;

    for (size_t i = 0; i < page->count; i++) {
        if (page->rows[i].modified_ms > latest_ms)
            latest_ms = page->rows[i].modified_ms;
    }
    return latest_ms;
}

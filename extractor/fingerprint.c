#include "extractor/fingerprint.h"

#include "base/mem.h"
#include "base/text.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

/* A row without id is known by its bytes. */
static char *fingerprint_key(const char *prefix, const struct row *row)
{
    return row->id != NULL ? mem_print("%s:%s", prefix, row->id)
                           : mem_print("%s:~%s", prefix, row->fingerprint);
}

static const struct redis_reply *fingerprints_get(struct redis *redis,
                                                  const char *prefix,
                                                  const struct page *page,
                                                  struct err *err)
{
    char **keys = mem_new(page->count, sizeof(*keys));
    const char **argv = mem_new(page->count + 1, sizeof(*argv));
    const struct redis_reply *reply;

    argv[0] = "MGET";
    for (size_t i = 0; i < page->count; i++)
        argv[i + 1] = keys[i] = fingerprint_key(prefix, &page->rows[i]);
    reply = redis_command(redis, page->count + 1, argv, NULL, err);
    for (size_t i = 0; i < page->count; i++)
        free(keys[i]);
    free(keys);
    free(argv);
    return reply;
}

int fingerprints_mark(struct redis *redis, const char *prefix,
                      struct page *page, struct err *err)
{
    const struct redis_reply *reply;

    if (page->count == 0)
        return 0;
    reply = fingerprints_get(redis, prefix, page, err);
    if (reply == NULL)
        return err_prefix(err, "cannot read fingerprints");
    assert(reply->kind == REDIS_LIST && reply->count == page->count);
    for (size_t i = 0; i < page->count; i++) {
        const struct redis_reply *known = &reply->items[i];

        page->rows[i].repeat =
            known->kind == REDIS_TEXT &&
            text_equal(known->text, page->rows[i].fingerprint);
    }
    return 0;
}

int fingerprints_save(struct redis *redis, const char *prefix,
                      const struct page *page, int64_t since_ms,
                      int64_t keep_ms, struct err *err)
{
    const struct redis_reply *replies;
    char keep[24];
    size_t count = 0;

    (void)snprintf(keep, sizeof(keep), "%lld", (long long)keep_ms);
    for (size_t i = 0; i < page->count; i++) {
        const struct row *row = &page->rows[i];
        char *key;

        if (row->repeat ||
            (row->modified_ms != 0 && row->modified_ms < since_ms))
            continue;
        key = fingerprint_key(prefix, row);
        redis_append(
            redis, 5,
            (const char *[]){ "SET", key, row->fingerprint, "PX", keep }, NULL);
        free(key);
        count++;
    }
    if (count == 0)
        return 0;
    if (redis_run(redis, &replies, &count, err) != 0)
        return err_prefix(err, "cannot save fingerprints");
    return 0;
}

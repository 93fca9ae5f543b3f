#include "chaos/book.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "support/test.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS      8
#define NUMBER_BASE 50000000 /* eight digits, the first of them 5 */
#define DAY_MS      INT64_C(86400000)
#define DATE_BASE   (INT64_C(20454) * DAY_MS) /* 2026-01-01 */
#define DATE_LENGTH 10

static struct {
    struct map *by_key; /* the number or the date: struct typed */
    int64_t numbers;
    int64_t dates;
} book;

void book_open(void)
{
    book.by_key = map_new();
    book.numbers = 0;
    book.dates = 0;
}

static void typed_free(void *value)
{
    struct typed *typed = value;

    free(typed->id);
    free(typed->over);
    free(typed);
}

void book_close(void)
{
    map_free(book.by_key, typed_free);
    book.by_key = NULL;
}

static void date_new(char ret_text[BOOK_TEXT_MAX])
{
    char text[TIME_TEXT_MAX];

    time_format(DATE_BASE + ++book.dates * DAY_MS, text);
    (void)snprintf(ret_text, BOOK_TEXT_MAX, "%.10s", text);
}

void book_new(enum book_type type, char ret_text[BOOK_TEXT_MAX])
{
    /* What stands before and behind the number. */
    static const char *const around[][2] = {
        [BOOK_NAME] = { "Kari ", "" },
        [BOOK_EMAIL] = { "kari", "@fjell.example" },
        [BOOK_PHONE] = { "+47 ", "" },
        [BOOK_CITY] = { "Bergen ", "" },
        [BOOK_ZIP] = { "", "" },
        [BOOK_WEB] = { "https://www.fjell", ".example" },
    };

    if (type == BOOK_DATE) {
        date_new(ret_text);
        return;
    }
    (void)snprintf(ret_text, BOOK_TEXT_MAX, "%s%lld%s", around[type][0],
                   (long long)(NUMBER_BASE + ++book.numbers), around[type][1]);
}

/* The date, or the first run of exactly eight digits that begins with a 5. */
static bool key_of(const char *text, char ret_key[DATE_LENGTH + 1])
{
    if (text == NULL)
        return false;
    (void)snprintf(ret_key, DATE_LENGTH + 1, "%s", text);
    if (time_is_date(ret_key))
        return true;
    for (const char *at = text; *at != '\0';) {
        size_t digits = strspn(at, "0123456789");

        if (digits == DIGITS && *at == '5') {
            (void)snprintf(ret_key, DIGITS + 1, "%s", at);
            return true;
        }
        at += digits == 0 ? 1 : digits;
    }
    return false;
}

static struct typed *find(const char *text)
{
    char key[DATE_LENGTH + 1];

    return key_of(text, key) ? map_get(book.by_key, key) : NULL;
}

const struct typed *book_find(const char *text)
{
    return find(text);
}

void book_note(const char *text, const char *system, const char *entity,
               const char *id, const char *path, const char *before)
{
    struct typed *typed = mem_new(1, sizeof *typed);
    struct typed *old = find(before);
    char key[DATE_LENGTH + 1];

    *typed = (struct typed){ .system = system,
                             .entity = entity,
                             .id = mem_copy(id),
                             .path = path,
                             .ms = time_now_ms() };
    (void)snprintf(typed->text, sizeof typed->text, "%s", text);
    assert_true(key_of(text, key));
    assert_null(map_put(book.by_key, key, typed));
    if (old != NULL && old->over == NULL)
        old->over = mem_print("%s %s.%s by '%s'", entity, id, path, text);
}

/* ---- looking back ---- */

struct look {
    const char *entity;
    const char *id;
    const char *path;
    const struct typed *newest;
};

static int look_each(const char *key, void *value, void *arg)
{
    const struct typed *typed = value;
    struct look *look = arg;

    (void)key;
    if (text_equal(typed->entity, look->entity) &&
        text_equal(typed->id, look->id) && text_equal(typed->path, look->path))
        look->newest = typed;
    return 0;
}

const struct typed *book_newest(const char *entity, const char *id,
                                const char *path)
{
    struct look look = { .entity = entity, .id = id, .path = path };

    (void)map_each(book.by_key, look_each, &look);
    return look.newest;
}

struct walk {
    book_each_fn *each;
    void *arg;
};

static int walk_each(const char *key, void *value, void *arg)
{
    const struct walk *walk = arg;

    (void)key;
    walk->each(value, walk->arg);
    return 0;
}

void book_each(book_each_fn *each, void *arg)
{
    struct walk walk = { each, arg };

    (void)map_each(book.by_key, walk_each, &walk);
}

size_t book_count(void)
{
    return map_count(book.by_key);
}

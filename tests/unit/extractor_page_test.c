#include "extractor/page.h"

#include "support/test.h"

#include <string.h>

static const struct entity contacts = { .system = "zohocrm",
                                        .name = "Contacts",
                                        .id_path = "id",
                                        .modified_path = "Modified_Time" };

static struct page page_of(const char *const *texts, size_t count)
{
    struct slice slices[8];
    struct answer answer = { .rows = slices, .row_count = count };
    struct page page;

    for (size_t i = 0; i < count; i++)
        slices[i] = (struct slice){ texts[i], strlen(texts[i]) };
    page_init(&page, &contacts, &answer);
    return page;
}

static void a_row_is_known_by_its_id_its_time_and_its_bytes(void **state)
{
    static const char *const texts[] = {
        "{\"id\":\"11\",\"Modified_Time\":\"2026-11-23T16:30:35+01:00\"}",
        "{\"id\":\"11\",\"Modified_Time\":\"2026-11-23T16:30:36+01:00\"}",
    };
    struct page page = page_of(texts, 2);

    (void)state;
    assert_int_equal(page.count, 2);
    assert_string_equal(page.rows[0].id, "11");
    assert_int_equal(page.rows[0].modified_ms, 1795447835000);
    assert_ptr_equal(page.rows[0].raw.text, texts[0]);
    assert_string_not_equal(page.rows[0].fingerprint, page.rows[1].fingerprint);
    assert_int_equal(page_latest_ms(&page), 1795447836000);
    page_free(&page);
}

static void a_row_without_an_id_says_why_and_harms_no_other(void **state)
{
    static const char *const texts[] = {
        "{\"Modified_Time\":\"2026-11-23T16:30:35+01:00\"}",
        "{\"id\":",
        "7",
        "{\"id\":\"12\"}",
    };
    struct page page = page_of(texts, 4);

    (void)state;
    assert_null(page.rows[0].id);
    assert_string_equal(page.rows[0].cause, "no id at 'id'");
    assert_null(page.rows[1].id);
    assert_non_null(page.rows[1].cause);
    assert_null(page.rows[2].id);
    assert_string_equal(page.rows[2].cause, "no id at 'id'");
    assert_string_equal(page.rows[3].id, "12");
    assert_null(page.rows[3].cause);
    page_free(&page);
}

static void a_time_that_cannot_be_read_is_unknown(void **state)
{
    static const char *const texts[] = {
        "{\"id\":\"12\",\"Modified_Time\":\"yesterday\"}",
        "{\"id\":\"13\",\"Modified_Time\":null}",
    };
    struct page page = page_of(texts, 2);

    (void)state;
    assert_int_equal(page.rows[0].modified_ms, 0);
    assert_int_equal(page.rows[1].modified_ms, 0);
    assert_int_equal(page_latest_ms(&page), 0);
    page_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_known_by_its_id_its_time_and_its_bytes),
        cmocka_unit_test(a_row_without_an_id_says_why_and_harms_no_other),
        cmocka_unit_test(a_time_that_cannot_be_read_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

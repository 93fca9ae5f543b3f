#include "base/buf.h"

#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static void an_empty_buffer_is_an_empty_text(void **state)
{
    struct buf buf = { 0 };
    char *taken;

    (void)state;
    assert_string_equal(buf_text(&buf), "");
    taken = buf_take(&buf);
    assert_string_equal(taken, "");
    free(taken);
    buf_append(&buf, NULL, 0);
    assert_string_equal(buf.data, "");
    buf_free(&buf);
    assert_null(buf.data);
    buf_free(&buf);
}

static void it_grows_and_ends_with_nul(void **state)
{
    struct buf buf = { 0 };

    (void)state;
    for (size_t i = 0; i < 10000; i++) {
        char byte = (char)('a' + i % 26);

        buf_append(&buf, &byte, 1);
        assert_int_equal(buf.data[i + 1], '\0');
    }
    assert_int_equal(buf.length, 10000);
    assert_int_equal(buf.data[9999], 'a' + 9999 % 26);
    buf_free(&buf);
}

static void bytes_may_hold_nul(void **state)
{
    struct buf buf = { 0 };

    (void)state;
    buf_append(&buf, "a\0b", 3);
    buf_text_append(&buf, "c");
    assert_int_equal(buf.length, 4);
    assert_memory_equal(buf.data, "a\0bc", 5);
    buf_free(&buf);
}

static void it_prints_behind_what_is_there(void **state)
{
    struct buf buf = { 0 };

    (void)state;
    buf_print(&buf, "%d,", 1);
    buf_print(&buf, "%s,%0300d", "two", 3);
    assert_int_equal(buf.length, 306);
    assert_memory_equal(buf.data, "1,two,000", 9);
    assert_int_equal(buf.data[305], '3');
    buf_free(&buf);
}

static void clearing_keeps_the_memory(void **state)
{
    struct buf buf = { 0 };
    size_t capacity;

    (void)state;
    buf_clear(&buf);
    buf_text_append(&buf, "abc");
    capacity = buf.capacity;
    buf_clear(&buf);
    assert_string_equal(buf_text(&buf), "");
    assert_int_equal(buf.length, 0);
    assert_int_equal(buf.capacity, capacity);
    buf_free(&buf);
}

static void taking_leaves_it_empty(void **state)
{
    struct buf buf = { 0 };
    char *taken;

    (void)state;
    buf_text_append(&buf, "abc");
    taken = buf_take(&buf);
    assert_string_equal(taken, "abc");
    assert_string_equal(buf_text(&buf), "");
    assert_int_equal(buf.length, 0);
    free(taken);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_is_an_empty_text),
        cmocka_unit_test(it_grows_and_ends_with_nul),
        cmocka_unit_test(bytes_may_hold_nul),
        cmocka_unit_test(it_prints_behind_what_is_there),
        cmocka_unit_test(clearing_keeps_the_memory),
        cmocka_unit_test(taking_leaves_it_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

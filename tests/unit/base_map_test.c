#include "base/map.h"

#include "base/buf.h"
#include "base/mem.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>

static struct map *map;

static int open_it(void **state)
{
    (void)state;
    map = map_new();
    return 0;
}

static int close_it(void **state)
{
    (void)state;
    map_free(map, NULL);
    return 0;
}

static char *put(const char *key, char *value)
{
    return map_put(map, key, value);
}

static int append_key(const char *key, void *value, void *arg)
{
    buf_print(arg, "%s=%s ", key, (const char *)value);
    return 0;
}

static void holds(const char *expected)
{
    struct buf text = { 0 };

    assert_int_equal(map_each(map, append_key, &text), 0);
    assert_string_equal(buf_text(&text), expected);
    buf_free(&text);
}

static void values_are_found_by_text(void **state)
{
    char key[] = "one";
    char value[] = "1";

    (void)state;
    assert_null(put(key, value));
    key[0] = 'x'; /* it has a copy */
    assert_ptr_equal(map_get(map, "one"), value);
    assert_null(map_get(map, "two"));
    assert_null(map_get(map, ""));
}

static void they_are_walked_in_order_of_insertion(void **state)
{
    char values[] = "1\0002\0003\0004";

    (void)state;
    holds("");
    (void)put("z", values);
    (void)put("a", values + 2);
    (void)put("m", values + 4);
    holds("z=1 a=2 m=3 ");
    assert_int_equal(map_count(map), 3);
}

static void a_replaced_value_is_given_back_and_keeps_its_place(void **state)
{
    char values[] = "1\0002\0003\0004";

    (void)state;
    (void)put("b", values);
    (void)put("a", values + 2);
    assert_ptr_equal(put("b", values + 4), values);
    holds("b=3 a=2 ");
    assert_int_equal(map_count(map), 2);
}

static void what_is_removed_is_gone_wherever_it_stood(void **state)
{
    char values[] = "1\0002\0003\0004";

    (void)state;
    (void)put("a", values);
    (void)put("b", values + 2);
    (void)put("c", values + 4);
    assert_null(map_remove(map, "x"));
    assert_ptr_equal(map_remove(map, "b"), values + 2);
    holds("a=1 c=3 ");
    assert_ptr_equal(map_remove(map, "a"), values);
    assert_ptr_equal(map_remove(map, "c"), values + 4);
    holds("");
    assert_int_equal(map_count(map), 0);
    (void)put("a", values + 6);
    holds("a=4 ");
}

static int stop_at_b(const char *key, void *value, void *arg)
{
    (void)value;
    ++*(int *)arg;
    return key[0] == 'b' ? 42 : 0;
}

static void a_walk_stops_when_told(void **state)
{
    int steps = 0;

    (void)state;
    (void)put("a", NULL);
    (void)put("b", NULL);
    (void)put("c", NULL);
    assert_int_equal(map_each(map, stop_at_b, &steps), 42);
    assert_int_equal(steps, 2);
}

static void many_are_found_again(void **state)
{
    static int numbers[5000];
    char key[16];

    (void)state;
    for (int i = 0; i < 5000; i++) {
        (void)snprintf(key, sizeof key, "%d", i * 7919 % 5000);
        assert_null(map_put(map, key, &numbers[i]));
    }
    for (int i = 0; i < 5000; i += 2) {
        (void)snprintf(key, sizeof key, "%d", i * 7919 % 5000);
        assert_ptr_equal(map_remove(map, key), &numbers[i]);
    }
    assert_int_equal(map_count(map), 2500);
    for (int i = 0; i < 5000; i++) {
        (void)snprintf(key, sizeof key, "%d", i * 7919 % 5000);
        assert_ptr_equal(map_get(map, key), i % 2 == 0 ? NULL : &numbers[i]);
    }
}

static int freed;

static void count_freed(void *value)
{
    freed++;
    free(value);
}

static void values_are_freed_with_the_map(void **state)
{
    struct map *owner = map_new();

    (void)state;
    (void)map_put(owner, "a", mem_copy("1"));
    (void)map_put(owner, "b", mem_copy("2"));
    map_free(owner, count_freed);
    assert_int_equal(freed, 2);
    map_free(NULL, count_freed);
    assert_int_equal(freed, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values_are_found_by_text),
        TEST(they_are_walked_in_order_of_insertion),
        TEST(a_replaced_value_is_given_back_and_keeps_its_place),
        TEST(what_is_removed_is_gone_wherever_it_stood),
        TEST(a_walk_stops_when_told),
        TEST(many_are_found_again),
        TEST(values_are_freed_with_the_map),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "io/file.h"

#include "support/environment.h"
#include "support/test.h"

#include <string.h>

static struct buf bytes;
static struct err err;

static int clean(void **state)
{
    (void)state;
    buf_free(&bytes);
    return environment_folder_remove();
}

static void a_file_is_appended_whole(void **state)
{
    static char text[20001];

    (void)state;
    memset(text, 'x', sizeof text - 1);
    buf_text_append(&bytes, "before:");
    assert_int_equal(
        file_read(environment_file("long", text), 20000, &bytes, &err), 0);
    assert_int_equal(bytes.length, 20007);
    assert_string_equal(bytes.data + 7, text);
    assert_int_equal(file_read(environment_file("empty", ""), 0, &bytes, &err),
                     0);
    assert_int_equal(bytes.length, 20007);
}

static void a_longer_file_than_allowed_is_refused(void **state)
{
    const char *path = environment_file("long", "12345");

    (void)state;
    assert_int_equal(file_read(path, 4, &bytes, &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_non_null(strstr(err.text, "': longer than 4 bytes"));
}

static void what_cannot_be_read_is_named(void **state)
{
    (void)state;
    assert_int_equal(file_read("/nowhere/x", 4, &bytes, &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_string_equal(err.text,
                        "cannot read '/nowhere/x': No such file or directory");
    assert_int_equal(file_read("/", 4, &bytes, &err), -1);
    assert_string_equal(err.text, "cannot read '/': Is a directory");
}

#define TEST(name) cmocka_unit_test_teardown(name, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_is_appended_whole),
        TEST(a_longer_file_than_allowed_is_refused),
        TEST(what_cannot_be_read_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

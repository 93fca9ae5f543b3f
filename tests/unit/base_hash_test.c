#include "base/hash.h"

#include "support/test.h"

#include <string.h>

/* The vectors of Apache Kafka's own UtilsTest.testMurmur2. */
static void keys_go_where_kafkas_clients_put_them(void **state)
{
    static const struct {
        const char *key;
        int32_t hash;
    } vectors[] = {
        { "21", -973932308 },
        { "foobar", -790332482 },
        { "a-little-bit-long-string", -985981536 },
        { "a-little-bit-longer-string", -1486304829 },
        { "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971 },
        { "abc", 479470107 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        int32_t positive = vectors[i].hash & INT32_MAX;
        size_t length = strlen(vectors[i].key);

        assert_int_equal(hash_partition(vectors[i].key, length, INT32_MAX),
                         positive);
        assert_int_equal(hash_partition(vectors[i].key, length, 12),
                         positive % 12);
    }
}

static void one_partition_holds_all(void **state)
{
    (void)state;
    assert_int_equal(hash_partition("", 0, 1), 0);
    assert_int_equal(hash_partition("\xff\xfe\xfd", 3, 1), 0);
}

/* The digest of nothing is in XXH3's specification. */
static void bytes_are_32_hexadecimal_digits(void **state)
{
    char one[HASH_TEXT_MAX];
    char other[HASH_TEXT_MAX];

    (void)state;
    hash_text("", 0, one);
    assert_string_equal(one, "99aa06d3014798d86001c324468d497f");
    hash_text("a", 1, one);
    assert_int_equal(strspn(one, "0123456789abcdef"), 32);
    hash_text("b", 1, other);
    assert_string_not_equal(one, other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_go_where_kafkas_clients_put_them),
        cmocka_unit_test(one_partition_holds_all),
        cmocka_unit_test(bytes_are_32_hexadecimal_digits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

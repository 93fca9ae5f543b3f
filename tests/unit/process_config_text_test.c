#include "base/buf.h"
#include "process/config.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>

static void help_lists_what_the_program_looks_at(void **state)
{
    struct buf text = { 0 };

    (void)state;
    config_help(&text, NEED_KAFKA);
    assert_non_null(strstr(text.data, "  TANDEM_BROKERS=127.0.0.1:9092\n"));
    assert_null(strstr(text.data, "TANDEM_LISTEN"));
    assert_non_null(strstr(text.data, "  TANDEM_KAFKA_<PROPERTY>\n"));
    assert_null(strstr(text.data, "ZOHOCRM"));
    buf_clear(&text);
    config_help(&text, NEED_SYSTEMS | NEED_SERVICE);
    assert_non_null(strstr(text.data, "  TANDEM_LISTEN="));
    assert_non_null(strstr(text.data, "  TANDEM_ZOHOCRM_CLIENT_ID (required)"));
    assert_null(strstr(text.data, "TANDEM_KAFKA"));
    for (const char *line = text.data; line != NULL && *line != '\0';
         line = strchr(line, '\n') + 1)
        assert_true(strcspn(line, "\n") <= 80);
    buf_free(&text);
}

/* To mend it: look at build/configuration.md, copy it to docs/. */
static void the_documentation_is_what_the_table_says(void **state)
{
    static char page[32768];
    struct buf text = { 0 };
    FILE *in = fopen("docs/configuration.md", "r");
    FILE *out;
    size_t length = 0;

    (void)state;
    config_markdown(&text);
    if (in != NULL) {
        length = fread(page, 1, sizeof page, in);
        assert_int_equal(fclose(in), 0);
    }
    if (length != text.length || memcmp(page, text.data, length) != 0) {
        out = fopen("build/configuration.md", "w");
        assert_non_null(out);
        assert_true(fputs(text.data, out) >= 0);
        assert_int_equal(fclose(out), 0);
        fail_msg("docs/configuration.md is not what build/configuration.md is");
    }
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_lists_what_the_program_looks_at),
        cmocka_unit_test(the_documentation_is_what_the_table_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

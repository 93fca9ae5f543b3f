/*
 * Flow files and --config files that somebody has damaged: the program says in
 * a sentence which file it is, and ends with 2. TEST_SEED=<number> damages them
 * in the same way again.
 */
#include "support/e2e.h"
#include "support/entities.h"
#include "support/environment.h"

#include "base/mem.h"
#include "base/time.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES      40
#define DAMAGE_MAX 4
#define USAGE      2

static uint64_t seed;

/* xorshift64: the same everywhere. */
static unsigned draw(unsigned below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)(seed % below);
}

/* Other bytes, or an early end. */
static char *damaged(const char *text)
{
    static const char bytes[] = "\"{}[],:\\0e-=#\n\r\t \x01\xff\xc3z_.";
    char *copy = mem_copy(text);
    unsigned length = (unsigned)strlen(copy);

    for (unsigned i = 1 + draw(DAMAGE_MAX); i > 0; i--)
        copy[draw(length)] = bytes[draw(sizeof bytes - 1)];
    if (draw(4) == 0)
        copy[draw(length)] = '\0';
    return copy;
}

/* It ends in one line about the file, or finds nothing wrong. */
static void is_explained(int code, const char *output, const char *file,
                         const char *text)
{
    const char *last = output;

    for (const char *at = output; *at != '\0' && at[1] != '\0'; at++) {
        if (*at == '\n')
            last = at + 1;
    }
    if (code == 0)
        return;
    if (code != USAGE || !text_starts(last, "tandem: ") ||
        !text_is_utf8(output, strlen(output)) ||
        (strstr(output, file) == NULL && strstr(output, "TANDEM_") == NULL))
        fail_msg("exit %d: %s\nof: %s", code, output, text);
}

static void damaged_flow_files_are_named(void **state)
{
    char *whole = entities_file("flows/contacts.json");
    size_t refused = 0;

    (void)state;
    world_start(NULL);
    environment_set("TANDEM_FLOWS", environment_folder());
    for (int i = 0; i < FILES; i++) {
        char *text = damaged(whole);
        const char *output;
        int code;

        (void)environment_file("contacts.json", text);
        code = program_run(&output, "tandem", "check", "--offline");
        is_explained(code, output, "contacts", text);
        refused += code == USAGE;
        free(text);
    }
    assert_true(refused > 0);
    free(whole);
    assert_int_equal(environment_folder_remove(), 0);
    world_stop();
}

static const char config[] = "# Fjell AS\n"
                             "TANDEM_NAMESPACE=fjell\n"
                             "TANDEM_PARTITIONS=12\n"
                             "TANDEM_POLL_SECONDS=30\n"
                             "TANDEM_REDIS=redis://127.0.0.1:6379/2\n"
                             "TANDEM_LOG=debug\n"
                             "TANDEM_KAFKA_SECURITY_PROTOCOL=SASL_SSL\n";

static void damaged_config_files_are_named(void **state)
{
    size_t refused = 0;

    (void)state;
    world_start(NULL);
    environment_set("TANDEM_NAMESPACE", NULL);
    environment_set("TANDEM_PARTITIONS", NULL);
    environment_set("TANDEM_POLL_SECONDS", NULL);
    environment_set("TANDEM_REDIS", NULL);
    environment_set("TANDEM_LOG", NULL);
    for (int i = 0; i < FILES; i++) {
        char *text = damaged(config);
        const char *output;
        int code =
            program_run(&output, "tandem", "check", "--offline", "--config",
                        environment_file("tandem.conf", text));

        is_explained(code, output, "tandem.conf", text);
        refused += code == USAGE;
        free(text);
    }
    assert_true(refused > 0);
    assert_int_equal(environment_folder_remove(), 0);
    world_stop();
}

int main(void)
{
    const char *given = getenv("TEST_SEED"); /* NOLINT: one thread */
    const struct CMUnitTest tests[] = {
        world_test(damaged_flow_files_are_named),
        world_test(damaged_config_files_are_named),
    };

    seed = given == NULL ? (uint64_t)time_now_ms() : strtoull(given, NULL, 10);
    seed += seed == 0; /* xorshift stays at 0 */
    print_message("TEST_SEED=%" PRIu64 "\n", seed);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

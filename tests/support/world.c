#include "support/world.h"

#include "base/mem.h"
#include "simulators/simulators.h"
#include "support/environment.h"
#include "support/http_client.h"
#include "support/journal.h"
#include "support/waiting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SIMULATORS_LIMIT_S 20
#define NOT_FOUND          404

struct kept {
    char *text;
    struct json *json;
    struct kept *next;
};

static struct {
    bool open;
    char *name_space;
    char *zohocrm;
    char *powerofficego;
    char *control;
    struct program *simulators;
    struct kept *kept;
} world;

const char *world_namespace(void)
{
    return world.name_space;
}

struct program *world_simulators(void)
{
    return world.simulators;
}

static struct kept *keep(void)
{
    struct kept *kept = mem_new(1, sizeof(*kept));

    kept->next = world.kept;
    world.kept = kept;
    return kept;
}

const char *world_keep(char *text)
{
    keep()->text = text;
    return text;
}

const struct json *world_keep_json(struct json *json)
{
    keep()->json = json;
    return json;
}

static void kept_free(void)
{
    while (world.kept != NULL) {
        struct kept *next = world.kept->next;

        free(world.kept->text);
        json_free(world.kept->json);
        free(world.kept);
        world.kept = next;
    }
}

/* ---- the programs' variables ---- */

static const char *given(const char *name)
{
    const char *value = getenv(name); /* NOLINT(concurrency-mt-unsafe) */

    if (value == NULL)
        fail_msg("no %s: run this by tests/support/servers", name);
    return value;
}

static void set_addresses(void)
{
    environment_set("TANDEM_BROKERS", given("TEST_BROKERS"));
    environment_set("TANDEM_REDIS", given("TEST_REDIS"));
    environment_set("TANDEM_NAMESPACE", world.name_space);
    environment_set("TANDEM_ZOHOCRM_ACCOUNTS_URL", world.zohocrm);
    environment_set("TANDEM_ZOHOCRM_API_URL", world.zohocrm);
    environment_set("TANDEM_POWEROFFICEGO_URL", world.powerofficego);
}

static void set_constants(void)
{
    static const char *const constants[][2] = {
        { "TANDEM_FLOWS", "flows" },
        { "TANDEM_LISTEN", "127.0.0.1:0" },
        { "TANDEM_LOG", "info" },
        { "TANDEM_PARTITIONS", "3" },
        { "TANDEM_POLL_SECONDS", "1" },
        { "TANDEM_SCAN_SECONDS", "21600" },
        { "TANDEM_REQUEST_SECONDS", "3" },
        { "TANDEM_POWEROFFICEGO_RATE", "0" },
        { "TANDEM_ZOHOCRM_CONCURRENCY", "5" },
        /* A killed program's work is taken over soon. */
        { "TANDEM_KAFKA_SESSION_TIMEOUT_MS", "6000" },
        { "TANDEM_KAFKA_HEARTBEAT_INTERVAL_MS", "1000" },
        { "TANDEM_ZOHOCRM_CLIENT_ID", SIMULATORS_ZOHOCRM_CLIENT_ID },
        { "TANDEM_ZOHOCRM_CLIENT_SECRET", SIMULATORS_ZOHOCRM_CLIENT_SECRET },
        { "TANDEM_ZOHOCRM_REFRESH_TOKEN", SIMULATORS_ZOHOCRM_REFRESH_TOKEN },
        { "TANDEM_POWEROFFICEGO_APPLICATION_KEY",
          SIMULATORS_POWEROFFICEGO_APPLICATION_KEY },
        { "TANDEM_POWEROFFICEGO_CLIENT_KEY",
          SIMULATORS_POWEROFFICEGO_CLIENT_KEY },
        { "TANDEM_POWEROFFICEGO_SUBSCRIPTION_KEY",
          SIMULATORS_POWEROFFICEGO_SUBSCRIPTION_KEY },
    };

    for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++)
        environment_set(constants[i][0], constants[i][1]);
}

static void set_own(const struct world_settings *settings)
{
    for (size_t i = 0; settings != NULL && i < WORLD_VARIABLES_MAX; i++) {
        char *name = mem_copy(settings->variables[i]);
        char *value = name == NULL ? NULL : strchr(name, '=');

        if (value != NULL) {
            *value++ = '\0';
            environment_set(name, value);
        }
        free(name);
    }
}

/* ---- the simulators ---- */

/* Their first line says where they listen. */
static bool simulators_listen(const struct program *simulators)
{
    const char *text = program_output(simulators);
    size_t length = strcspn(text, "\n");
    struct err err;
    struct json *line;

    if (text[length] != '\n')
        return false;
    line = json_parse(text, length, &err);
    if (line == NULL)
        fail_msg("the simulators' first line: %s", err.text);
    world.zohocrm = mem_copy(json_get_text(line, "zohocrm"));
    world.powerofficego = mem_copy(json_get_text(line, "powerofficego"));
    world.control = mem_copy(json_get_text(line, "control"));
    json_free(line);
    return true;
}

static void simulators_start(int rate)
{
    char *number = mem_print("%d", rate);
    struct program *simulators = program_start("simulators", "--rate", number);

    free(number);
    world.simulators = simulators;
    eventually(SIMULATORS_LIMIT_S, simulators_listen(simulators) ||
                                       !program_is_running(simulators));
    if (world.control == NULL)
        fail_msg("the simulators do not start");
}

/* ---- the world ---- */

void world_start(const struct world_settings *settings)
{
    static unsigned count;

    assert_false(world.open);
    environment_clean();
    world.open = true;
    world.name_space = mem_print("test-%ld-%u", (long)getpid(), ++count);
    simulators_start(settings == NULL ? 0 : settings->rate);
    set_addresses();
    set_constants();
    set_own(settings);
}

static void world_end(void)
{
    programs_end();
    journal_forget();
    kept_free();
    free(world.name_space);
    free(world.zohocrm);
    free(world.powerofficego);
    free(world.control);
    memset(&world, 0, sizeof(world));
}

void world_stop(void)
{
    const char *problem = journal_problem();

    if (problem != NULL)
        fail_msg("not as the API's description has it: %s", problem);
    if (programs_stop() > 0)
        fail_msg("a program did not end with 0");
    world_end();
}

int world_teardown(void **state)
{
    (void)state;
    if (world.open) {
        programs_show();
        world_end();
    }
    return 0;
}

/* ---- the control port ---- */

/* {'a': 'b'} reads better in C than {\"a\": \"b\"}. */
static char *with_double_quotes(const char *body)
{
    char *text = mem_copy(body);

    if (text == NULL || strchr(text, '"') != NULL)
        return text;
    for (char *at = text; *at != '\0'; at++) {
        if (*at == '\'')
            *at = '"';
    }
    return text;
}

static struct json *parsed(const char *text)
{
    struct err err;
    struct json *json;

    if (text == NULL || *text == '\0')
        return json_new_null();
    json = json_parse(text, strlen(text), &err);
    if (json == NULL)
        fail_msg("the control port answers no JSON: %s", err.text);
    return json;
}

const struct json *world_control(const char *method, const char *path,
                                 const char *body)
{
    static const char *const headers[] = { "Content-Type: application/json",
                                           NULL };
    char *url = mem_print("%s%s", world.control, path);
    char *text = with_double_quotes(body);
    int status = 0;
    char *answer = http_client_do(method, url, headers, text, &status);
    const struct json *json = NULL;

    if (status / 100 == 2) {
        json = world_keep_json(parsed(answer));
    } else if (status != NOT_FOUND) {
        fail_msg("%s %s: %d %s", method, path, status, answer);
    }
    free(answer);
    free(text);
    free(url);
    return json;
}

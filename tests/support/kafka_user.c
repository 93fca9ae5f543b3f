#include "support/kafka_user.h"

#include "base/mem.h"
#include "base/text.h"
#include "support/entities.h"
#include "support/environment.h"
#include "support/test.h"
#include "support/world.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define DOCUMENT  "docs/security.md"
#define BEGINNING "kafka-acls "
#define WORDS_MAX 32

static const char *given(const char *name)
{
    const char *value = getenv(name); /* NOLINT(concurrency-mt-unsafe) */

    if (value == NULL)
        fail_msg("no %s: run this by tests/support/servers", name);
    return value;
}

const char *kafka_user_password(void)
{
    return given("TEST_KAFKA_PASSWORD");
}

void kafka_user_set(void)
{
    environment_set("TANDEM_BROKERS", given("TEST_BROKERS_SECURE"));
    environment_set("TANDEM_KAFKA_SECURITY_PROTOCOL", "SASL_SSL");
    environment_set("TANDEM_KAFKA_SASL_MECHANISM", "PLAIN");
    environment_set("TANDEM_KAFKA_SASL_USERNAME", "tandem");
    environment_set("TANDEM_KAFKA_SASL_PASSWORD_FILE",
                    environment_file("kafka", kafka_user_password()));
    environment_set("TANDEM_KAFKA_SSL_CA_LOCATION", given("TEST_KAFKA_CA"));
}

/* ---- rights ---- */

/* A word of the line, for this world. The caller frees. */
static char *word_here(const char *word)
{
    if (text_equal(word, "BROKER"))
        return mem_copy(given("TEST_BROKERS"));
    if (text_equal(word, "tandem."))
        return mem_print("%s.", world_namespace());
    return mem_copy(word);
}

/* The documented line in words, behind those that are there. */
static void words_read(char *words[WORDS_MAX], size_t count, int nth)
{
    char *text = entities_file(DOCUMENT);
    char *at = strstr(text, "\n" BEGINNING);

    for (; nth > 1 && at != NULL; nth--)
        at = strstr(at + 1, "\n" BEGINNING);
    if (at == NULL) {
        fail_msg("too few lines '" BEGINNING "...' in " DOCUMENT);
        return;
    }
    at += strlen("\n" BEGINNING);
    at[strcspn(at, "\n")] = '\0';
    while (*at != '\0') {
        size_t length = strcspn(at, " ");
        bool more = at[length] != '\0';

        assert_true(count + 1 < WORDS_MAX);
        at[length] = '\0';
        words[count++] = word_here(at);
        at += length + (more ? 1 : 0);
    }
    words[count] = NULL;
    free(text);
}

static void become(char *const *words)
{
    int log =
        open("build/log/kafka-acls.log", O_CREAT | O_TRUNC | O_WRONLY, 0644);

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)dup2(log, STDOUT_FILENO);
    (void)dup2(log, STDERR_FILENO);
    (void)execvp(words[0], words);
    _exit(127);
}

/* The rights of the nth documented line. */
static void allow(int nth)
{
    static const char *const java[] = { "java", "-cp", "build/kafka/*",
                                        "-XX:TieredStopAtLevel=1",
                                        "org.apache.kafka.tools.AclCommand" };
    const size_t count = sizeof java / sizeof *java;
    char *words[WORDS_MAX];
    int status = -1;
    pid_t child;

    for (size_t i = 0; i < count; i++)
        words[i] = mem_copy(java[i]);
    words_read(words, count, nth);
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        become(words);
    (void)waitpid(child, &status, 0);
    if (status != 0)
        fail_msg("kafka-acls has failed: build/log/kafka-acls.log");
    for (size_t i = 0; words[i] != NULL; i++)
        free(words[i]);
}

void kafka_user_allow(void)
{
    allow(1);
}

void kafka_user_allow_erasing(void)
{
    allow(2);
}

#include "process/config.h"

#include "base/mem.h"
#include "base/text.h"
#include "process/config_source.h"
#include "process/config_table.h"
#include "process/config_value.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* From the folder of the program. */
#define FLOWS_INSTALLED "/../share/tandem/flows"

/* Every text the config points to. */
struct config_store {
    char **texts;
    size_t count;
};

/* Takes text and gives it back. */
static char *config_keep(struct config *config, char *text)
{
    struct config_store *store = config->store;

    store->texts =
        mem_resize(store->texts, store->count + 1, sizeof *store->texts);
    store->texts[store->count++] = text;
    return text;
}

static void config_put(struct config *config, const struct option *option,
                       const char *text, int number)
{
    char *member = (char *)config + option->at;

    if (option->kind == OPTION_NUMBER) {
        memcpy(member, &number, sizeof number);
    } else {
        memcpy(member, &text, sizeof text);
    }
}

static int config_missing(const struct option *option, struct err *err)
{
    const char *what = option->help; /* a sentence: now within another */
    int length = (int)strcspn(what, ".");

    return err_set(err, ERR_USAGE,
                   "%s is not set: give the %c%.*s, or in %s_FILE the path of "
                   "a file that holds it",
                   option->name, tolower((unsigned char)what[0]), length - 1,
                   what + 1, option->name);
}

static int config_read(struct config *config, const struct option *option,
                       const struct config_source *source, struct err *err)
{
    const char *where;
    char *value;
    int number = 0;

    if (config_source_text(source, option, &value, &where, err) != 0)
        return -1;
    if (value == NULL && option->required)
        return config_missing(option, err);
    if (value == NULL && option->otherwise == NULL)
        return 0;
    if (value == NULL)
        value = mem_copy(option->otherwise);
    (void)config_keep(config, value);
    if (config_value_check(option, where, value, &number, err) != 0)
        return -1;
    config_put(config, option, value, number);
    return 0;
}

/* ---- librdkafka's own properties ---- */

/* Without these tandem would no longer be what it says it is. */
static const char *const kafka_ours[] = {
    "bootstrap.servers",
    "metadata.broker.list",
    "group.id",
    "enable.auto.commit",
    "enable.idempotence",
    "transactional.id",
    "isolation.level",
    "auto.offset.reset",
    "acks",
    "request.required.acks",
    "enable.auto.offset.store",
    "enable.ssl.certificate.verification",
};

/* "TANDEM_KAFKA_SASL_PASSWORD_FILE": "sasl.password"; the caller frees. */
static char *kafka_property(const char *name, bool *ret_is_file)
{
    char *property = mem_copy(name + strlen(CONFIG_KAFKA_PREFIX));
    size_t length = strlen(property);

    for (size_t i = 0; i < length; i++) {
        int lower = tolower((unsigned char)property[i]);

        property[i] = (char)(lower == '_' ? '.' : lower);
    }
    *ret_is_file = length > 5 && text_equal(property + length - 5, ".file");
    if (*ret_is_file)
        property[length - 5] = '\0';
    return property;
}

static bool kafka_is_known(const struct kafka_settings *kafka,
                           const char *property)
{
    for (size_t i = 0; i < kafka->extra_count; i++) {
        if (text_equal(kafka->extra[i][0], property))
            return true;
    }
    return false;
}

static int kafka_extra(struct config *config, const struct config_entry *entry,
                       struct err *err)
{
    struct kafka_settings *kafka = &config->kafka;
    bool is_file;
    const char *property =
        config_keep(config, kafka_property(entry->name, &is_file));
    char *value;

    for (size_t i = 0; i < sizeof kafka_ours / sizeof *kafka_ours; i++) {
        if (text_equal(property, kafka_ours[i])) {
            return err_set(err, ERR_USAGE,
                           "%s: tandem sets %s itself: remove it%s",
                           entry->where, property,
                           i < 2 ? " and give TANDEM_BROKERS" : "");
        }
    }
    if (kafka_is_known(kafka, property))
        return 0; /* the environment has spoken */
    if (kafka->extra_count == KAFKA_EXTRA_MAX) {
        return err_set(err, ERR_USAGE, "%s: more than %d properties",
                       entry->where, KAFKA_EXTRA_MAX);
    }
    value = is_file ? config_source_secret(entry, err) : mem_copy(entry->value);
    if (value == NULL)
        return -1;
    kafka->extra[kafka->extra_count][0] = property;
    kafka->extra[kafka->extra_count++][1] = config_keep(config, value);
    return 0;
}

static int config_kafka(struct config *config,
                        const struct config_source *source, struct err *err)
{
    config->kafka.brokers = config->brokers;
    config->kafka.client = config->program;
    for (size_t i = 0; i < source->count; i++) {
        const struct config_entry *entry = &source->entries[i];

        if (text_starts(entry->name, CONFIG_KAFKA_PREFIX) &&
            kafka_extra(config, entry, err) != 0)
            return -1;
    }
    return 0;
}

/* ---- the whole ---- */

/* An installed program finds the flows that were installed with it. */
static void config_flows(struct config *config)
{
    struct stat status;
    char path[1024];
    ssize_t length;
    char *slash;

    if (!text_equal(config->flows, "flows") || stat("flows", &status) == 0)
        return;
    length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0)
        return;
    path[length] = '\0';
    slash = strrchr(path, '/');
    if (slash == NULL)
        return;
    *slash = '\0';
    config->flows =
        config_keep(config, mem_print("%s%s", path, FLOWS_INSTALLED));
}

static int config_fill(struct config *config, unsigned needs,
                       const struct config_source *source, struct err *err)
{
    for (const struct option *option = config_table; option->name != NULL;
         option++) {
        if ((option->needs & needs) == 0)
            continue;
        if (config_read(config, option, source, err) != 0)
            return -1;
    }
    if ((needs & NEED_FLOWS) != 0)
        config_flows(config);
    return (needs & NEED_KAFKA) == 0 ? 0 : config_kafka(config, source, err);
}

int config_load(struct config *ret_config, const char *program, unsigned needs,
                const char *file, struct err *err)
{
    struct config_source source;
    int result;

    /* Secrets are in memory from here on: no core file, no tracing, and
     * /proc/PID/environ is for root alone. */
    (void)prctl(PR_SET_DUMPABLE, 0);
    *ret_config = (struct config){ .program = program, .file = file };
    ret_config->store = mem_new(1, sizeof *ret_config->store);
    result = config_source_read(&source, file, err);
    if (result == 0)
        result = config_fill(ret_config, needs, &source, err);
    config_source_free(&source);
    return result;
}

/* Of the same texts the old ones are kept: a store does not grow for nothing.
 */
static void config_take(struct config *config, const struct config *fresh)
{
    for (const struct option *option = config_table; option->name != NULL;
         option++) {
        const char *old;
        const char *now;

        if (!option->secret || (option->needs & NEED_SYSTEMS) == 0)
            continue;
        memcpy(&old, (const char *)config + option->at, sizeof old);
        memcpy(&now, (const char *)fresh + option->at, sizeof now);
        if (!text_equal(old, now))
            config_put(config, option, config_keep(config, mem_copy(now)), 0);
    }
}

int config_renew(struct config *config, struct err *err)
{
    struct config fresh;
    int result =
        config_load(&fresh, config->program, NEED_SYSTEMS, config->file, err);

    if (result == 0)
        config_take(config, &fresh);
    config_free(&fresh);
    return result;
}

void config_free(struct config *config)
{
    if (config->store != NULL) {
        for (size_t i = 0; i < config->store->count; i++)
            free(config->store->texts[i]);
        free(config->store->texts);
        free(config->store);
    }
    *config = (struct config){ 0 };
}

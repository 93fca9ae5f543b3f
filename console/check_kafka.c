/*
 * Kafka: does it answer, are the topics as they are to be, may we use them?
 */
#include "base/mem.h"
#include "base/text.h"
#include "console/check_parts.h"

#include <stdlib.h>
#include <string.h>

#define PART "kafka"
/* A state has at most 64 KB, an event or a record no more than Kafka's own
 * default: what is larger becomes a dead letter. */
#define MESSAGE_MIN (INT64_C(1000) * 1000)
#define RIGHTS      "give the rights that docs/security.md lists"

struct look {
    struct check *check;
    struct kafka_topic wanted[TOPICS_ALL_MAX];
    struct kafka_topic_state found[TOPICS_ALL_MAX];
    size_t count;
    int brokers;
};

/* ---- how the topics are ---- */

static bool partitions_fit(const struct look *look, size_t n)
{
    const struct kafka_topic_state *found = &look->found[n];
    char *remedy;

    if (found->partitions == look->wanted[n].partitions)
        return true;
    remedy = mem_print("set TANDEM_PARTITIONS to %d, or use another namespace",
                       (int)found->partitions);
    checkup_say(look->check->checkup, CHECKUP_ERROR, PART, remedy,
                "topic '%s' has %d partitions, not %d", look->wanted[n].name,
                (int)found->partitions, (int)look->wanted[n].partitions);
    free(remedy);
    return false;
}

static void look_at_cleanup(const struct look *look, size_t n)
{
    const struct kafka_topic *wanted = &look->wanted[n];
    const struct kafka_topic_state *found = &look->found[n];
    const char *policy = wanted->compact ? "compact" : "delete";
    char *remedy = mem_print("set the topic's cleanup.policy to %s", policy);

    if (!text_equal(found->cleanup, policy)) {
        checkup_say(look->check->checkup, CHECKUP_ERROR, PART, remedy,
                    "topic '%s' has cleanup.policy=%s: %s", wanted->name,
                    found->cleanup,
                    wanted->compact ? "its links or records would be deleted"
                                    : "it would grow for ever");
    } else if (!wanted->compact && found->retention_ms >= 0 &&
               found->retention_ms < wanted->retention_ms) {
        checkup_say(look->check->checkup, CHECKUP_WARNING, PART,
                    "set the topic's retention.ms higher",
                    "topic '%s' keeps messages %lld h, not %lld", wanted->name,
                    (long long)(found->retention_ms / 3600000),
                    (long long)(wanted->retention_ms / 3600000));
    }
    free(remedy);
}

static void look_at_safety(const struct look *look, size_t n)
{
    const struct kafka_topic_state *found = &look->found[n];
    struct checkup *checkup = look->check->checkup;
    const char *name = look->wanted[n].name;

    if (found->in_sync < found->replicas) {
        checkup_say(checkup, CHECKUP_WARNING, PART,
                    "look why a broker is away or behind",
                    "topic '%s' has %d of %d replicas in step", name,
                    found->in_sync, found->replicas);
    }
    if (look->brokers >= 3 && found->replicas < 3) {
        checkup_say(checkup, CHECKUP_WARNING, PART,
                    "give it more replicas with kafka-reassign-partitions",
                    "topic '%s' has %d replica%s on %d brokers", name,
                    found->replicas, found->replicas == 1 ? "" : "s",
                    look->brokers);
    }
    if (found->cleanup[0] == '\0')
        return;
    if (found->min_in_sync > found->replicas) {
        checkup_say(checkup, CHECKUP_ERROR, PART,
                    "lower min.insync.replicas, or give it more replicas",
                    "topic '%s' takes nothing: min.insync.replicas is %d, and "
                    "it has %d",
                    name, found->min_in_sync, found->replicas);
    }
    if (found->message_max < MESSAGE_MIN) {
        checkup_say(checkup, CHECKUP_ERROR, PART,
                    "set the topic's max.message.bytes to 1048588",
                    "topic '%s' takes messages of %lld bytes only", name,
                    (long long)found->message_max);
    }
}

/* Whether nobody may ask for the topics' configuration is said once. */
static void look_at_topics(struct look *look)
{
    struct checkup *checkup = look->check->checkup;
    size_t missing = 0;
    size_t untold = 0;

    look->check->has_topics = true;
    for (size_t n = 0; n < look->count; n++) {
        if (look->found[n].partitions == 0) {
            missing++;
            continue;
        }
        if (!partitions_fit(look, n))
            look->check->has_topics = false;
        look_at_safety(look, n);
        untold += look->found[n].cleanup[0] == '\0';
        if (look->found[n].cleanup[0] != '\0')
            look_at_cleanup(look, n);
    }
    if (missing > 0) {
        look->check->has_topics = false;
        checkup_say(checkup, CHECKUP_WARNING, PART,
                    "start the services, which make them; if they have run "
                    "before, TANDEM_BROKERS or TANDEM_NAMESPACE is another",
                    "%zu of %zu topics of namespace '%s' are not there",
                    missing, look->count, look->check->config->name_space);
    }
    if (untold > 0) {
        checkup_say(checkup, CHECKUP_WARNING, PART,
                    "nothing, if the services made the topics; else allow "
                    "DescribeConfigs, or look yourself",
                    "cleanup policies and message sizes of %zu topics are not "
                    "told to this user",
                    untold);
    }
}

/* ---- what we may do ---- */

/* Nobody sees what is sent: it is taken back. */
static int transaction_try(const struct check *check,
                           struct kafka_producer *producer, struct err *err)
{
    if (kafka_begin(producer, err) != 0)
        return -1;
    if (check->has_topics &&
        (kafka_send(producer, check->topics->outcomes, 0, "check", 5, NULL, 0,
                    NULL, err) != 0 ||
         kafka_flush(producer, CHECK_TIMEOUT_MS, err) != 0)) {
        return -1; /* closing it takes back what was sent */
    }
    return kafka_abort(producer, err);
}

static void look_at_transactions(const struct check *check)
{
    char *id = mem_print("%s.check", check->config->name_space);
    struct err err = { 0 };
    struct kafka_producer *producer =
        kafka_producer_open(&check->config->kafka, id, &err);

    if (producer == NULL || transaction_try(check, producer, &err) != 0) {
        checkup_fail(check->checkup, PART,
                     strstr(err.text, "docs/") == NULL ? RIGHTS : NULL, &err);
    } else {
        checkup_say(check->checkup, CHECKUP_OK, PART, NULL,
                    "transactions are possible");
    }
    kafka_producer_close(producer);
    free(id);
}

static int look_on(const struct kafka_message *message, void *arg,
                   struct err *err)
{
    (void)message;
    (void)arg;
    (void)err;
    return 1; /* one is enough */
}

static void look_at_reading(const struct check *check)
{
    const struct kafka_settings *kafka = &check->config->kafka;
    const struct topics *topics = check->topics;
    struct kafka_stand *stands =
        mem_new((size_t)topics->partitions, sizeof *stands);
    struct err err = { 0 };
    int64_t end;

    if (kafka_read_partition(kafka, topics->links, 0, 0, look_on, NULL, &end,
                             CHECK_TIMEOUT_MS, &err) < 0 ||
        kafka_group_stands(kafka, topics->loader_group, topics->changes,
                           topics->partitions, stands, CHECK_TIMEOUT_MS,
                           &err) != 0) {
        checkup_fail(check->checkup, PART, RIGHTS, &err);
    } else {
        checkup_say(check->checkup, CHECKUP_OK, PART, NULL,
                    "topics and groups can be read");
    }
    free(stands);
}

void check_kafka(struct check *check)
{
    struct look look = { .check = check };
    const char *names[TOPICS_ALL_MAX];
    struct err err;

    look.count = topics_list(check->topics, look.wanted);
    for (size_t n = 0; n < look.count; n++)
        names[n] = look.wanted[n].name;
    if (kafka_topics_describe(&check->config->kafka, names, look.count,
                              look.found, &look.brokers, CHECK_TIMEOUT_MS,
                              &err) != 0) {
        checkup_fail(check->checkup, PART,
                     "start Kafka, or correct TANDEM_BROKERS", &err);
        return;
    }
    checkup_say(check->checkup, CHECKUP_OK, PART, NULL, "%d broker%s",
                look.brokers, look.brokers == 1 ? " answers" : "s answer");
    look_at_topics(&look);
    look_at_transactions(check);
    if (check->has_topics)
        look_at_reading(check);
}

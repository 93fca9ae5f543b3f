/*
 * What librdkafka says of a connection, with what a person must look at.
 */
#include "io/kafka_private.h"

#include <stdio.h>
#include <string.h>

#define RIGHTS ": docs/security.md lists the rights that it needs"

#define LOGIN \
    ": correct TANDEM_KAFKA_SASL_USERNAME, _SASL_PASSWORD or _SASL_MECHANISM"

/* Before, it repeated its own nonce, which Kafka 4 takes for a forgery. */
#define SCRAM_WORKS_FROM 0x020601ff

static bool says(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

static const char *login_remedy(const char *reason)
{
    if (says(reason, "SCRAM") && rd_kafka_version() < SCRAM_WORKS_FROM) {
        return LOGIN ": SCRAM needs librdkafka 2.6.1 with Kafka 4, PLAIN "
                     "does not";
    }
    return LOGIN;
}

const char *kafka_remedy(int code, const char *reason)
{
    switch (code) {
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
        return login_remedy(reason);
    case RD_KAFKA_RESP_ERR__SSL:
        return says(reason, "verif")
                   ? ": give its authority's certificate in "
                     "TANDEM_KAFKA_SSL_CA_LOCATION"
                   : ": correct TANDEM_KAFKA_SECURITY_PROTOCOL, or mend the "
                     "broker";
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
        return RIGHTS;
    default:
        return says(reason, "security.protocol")
                   ? ": correct TANDEM_KAFKA_SECURITY_PROTOCOL"
                   : "";
    }
}

/* Trying again does not help against these. */
static bool is_settled(int code, const char *reason)
{
    return code == RD_KAFKA_RESP_ERR__AUTHENTICATION ||
           (code == RD_KAFKA_RESP_ERR__SSL && says(reason, "verif"));
}

void kafka_trouble_note(struct kafka_trouble *trouble, int code,
                        const char *reason)
{
    /* It says how many brokers are down, and follows what says why. */
    if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN && trouble->text[0] != '\0')
        return;
    trouble->settled = is_settled(code, reason);
    (void)snprintf(trouble->text, sizeof trouble->text, "%s%s", reason,
                   kafka_remedy(code, reason));
}

static void on_trouble(rd_kafka_t *handle, int code, const char *reason,
                       void *opaque)
{
    (void)handle;
    kafka_trouble_note(opaque, code, reason);
}

void kafka_trouble_watch(struct kafka_trouble *trouble, rd_kafka_conf_t *conf)
{
    *trouble = (struct kafka_trouble){ 0 };
    rd_kafka_conf_set_opaque(conf, trouble);
    rd_kafka_conf_set_error_cb(conf, on_trouble);
}

void kafka_trouble_blame(rd_kafka_t *handle, struct err *err)
{
    const struct kafka_trouble *trouble = rd_kafka_opaque(handle);
    struct err because;

    (void)rd_kafka_poll(handle, 0);
    if (err->kind != ERR_RETRY || trouble->text[0] == '\0')
        return;
    because = *err;
    (void)err_set(err, trouble->settled ? ERR_USAGE : ERR_RETRY, "%s: %s",
                  because.text, trouble->text);
}

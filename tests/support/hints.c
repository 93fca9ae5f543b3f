#include "support/hints.h"

#include "base/mem.h"
#include "io/redis.h"
#include "support/environment.h"
#include "support/http_client.h"
#include "support/published.h"
#include "support/redis_server.h"
#include "support/test.h"
#include "support/waiting.h"
#include "support/world.h"

#include <stdlib.h>
#include <unistd.h>

#define LIMIT_S 30

static int port;

const char *hints_listen(void)
{
    char *url;

    (void)close(mute_listen(0, &port));
    url = mem_print("http://127.0.0.1:%d", port);
    environment_set("TANDEM_ZOHOCRM_NOTIFY_URL", url);
    free(url);
    return world_keep(mem_print("TANDEM_LISTEN=127.0.0.1:%d", port));
}

struct program *hints_extractor(void)
{
    struct program *extractor = program_start("extractor", hints_listen());

    eventually(LIMIT_S, hints_stand());
    eventually(LIMIT_S, published_scans("zohocrm.Contacts") == 1);
    return extractor;
}

/* What Redis says of a key beneath the namespace; NULL: no text. A number goes
 * to *ret_number. */
static const char *asked(const char *command, const char *name,
                         int64_t *ret_number)
{
    struct err err = { 0 };
    const char *url = getenv("TEST_REDIS"); /* NOLINT(concurrency-mt-unsafe) */
    struct redis *redis = redis_open(url, 2000, &err);
    char *key = mem_print("%s:hints:%s", world_namespace(), name);
    const struct redis_reply *reply = redis_do(redis, &err, command, key, NULL);
    char *text = NULL;

    if (reply == NULL) {
        fail_msg("%s", err.text);
    } else {
        text = mem_copy(reply->text);
        *ret_number = reply->integer;
    }
    free(key);
    redis_close(redis);
    return text == NULL ? NULL : world_keep(text);
}

static const char *kept(const char *name)
{
    int64_t unused;

    return asked("GET", name, &unused);
}

bool hints_stand(void)
{
    return kept("stands") != NULL;
}

int64_t hints_renewal_ms(void)
{
    int64_t ms = 0;

    (void)asked("PTTL", "stands", &ms);
    return ms;
}

const char *hints_token(void)
{
    return kept("token");
}

int hints_post(const char *body)
{
    char *url = mem_print("http://127.0.0.1:%d/hints/zohocrm", port);
    char *text = mem_copy(body);
    int status = 0;

    for (char *at = text; *at != '\0'; at++) {
        if (*at == '\'')
            *at = '"';
    }
    free(http_client_do("POST", url, NULL, text, &status));
    free(text);
    free(url);
    return status;
}

int hints_notice(const char *entity, const char *ids, const char *token)
{
    char *body = mem_print("{'module': '%s', 'operation': 'update', "
                           "'ids': [%s], 'token': '%s'}",
                           entity, ids, token == NULL ? hints_token() : token);
    int status = hints_post(body);

    free(body);
    return status;
}

#include "console/asker.h"

#include "base/mem.h"

#include <stdlib.h>

#define STEP_MS 100

struct asker {
    struct system *system;
    struct http *http;
    int limit_ms;
    char *token;
    char *api_url;
};

struct asker *asker_open(const char *name, const struct config *config,
                         struct http *http)
{
    struct asker *asker = mem_new(1, sizeof *asker);

    asker->system = system_new(name, &config->systems);
    asker->http = http;
    asker->limit_ms = config->request_s * 1000;
    return asker;
}

void asker_close(struct asker *asker)
{
    if (asker == NULL)
        return;
    system_free(asker->system);
    free(asker->token);
    free(asker->api_url);
    free(asker);
}

const char *asker_credentials(const struct asker *asker)
{
    return system_credentials(asker->system);
}

struct asking {
    const struct asker *asker;
    const struct call *call;
    struct answer *answer;
    bool answered;
};

static void asking_done(struct http_response *response, void *arg)
{
    struct asking *asking = arg;

    system_answer(asking->asker->system, asking->call, asking->asker->token,
                  response, asking->answer);
    asking->answered = true;
}

static void asking_wait(struct asking *asking, struct http_request *request)
{
    http_start(asking->asker->http, request, asking->asker->limit_ms,
               asking_done, asking);
    while (!asking->answered)
        http_step(asking->asker->http, STEP_MS);
}

void asker_ask(struct asker *asker, struct call *call,
               struct answer *ret_answer)
{
    struct asking asking = { .asker = asker,
                             .call = call,
                             .answer = ret_answer };
    struct http_request request;
    struct err err;

    *ret_answer = (struct answer){ 0 };
    if (system_request(asker->system, call, asker->token, asker->api_url,
                       &request, &err) == 0) {
        asking_wait(&asking, &request);
    } else {
        ret_answer->verdict =
            err.kind == ERR_RETRY ? VERDICT_RETRY : VERDICT_REJECT;
        ret_answer->code = mem_copy(err.text);
    }
    if (call->kind == CALL_TOKEN && ret_answer->token != NULL) {
        mem_replace(&asker->token, ret_answer->token);
        mem_replace(&asker->api_url, ret_answer->api_url);
    }
    call_free(call);
}

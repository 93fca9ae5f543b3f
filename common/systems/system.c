#include "systems/system.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "systems/codec.h"
#include "systems/powerofficego.h"
#include "systems/zohocrm.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define ACCOUNT_DIGITS 16

struct system {
    const struct codec *codec;
    struct system_settings settings;
    char account[ACCOUNT_DIGITS + 1];
    char budget[ACCOUNT_DIGITS + 1];
};

static const struct codec *codec_find(const char *name)
{
    static const struct codec *const codecs[] = { &zohocrm_codec,
                                                  &powerofficego_codec };

    for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++) {
        if (text_equal(codecs[i]->name, name))
            return codecs[i];
    }
    return NULL;
}

/* Half of the digest: too little to work back to a secret from. */
static void digest_keys(const struct buf *keys,
                        char ret_text[ACCOUNT_DIGITS + 1])
{
    char digest[HASH_TEXT_MAX];

    hash_text(buf_text(keys), keys->length, digest);
    digest[ACCOUNT_DIGITS] = '\0';
    memcpy(ret_text, digest, ACCOUNT_DIGITS + 1);
}

static void account_set(struct system *system)
{
    const struct codec *codec = system->codec;
    struct buf keys = { 0 };

    buf_text_append(&keys, codec->name);
    codec->keys(&system->settings, &keys);
    digest_keys(&keys, system->account);
    if (codec->budget_key != NULL) {
        const char *key = codec->budget_key(&system->settings);

        buf_clear(&keys);
        buf_print(&keys, "%s\n%s", codec->name, key == NULL ? "" : key);
    }
    digest_keys(&keys, system->budget);
    buf_free(&keys);
}

struct system *system_new(const char *name,
                          const struct system_settings *settings)
{
    const struct codec *codec = codec_find(name);
    struct system *system;

    if (codec == NULL)
        return NULL;
    system = mem_new(1, sizeof *system);
    system->codec = codec;
    system->settings = *settings;
    account_set(system);
    return system;
}

bool system_renew(struct system *system, const struct system_settings *settings)
{
    char before[ACCOUNT_DIGITS + 1];

    memcpy(before, system->account, sizeof before);
    system->settings = *settings;
    account_set(system);
    return !text_equal(before, system->account);
}

void system_free(struct system *system)
{
    free(system);
}

const char *system_name(const struct system *system)
{
    return system->codec->name;
}

const struct entity *system_entity(const char *system, const char *name)
{
    const struct codec *codec = codec_find(system);

    return codec == NULL ? NULL : codec->entity(name);
}

const char *system_account(const struct system *system)
{
    return system->account;
}

const char *system_budget(const struct system *system)
{
    return system->budget;
}

const char *system_credentials(const struct system *system)
{
    return system->codec->credentials;
}

const struct entity *system_becomes(const struct entity *entity)
{
    if (text_equal(entity->system, "powerofficego") &&
        text_equal(entity->name, "SalesOrders"))
        return system_entity("powerofficego", "OutgoingInvoices");
    return NULL;
}

bool system_creates_alone(const struct system *system)
{
    return system->codec->creates_alone;
}

int system_request(const struct system *system, const struct call *call,
                   const char *token, const char *api_url,
                   struct http_request *ret_request, struct err *err)
{
    *ret_request = (struct http_request){ 0 };
    if (call->kind != CALL_TOKEN) {
        assert(call->entity != NULL);
        assert(text_equal(call->entity->system, system->codec->name));
        if (token == NULL) {
            return err_set(err, ERR_RETRY, "%s: no access token",
                           system->codec->name);
        }
    }
    if (system->codec->request(&system->settings, call, token, api_url,
                               ret_request, err) == 0)
        return 0;
    http_request_free(ret_request);
    return err_prefix(err, "%s", system->codec->name);
}

static void system_conceal(const struct system *system, struct answer *answer)
{
    const struct system_settings *settings = &system->settings;
    const char *const secrets[] = {
        settings->zohocrm_client_id,
        settings->zohocrm_client_secret,
        settings->zohocrm_refresh_token,
        settings->powerofficego_application_key,
        settings->powerofficego_client_key,
        settings->powerofficego_subscription_key,
    };

    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++)
        codec_conceal(answer, secrets[i]);
}

void system_answer(const struct system *system, const struct call *call,
                   const char *token, struct http_response *response,
                   struct answer *ret_answer)
{
    codec_answer(system->codec, call, response, ret_answer);
    system_conceal(system, ret_answer);
    codec_conceal(ret_answer, call->secret);
    codec_conceal(ret_answer, token);
    codec_tidy(ret_answer, response->status);
}

/*
 * PowerOffice Go, API v2. What is relied on comes from the vendor's OpenAPI
 * description and developer portal; where they disagree, both are survived.
 */
#include "systems/powerofficego.h"

static void keys(const struct system_settings *settings, struct buf *ret_keys)
{
    const char *const all[] = { settings->powerofficego_url,
                                settings->powerofficego_application_key,
                                settings->powerofficego_client_key,
                                settings->powerofficego_subscription_key };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        buf_print(ret_keys, "\n%s", all[i] == NULL ? "" : all[i]);
}

static const char *budget_key(const struct system_settings *settings)
{
    return settings->powerofficego_subscription_key;
}

/* Creates sent at once are answered 503: one at a time for each client. */
const struct codec powerofficego_codec = {
    .name = "powerofficego",
    .creates_alone = true,
    .credentials = "TANDEM_POWEROFFICEGO_APPLICATION_KEY, _CLIENT_KEY and "
                   "_SUBSCRIPTION_KEY",
    .entity = powerofficego_entity,
    .keys = keys,
    .budget_key = budget_key,
    .request = powerofficego_request,
    .token = powerofficego_token,
    .explain = powerofficego_explain,
    .answer = powerofficego_answer,
};

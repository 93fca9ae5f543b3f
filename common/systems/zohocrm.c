/*
 * Zoho CRM, REST API v8. What is relied on comes from Zoho's v8 pages, its
 * OpenAPI description and its SDK; where those disagree, both are survived.
 */
#include "systems/zohocrm.h"

static void keys(const struct system_settings *settings, struct buf *ret_keys)
{
    const char *const all[] = { settings->zohocrm_accounts_url,
                                settings->zohocrm_api_url,
                                settings->zohocrm_client_id,
                                settings->zohocrm_client_secret,
                                settings->zohocrm_refresh_token };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        buf_print(ret_keys, "\n%s", all[i] == NULL ? "" : all[i]);
}

const struct codec zohocrm_codec = {
    .name = "zohocrm",
    .rows = "data",
    .credentials = "TANDEM_ZOHOCRM_CLIENT_ID, _CLIENT_SECRET and "
                   "_REFRESH_TOKEN",
    .entity = zohocrm_entity,
    .keys = keys,
    .request = zohocrm_request,
    .token = zohocrm_token,
    .explain = zohocrm_explain,
    .exhausted = zohocrm_exhausted,
    .answer = zohocrm_answer,
};

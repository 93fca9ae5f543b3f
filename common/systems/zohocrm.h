/*
 * systems/zohocrm.h: the parts of the codec of Zoho CRM v8. Private to this
 * folder.
 */
#ifndef TANDEM_SYSTEMS_ZOHOCRM_H
#define TANDEM_SYSTEMS_ZOHOCRM_H

#include "systems/codec.h"

/* Rows of one list call. */
#define ZOHOCRM_PER_PAGE 200
/* A walk by page tokens ends here, whatever is left. */
#define ZOHOCRM_WALK_MAX 100000

extern const struct codec zohocrm_codec;

const struct entity *zohocrm_entity(const char *name);

int zohocrm_request(const struct system_settings *settings,
                    const struct call *call, const char *token,
                    const char *api_url, struct http_request *ret_request,
                    struct err *err);

/* The body of a FIND or MATCH. */
int zohocrm_query(const struct call *call, struct buf *ret_query,
                  struct err *err);

void zohocrm_token_request(const struct system_settings *settings,
                           struct http_request *ret_request);
void zohocrm_token(const struct http_response *response,
                   const struct json *body, struct answer *ret_answer);

/*
 * A walk's page is named "<rows before it>:<page_token>", so that its end can
 * be foreseen without state. Returns the token within page, or NULL when page
 * is malformed.
 */
const char *zohocrm_page(const char *page, int64_t *ret_rows);

void zohocrm_explain(const struct call *call, const struct json *body,
                     struct answer *ret_answer);
/* Zoho tells what is left of the day's credits once half of them are gone. */
bool zohocrm_exhausted(const struct http_response *response);
void zohocrm_answer(const struct call *call, int status,
                    const struct http_response *response,
                    const struct json *body, struct answer *ret_answer);

/* SUBSCRIBE and RENEW. */
bool zohocrm_watches(const struct call *call);
void zohocrm_watch_request(const struct call *call,
                           struct http_request *ret_request);
void zohocrm_watch_answer(const struct call *call, int status,
                          const struct json *body, struct answer *ret_answer);

/* The verdict that an error means: a status of 4xx, or a row's own code. */
void zohocrm_refused(const struct call *call, int status,
                     const struct json *body, struct answer *ret_answer);

#endif

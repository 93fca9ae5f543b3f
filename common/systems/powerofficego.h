/*
 * systems/powerofficego.h: the parts of the codec of PowerOffice Go v2.
 * Private to this folder.
 */
#ifndef TANDEM_SYSTEMS_POWEROFFICEGO_H
#define TANDEM_SYSTEMS_POWEROFFICEGO_H

#include "systems/codec.h"

/* Rows of one list call; the API allows up to 20,000, a page of this many
 * keeps the extractor's memory small. */
#define POWEROFFICEGO_PAGE_SIZE 1000

extern const struct codec powerofficego_codec;

/* How an entity is asked for; members are query parameters or NULL. */
struct powerofficego_route {
    const char *create; /* below /v2/, NULL: cannot be created */
    const char *since;
    const char *find;
    bool id_is_uuid;
};

const struct entity *powerofficego_entity(const char *name);
const struct powerofficego_route *
powerofficego_route(const struct entity *entity);

int powerofficego_request(const struct system_settings *settings,
                          const struct call *call, const char *token,
                          const char *api_url, struct http_request *ret_request,
                          struct err *err);

/* The fields of a write with ids as numbers and, for a CREATE, the reference.
 * The caller frees. */
struct json *powerofficego_fields(const struct call *call);

/* An UPDATE as a JSON Patch (RFC 6902). The caller frees. */
struct json *powerofficego_patch(const struct call *call);

void powerofficego_token_request(const struct system_settings *settings,
                                 struct http_request *ret_request);
void powerofficego_token(const struct http_response *response,
                         const struct json *body, struct answer *ret_answer);

/* ProblemDetails and the gateway's errors: members in any case. */
const struct json *powerofficego_member(const struct json *body,
                                        const char *name);
/* The gateway says 403 when a quota is used up, too. */
bool powerofficego_is_quota(const struct answer *answer);
void powerofficego_explain(const struct call *call, const struct json *body,
                           struct answer *ret_answer);
void powerofficego_refused(const struct call *call, int status,
                           const struct json *body, struct answer *ret_answer);
void powerofficego_answer(const struct call *call, int status,
                          const struct http_response *response,
                          const struct json *body, struct answer *ret_answer);

#endif

/*
 * systems/codec.h: what each system tells system.c. Private to this folder.
 *
 * system.c does what all APIs have in common: no answer, 5xx, 429, the
 * server's time. The rest is the codec's.
 */
#ifndef TANDEM_SYSTEMS_CODEC_H
#define TANDEM_SYSTEMS_CODEC_H

#include "systems/system.h"

struct codec {
    const char *name;
    bool creates_alone;
    const char *rows;        /* the member that holds an answer's records; NULL:
                                the answer is the array */
    const char *credentials; /* the variables that hold them */
    const struct entity *(*entity)(const char *name);
    /* Appends what tells one set of credentials from another. */
    void (*keys)(const struct system_settings *settings, struct buf *ret_keys);
    /* The key whose owner's requests are counted; NULL: those of keys(). */
    const char *(*budget_key)(const struct system_settings *settings);
    int (*request)(const struct system_settings *settings,
                   const struct call *call, const char *token,
                   const char *api_url, struct http_request *ret_request,
                   struct err *err);
    /* body is NULL when there was none or it is no JSON. */
    void (*token)(const struct http_response *response, const struct json *body,
                  struct answer *ret_answer);
    /* An error's code, field and message, as far as the body says. */
    void (*explain)(const struct call *call, const struct json *body,
                    struct answer *ret_answer);
    /* A refusal for haste (429): is it that of a day? NULL: cannot be told. */
    bool (*exhausted)(const struct http_response *response);
    /* The verdict on a status of 2xx, 304 or 4xx (not 408, 429). */
    void (*answer)(const struct call *call, int status,
                   const struct http_response *response,
                   const struct json *body, struct answer *ret_answer);
};

/* system_answer() of this codec. */
void codec_answer(const struct codec *codec, const struct call *call,
                  struct http_response *response, struct answer *ret_answer);

/* The API's own words, made fit to be kept. First *** takes each secret's place
 * (NULL: there is none); then the message is cut, and a code that is none
 * becomes "HTTP <status>". */
void codec_conceal(struct answer *answer, const char *secret);
void codec_tidy(struct answer *answer, int status);

/* CREATE and UPDATE: what may have happened although nobody said so. */
bool call_writes(const struct call *call);

/* An answer that does not tell whether the call was carried out. */
enum verdict verdict_unclear(const struct call *call);

/* A token as it came: fit for a header, or NULL. Borrowed. */
const char *codec_token(const struct json *body);

#endif

/*
 * zoho.h: Zoho CRM v8, as far as tandem touches it.
 *
 * zoho.c lets requests in and sends them on; the rest has a file per noun.
 * Answers follow Zoho's v8 documentation: a body with code, details, message
 * and status, or rows of those under "data".
 */
#ifndef TANDEM_TESTS_ZOHO_H
#define TANDEM_TESTS_ZOHO_H

#include "world.h"

struct zoho *zoho_new(void);
void zoho_free(struct zoho *zoho);

void zoho_handle(struct exchange *exchange);

/* 401 INVALID_TOKEN */
void zoho_deny(struct exchange *exchange);

/* {"code", "details", "message", "status": "error"}; takes details (NULL: an
 * empty object). */
struct json *zoho_error(const char *code, const char *message,
                        struct json *details);
void zoho_refuse(struct exchange *exchange, int status, const char *code,
                 struct json *details);

void zoho_token(struct exchange *exchange);
void zoho_list(struct exchange *exchange, enum entity_id entity);
void zoho_read(struct exchange *exchange, enum entity_id entity,
               const char *id);
void zoho_deleted(struct exchange *exchange, enum entity_id entity);
void zoho_insert(struct exchange *exchange, enum entity_id entity);

/* id NULL: every row carries its own */
void zoho_update(struct exchange *exchange, enum entity_id entity,
                 const char *id);
void zoho_coql(struct exchange *exchange);

/* A row's values against the field table. NULL: all is well; else the row's
 * verdict, which the caller owns. item is its place under "data". */
struct json *zoho_check(struct exchange *exchange, enum entity_id entity,
                        const struct json *values, size_t item, bool insert);

#endif

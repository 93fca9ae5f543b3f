/*
 * tests/support/hints.h: an extractor that the simulated Zoho can reach.
 *
 *     world_start(...);
 *     hints_extractor();
 *     crm_edit(...);
 */
#ifndef TANDEM_TESTS_SUPPORT_HINTS_H
#define TANDEM_TESTS_SUPPORT_HINTS_H

#include "support/program.h"

#include <stdbool.h>
#include <stdint.h>

/* "TANDEM_LISTEN=127.0.0.1:<a free port>"; and sets the notify URL to it for
 * all programs started from now on. */
const char *hints_listen(void);

/* An extractor that is told what changes, and has scanned what there is. */
struct program *hints_extractor(void);

/* Does Redis say that the subscription stands? */
bool hints_stand(void);

/* How long until it is renewed. */
int64_t hints_renewal_ms(void);

/* The token that notices carry; NULL: not drawn yet. */
const char *hints_token(void);

/* Posts what claims to be a notice to the address that hints_listen() gave
 * last; single quotes stand for double ones. The HTTP status. */
int hints_post(const char *body);

/* The same about an entity's records: ids are "'1','2'". token NULL: ours. */
int hints_notice(const char *entity, const char *ids, const char *token);

#endif

/*
 * systems/notice.h: a system tells, unasked, that records have changed.
 *
 * Zoho posts such notices to the address of a subscription. Nothing promises
 * that they come, in order, or once; what has changed must be read.
 */
#ifndef TANDEM_SYSTEMS_NOTICE_H
#define TANDEM_SYSTEMS_NOTICE_H

#include "base/err.h"
#include "domain/entity.h"

#include <stddef.h>

/* More ids than this are left out: the next poll reads them with fewer
 * requests. */
#define NOTICE_IDS_MAX 100

struct notice {
    const struct entity *entity; /* NULL: of no kind that tandem knows */
    char *secret; /* must be the subscription's, else it is not Zoho's word */
    char *ids[NOTICE_IDS_MAX]; /* fit to be read; created, edited or deleted */
    size_t id_count;
};

/* ERR_DATA when body is no JSON; whatever is missing in it stays empty.
 * notice_free() either way. */
int notice_zohocrm(const char *body, size_t length, struct notice *ret_notice,
                   struct err *err) MUST_CHECK;
void notice_free(struct notice *notice);

#endif

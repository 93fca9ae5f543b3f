/*
 * extractor/page.h: the rows of one page, as far as the extractor reads them.
 */
#ifndef TANDEM_EXTRACTOR_PAGE_H
#define TANDEM_EXTRACTOR_PAGE_H

#include "base/hash.h"
#include "domain/entity.h"
#include "systems/system.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct row {
    char *id;            /* NULL: it has none and cannot be published */
    char *cause;         /* why it has no id, or NULL */
    int64_t modified_ms; /* 0: it does not say, or not so that we know */
    struct slice raw;    /* borrowed from the answer */
    char fingerprint[HASH_TEXT_MAX]; /* of its bytes */
    bool repeat; /* the same bytes have been published already */
};

struct page {
    struct row *rows;
    size_t count;
};

/* page_free() frees. */
void page_init(struct page *ret_page, const struct entity *entity,
               const struct answer *answer);
void page_free(struct page *page);

/* The newest modified time, 0 when no row has one. */
int64_t page_latest_ms(const struct page *page);

#endif

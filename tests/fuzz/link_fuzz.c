/* States in the ledger: what is decoded says the same when it is encoded and
 * decoded again. */
#include "fuzz/fuzz.h"

#include "domain/link.h"

#include <stdlib.h>
#include <string.h>

static void again(const struct link *link)
{
    struct buf once = { 0 };
    struct buf twice = { 0 };
    struct err err = { 0 };
    struct link *copy;
    char *essence = link_essence(link);
    char *copied;

    link_encode(&once, link);
    copy = link_decode(once.data, once.length, &err);
    HOLDS(copy != NULL);
    link_encode(&twice, copy);
    HOLDS(strcmp(once.data, twice.data) == 0);
    copied = link_essence(copy);
    HOLDS(strcmp(essence, copied) == 0);
    HOLDS(link_is_blank(link) == link_is_blank(copy));
    link_free(copy);
    free(essence);
    free(copied);
    buf_free(&once);
    buf_free(&twice);
}

void fuzz_one(const char *bytes, size_t length)
{
    struct err err = { 0 };
    struct link *link = link_decode(bytes, length, &err);

    if (link == NULL) {
        fuzz_explained(&err);
        return;
    }
    again(link);
    link_free(link);
}

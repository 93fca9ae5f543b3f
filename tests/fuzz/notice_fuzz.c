/* Notices that anybody may post: ids are fit to be put into a URL, and there
 * are not too many. */
#include "fuzz/fuzz.h"

#include "systems/notice.h"

#include <string.h>

void fuzz_one(const char *bytes, size_t length)
{
    struct notice notice;
    struct err err = { 0 };

    if (notice_zohocrm(bytes, length, &notice, &err) != 0) {
        fuzz_explained(&err);
        HOLDS(notice.id_count == 0);
    }
    HOLDS(notice.id_count <= NOTICE_IDS_MAX);
    for (size_t i = 0; i < notice.id_count; i++) {
        size_t digits = strspn(notice.ids[i], "0123456789");

        HOLDS(digits > 0 && digits <= 19 && notice.ids[i][digits] == '\0');
    }
    notice_free(&notice);
}

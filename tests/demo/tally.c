#include "demo/tally.h"

#include "base/map.h"
#include "base/mem.h"
#include "support/world.h"

#include <stdlib.h>

static const char *reference_of(const struct json *record)
{
    const char *reference = json_get_text(record, "ExternalImportReference");

    return reference != NULL ? reference
                             : json_get_text(record, "ExternalCode");
}

struct tally tally_of(const char *entity)
{
    char *path = mem_print("/powerofficego/%s", entity);
    const struct json *records = world_control("GET", path, NULL);
    struct map *originals = map_new();
    struct tally tally = { .records = json_count(records) };

    for (const struct json *r = json_first(records); r != NULL;
         r = json_next(r)) {
        if (reference_of(r) != NULL)
            (void)map_put(originals, reference_of(r), originals);
    }
    tally.originals = map_count(originals);
    map_free(originals, NULL);
    free(path);
    return tally;
}

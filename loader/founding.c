#include "loader/partition.h"

#include "base/mem.h"
#include "process/log.h"

#include <string.h>

#define FOUNDING_VERSION 1

void founding_tell(struct loader *loader, const char *system, const char *id)
{
    struct partition *partition = loader->partitions[0];
    struct founding *founding;

    if (partition == NULL || !partition->restored)
        return;
    founding = &partition->founding;
    if (founding->founders == NULL) {
        founding->founders = json_new_object();
        json_set_int(founding->founders, "v", FOUNDING_VERSION);
    }
    if (json_get_text(founding->founders, system) != NULL)
        return;
    json_set_text(founding->founders, system, id);
    founding->changed = true;
    log_event(LOG_INFO, "tenant.founded", LOG_TEXT, "system", system, LOG_TEXT,
              "tenant", id, LOG_END);
}

void founding_encode(struct buf *ret_text, const struct founding *founding)
{
    json_print(founding->founders, ret_text);
}

/* What cannot be read is none. */
void founding_decode(struct founding *founding, const char *text)
{
    struct err ignored;
    struct json *founders = json_parse(text, strlen(text), &ignored);

    if (founders == NULL)
        return;
    json_free(founding->founders);
    founding->founders = founders;
    founding->changed = false;
}

#include "support/quiet.h"

#include "base/mem.h"
#include "base/time.h"
#include "support/journal.h"
#include "support/lag.h"
#include "support/waiting.h"
#include "support/world.h"

#include <stdlib.h>

bool quiet_work_is_left(const char *program, const char *topics)
{
    char *group = mem_print("%s.%s", world_namespace(), program);
    char *start = mem_print("%s.%s", world_namespace(), topics);
    bool left = lag_exists(group, start);

    free(group);
    free(start);
    return left;
}

/* No write since the last call that saw one, for long enough? */
static bool writes_have_ceased(size_t *mark, int64_t *since_ms)
{
    size_t now = journal_writes();

    if (now != *mark) {
        *mark = now;
        *since_ms = time_boot_ms();
    }
    return time_boot_ms() - *since_ms >= QUIET_MS;
}

void quiet(int limit_s)
{
    size_t mark = journal_writes();
    int64_t since_ms = time_boot_ms();

    eventually(limit_s, writes_have_ceased(&mark, &since_ms) &&
                            !quiet_work_is_left("transformer", "records.") &&
                            !quiet_work_is_left("loader", "changes"));
}

#include "support/waiting.h"

#include "base/time.h"
#include "support/test.h"

#include <errno.h>
#include <time.h>

#define WAITING_STEP_MS 50

struct waiting waiting_start(int limit_s, const char *what, const char *file,
                             int line)
{
    struct waiting waiting = {
        .what = what,
        .file = file,
        .line = line,
        .limit_s = limit_s,
        .until_ms = time_boot_ms() + (int64_t)limit_s * 1000,
    };

    return waiting;
}

void waiting_pause(const struct waiting *waiting)
{
    if (time_boot_ms() > waiting->until_ms) {
        print_error("never within %d s: %s\n", waiting->limit_s, waiting->what);
        _fail(waiting->file, waiting->line);
    }
    waiting_moment(WAITING_STEP_MS);
}

void waiting_moment(int ms)
{
    struct timespec left = { ms / 1000, (ms % 1000) * 1000000L };

    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        continue;
}

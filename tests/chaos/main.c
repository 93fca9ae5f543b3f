/*
 * chaos [SECONDS [SEED]]: exit code 0 when nothing was lost or doubled.
 * tests/chaos/run starts it with its servers.
 */
#include "chaos/chaos.h"

#include "base/time.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define SECONDS 60

int main(int argc, char **argv)
{
    int seconds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : SECONDS;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10)
                             : (uint64_t)(time_now_ms() / 1000);

    if (seconds <= 0) {
        (void)fprintf(stderr, "usage: chaos [SECONDS [SEED]]\n");
        return 2;
    }
    (void)signal(SIGPIPE, SIG_IGN);
    (void)printf("chaos: SECONDS=%d SEED=%" PRIu64 "\n", seconds, seed);
    (void)fflush(stdout);
    return chaos_run(seconds, seed) == 0 ? 0 : 1;
}

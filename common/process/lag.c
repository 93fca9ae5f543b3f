#include "process/lag.h"

#include "base/time.h"
#include "process/metrics.h"

#define LAG_EVERY_MS 1000

void lag_measure(int64_t *next_ms, struct kafka_consumer *consumer)
{
    int64_t now_ms = time_boot_ms();

    if (now_ms < *next_ms)
        return;
    *next_ms = now_ms + LAG_EVERY_MS;
    metrics_set("tandem_lag_messages", NULL,
                "Messages that this process has still to read, of its "
                "partitions.",
                (double)kafka_lag(consumer));
}

/* Files for --config: an error names the file or the variable; what is
 * accepted is within the table's limits. */
#include "fuzz/fuzz.h"

#include "base/mem.h"
#include "base/text.h"
#include "process/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NEED_ALL                                                          \
    (NEED_KAFKA | NEED_REDIS | NEED_FLOWS | NEED_SYSTEMS | NEED_SERVICE | \
     NEED_BRAKE)

/* What every file lacks, so that more than the first line is looked at. */
static const char secrets[] = "\nTANDEM_ZOHOCRM_CLIENT_ID=i"
                              "\nTANDEM_ZOHOCRM_CLIENT_SECRET=s"
                              "\nTANDEM_ZOHOCRM_REFRESH_TOKEN=r"
                              "\nTANDEM_POWEROFFICEGO_APPLICATION_KEY=a"
                              "\nTANDEM_POWEROFFICEGO_CLIENT_KEY=c"
                              "\nTANDEM_POWEROFFICEGO_SUBSCRIPTION_KEY=k\n";

/* One file without a name, written again and again. Its path is borrowed. */
static const char *file_of(const char *bytes, size_t length)
{
    static FILE *file;
    static char path[32];

    if (file == NULL)
        file = tmpfile();
    HOLDS(file != NULL && ftruncate(fileno(file), 0) == 0);
    rewind(file);
    HOLDS(fwrite(bytes, 1, length, file) == length);
    HOLDS(fwrite(secrets, 1, sizeof secrets - 1, file) == sizeof secrets - 1);
    HOLDS(fflush(file) == 0);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(file));
    return path;
}

static void accepted(const struct config *config)
{
    HOLDS(config->partitions >= 1 && config->partitions <= 1000);
    HOLDS(config->poll_s >= 1 && config->request_s >= 1);
    HOLDS(!text_is_empty(config->name_space));
    HOLDS(!text_is_empty(config->brokers));
    HOLDS(strpbrk(config->systems.powerofficego_url, " \t\r\n?#@") == NULL);
    HOLDS(text_starts(config->systems.zohocrm_accounts_url, "http"));
}

void fuzz_one(const char *bytes, size_t length)
{
    const char *path = file_of(bytes, length);
    struct config config;
    struct err err = { 0 };

    if (config_load(&config, "loader", NEED_ALL, path, &err) == 0) {
        accepted(&config);
    } else {
        fuzz_explained(&err);
        HOLDS(err.kind == ERR_USAGE);
        HOLDS(strstr(err.text, path) != NULL ||
              strstr(err.text, "TANDEM_") != NULL);
    }
    config_free(&config);
}

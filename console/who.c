#include "console/who.h"

#include "base/mem.h"

#include <stdlib.h>
#include <unistd.h>

#define HOST_MAX 256

char *who_am_i(void)
{
    static const char *const variables[] = { "SUDO_USER", "LOGNAME", "USER" };
    const char *asked =
        getenv(WHO_VARIABLE); /* NOLINT(concurrency-mt-unsafe) */
    const char *name = NULL;
    char host[HOST_MAX] = "";

    if (asked != NULL)
        return mem_copy(asked);
    for (size_t i = 0; name == NULL && i < sizeof variables / sizeof *variables;
         i++)
        name = getenv(variables[i]); /* NOLINT(concurrency-mt-unsafe) */
    if (gethostname(host, sizeof host - 1) != 0)
        host[0] = '\0';
    if (name != NULL)
        return mem_print("%s@%s", name, host);
    return mem_print("user %ld@%s", (long)getuid(), host);
}

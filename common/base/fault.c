#include "base/fault.h"

#ifdef TANDEM_FAULTS

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* True if this process is the first to come here. */
static bool fault_is_first(void)
{
    const char *path = getenv("TANDEM_FAULT_ONCE"); /* NOLINT */
    int file;

    if (path == NULL)
        return true;
    file = open(path, O_CREAT | O_EXCL | O_WRONLY, 0600);
    if (file < 0)
        return false;
    (void)close(file);
    return true;
}

void fault_point(const char *name)
{
    static long passed;
    const char *wanted = getenv("TANDEM_FAULT"); /* NOLINT */
    size_t length = strlen(name);
    long count = 1;

    if (wanted == NULL || strncmp(wanted, name, length) != 0 ||
        (wanted[length] != '\0' && wanted[length] != ':'))
        return;
    if (wanted[length] == ':')
        count = strtol(wanted + length + 1, NULL, 10);
    if (++passed == count && fault_is_first())
        (void)kill(getpid(), SIGKILL);
}

#else
typedef int fault_points_are_not_compiled_in; /* ISO C wants a declaration */
#endif

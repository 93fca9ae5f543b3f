#include "io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int file_fail(const char *path, int number, struct err *err)
{
    char why[128] = "";

    (void)strerror_r(number, why, sizeof why);
    return err_set(err, ERR_USAGE, "cannot read '%s': %s", path, why);
}

static int file_read_all(int file, const char *path, size_t max,
                         struct buf *ret_bytes, struct err *err)
{
    char block[4096];
    size_t total = 0;

    for (;;) {
        ssize_t count = read(file, block, sizeof block);

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return file_fail(path, errno, err);
        if (count == 0)
            return 0;
        total += (size_t)count;
        if (total > max) {
            return err_set(err, ERR_USAGE,
                           "cannot read '%s': longer than %zu bytes", path,
                           max);
        }
        buf_append(ret_bytes, block, (size_t)count);
    }
}

int file_read(const char *path, size_t max, struct buf *ret_bytes,
              struct err *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    int result;

    if (file < 0)
        return file_fail(path, errno, err);
    result = file_read_all(file, path, max, ret_bytes, err);
    (void)close(file);
    return result;
}

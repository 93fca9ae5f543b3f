/*
 * io/file.h: small files, read whole.
 */
#ifndef TANDEM_IO_FILE_H
#define TANDEM_IO_FILE_H

#include "base/buf.h"
#include "base/err.h"

/* Appends the file's bytes. ERR_USAGE names the file: it cannot be read, or
 * it is longer than max bytes. */
int file_read(const char *path, size_t max, struct buf *ret_bytes,
              struct err *err) MUST_CHECK;

#endif

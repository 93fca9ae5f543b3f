/*
 * base/base64.h: bytes as text that survives anywhere (RFC 4648, section 4).
 */
#ifndef TANDEM_BASE_BASE64_H
#define TANDEM_BASE_BASE64_H

#include "base/buf.h"

#include <stddef.h>

void base64_append(struct buf *ret_text, const void *bytes, size_t length);

#endif

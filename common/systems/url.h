/*
 * systems/url.h: URLs put together safely. Private to this folder.
 */
#ifndef TANDEM_SYSTEMS_URL_H
#define TANDEM_SYSTEMS_URL_H

#include "base/buf.h"
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends text with everything but RFC 3986's unreserved bytes as %XX. */
void url_escape(struct buf *url, const char *text);

/* Appends ?name=value or &name=value, the value escaped. */
void url_parameter(struct buf *url, const char *name, const char *value);

/* The same for a list of texts joined by commas (escaped, too). */
void url_list(struct buf *url, const char *name, char *const *texts,
              size_t count);

/* 1 to 19 digits; 8-4-4-4-12 hexadecimal digits. */
bool url_is_digits(const char *id);
bool url_is_uuid(const char *id);

#endif

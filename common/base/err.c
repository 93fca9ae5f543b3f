#include "base/err.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int err_set(struct err *err, enum err_kind kind, const char *format, ...)
{
    va_list args;

    err->kind = kind;
    va_start(args, format);
    (void)vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    text_mend(err->text);
    return -1;
}

int err_prefix(struct err *err, const char *format, ...)
{
    char text[ERR_TEXT_MAX];
    va_list args;
    size_t length;

    memcpy(text, err->text, sizeof text);
    va_start(args, format);
    (void)vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    length = strlen(err->text);
    (void)snprintf(err->text + length, sizeof err->text - length, ": %s", text);
    text_mend(err->text);
    return -1;
}

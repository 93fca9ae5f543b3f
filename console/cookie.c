#include "console/cookie.h"

#include <string.h>

bool cookie_read(const char *header, const char *name, char *ret_value,
                 size_t size)
{
    size_t name_length = strlen(name);

    while (header != NULL && *header != '\0') {
        const char *at = header + strspn(header, " \t");
        size_t length = strcspn(at, ";");

        header = at + length + (at[length] == ';');
        if (length <= name_length || strncmp(at, name, name_length) != 0 ||
            at[name_length] != '=')
            continue;
        at += name_length + 1;
        length -= name_length + 1;
        if (length >= size)
            return false;
        memcpy(ret_value, at, length);
        ret_value[length] = '\0';
        return true;
    }
    return false;
}

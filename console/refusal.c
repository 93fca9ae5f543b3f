#include "console/refusal.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static const char refused[] = " refused it: ";

char *refusal_of(const struct link *link)
{
    const char *at =
        link->detail == NULL ? NULL : strstr(link->detail, refused);
    const char *end;

    if (at == NULL)
        return NULL;
    at += strlen(refused);
    end = strstr(at, ": ");
    if (end == NULL)
        end = strstr(at, "; ");
    return end == NULL ? mem_copy(at) : mem_copy_n(at, (size_t)(end - at));
}

char *refusal_detail(const struct link *link)
{
    char *what = refusal_of(link);
    char *detail;
    size_t system;

    if (what == NULL)
        return mem_copy(link->detail);
    system = (size_t)(strstr(link->detail, refused) - link->detail);
    detail = mem_print("%.*s%s%s", (int)system, link->detail, refused, what);
    free(what);
    return detail;
}

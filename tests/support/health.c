#include "support/health.h"

#include "base/mem.h"
#include "support/http_client.h"
#include "support/world.h"

#include <stdlib.h>
#include <string.h>

/* The line of the log that says it: {...,"listen":"127.0.0.1:4711"} */
const char *program_address(const struct program *program)
{
    static const char member[] = "\"listen\":\"";
    const char *start = strstr(program_output(program), member);

    if (start == NULL)
        return NULL;
    start += strlen(member);
    return world_keep(mem_copy_n(start, strcspn(start, "\"")));
}

const char *program_ask(const struct program *program, const char *path,
                        int *ret_status)
{
    const char *host = program_address(program);
    const char *body = NULL;
    char *url;

    *ret_status = 0;
    if (host == NULL)
        return NULL;
    url = mem_print("http://%s%s", host, path);
    body = world_keep(http_client_do("GET", url, NULL, NULL, ret_status));
    free(url);
    return *ret_status == 0 ? NULL : body;
}

bool program_is_healthy(const struct program *program)
{
    int status = 0;

    (void)program_ask(program, "/health", &status);
    return status == 200;
}

/* The first line that begins with name and a blank. */
static const char *line_of(const char *text, const char *name)
{
    size_t length = strlen(name);

    while (text != NULL && *text != '\0') {
        if (strncmp(text, name, length) == 0 && text[length] == ' ')
            return text + length;
        text = strchr(text, '\n');
        text = text == NULL ? NULL : text + 1;
    }
    return NULL;
}

double program_metric(const struct program *program, const char *name)
{
    int status = 0;
    const char *text = program_ask(program, "/metrics", &status);
    const char *value = line_of(text, name);

    return value == NULL ? -1 : strtod(value, NULL);
}

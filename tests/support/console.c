#include "support/console.h"

#include "base/mem.h"
#include "base/visible.h"
#include "support/world.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define TERMINAL 100

const char *console_output;

/* Runs of blanks as one. The caller frees. */
static char *squeezed(const char *text)
{
    char *copy = mem_copy(text);
    char *to = copy;

    for (const char *from = text; *from != '\0'; from++) {
        if (*from != ' ' || to == copy || to[-1] != ' ')
            *to++ = *from;
    }
    *to = '\0';
    return copy;
}

static bool holds(const char *text)
{
    char *output = squeezed(console_output);
    bool found = strstr(output, text) != NULL;

    free(output);
    return found;
}

void says(const char *text)
{
    if (!holds(text))
        fail_msg("'%s' is not in:\n%s", text, console_output);
}

void says_not(const char *text)
{
    if (holds(text))
        fail_msg("'%s' is in:\n%s", text, console_output);
}

void fits_a_terminal(void)
{
    for (const char *at = console_output; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        char *line = mem_copy_n(at, length);

        if (visible_width(line) > TERMINAL)
            fail_msg("too wide: %s", line);
        free(line);
        at += length + (at[length] == '\n');
    }
}

const struct json *said_json(void)
{
    struct err err = { 0 };
    struct json *json =
        json_parse(console_output, strlen(console_output), &err);

    if (json == NULL)
        fail_msg("%s:\n%s", err.text, console_output);
    return world_keep_json(json);
}

#include "process/config_source.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "io/file.h"

#include <stdlib.h>
#include <string.h>

#define PREFIX "TANDEM_"
#define SUFFIX "_FILE"

extern char **environ; /* POSIX declares it nowhere */

/* Takes where. */
static void source_append(struct config_source *source, const char *name,
                          const char *value, char *where, bool in_file)
{
    struct config_entry *entry;

    source->entries =
        mem_resize(source->entries, source->count + 1, sizeof *source->entries);
    entry = &source->entries[source->count++];
    entry->name = mem_copy(name);
    entry->value = mem_copy(value);
    entry->where = where;
    entry->in_file = in_file;
}

static void source_environment(struct config_source *source)
{
    for (char **at = environ; at != NULL && *at != NULL; at++) {
        const char *equals = strchr(*at, '=');
        char *name;

        if (!text_starts(*at, PREFIX) || equals == NULL || equals[1] == '\0')
            continue;
        name = mem_copy_n(*at, (size_t)(equals - *at));
        source_append(source, name, equals + 1, mem_copy(name), false);
        free(name);
    }
}

/* Does tandem know the variable, or the variable that NAME_FILE is for? */
static bool source_knows(const char *name)
{
    size_t length = strlen(name);
    size_t suffix = strlen(SUFFIX);
    const struct option *option = config_option(name);
    char *stem;

    if (option != NULL || text_starts(name, CONFIG_KAFKA_PREFIX))
        return true;
    if (length <= suffix || !text_equal(name + length - suffix, SUFFIX))
        return false;
    stem = mem_copy_n(name, length - suffix);
    option = config_option(stem);
    free(stem);
    return option != NULL && option->secret;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Cuts blanks off both ends, in place. */
static char *trim(char *text)
{
    size_t length;

    while (is_blank(*text))
        text++;
    length = strlen(text);
    while (length > 0 && is_blank(text[length - 1]))
        text[--length] = '\0';
    return text;
}

static bool source_in_file(const struct config_source *source, const char *name)
{
    for (size_t i = 0; i < source->count; i++) {
        if (source->entries[i].in_file &&
            text_equal(source->entries[i].name, name))
            return true;
    }
    return false;
}

/* line: changed. */
static int source_line(struct config_source *source, const char *file,
                       int number, char *line, struct err *err)
{
    char *name = trim(line);
    char *equals = strchr(name, '=');
    char *value;

    if (*name == '\0' || *name == '#')
        return 0;
    if (equals == NULL) {
        return err_set(err, ERR_USAGE,
                       "%s:%d: not NAME=value, nor a comment that begins "
                       "with #",
                       file, number);
    }
    *equals = '\0';
    name = trim(name);
    value = trim(equals + 1);
    if (!source_knows(name)) {
        return err_set(err, ERR_USAGE,
                       "%s:%d: unknown variable '%s': --help and "
                       "docs/configuration.md list them",
                       file, number, name);
    }
    if (source_in_file(source, name)) {
        return err_set(err, ERR_USAGE,
                       "%s:%d: %s is given twice: leave one of the lines", file,
                       number, name);
    }
    if (*value != '\0') {
        source_append(source, name, value,
                      mem_print("%s:%d: %s", file, number, name), true);
    }
    return 0;
}

static int source_file(struct config_source *source, const char *file,
                       struct err *err)
{
    struct buf text = { 0 };
    int result = file_read(file, CONFIG_FILE_MAX, &text, err);
    char *line = text.data;

    if (result == 0 && memchr(buf_text(&text), '\0', text.length) != NULL)
        result = err_set(err, ERR_USAGE, "%s: not a text file", file);
    for (int number = 1; result == 0 && line != NULL; number++) {
        char *end = strchr(line, '\n');

        if (end != NULL)
            *end = '\0';
        result = source_line(source, file, number, line, err);
        line = end == NULL ? NULL : end + 1;
    }
    buf_free(&text);
    return result;
}

int config_source_read(struct config_source *ret_source, const char *file,
                       struct err *err)
{
    *ret_source = (struct config_source){ 0 };
    source_environment(ret_source);
    return file == NULL ? 0 : source_file(ret_source, file, err);
}

void config_source_free(struct config_source *source)
{
    for (size_t i = 0; i < source->count; i++) {
        free(source->entries[i].name);
        free(source->entries[i].value);
        free(source->entries[i].where);
    }
    free(source->entries);
    *source = (struct config_source){ 0 };
}

const struct config_entry *
config_source_find(const struct config_source *source, const char *name)
{
    for (size_t i = 0; i < source->count; i++) {
        if (text_equal(source->entries[i].name, name))
            return &source->entries[i];
    }
    return NULL;
}

char *config_source_secret(const struct config_entry *entry, struct err *err)
{
    struct buf text = { 0 };

    if (file_read(entry->value, CONFIG_SECRET_MAX, &text, err) != 0) {
        (void)err_prefix(err, "%s", entry->where);
        buf_free(&text);
        return NULL;
    }
    while (text.length > 0 && (text.data[text.length - 1] == '\n' ||
                               text.data[text.length - 1] == '\r'))
        text.data[--text.length] = '\0';
    if (text.length == 0 || strlen(text.data) != text.length) {
        (void)err_set(err, ERR_USAGE,
                      "%s: the file '%s' is empty or no text: it must hold "
                      "the value and nothing else",
                      entry->where, entry->value);
        buf_free(&text);
        return NULL;
    }
    return buf_take(&text);
}

int config_source_text(const struct config_source *source,
                       const struct option *option, char **ret_value,
                       const char **ret_where, struct err *err)
{
    const struct config_entry *entry = config_source_find(source, option->name);
    const struct config_entry *file = NULL;
    char *file_name;

    *ret_value = NULL;
    *ret_where = option->name;
    if (option->secret) {
        file_name = mem_print("%s" SUFFIX, option->name);
        file = config_source_find(source, file_name);
        free(file_name);
    }
    if (entry != NULL && file != NULL && entry->in_file == file->in_file) {
        return err_set(err, ERR_USAGE,
                       "%s: %s" SUFFIX " is given, too: "
                       "leave one of them",
                       entry->where, option->name);
    }
    if (file != NULL && (entry == NULL || file < entry)) {
        *ret_where = file->where;
        *ret_value = config_source_secret(file, err);
        return *ret_value == NULL ? -1 : 0;
    }
    if (entry == NULL)
        return 0;
    *ret_where = entry->where;
    *ret_value = mem_copy(entry->value);
    return 0;
}

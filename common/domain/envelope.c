#include "domain/envelope.h"

#include "base/mem.h"
#include "base/text.h"

#include <inttypes.h>
#include <string.h>

static void envelope_name(struct buf *ret_text, const char *name)
{
    buf_append(ret_text, ",\"", 2);
    buf_text_append(ret_text, name);
    buf_append(ret_text, "\":", 2);
}

void envelope_begin(struct buf *ret_text, int version)
{
    buf_print(ret_text, "{\"v\":%d", version);
}

void envelope_end(struct buf *ret_text)
{
    buf_append(ret_text, "}", 1);
}

static bool envelope_is_plain(char c)
{
    return (unsigned char)c >= 0x20 && c != '"' && c != '\\';
}

void envelope_quote(struct buf *ret_text, const char *text)
{
    buf_append(ret_text, "\"", 1);
    while (*text != '\0') {
        size_t plain = 0;

        while (envelope_is_plain(text[plain]))
            plain++;
        buf_append(ret_text, text, plain);
        text += plain;
        if (*text == '\0')
            break;
        if (*text == '"' || *text == '\\') {
            buf_print(ret_text, "\\%c", *text);
        } else {
            buf_print(ret_text, "\\u%04x", (unsigned)*text);
        }
        text++;
    }
    buf_append(ret_text, "\"", 1);
}

void envelope_text(struct buf *ret_text, const char *name, const char *text)
{
    if (text == NULL)
        return;
    envelope_name(ret_text, name);
    envelope_quote(ret_text, text);
}

void envelope_int(struct buf *ret_text, const char *name, int64_t value)
{
    envelope_name(ret_text, name);
    buf_print(ret_text, "%" PRId64, value);
}

void envelope_bool(struct buf *ret_text, const char *name, bool value)
{
    if (!value)
        return;
    envelope_name(ret_text, name);
    buf_append(ret_text, "true", 4);
}

void envelope_json(struct buf *ret_text, const char *name,
                   const struct json *value)
{
    if (value == NULL)
        return;
    envelope_name(ret_text, name);
    json_print(value, ret_text);
}

struct json *envelope_parse(const char *text, size_t length, int version,
                            struct err *err)
{
    struct json *message = json_parse(text, length, err);
    int64_t v = 0;

    if (message == NULL)
        return NULL;
    if (!json_is_object(message)) {
        (void)err_set(err, ERR_DATA, "not an object but %s",
                      json_kind(message));
    } else if (!json_int(json_get(message, "v"), &v)) {
        (void)err_set(err, ERR_DATA, "v: missing");
    } else if (v != version) {
        (void)err_set(err, ERR_DATA, "v: %" PRId64 " is not known here", v);
    } else {
        return message;
    }
    json_free(message);
    return NULL;
}

int envelope_copy(const struct json *message, const char *name, char **ret_text,
                  struct err *err)
{
    const struct json *value = json_get(message, name);

    *ret_text = NULL;
    if (value == NULL || json_is_null(value))
        return 0;
    if (!json_is_text(value)) {
        return err_set(err, ERR_DATA, "%s: not a string but %s", name,
                       json_kind(value));
    }
    *ret_text = mem_copy(json_text(value));
    return 0;
}

int envelope_need(const struct json *message, const char *name, char **ret_text,
                  struct err *err)
{
    if (envelope_copy(message, name, ret_text, err) != 0)
        return -1;
    if (text_is_empty(*ret_text))
        return err_set(err, ERR_DATA, "%s: missing", name);
    return 0;
}

int envelope_need_int(const struct json *message, const char *name,
                      int64_t *ret_value, struct err *err)
{
    const struct json *value = json_get(message, name);

    if (!json_int(value, ret_value)) {
        return err_set(err, ERR_DATA, "%s: not a whole number but %s", name,
                       json_kind(value));
    }
    return 0;
}

int envelope_need_partition(const struct json *message, int32_t *ret_partition,
                            int32_t *ret_partitions, struct err *err)
{
    int64_t partition;
    int64_t partitions;

    if (envelope_need_int(message, "partition", &partition, err) != 0 ||
        envelope_need_int(message, "partitions", &partitions, err) != 0)
        return -1;
    if (partitions < 1 || partitions > ENVELOPE_PARTITIONS_MAX)
        return err_set(err, ERR_DATA, "partitions: out of range");
    if (partition < 0 || partition >= partitions)
        return err_set(err, ERR_DATA, "partition: not below partitions");
    *ret_partition = (int32_t)partition;
    *ret_partitions = (int32_t)partitions;
    return 0;
}

int envelope_need_choice(const struct json *message, const char *name,
                         const char *const *names, unsigned *ret_choice,
                         struct err *err)
{
    const char *text = json_get_text(message, name);

    if (text == NULL)
        return err_set(err, ERR_DATA, "%s: missing", name);
    for (unsigned i = 0; names[i] != NULL; i++) {
        if (strcmp(names[i], text) == 0) {
            *ret_choice = i;
            return 0;
        }
    }
    return err_set(err, ERR_DATA, "%s: not known here", name);
}

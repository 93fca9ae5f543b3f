#include "process/log.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "base/visible.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

static const char *const level_names[] = { "debug", "info", "warning",
                                           "error" };

static const char *log_program = "tandem";
static enum log_level log_least = LOG_INFO;

int log_level_parse(const char *text, enum log_level *ret_level,
                    struct err *err)
{
    for (size_t i = 0; i < sizeof level_names / sizeof *level_names; i++) {
        if (text_equal(text, level_names[i])) {
            *ret_level = (enum log_level)i;
            return 0;
        }
    }
    return err_set(err, ERR_USAGE,
                   "'%.20s%s' is no level: debug, info, warning or error", text,
                   strlen(text) > 20 ? "..." : "");
}

int log_open(const char *program, const char *level, struct err *err)
{
    log_program = program;
    return log_level_parse(level, &log_least, err);
}

/* As much of text as is UTF-8 and within the limit: one bad byte must not
 * make the line unreadable. */
static size_t log_length(const char *text)
{
    size_t length = strnlen(text, LOG_TEXT_MAX);

    while (length > 0 && !text_is_utf8(text, length))
        length--;
    return length;
}

static void log_text(struct buf *line, const char *name, const char *text)
{
    struct json *value = text == NULL ? json_new_null()
                                      : json_new_text_n(text, log_length(text));

    buf_print(line, ",\"%s\":", name);
    json_print(value, line);
    json_free(value);
}

static void log_fields(struct buf *line, va_list fields)
{
    for (;;) {
        int kind = va_arg(fields, int);
        const char *name;

        if (kind == LOG_END)
            return;
        name = va_arg(fields, const char *);
        if (kind == LOG_INT) {
            buf_print(line, ",\"%s\":%" PRId64, name, va_arg(fields, int64_t));
        } else {
            log_text(line, name, va_arg(fields, const char *));
        }
    }
}

/* JSON leaves alone what is no control to it, but is to a terminal. */
static void log_write(const struct buf *line)
{
    struct buf visible = { 0 };
    ssize_t count;

    visible_append(&visible, buf_text(line));
    buf_text_append(&visible, "\n");
    do {
        count = write(STDERR_FILENO, visible.data, visible.length);
    } while (count < 0 && errno == EINTR);
    buf_free(&visible);
}

void log_event(enum log_level level, const char *event, ...)
{
    struct buf line = { 0 };
    char time[TIME_TEXT_MAX];
    va_list fields;

    if (level < log_least)
        return;
    time_format(time_now_ms(), time);
    buf_print(&line, "{\"time\":\"%s\",\"level\":\"%s\"", time,
              level_names[level]);
    log_text(&line, "program", log_program);
    log_text(&line, "event", event);
    va_start(fields, event);
    log_fields(&line, fields);
    va_end(fields);
    buf_text_append(&line, "}");
    log_write(&line);
    buf_free(&line);
}

#include "base/json.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct scan {
    const char *at;
    const char *end;
};

/* The byte at hand, NUL behind the end: JSON has none. */
static char scan_byte(const struct scan *scan)
{
    if (scan->at >= scan->end)
        return '\0';
    return *scan->at;
}

static void scan_step(struct scan *scan)
{
    if (scan->at < scan->end)
        scan->at++;
}

/* As json_parse() has it. */
static bool scan_is_blank(char byte)
{
    return (unsigned char)byte <= ' ' && byte != '\0';
}

static void scan_blanks(struct scan *scan)
{
    while (scan_is_blank(scan_byte(scan)))
        scan->at++;
}

/* Moves behind the string that begins here. */
static void scan_text(struct scan *scan)
{
    scan_step(scan);
    while (scan->at < scan->end && *scan->at != '"') {
        if (*scan->at == '\\')
            scan->at++;
        scan_step(scan);
    }
    scan_step(scan);
}

/* Moves behind one value: to the comma or bracket that follows it. */
static void scan_value(struct scan *scan)
{
    int depth = 0;

    while (scan->at < scan->end) {
        char byte = *scan->at;

        if (byte == '"') {
            scan_text(scan);
            continue;
        }
        if (depth == 0 && (byte == ',' || byte == ']' || byte == '}'))
            return;
        depth += byte == '{' || byte == '[';
        depth -= byte == '}' || byte == ']';
        scan->at++;
    }
}

/* Moves from the outermost '{' to the value of the member so named. */
static bool scan_member(struct scan *scan, const char *member)
{
    size_t length = strlen(member);

    do {
        const char *name;
        bool found;

        scan_step(scan); /* the brace, or the comma */
        scan_blanks(scan);
        name = scan->at;
        scan_text(scan);
        found = (size_t)(scan->at - name) == length + 2 &&
                memcmp(name + 1, member, length) == 0;
        scan_blanks(scan);
        scan_step(scan); /* the colon */
        scan_blanks(scan);
        if (found)
            return true;
        scan_value(scan);
    } while (scan_byte(scan) == ',');
    return false;
}

static int scan_items(struct scan *scan, json_slice_each *each, void *arg)
{
    int result = 0;

    scan_step(scan); /* the bracket */
    scan_blanks(scan);
    while (result == 0 && scan->at < scan->end && *scan->at != ']') {
        const char *start = scan->at;
        const char *stop;

        scan_value(scan);
        stop = scan->at;
        while (stop > start && scan_is_blank(stop[-1]))
            stop--;
        result = each(start, (size_t)(stop - start), arg);
        if (scan_byte(scan) != ',')
            break;
        scan_step(scan);
        scan_blanks(scan);
    }
    return result;
}

int json_slices(const char *text, size_t length, const char *member,
                json_slice_each *each, void *arg)
{
    struct scan scan = { .at = text, .end = text + length };

    if (length >= 3 && memcmp(text, BYTE_ORDER_MARK, 3) == 0)
        scan.at += 3; /* json_parse() accepts it */
    scan_blanks(&scan);
    if (member != NULL &&
        (scan_byte(&scan) != '{' || !scan_member(&scan, member)))
        return 0;
    return scan_byte(&scan) == '[' ? scan_items(&scan, each, arg) : 0;
}

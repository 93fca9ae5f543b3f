#include "base/json.h"

#include <string.h>

struct scan {
    const char *at;
    const char *end;
};

static void scan_blanks(struct scan *scan)
{
    while (scan->at < scan->end && strchr(" \t\r\n", *scan->at) != NULL)
        scan->at++;
}

static void scan_text(struct scan *scan)
{
    for (scan->at++; scan->at < scan->end && *scan->at != '"'; scan->at++)
        if (*scan->at == '\\')
            scan->at++;
    scan->at++;
}

/* Moves behind one value: to the comma or bracket that follows it. */
static void scan_value(struct scan *scan)
{
    int depth = 0;

    while (scan->at < scan->end) {
        char c = *scan->at;

        if (c == '"') {
            scan_text(scan);
            continue;
        }
        if (depth == 0 && strchr(",]}", c) != NULL)
            return;
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        scan->at++;
    }
}

/* Moves from the outermost '{' to the value of the member so named. */
static bool scan_member(struct scan *scan, const char *member)
{
    size_t length = strlen(member);

    for (scan->at++; scan->at < scan->end; scan->at++) {
        const char *name;
        bool found;

        scan_blanks(scan);
        name = scan->at + 1;
        scan_text(scan);
        found = scan->at - name == (ptrdiff_t)length + 1 &&
                strncmp(name, member, length) == 0;
        scan_blanks(scan);
        scan->at++; /* the colon */
        scan_blanks(scan);
        if (found)
            return true;
        scan_value(scan);
    }
    return false;
}

int json_slices(const char *text, size_t length, const char *member,
                json_slice_each *each, void *arg)
{
    struct scan scan = { .at = text, .end = text + length };
    int result = 0;

    scan_blanks(&scan);
    if (member != NULL &&
        (scan.at == scan.end || *scan.at != '{' || !scan_member(&scan, member)))
        return 0;
    if (scan.at >= scan.end || *scan.at != '[')
        return 0;
    scan.at++;
    scan_blanks(&scan);
    while (result == 0 && scan.at < scan.end && *scan.at != ']') {
        const char *start = scan.at;
        const char *stop;

        scan_value(&scan);
        stop = scan.at;
        while (stop > start && strchr(" \t\r\n", stop[-1]) != NULL)
            stop--;
        result = each(start, (size_t)(stop - start), arg);
        if (scan.at < scan.end && *scan.at == ',')
            scan.at++;
        scan_blanks(&scan);
    }
    return result;
}

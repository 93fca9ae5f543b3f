#include "loader/partition.h"

#include <stdlib.h>

bool mark_of(struct partition *partition, size_t n, struct mark *ret_mark)
{
    *ret_mark = (struct mark){ 0 };
    if (n < partition->scan_count) {
        ret_mark->scan = &partition->scans[n];
        ret_mark->id = scan_id(ret_mark->scan);
        ret_mark->changed = ret_mark->scan->changed;
        return true;
    }
    n -= partition->scan_count;
    if (n >= partition->roll_count)
        return false;
    ret_mark->roll = &partition->rolls[n];
    ret_mark->id = roll_id(ret_mark->roll);
    ret_mark->changed = ret_mark->roll->changed;
    return true;
}

bool marks_changed(struct partition *partition)
{
    struct mark mark;
    bool changed = false;

    for (size_t n = 0; !changed && mark_of(partition, n, &mark); n++) {
        changed = mark.changed;
        free(mark.id);
    }
    return changed;
}

void mark_encode(struct buf *ret_text, const struct mark *mark)
{
    if (mark->scan != NULL) {
        scan_encode(ret_text, mark->scan);
    } else {
        roll_encode(ret_text, mark->roll);
    }
}

void mark_decode(const struct mark *mark, const char *text)
{
    if (mark->scan != NULL) {
        scan_decode(mark->scan, text);
    } else {
        roll_decode(mark->roll, text);
    }
}

void mark_written(const struct mark *mark)
{
    if (mark->scan != NULL) {
        mark->scan->changed = false;
    } else {
        mark->roll->changed = false;
    }
}

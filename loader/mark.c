#include "loader/partition.h"

#include "base/mem.h"

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
    if (n < partition->roll_count) {
        ret_mark->roll = &partition->rolls[n];
        ret_mark->id = roll_id(ret_mark->roll);
        ret_mark->changed = ret_mark->roll->changed;
        return true;
    }
    if (n > partition->roll_count || partition->number != 0)
        return false;
    ret_mark->founding = &partition->founding;
    ret_mark->id = mem_copy(TENANT_ID);
    ret_mark->changed = partition->founding.changed;
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
    } else if (mark->roll != NULL) {
        roll_encode(ret_text, mark->roll);
    } else {
        founding_encode(ret_text, mark->founding);
    }
}

void mark_decode(const struct mark *mark, const char *text)
{
    if (mark->scan != NULL) {
        scan_decode(mark->scan, text);
    } else if (mark->roll != NULL) {
        roll_decode(mark->roll, text);
    } else {
        founding_decode(mark->founding, text);
    }
}

void mark_written(const struct mark *mark)
{
    if (mark->scan != NULL) {
        mark->scan->changed = false;
    } else if (mark->roll != NULL) {
        mark->roll->changed = false;
    } else {
        mark->founding->changed = false;
    }
}

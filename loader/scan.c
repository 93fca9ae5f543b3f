#include "loader/partition.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void scans_init(struct partition *partition, const struct flows *flows)
{
    const struct entity *entities[SCANS_MAX];
    size_t count = flows_entities(flows, entities);

    for (size_t i = 0; i < count; i++)
        partition->scans[i].entity = entities[i];
    partition->scan_count = count;
}

bool scan_is_of(const struct scan *scan, const struct event *event)
{
    return text_equal(scan->entity->system, event->system) &&
           text_equal(scan->entity->name, event->entity);
}

static void scan_begin(struct scan *scan, int64_t scan_ms, size_t partitions)
{
    free(scan->passed);
    scan->passed = mem_new(partitions + 1, 1);
    memset(scan->passed, '0', partitions);
    scan->scan_ms = scan_ms;
    scan->sweep = false; /* this one will tell */
    scan->swept = false;
}

void scan_pass(struct scan *scan, const struct event *event)
{
    if (event->scan_ms < scan->scan_ms)
        return; /* an older scan's straggler */
    if (event->scan_ms > scan->scan_ms)
        scan_begin(scan, event->scan_ms, (size_t)event->partitions);
    if ((size_t)event->partition >= strlen(scan->passed) ||
        scan->passed[event->partition] == '1')
        return;
    scan->passed[event->partition] = '1';
    scan->changed = true;
    if (strchr(scan->passed, '0') != NULL)
        return;
    scan->sweep = true;
    scan->whole_ms = scan->scan_ms;
    scan->once = true;
}

void scan_take(struct partition *partition, const struct event *event)
{
    for (size_t i = 0; i < partition->scan_count; i++) {
        struct scan *scan = &partition->scans[i];

        bool once = scan->once;

        if (!scan_is_of(scan, event))
            continue; /* or no flow uses it any more */
        scan_pass(scan, event);
        partition->gate_opened = partition->gate_opened || scan->once != once;
    }
    rolls_scanned(partition, event);
}

void scan_settle(struct scan *scan)
{
    if (!scan->swept)
        return;
    scan->sweep = false;
    scan->swept = false;
    scan->changed = true;
}

static const struct scan *scan_of(const struct partition *partition,
                                  const struct flow *flow, enum side side)
{
    static const struct scan none = { 0 };

    for (size_t i = 0; i < partition->scan_count; i++) {
        if (partition->scans[i].entity == flow->sides[side].entity)
            return &partition->scans[i];
    }
    return &none;
}

bool scan_gate(const struct partition *partition, const struct flow *flow)
{
    return scan_of(partition, flow, SIDE_A)->once &&
           scan_of(partition, flow, SIDE_B)->once;
}

int64_t scan_whole_ms(const struct partition *partition,
                      const struct flow *flow)
{
    int64_t a_ms = scan_of(partition, flow, SIDE_A)->whole_ms;
    int64_t b_ms = scan_of(partition, flow, SIDE_B)->whole_ms;

    return a_ms < b_ms ? a_ms : b_ms;
}

char *scan_id(const struct scan *scan)
{
    return mem_print("~scanned.%s.%s", scan->entity->system,
                     scan->entity->name);
}

struct json *scan_tree(const struct scan *scan)
{
    struct json *tree = json_new_object();

    json_set_int(tree, "v", LINK_VERSION);
    json_set_int(tree, "scan_ms", scan->scan_ms);
    json_set_int(tree, "whole_ms", scan->whole_ms);
    if (scan->passed != NULL)
        json_set_text(tree, "passed", scan->passed);
    json_set_bool(tree, "once", scan->once);
    json_set_bool(tree, "sweep", scan->sweep);
    return tree;
}

void scan_encode(struct buf *ret_text, const struct scan *scan)
{
    struct json *tree = scan_tree(scan);

    json_print(tree, ret_text);
    json_free(tree);
}

/* Both have seen a part of the same scan. */
static void scan_join(struct scan *scan, const char *passed)
{
    bool was_whole = strchr(passed, '0') == NULL;

    for (size_t i = 0; passed[i] != '\0' && scan->passed[i] != '\0'; i++) {
        if (passed[i] == '1')
            scan->passed[i] = '1';
    }
    if (was_whole || strchr(scan->passed, '0') != NULL)
        return;
    scan->sweep = true;
    scan->once = true;
    scan->whole_ms = scan->scan_ms;
}

/* Markers may have come in before what was written down has been read, so the
 * newer of both counts, and nothing that was seen is forgotten. */
void scan_read(struct scan *scan, const struct json *tree)
{
    const char *passed = json_get_text(tree, "passed");
    int64_t scan_ms = json_get_int(tree, "scan_ms", 0);
    int64_t whole_ms = json_get_int(tree, "whole_ms", 0);

    if (whole_ms > scan->whole_ms)
        scan->whole_ms = whole_ms;
    if (passed != NULL && scan_ms > scan->scan_ms) {
        mem_replace(&scan->passed, passed);
        scan->scan_ms = scan_ms;
        scan->sweep = json_get_true(tree, "sweep");
        scan->swept = false;
        scan->changed = false;
    } else if (passed != NULL && scan->passed != NULL &&
               scan_ms == scan->scan_ms) {
        scan_join(scan, passed);
    }
    scan->once = scan->once || json_get_true(tree, "once");
}

void scan_decode(struct scan *scan, const char *text)
{
    struct err err;
    struct json *tree = json_parse(text, strlen(text), &err);

    scan_read(scan, tree);
    json_free(tree);
}

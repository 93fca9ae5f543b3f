#include "loader/partition.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void rolls_init(struct partition *partition, const struct flows *flows,
                int32_t partitions)
{
    for (size_t i = 0; i < flows->count; i++) {
        const struct flow *flow = flows->items[i];
        struct roll *roll = &partition->rolls[partition->roll_count];

        if (!flow->enabled || flow->match_key == NULL)
            continue;
        roll->flow = flow;
        roll->present = mem_new((size_t)partitions + 1, 1);
        memset(roll->present, '0', (size_t)partitions);
        for (int s = 0; s < SIDES; s++)
            roll->scans[s].entity = flow->sides[s].entity;
        partition->roll_count++;
    }
}

void rolls_free(struct partition *partition)
{
    for (size_t i = 0; i < partition->roll_count; i++) {
        struct roll *roll = &partition->rolls[i];

        free(roll->present);
        for (int s = 0; s < SIDES; s++)
            free(roll->scans[s].passed);
    }
    partition->roll_count = 0;
}

static bool marker_names(const struct event *event, const struct flow *flow)
{
    for (const struct json *name = json_first(event->body); name != NULL;
         name = json_next(name)) {
        if (text_equal(json_text(name), flow->name))
            return true;
    }
    return false;
}

void rolls_scanned(struct partition *partition, const struct event *event)
{
    for (size_t i = 0; i < partition->roll_count; i++) {
        struct roll *roll = &partition->rolls[i];

        if (roll->present[partition->number] == '1' ||
            !marker_names(event, roll->flow))
            continue;
        for (int s = 0; s < SIDES; s++) {
            if (!scan_is_of(&roll->scans[s], event))
                continue;
            scan_pass(&roll->scans[s], event);
            roll->changed = roll->changed || roll->scans[s].changed;
            roll->scans[s].changed = false;
        }
    }
}

void roll_take(struct partition *partition, const struct event *event)
{
    for (size_t i = 0; i < partition->roll_count; i++) {
        struct roll *roll = &partition->rolls[i];

        if (!text_equal(roll->flow->name, event->flow) ||
            (size_t)event->partition >= strlen(roll->present) ||
            roll->present[event->partition] == '1')
            continue;
        roll->present[event->partition] = '1';
        roll->changed = true;
        if (strchr(roll->present, '0') == NULL)
            partition->gate_opened = true; /* key actors wait there, too */
    }
}

bool roll_is_complete(const struct partition *partition,
                      const struct flow *flow)
{
    for (size_t i = 0; i < partition->roll_count; i++) {
        if (partition->rolls[i].flow == flow)
            return strchr(partition->rolls[i].present, '0') == NULL;
    }
    return false;
}

char *roll_id(const struct roll *roll)
{
    return mem_print("~registered.%s", roll->flow->name);
}

/* All its links have been founded once both entities have been read whole. */
static bool roll_is_due(const struct partition *partition,
                        const struct roll *roll)
{
    return !roll->announced && roll->present[partition->number] == '0' &&
           roll->scans[SIDE_A].once && roll->scans[SIDE_B].once;
}

static void roll_announce(const struct roll *roll, int32_t from,
                          int32_t partitions, roll_say *say, void *arg)
{
    char *id = roll_id(roll);

    for (int32_t to = 0; to < partitions; to++) {
        struct event event;

        event_init(&event, EVENT_REGISTERED, id);
        event.flow = mem_copy(roll->flow->name);
        event.partition = from;
        event.partitions = partitions;
        say(&event, to, arg);
        event_free(&event);
    }
    free(id);
}

void rolls_announce(const struct partition *partition, int32_t partitions,
                    roll_say *say, void *arg)
{
    for (size_t i = 0; i < partition->roll_count; i++) {
        const struct roll *roll = &partition->rolls[i];

        if (roll_is_due(partition, roll))
            roll_announce(roll, partition->number, partitions, say, arg);
    }
}

bool rolls_announced(struct partition *partition)
{
    bool any = false;

    for (size_t i = 0; i < partition->roll_count; i++) {
        struct roll *roll = &partition->rolls[i];

        if (!roll_is_due(partition, roll))
            continue;
        roll->announced = true;
        any = true;
    }
    return any;
}

void roll_encode(struct buf *ret_text, const struct roll *roll)
{
    struct json *tree = json_new_object();

    json_set_int(tree, "v", LINK_VERSION);
    json_set_text(tree, "present", roll->present);
    json_set(tree, "a", scan_tree(&roll->scans[SIDE_A]));
    json_set(tree, "b", scan_tree(&roll->scans[SIDE_B]));
    json_print(tree, ret_text);
    json_free(tree);
}

void roll_decode(struct roll *roll, const char *text)
{
    struct err err;
    struct json *tree = json_parse(text, strlen(text), &err);
    const char *present = json_get_text(tree, "present");

    for (size_t i = 0;
         present != NULL && i < strlen(roll->present) && i < strlen(present);
         i++) {
        if (present[i] == '1') /* beside what came in before this was read */
            roll->present[i] = '1';
    }
    scan_read(&roll->scans[SIDE_A], json_get(tree, "a"));
    scan_read(&roll->scans[SIDE_B], json_get(tree, "b"));
    json_free(tree);
}

#include "simulation/agenda.h"

#include "base/mem.h"

#include <stdlib.h>

static bool entry_before(const struct agenda_entry *one,
                         const struct agenda_entry *other)
{
    return one->at_ms != other->at_ms ? one->at_ms < other->at_ms
                                      : one->serial < other->serial;
}

static void entry_swap(struct agenda_entry *one, struct agenda_entry *other)
{
    struct agenda_entry kept = *one;

    *one = *other;
    *other = kept;
}

void agenda_put(struct agenda *agenda, int64_t at_ms, agenda_act *act,
                void *arg, int64_t number)
{
    size_t at = agenda->count++;

    if (agenda->count > agenda->room) {
        agenda->room = agenda->room == 0 ? 64 : 2 * agenda->room;
        agenda->entries =
            mem_resize(agenda->entries, agenda->room, sizeof *agenda->entries);
    }
    agenda->entries[at] =
        (struct agenda_entry){ at_ms, agenda->serial++, act, arg, number };
    while (at > 0 &&
           entry_before(&agenda->entries[at], &agenda->entries[(at - 1) / 2])) {
        entry_swap(&agenda->entries[at], &agenda->entries[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
}

static void agenda_sink(struct agenda *agenda)
{
    size_t at = 0;

    for (;;) {
        size_t least = at;

        for (size_t child = 2 * at + 1; child <= 2 * at + 2; child++) {
            if (child < agenda->count &&
                entry_before(&agenda->entries[child], &agenda->entries[least]))
                least = child;
        }
        if (least == at)
            return;
        entry_swap(&agenda->entries[at], &agenda->entries[least]);
        at = least;
    }
}

bool agenda_take(struct agenda *agenda, int64_t until_ms,
                 struct agenda_entry *ret_entry)
{
    if (agenda->count == 0 || agenda->entries[0].at_ms > until_ms)
        return false;
    *ret_entry = agenda->entries[0];
    agenda->entries[0] = agenda->entries[--agenda->count];
    agenda_sink(agenda);
    return true;
}

void agenda_free(struct agenda *agenda)
{
    free(agenda->entries);
    *agenda = (struct agenda){ 0 };
}

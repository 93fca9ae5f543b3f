#include "support/fault_matrix.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

struct fault_row fault_matrix[] = {
    { "extractor", "extractor.read", CREATING, 0 },
    { "extractor", "extractor.published", CREATING, 0 },
    { "extractor", "extractor.published", EDITING, 0 },
    { "extractor", "extractor.acknowledged", CREATING, 0 },
    { "extractor", "extractor.acknowledged", EDITING, 0 },
    { "extractor", "extractor.fingerprinted", EDITING, 0 },
    { "extractor", "extractor.marked", CREATING, 0 },
    { "extractor", "extractor.cursor_saving", CREATING, 0 },
    { "extractor", "extractor.cursor_saving", EDITING, 0 },
    { "extractor", "extractor.cursor_saved:2", CREATING, 0 },
    { "extractor", "token.asking", CREATING, ALONE },
    { "extractor", "token.granted", CREATING, ALONE },
    { "extractor", "token.stored:2", CREATING, ALONE },

    { "transformer", "transformer.taken", CREATING, 0 },
    { "transformer", "transformer.produced:3", CREATING, 0 },
    { "transformer", "transformer.produced", EDITING, 0 },
    { "transformer", "transformer.acknowledged", CREATING, 0 },
    { "transformer", "transformer.committed", CREATING, 0 },

    { "loader", "loader.judged", CREATING, 0 },
    { "loader", "loader.judged:4", CREATING, 0 },
    { "loader", "loader.produced", CREATING, 0 },
    { "loader", "loader.produced", EDITING, 0 },
    { "loader", "kafka.acknowledged", CREATING, 0 },
    { "loader", "kafka.positioned", CREATING, 0 },
    { "loader", "kafka.positioned:3", CREATING, 0 },
    { "loader", "loader.committed", CREATING, 0 },
    { "loader", "loader.committed:3", CREATING, 0 },
    { "loader", "loader.committed:5", CREATING, 0 },
    { "loader", "loader.committed", EDITING, 0 },
    { "loader", "loader.registering", CREATING, 0 },
    { "loader", "loader.registered:2", CREATING, 0 },
    { "loader", "loader.copied:2", CREATING, 0 },
    { "loader", "loader.intent_committed", CREATING, 0 },
    { "loader", "loader.intent_committed:4", CREATING, 0 },
    { "loader", "loader.intent_committed", EDITING, 0 },
    { "loader", "remote.sending", CREATING, 0 },
    { "loader", "remote.sending", EDITING, 0 },
    { "loader", "POST /Customers", CREATING, 0 },
    { "loader", "PATCH /Customers", EDITING, 0 },
    { "loader", "loader.answered", CREATING, 0 },
    { "loader", "loader.answered:3", CREATING, 0 },
    { "loader", "loader.answered:2", EDITING, 0 },
    { "loader", "loader.restoring:2", EDITING, 0 },
    { "loader", "cache.rebuilding:2", EDITING, REDIS_IS_EMPTY },
    { "loader", "loader.restored", EDITING, REDIS_IS_EMPTY },
    { "loader", "token.granted", CREATING, ALONE },
    { "loader", "loader.sweeping", SWEEPING, 0 },
    { "loader", "loader.swept", SWEEPING, 0 },
    { NULL, NULL, CREATING, 0 },
};

char *fault_row_name(const struct fault_row *row)
{
    static const char *const stages[] = { "creating", "editing", "sweeping" };

    return mem_print(
        "%s dies at %s (%s%s%s)", row->program, row->point, stages[row->stage],
        (row->how & ALONE) != 0 ? ", alone" : "",
        (row->how & REDIS_IS_EMPTY) != 0 ? ", Redis is empty" : "");
}

bool fault_row_is_request(const struct fault_row *row)
{
    return strchr(row->point, ' ') != NULL;
}

bool fault_matrix_has(const char *point)
{
    size_t length = strlen(point);

    for (const struct fault_row *row = fault_matrix; row->program; row++) {
        if (text_starts(row->point, point) &&
            (row->point[length] == '\0' || row->point[length] == ':'))
            return true;
    }
    return false;
}

#include "systems/codec.h"

#include <stdlib.h>

bool call_writes(const struct call *call)
{
    return call->kind == CALL_CREATE || call->kind == CALL_UPDATE;
}

void call_free(struct call *call)
{
    if (call == NULL)
        return;
    for (size_t i = 0; i < call->column_count; i++)
        free(call->columns[i]);
    free(call->columns);
    free(call->id);
    free(call->parent);
    free(call->reference);
    free(call->key_path);
    json_free(call->keys);
    json_free(call->fields);
    json_free(call->current);
    free(call->unmodified_since);
    free(call->page);
    free(call->notify_url);
    free(call->secret);
    *call = (struct call){ 0 };
}

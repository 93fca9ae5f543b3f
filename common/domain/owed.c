#include "domain/work.h"

#include "base/text.h"

void owed_set(struct work *work, const struct property *property, enum side to,
              const char *cause)
{
    struct json *owed = work->link->owed;
    const struct json *before = json_get(owed, property->name);
    struct json *entry;

    if (cause == NULL) {
        if (before != NULL)
            json_remove(owed, property->name);
        return;
    }
    if (text_equal(json_get_text(before, "cause"), cause) &&
        text_equal(json_get_text(before, "to"), side_name(to)))
        return;
    entry = json_new_object();
    json_set_text(entry, "to", side_name(to));
    json_set_text(entry, "cause", cause);
    json_set(owed, property->name, entry);
    work_outcome(work, "owed", to, property->name, NULL, cause);
}

#include "console/provenance.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void provenance_init(struct provenance *ret_provenance)
{
    ret_provenance->lines = json_new_array();
    ret_provenance->properties = json_new_object();
}

void provenance_free(struct provenance *provenance)
{
    json_free(provenance->lines);
    json_free(provenance->properties);
    *provenance = (struct provenance){ 0 };
}

/* name: "LastName"; rule: "edited", or NULL; when: a time, or NULL. */
static void property_note(struct provenance *provenance, const char *name,
                          const char *rule, const char *when,
                          const struct json *outcome)
{
    struct json *entry = json_new_object();

    json_set_text(entry, "to", json_get_text(outcome, "side"));
    json_set_text(entry, "action", json_get_text(outcome, "action"));
    json_set_int(entry, "time_ms", json_get_int(outcome, "time_ms", 0));
    if (rule != NULL)
        json_set_text(entry, "rule", rule);
    if (when != NULL)
        json_set_text(entry, "when", when);
    json_set(provenance->properties, name, entry);
}

/* One item of a list: "LastName", or "LastName=edited@2026-11-23T13:14:05Z". */
static void item_note(struct provenance *provenance, char *item,
                      const struct json *outcome)
{
    char *rule = strchr(item, '=');
    char *when = rule == NULL ? NULL : strchr(rule, '@');

    if (rule != NULL)
        *rule++ = '\0';
    if (when != NULL)
        *when++ = '\0';
    property_note(provenance, item, rule, when, outcome);
}

static void list_note(struct provenance *provenance, const char *list,
                      const struct json *outcome)
{
    while (list != NULL && *list != '\0') {
        size_t length = strcspn(list, ",");
        char *item = mem_copy_n(list, length);

        item_note(provenance, item, outcome);
        free(item);
        list += length + (list[length] == ',');
    }
}

int provenance_take(const struct json *outcome, void *provenance,
                    struct err *err)
{
    struct provenance *all = provenance;
    const char *action = json_get_text(outcome, "action");

    (void)err;
    json_append(all->lines, json_clone(outcome));
    if (text_equal(action, "created") || text_equal(action, "found") ||
        text_equal(action, "updated")) {
        list_note(all, json_get_text(outcome, "properties"), outcome);
        if (text_equal(action, "updated"))
            list_note(all, json_get_text(outcome, "rule"), outcome);
    }
    return 0;
}

const char *provenance_rule(const char *rule)
{
    static const char *const words[][2] = {
        { "edited", "it was edited there" },
        { "newest", "edited in both, there later" },
        { "preferred", "the flow prefers that side" },
        { "filled", "the other side was empty" },
        { "owed", "it was owed, and can be written now" },
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (text_equal(words[i][0], rule))
            return words[i][1];
    }
    return rule;
}

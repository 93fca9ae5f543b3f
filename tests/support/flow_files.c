#include "support/flow_files.h"

#include "base/mem.h"
#include "support/entities.h"
#include "support/environment.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#define CHANGED "contacts.json"

static void copy(const char *name)
{
    char *path = mem_print("flows/%s", name);
    char *text = entities_file(path);

    (void)environment_file(name, text);
    free(text);
    free(path);
}

void flow_files_change(const char *before, const char *after)
{
    char *text = entities_file("flows/" CHANGED);
    const char *at = strstr(text, before);
    char *changed;

    assert_non_null(at);
    changed = mem_print("%.*s%s%s", (int)(at - text), text, after,
                        at + strlen(before));
    copy("accounts.json");
    copy("contactpersons.json");
    copy("deals.json");
    copy("departments.json");
    (void)environment_file(CHANGED, changed);
    environment_set("TANDEM_FLOWS", environment_folder());
    free(changed);
    free(text);
}

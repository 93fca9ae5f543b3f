#include "console/viewed.h"

#include "base/time.h"
#include "console/who.h"
#include "state/outcomes.h"

#include <stdlib.h>

int viewed_note(const struct session *session, const char *link,
                struct err *err)
{
    struct json *outcome = json_new_object();
    char *by = who_am_i();
    int result;

    json_set_text(outcome, "action", "viewed");
    json_set_text(outcome, "by", by);
    result = outcomes_add(&session->kafka, &session->topics, link, outcome,
                          time_now_ms(), err);
    free(by);
    json_free(outcome);
    return result == 0 ? 0 : err_prefix(err, "no values are shown unnoted");
}

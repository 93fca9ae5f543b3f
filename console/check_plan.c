#include "console/check_plan.h"

#include "console/draft.h"
#include "console/draft_print.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Whoever only watches yet wants to know what it will be like. */
static void share_all(const struct flows *flows)
{
    for (size_t i = 0; i < flows->count; i++) {
        for (int s = 0; s < SIDES; s++)
            flows->items[i]->sides[s].share = true;
    }
}

static void check_plan_text(const struct session *session,
                            const struct json *plan, struct buf *out)
{
    bool gaps = json_first(json_get(plan, "unscanned")) != NULL ||
                json_first(json_get(plan, "lacking")) != NULL;

    if (gaps) {
        draft_print_gaps(plan, out);
    } else {
        buf_text_append(out, "Both systems have been read whole.\n");
    }
    buf_print(out,
              "\nThe first sync of %" PRId64 " records, with both sides shared "
              "(%" PRId64 " s; nothing has been written):\n\n",
              json_get_int(plan, "records", 0),
              json_get_int(plan, "seconds", 0));
    draft_print_rows(plan, &session->flows, NULL, out);
    if (json_first(json_get(plan, "rows")) == NULL)
        buf_text_append(out, "There is nothing to do.\n");
    draft_print_examples(plan, out);
}

static void check_plan_print(const struct session *session,
                             const struct arguments *arguments,
                             const struct json *plan)
{
    struct buf text = { 0 };

    if (arguments_value(arguments, "--json") != NULL) {
        json_print(plan, &text);
        buf_text_append(&text, "\n");
    } else {
        check_plan_text(session, plan, &text);
    }
    (void)fputs(buf_text(&text), stdout);
    buf_free(&text);
}

static int check_plan_session(struct session *session,
                              const struct arguments *arguments,
                              struct err *err)
{
    const struct draft_settings settings = { .session = session,
                                             .first = true };
    struct draft *draft;
    struct json *plan;
    size_t missing;

    share_all(&session->flows);
    draft = draft_new(&settings, err);
    if (draft == NULL)
        return -1;
    plan = json_new_object();
    json_set_int(plan, "v", 1);
    draft_tell(draft, plan);
    check_plan_print(session, arguments, plan);
    missing = json_count(json_get(plan, "unscanned"));
    json_free(plan);
    draft_free(draft);
    if (missing == 0)
        return 0;
    return err_set(err, ERR_USAGE,
                   "%zu %s not been read whole: wait for the extractor's "
                   "first scans, then look again",
                   missing, missing == 1 ? "entity has" : "entities have");
}

int check_plan(const struct config *config, const struct arguments *arguments,
               struct err *err)
{
    struct session session;
    int result = session_open(&session, config, err);

    if (result == 0)
        result = check_plan_session(&session, arguments, err);
    session_close(&session);
    return result;
}

/*
 * tandem status: how everything stands, on one page.
 */
#include "base/time.h"
#include "console/command.h"
#include "console/status_parts.h"
#include "process/signals.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Between two looks, at least; and no more than a fifth of the time is spent
 * looking, however many links there are. */
#define WATCH_MS    2000
#define WATCH_TIMES 4

static const struct option_about options[] = {
    { "--watch", NULL, "look again every few seconds, until Ctrl-C" },
    { "--json", NULL, "for programs: one JSON object a line" },
    { .name = NULL },
};

static int set(struct json *tree, const char *name, struct json *part)
{
    if (part == NULL)
        return -1;
    json_set(tree, name, part);
    return 0;
}

static int status_look(struct session *session,
                       const struct arguments *arguments, struct json *tree,
                       struct err *err)
{
    json_set_int(tree, "v", 1);
    if (set(tree, "flows", status_flows(session, err)) != 0 ||
        set(tree, "stages", status_stages(session, err)) != 0 ||
        set(tree, "done", status_done(session, err)) != 0)
        return -1;
    session_source_json(session, tree);
    json_set(tree, "pairs", status_pairs(session));
    json_set(tree, "entities", status_entities(session));
    json_set(tree, "brakes", status_brakes(session));
    json_set(tree, "systems", status_systems(session, arguments));
    return 0;
}

static void status_show(const struct session *session, const struct json *tree,
                        bool json, bool again)
{
    struct buf text = { 0 };

    if (json) {
        json_print(tree, &text);
        buf_text_append(&text, "\n");
    } else {
        /* On a terminal the page stays in its place. */
        if (again) {
            buf_text_append(&text,
                            isatty(STDOUT_FILENO) ? "\033[H\033[J" : "\n");
        }
        status_print(tree, &text);
        buf_text_append(&text, "\n");
        session_source(session, &text);
    }
    (void)fputs(buf_text(&text), stdout);
    (void)fflush(stdout);
    buf_free(&text);
}

static int status_once(struct session *session,
                       const struct arguments *arguments, bool again,
                       struct err *err)
{
    struct json *tree = json_new_object();
    int result = status_look(session, arguments, tree, err);

    if (result == 0) {
        status_show(session, tree, arguments_value(arguments, "--json") != NULL,
                    again);
    }
    json_free(tree);
    return result;
}

static void watch_pause(int64_t took_ms)
{
    const struct timespec moment = { .tv_nsec = 100000000 };
    int64_t ms = took_ms * WATCH_TIMES;
    int64_t until_ms = time_boot_ms() + (ms < WATCH_MS ? WATCH_MS : ms);

    while (!signals_stopped() && time_boot_ms() < until_ms)
        (void)nanosleep(&moment, NULL);
}

static int status_watch(struct session *session,
                        const struct arguments *arguments, struct err *err)
{
    int result = signals_open(err);

    for (bool again = false; result == 0 && !signals_stopped(); again = true) {
        int64_t begin_ms = time_boot_ms();

        result = status_once(session, arguments, again, err);
        if (result == 0)
            watch_pause(time_boot_ms() - begin_ms);
    }
    signals_close();
    return result;
}

static int status_run(const struct config *config,
                      const struct arguments *arguments, struct err *err)
{
    struct session session;
    int result = session_open(&session, config, err);

    if (result == 0) {
        result = arguments_value(arguments, "--watch") != NULL
                     ? status_watch(&session, arguments, err)
                     : status_once(&session, arguments, false, err);
    }
    session_close(&session);
    return result;
}

const struct command status_command = {
    .name = "status",
    .summary = "shows how everything stands, on one page",
    .text = "For each flow its links by status, whether its gate is open, and "
            "which has waited for longest; how many pairs of records say "
            "the same; what transformer and loader have "
            "still to read; when each entity was last read; what was done in "
            "the last minutes. Requests and refused credentials are shown "
            "where the systems' keys are configured. Whether a system answers "
            "is said by the services' /health.",
    .example = "tandem status --watch",
    .needs = SESSION_NEEDS | NEED_BRAKE,
    .page = PAGE_READS,
    .page_never = "--watch",
    .options = options,
    .run = status_run,
};

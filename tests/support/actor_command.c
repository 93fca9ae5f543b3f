#include "support/test.h"

#include "support/actor.h"

#include "base/mem.h"

#define ACTOR_COMMAND_STEP_MS 60000

void retried(void)
{
    struct event event;

    event_init(&event, EVENT_COMMAND, actor.link->id);
    event.command = mem_copy("retry");
    told(&event);
}

void commanded(const char *command, int64_t revision, const char *body)
{
    struct event event;

    actor.now_ms += ACTOR_COMMAND_STEP_MS;
    event_init(&event, EVENT_COMMAND, actor.link->id);
    event.command = mem_copy(command);
    event.at_ms = actor.now_ms;
    event.revision = revision;
    event.body = body == NULL ? NULL : quoted(body);
    told(&event);
}

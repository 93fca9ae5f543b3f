#include "process/health.h"

#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"

#include <stdlib.h>

struct part {
    int64_t moved_ms;
    char *cause;     /* NULL: not stuck */
    char *warning;   /* or NULL */
    int64_t tell_ms; /* stuck: when to tell */
    bool told;
};

struct health {
    struct map *parts;
};

static void part_free(void *arg)
{
    struct part *part = arg;

    if (part != NULL) {
        free(part->cause);
        free(part->warning);
    }
    free(part);
}

struct health *health_new(void)
{
    struct health *health = mem_new(1, sizeof *health);

    health->parts = map_new();
    return health;
}

void health_free(struct health *health)
{
    if (health == NULL)
        return;
    map_free(health->parts, part_free);
    free(health);
}

static struct part *health_part(struct health *health, const char *name,
                                int64_t now_ms)
{
    struct part *part = map_get(health->parts, name);

    if (part == NULL) {
        part = mem_new(1, sizeof *part);
        part->moved_ms = now_ms;
        (void)map_put(health->parts, name, part);
    }
    return part;
}

bool health_moved(struct health *health, const char *part, int64_t now_ms)
{
    struct part *moved = health_part(health, part, now_ms);
    bool told = moved->told;

    moved->moved_ms = now_ms;
    moved->told = false;
    mem_replace(&moved->cause, NULL);
    return told;
}

bool health_stuck(struct health *health, const char *part, const char *why,
                  int64_t now_ms)
{
    struct part *stuck = health_part(health, part, now_ms);

    if (stuck->cause == NULL)
        stuck->tell_ms = now_ms + HEALTH_TELL_MS;
    mem_replace(&stuck->cause, why);
    if (now_ms < stuck->tell_ms)
        return false;
    stuck->told = true;
    stuck->tell_ms = now_ms + HEALTH_TELL_AGAIN_MS;
    return true;
}

void health_warn(struct health *health, const char *part, const char *warning,
                 int64_t now_ms)
{
    mem_replace(&health_part(health, part, now_ms)->warning, warning);
}

void health_forget(struct health *health, const char *part)
{
    part_free(map_remove(health->parts, part));
}

struct health_report {
    struct json *parts;
    int64_t now_ms;
    bool ok;
};

static int health_each(const char *name, void *value, void *arg)
{
    const struct part *part = value;
    struct health_report *report = arg;
    int64_t age_ms = report->now_ms - part->moved_ms;
    bool ok = part->cause == NULL && age_ms <= HEALTH_LIMIT_MS;
    struct json *json = json_new_object();

    json_set_bool(json, "ok", ok);
    json_set_int(json, "moved_seconds_ago", age_ms / 1000);
    if (part->cause != NULL)
        json_set_text(json, "cause", part->cause);
    if (part->warning != NULL)
        json_set_text(json, "warning", part->warning);
    json_set(report->parts, name, json);
    report->ok = report->ok && ok;
    return 0;
}

bool health_print(const struct health *health, int64_t now_ms,
                  struct buf *ret_text)
{
    struct health_report report = { .parts = json_new_object(),
                                    .now_ms = now_ms,
                                    .ok = true };

    (void)map_each(health->parts, health_each, &report);
    json_print(report.parts, ret_text);
    buf_text_append(ret_text, "\n");
    json_free(report.parts);
    return report.ok;
}

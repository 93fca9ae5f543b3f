#include "domain/work.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "domain/lens.h"

enum evidence { EVIDENCE_OLD, EVIDENCE_BELIEVED, EVIDENCE_DOUBTED };

/* An absent member is no evidence, so only what the event has is compared. */
static bool fields_same(const struct json *fields, const struct json *observed)
{
    for (const struct json *f = json_first(fields); f != NULL;
         f = json_next(f)) {
        const struct json *known = json_get(observed, json_name(f));

        if (known == NULL || !value_equal(f, known))
            return false;
    }
    return true;
}

static const struct property *property_at(const struct flow *flow, enum side s,
                                          const char *path)
{
    for (size_t i = 0; i < flow->property_count; i++) {
        const struct property *property = &flow->properties[i];

        for (size_t p = 0; p < property->path_count[s]; p++) {
            if (text_equal(property->paths[s][p], path))
                return property;
        }
    }
    return NULL;
}

/* What is known, or what the system may have made of it. */
static bool field_is_echo(const struct work *work, enum side s,
                          const struct json *field)
{
    const char *path = json_name(field);
    const struct json *known = json_get(work->link->sides[s].observed, path);
    const struct property *property = property_at(work->flow, s, path);

    if (known == NULL || value_equal(field, known))
        return known != NULL;
    return property != NULL && property->type != TYPE_LINK &&
           lens_is_echo(property, s, known, field);
}

/*
 * Our own write coming back: its modified time and, but for what the system
 * tidied, its values. The time alone proves nothing: Zoho's counts whole
 * seconds, and PowerOffice's stands still when an address is edited.
 */
static bool is_own_write(const struct work *work, enum side s)
{
    const struct link_side *side = &work->link->sides[s];
    const struct event *event = work->event;

    if (side->written_modified == NULL ||
        !text_equal(event->modified, side->written_modified))
        return false;
    for (const struct json *f = json_first(event->fields); f != NULL;
         f = json_next(f)) {
        if (!field_is_echo(work, s, f))
            return false;
    }
    return true;
}

static bool modified_is_before(const char *one, const char *other)
{
    int64_t one_ms;
    int64_t other_ms;

    return time_parse(one, &one_ms) && time_parse(other, &other_ms) &&
           one_ms < other_ms;
}

/* How far a reading that nobody asked for can be trusted. */
static enum evidence evidence_weigh(const struct work *work, enum side s)
{
    const struct link_side *side = &work->link->sides[s];
    const struct event *event = work->event;
    bool same = fields_same(event->fields, side->observed) &&
                text_equal(event->modified, side->modified);
    bool old = event->read_ms + WORK_DATE_TOLERANCE_MS < side->read_ms;

    if (side->gone_ms != 0) /* is it back, or read before it went? */
        return old ? EVIDENCE_OLD : EVIDENCE_DOUBTED;
    if (same)
        return EVIDENCE_BELIEVED;
    if (old)
        return EVIDENCE_OLD;
    if (is_own_write(work, s))
        return EVIDENCE_BELIEVED;
    if (event->read_ms <= side->read_ms ||
        modified_is_before(event->modified, side->modified) ||
        (side->written_ms != 0 &&
         event->read_ms <= side->written_ms + WORK_DATE_TOLERANCE_MS))
        return EVIDENCE_DOUBTED;
    return EVIDENCE_BELIEVED;
}

/* When did a value that differs from the known one change? When the record was
 * modified, if that moved, too; else all we know is when we saw it. */
static int64_t changed_when(const struct link_side *side,
                            const struct event *event)
{
    int64_t ms;

    if (!text_equal(event->modified, side->modified) &&
        time_parse(event->modified, &ms))
        return ms;
    return event->read_ms;
}

static void note_changes(struct work *work, enum side s)
{
    struct link_side *side = &work->link->sides[s];
    int64_t when = changed_when(side, work->event);

    for (size_t i = 0; i < work->flow->property_count; i++) {
        const struct property *property = &work->flow->properties[i];

        if (value_is_known(property, s, work->event->fields) &&
            !value_equal(value_of(property, s, work->event->fields),
                         value_of(property, s, side->observed)))
            json_set_int(side->changed_ms, property->name, when);
    }
}

void evidence_believe(struct work *work, enum side s)
{
    struct link_side *side = &work->link->sides[s];
    const struct event *event = work->event;

    agreed_confirm(work, s);
    note_changes(work, s);
    if (is_own_write(work, s))
        agreed_adopt(work, s, event->fields);
    for (const struct json *f = json_first(event->fields); f != NULL;
         f = json_next(f)) {
        if (!json_equal(f, json_get(side->observed, json_name(f))))
            json_set(side->observed, json_name(f), json_clone(f));
    }
    if (event->modified != NULL)
        mem_replace(&side->modified, event->modified);
    if (event->reference != NULL)
        mem_replace(&side->reference, event->reference);
    if (event->parent != NULL)
        mem_replace(&side->parent, event->parent);
    if (event->read_ms > side->read_ms)
        side->read_ms = event->read_ms;
    side->gone_ms = 0;
    side->doubt = false;
    work->out->seen = true;
    work->out->seen_side = s;
    work->out->seen_ms = event->read_ms;
}

/* Known values have changed behind the back of the record's timestamp. */
static bool has_slipped(const struct work *work, enum side s)
{
    const struct link_side *side = &work->link->sides[s];

    if (side->modified == NULL || is_own_write(work, s) ||
        !text_equal(work->event->modified, side->modified))
        return false;
    for (size_t i = 0; i < work->flow->property_count; i++) {
        const struct property *property = &work->flow->properties[i];

        if (value_is_known(property, s, work->event->fields) &&
            value_is_known(property, s, side->observed) &&
            !value_equal(value_of(property, s, work->event->fields),
                         value_of(property, s, side->observed)))
            return true;
    }
    return false;
}

void evidence_take(struct work *work)
{
    enum side s = work->event->side;
    struct link_side *side = &work->link->sides[s];
    bool doubt = side->doubt;
    bool newer = work->event->read_ms > side->read_ms;

    /* Somebody says it is gone, or that a gone one is back: see for oneself. */
    if (work->event->gone) {
        side->doubt = side->doubt || side->gone_ms == 0;
        return;
    }
    switch (evidence_weigh(work, s)) {
    case EVIDENCE_BELIEVED:
        work->out->slipped = has_slipped(work, s);
        evidence_believe(work, s);
        side->doubt = doubt; /* which only a direct read can settle */
        break;
    case EVIDENCE_DOUBTED:
        side->doubt = true;
        break;
    case EVIDENCE_OLD:
        return;
    }
    if (newer)
        agreed_seen(work, s);
}

/*
 * Can each entity be read as the extractor reads it, and do the fields that the
 * flows name exist and fit?
 */
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "console/check_system.h"
#include "systems/field.h"

#include <string.h>

#define WHERE_NAMES_ARE                                                        \
    "correct the flow file; Zoho lists its names under Setup, Developer Hub, " \
    "APIs, API names"

/* One side of one flow is held against the fields that there are. */
struct fitting {
    struct system_check *sc;
    const struct json *fields;
    const struct flow *flow;
    enum side which;
    const struct flow_side *side;
};

static struct checkup *checkup_of(const struct fitting *fitting)
{
    return fitting->sc->check->checkup;
}

/* ---- fields that are named ---- */

static bool look_at_name(const struct fitting *fitting, const char *path,
                         struct field *ret_field)
{
    if (field_find(fitting->fields, path, ret_field))
        return true;
    checkup_say(checkup_of(fitting), CHECKUP_ERROR, fitting->sc->name,
                WHERE_NAMES_ARE, "flow '%s' names %s, which %s do not have",
                fitting->flow->name, path, fitting->side->entity_name);
    return false;
}

static void look_at_writing(const struct fitting *fitting, const char *path,
                            const struct field *field)
{
    bool creates = fitting->side->create != CREATE_NEVER;

    if (!fitting->side->share || (field->may_update && field->may_create) ||
        (!creates && field->may_update))
        return;
    checkup_say(checkup_of(fitting), CHECKUP_ERROR, fitting->sc->name,
                "take it out of the flow, or set \"share\": false on that side",
                "flow '%s' writes %s of %s, which only %s itself does",
                fitting->flow->name, path, fitting->side->entity_name,
                fitting->sc->name);
}

/* Longer values than tandem knows of would be refused, and hold their links;
 * those that it knows to be too long are owed. */
static void look_at_length(const struct fitting *fitting, const char *path,
                           const struct field *field)
{
    int64_t known = (int64_t)entity_length_max(fitting->side->entity, path);

    if (!fitting->side->share || field->length <= 0 ||
        (known > 0 && field->length >= known) || field->choices != NULL)
        return;
    checkup_say(checkup_of(fitting), known > 0 ? CHECKUP_WARNING : CHECKUP_OK,
                fitting->sc->name,
                known > 0 ? "make the field longer in Zoho, or keep the values "
                            "short"
                          : NULL,
                "%s of %s takes %lld characters: a longer value holds its link",
                path, fitting->side->entity_name, (long long)field->length);
}

/* What this side may hold, the other may have no room for. */
static void look_at_room(const struct fitting *fitting,
                         const struct property *property, const char *path,
                         const struct field *field)
{
    const struct flow_side *other =
        &fitting->flow->sides[side_other(fitting->which)];
    const char *target = property->paths[side_other(fitting->which)][0];
    int64_t usual = (int64_t)entity_length_max(fitting->side->entity, path);
    int64_t room = (int64_t)entity_length_max(other->entity, target);

    if (!other->share || room == 0 || field->length <= room ||
        (usual > 0 && field->length <= usual))
        return;
    checkup_say(checkup_of(fitting), CHECKUP_WARNING, fitting->sc->name,
                "make the field shorter in Zoho, or live with values that are "
                "owed",
                "%s of %s takes %lld characters, %s of %s only %lld", path,
                fitting->side->entity_name, (long long)field->length, target,
                other->entity_name, (long long)room);
}

static void look_at_choices(const struct fitting *fitting, const char *path,
                            const struct field *field)
{
    if (!fitting->side->share || field->choices == NULL)
        return;
    checkup_say(checkup_of(fitting), CHECKUP_WARNING, fitting->sc->name,
                "see that the other system holds no other values, or make it a "
                "field of text in Zoho",
                "%s of %s is a picklist: a value that it does not offer is "
                "refused, and holds its link",
                path, fitting->side->entity_name);
}

static void look_at_property(const struct fitting *fitting,
                             const struct property *property, const char *path)
{
    struct field field;

    if (!look_at_name(fitting, path, &field))
        return;
    if (!field_holds(&field, path, property->type)) {
        checkup_say(checkup_of(fitting), CHECKUP_ERROR, fitting->sc->name,
                    "correct the property's type, or name another field",
                    "flow '%s' takes %s of %s for what it is not: the field is "
                    "of type %s",
                    fitting->flow->name, path, fitting->side->entity_name,
                    field.type);
        return;
    }
    look_at_writing(fitting, path, &field);
    look_at_length(fitting, path, &field);
    look_at_room(fitting, property, path, &field);
    look_at_choices(fitting, path, &field);
}

/* ---- constants ---- */

static void look_at_constant(const struct fitting *fitting,
                             const struct field *field, const char *path,
                             const struct json *value)
{
    const char *text = json_text(value);

    if (text == NULL || field_offers(field, text))
        return;
    checkup_say(checkup_of(fitting), CHECKUP_ERROR, fitting->sc->name,
                "correct the flow file, or add the value to the picklist",
                "flow '%s' wants '%s' in %s of %s, which does not offer it",
                fitting->flow->name, text, path, fitting->side->entity_name);
}

static void look_at_constants(const struct fitting *fitting,
                              const struct json *terms)
{
    for (const struct json *term = json_first(terms); term != NULL;
         term = json_next(term)) {
        const char *path = json_name(term);
        struct field field;

        if (!look_at_name(fitting, path, &field))
            continue;
        if (!json_is_array(term))
            look_at_constant(fitting, &field, path, term);
        for (const struct json *one = json_is_array(term) ? json_first(term)
                                                          : NULL;
             one != NULL; one = json_next(one))
            look_at_constant(fitting, &field, path, one);
    }
}

/* ---- what a create needs ---- */

static bool is_supplied(const struct fitting *fitting, const char *name)
{
    const struct flow *flow = fitting->flow;

    for (const struct json *term = json_first(fitting->side->set); term != NULL;
         term = json_next(term)) {
        if (text_equal(json_name(term), name))
            return true;
    }
    for (size_t i = 0; i < flow->property_count; i++) {
        const char *path = flow->properties[i].paths[fitting->which][0];
        size_t length = strcspn(path, ".");

        if (strlen(name) == length && strncmp(path, name, length) == 0)
            return true;
    }
    return false;
}

static void look_at_reference(const struct fitting *fitting)
{
    const char *name = fitting->side->entity->reference_path;
    const char *entity = fitting->side->entity_name;
    struct field field;

    if (name == NULL)
        return; /* said with the flows */
    if (!field_find(fitting->fields, name, &field)) {
        checkup_say(checkup_of(fitting), CHECKUP_ERROR, fitting->sc->name,
                    "make a field of one line of text in Zoho that allows no "
                    "duplicates, and give its API name in "
                    "TANDEM_ZOHOCRM_REFERENCE_FIELD",
                    "%s have no field %s, which is to hold references", entity,
                    name);
    } else if (!field.is_unique) {
        checkup_say(checkup_of(fitting), CHECKUP_ERROR, fitting->sc->name,
                    "tick \"Do not allow duplicate values\" in the field's "
                    "properties in Zoho",
                    "%s of %s is not unique: a create that is tried again "
                    "could make a second record",
                    name, entity);
    } else if (!field_holds(&field, name, TYPE_STRING) || !field.may_create) {
        checkup_say(checkup_of(fitting), CHECKUP_ERROR, fitting->sc->name,
                    "use a field of one line of text that the API may write",
                    "%s of %s cannot hold references: it is of type %s", name,
                    entity, field.type);
    }
}

static void look_at_creating(const struct fitting *fitting)
{
    struct field field;

    if (!fitting->side->share || fitting->side->create == CREATE_NEVER)
        return;
    look_at_reference(fitting);
    for (size_t n = 0; field_nth(fitting->fields, n, &field); n++) {
        if (!field.is_required || !field.may_create || field.name == NULL ||
            is_supplied(fitting, field.name))
            continue;
        checkup_say(checkup_of(fitting), CHECKUP_ERROR, fitting->sc->name,
                    "add a property for it to the flow, or a constant in "
                    "\"set\"",
                    "flow '%s' creates %s without %s, which %s requires",
                    fitting->flow->name, fitting->side->entity_name, field.name,
                    fitting->sc->name);
    }
}

/* ---- a flow ---- */

static void look_at_side(const struct fitting *fitting)
{
    const struct flow *flow = fitting->flow;

    for (size_t i = 0; i < flow->property_count; i++) {
        const struct property *property = &flow->properties[i];

        for (size_t j = 0; j < property->path_count[fitting->which]; j++) {
            look_at_property(fitting, property,
                             property->paths[fitting->which][j]);
        }
    }
    look_at_constants(fitting, fitting->side->where);
    look_at_constants(fitting, fitting->side->when);
    look_at_constants(fitting, fitting->side->set);
    look_at_creating(fitting);
}

static void look_at_flows(struct system_check *sc, const struct entity *entity,
                          const struct json *fields)
{
    struct fitting fitting = { .sc = sc, .fields = fields };

    for (size_t i = 0; i < sc->check->flows->count; i++) {
        fitting.flow = sc->check->flows->items[i];
        for (int s = 0; fitting.flow->enabled && s < SIDES; s++) {
            fitting.which = (enum side)s;
            fitting.side = &fitting.flow->sides[s];
            if (fitting.side->entity == entity)
                look_at_side(&fitting);
        }
    }
}

/* ---- an entity ---- */

static void look_failed(const struct system_check *sc, const char *what,
                        const struct entity *entity,
                        const struct answer *answer)
{
    struct buf words = { 0 };

    checkup_say(sc->check->checkup,
                answer_is_unwell(answer) ? CHECKUP_UNREACHED : CHECKUP_ERROR,
                sc->name,
                answer_is_unwell(answer)
                    ? "wait, or see what the system's makers say"
                    : "give the user or the integration the right to it",
                "%s %s cannot be read: %s", what, entity->name,
                answer_words(answer, &words));
    buf_free(&words);
}

/* As the extractor does, but for what has changed within this minute. */
static bool records_are_read(struct system_check *sc,
                             const struct entity *entity)
{
    struct call call = { .kind = CALL_LIST,
                         .entity = entity,
                         .since_ms = time_now_ms() + sc->skew_ms };
    struct answer answer;
    bool done;

    call.column_count = flows_columns(sc->check->flows, entity, &call.columns);
    asker_ask(sc->asker, &call, &answer);
    done = answer.verdict == VERDICT_DONE;
    if (!done)
        look_failed(sc, "records of", entity, &answer);
    answer_free(&answer);
    return done;
}

static bool fields_fit(struct system_check *sc, const struct entity *entity)
{
    struct call call = { .kind = CALL_FIELDS, .entity = entity };
    size_t wrong = checkup_count(sc->check->checkup, CHECKUP_ERROR);
    struct answer answer;
    bool done;

    asker_ask(sc->asker, &call, &answer);
    done = answer.verdict == VERDICT_DONE;
    if (done) {
        look_at_flows(sc, entity, answer.record);
    } else {
        look_failed(sc, "the fields of", entity, &answer);
    }
    answer_free(&answer);
    return done && checkup_count(sc->check->checkup, CHECKUP_ERROR) == wrong;
}

void check_records(struct system_check *sc)
{
    for (size_t i = 0; i < sc->need_count; i++) {
        const struct entity *entity = sc->needs[i].entity;
        bool has_metadata = text_equal(sc->name, "zohocrm");

        if (!records_are_read(sc, entity) ||
            (has_metadata && !fields_fit(sc, entity)))
            continue;
        checkup_say(sc->check->checkup, CHECKUP_OK, sc->name, NULL,
                    has_metadata ? "%s can be read, and have the fields that "
                                   "the flows name"
                                 : "%s can be read",
                    entity->name);
    }
}

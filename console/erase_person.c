/*
 * Who is meant: one person's links in all flows, and their records.
 */
#include "base/mem.h"
#include "base/text.h"
#include "console/erasing.h"
#include "console/subject.h"
#include "console/unlinked.h"
#include "domain/route.h"
#include "systems/system.h"

#include <stdlib.h>
#include <string.h>

/* A reference that leads astray must not make it run for ever. */
#define ROUNDS_MAX 8

void person_free(struct person *person)
{
    for (size_t i = 0; i < person->link_count; i++)
        free(person->links[i]);
    for (size_t i = 0; i < person->record_count; i++)
        free(person->records[i].id);
    *person = (struct person){ 0 };
}

bool erasing_key_is(const char *key, size_t length, const char *text)
{
    return key != NULL && strlen(text) == length &&
           memcmp(key, text, length) == 0;
}

bool person_has_link(const struct person *person, const char *id, size_t length)
{
    for (size_t i = 0; i < person->link_count; i++) {
        if (erasing_key_is(id, length, person->links[i]))
            return true;
    }
    return false;
}

/* Its place; record_count: it is none of theirs. */
static size_t record_place(const struct person *person,
                           const struct entity *entity, const char *id)
{
    size_t i = 0;

    while (i < person->record_count && (person->records[i].entity != entity ||
                                        !text_equal(person->records[i].id, id)))
        i++;
    return i;
}

bool person_has_record(const struct person *person, const struct entity *entity,
                       const char *id)
{
    return id != NULL &&
           record_place(person, entity, id) < person->record_count;
}

/* ---- adding ---- */

static int add_record(struct person *person, const struct entity *entity,
                      const char *id, struct err *err)
{
    if (id == NULL || person_has_record(person, entity, id))
        return 0;
    if (person->record_count == PERSON_RECORDS_MAX) {
        return err_set(err, ERR_USAGE,
                       "these are more than %d records: no person has so many",
                       PERSON_RECORDS_MAX);
    }
    person->records[person->record_count++] =
        (struct person_record){ .entity = entity, .id = mem_copy(id) };
    return 0;
}

static int add_link(struct person *person, const char *id, struct err *err)
{
    if (person_has_link(person, id, strlen(id)))
        return 0;
    if (person->link_count == PERSON_LINKS_MAX) {
        return err_set(err, ERR_USAGE,
                       "these are more than %d links: no person has so many",
                       PERSON_LINKS_MAX);
    }
    person->links[person->link_count++] = mem_copy(id);
    return 0;
}

/* The record that founded a link is told by the link's id, be there a link or
 * not. */
static int add_founder(struct person *person, const struct flows *flows,
                       const char *link_id, struct err *err)
{
    const struct flow *flow;
    struct route route;
    int result = 0;

    if (!route_parse(link_id, &route))
        return 0;
    flow = flows_find(flows, route.flow);
    if (flow != NULL) {
        result = add_record(person, flow->sides[route.side].entity,
                            route.record_id, err);
    }
    route_free(&route);
    return result;
}

/* ---- one round ---- */

struct round {
    struct erasing *erasing;
    bool found; /* something new: another round */
};

static bool is_same(const struct person *person, const struct flow *flow,
                    const struct link *link)
{
    struct route route;
    bool founder = false;

    if (route_parse(link->id, &route)) {
        founder = person_has_record(person, flow->sides[route.side].entity,
                                    route.record_id);
        route_free(&route);
    }
    return founder || person_has_link(person, link->id, strlen(link->id)) ||
           person_has_record(person, flow->sides[SIDE_A].entity,
                             link->sides[SIDE_A].id) ||
           person_has_record(person, flow->sides[SIDE_B].entity,
                             link->sides[SIDE_B].id);
}

/* A word to a flow that is off would end in dead letters. */
static int flow_check(const struct flow *flow, const struct link *link,
                      struct err *err)
{
    if (flow->enabled)
        return 0;
    return err_set(err, ERR_USAGE,
                   "link '%s' is kept by the flow '%s', which is off: switch "
                   "it on, and begin again",
                   link->id, flow->name);
}

static void side_note(struct person *person, const struct entity *entity,
                      const struct link_side *side)
{
    struct person_record *record;

    if (!person_has_record(person, entity, side->id))
        return;
    record = &person->records[record_place(person, entity, side->id)];
    if (record->read_ms < side->read_ms)
        record->read_ms = side->read_ms;
    if (side->gone_ms != 0)
        record->gone_ms = side->gone_ms;
}

static int round_add(struct round *round, const struct flow *flow,
                     const struct link *link, struct err *err)
{
    struct person *person = &round->erasing->person;
    size_t before = person->link_count + person->record_count;

    if (flow_check(flow, link, err) != 0 ||
        add_link(person, link->id, err) != 0 ||
        add_founder(person, &round->erasing->session.flows, link->id, err) != 0)
        return -1;
    for (int s = 0; s < SIDES; s++) {
        if (add_record(person, flow->sides[s].entity, link->sides[s].id, err) !=
            0)
            return -1;
        side_note(person, flow->sides[s].entity, &link->sides[s]);
    }
    round->found =
        round->found || person->link_count + person->record_count > before;
    return 0;
}

/* All but ids, as erasing leaves it. */
static bool holds_values(const struct link *link)
{
    return json_first(link->entered) != NULL ||
           json_first(link->sides[SIDE_A].observed) != NULL ||
           json_first(link->sides[SIDE_B].observed) != NULL ||
           link->request.fields != NULL || json_first(link->match) != NULL ||
           (link->status != LINK_ALIAS && json_first(link->children) == NULL &&
            !link_is_erased(link));
}

static int round_take(const struct link *link, void *arg, struct err *err)
{
    struct round *round = arg;
    struct person *person = &round->erasing->person;
    const struct flow *flow =
        flows_find(&round->erasing->session.flows, link->flow);

    if (flow == NULL || !is_same(person, flow, link))
        return 0;
    if (holds_values(link))
        person->holding++;
    return round_add(round, flow, link, err);
}

static int person_complete(struct erasing *erasing, struct err *err)
{
    struct round round = { erasing, true };

    for (int i = 0; round.found && i < ROUNDS_MAX; i++) {
        round.found = false;
        erasing->person.holding = 0;
        if (links_walk(erasing->session.links, round_take, NULL, &round, err) !=
            0)
            return -1;
    }
    return 0;
}

/* ---- beginning ---- */

/* A record without a link: as a link's id it names its entity, too. */
static int begin_unlinked(struct erasing *erasing, const char *text,
                          struct err *err)
{
    struct json *list = NULL;
    const struct json *first;
    int result = -1;

    if (unlinked_tell(&erasing->session, text, &list, err) != 0)
        return -1;
    first = json_first(list);
    if (first == NULL) {
        (void)err_set(err, ERR_USAGE,
                      "nobody knows '%.100s': it is neither the id of a link "
                      "or a record that was read, nor an e-mail address in a "
                      "link",
                      text);
    } else if (json_next(first) != NULL) {
        (void)err_set(err, ERR_USAGE,
                      "'%.100s' is the id of several records: name the one by "
                      "its link, as contacts.b.%.100s",
                      text, text);
    } else {
        result = add_record(&erasing->person,
                            system_entity(json_get_text(first, "system"),
                                          json_get_text(first, "entity")),
                            text, err);
    }
    json_free(list);
    return result;
}

/* Somebody who shares an e-mail address is another person. */
static int check_one_person(const struct person *person,
                            const struct subject *subject, struct err *err)
{
    for (size_t i = 0; i < subject->count; i++) {
        if (!person_has_link(person, subject->links[i],
                             strlen(subject->links[i]))) {
            return err_set(
                err, ERR_USAGE,
                "these are several people (%s and %s, of %zu links): "
                "name one by its link",
                subject->links[0], subject->links[i], subject->total);
        }
    }
    return 0;
}

static int begin(struct erasing *erasing, const char *text,
                 const struct subject *subject, struct err *err)
{
    struct person *person = &erasing->person;
    const struct flows *flows = &erasing->session.flows;

    if (subject->total > 0) {
        if (add_link(person, subject->links[0], err) != 0)
            return -1;
        return add_founder(person, flows, subject->links[0], err);
    }
    if (add_founder(person, flows, text, err) != 0)
        return -1;
    return person->record_count > 0 ? 0 : begin_unlinked(erasing, text, err);
}

int person_find(struct erasing *erasing, const char *text, struct err *err)
{
    struct subject subject = { 0 };
    int result = subject_find(&erasing->session, text, &subject, err);

    if (result == 0)
        result = begin(erasing, text, &subject, err);
    if (result == 0)
        result = person_complete(erasing, err);
    if (result == 0)
        result = check_one_person(&erasing->person, &subject, err);
    subject_free(&subject);
    return result;
}

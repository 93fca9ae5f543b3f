/*
 * domain/flow.h: how two entities are kept in step.
 *
 * A flow is parsed from one JSON file (docs/flows.md, flows/schema.json) and
 * never changes afterwards. Everything it points to is its own, except the
 * entities, which belong to the systems and outlive it.
 */
#ifndef TANDEM_DOMAIN_FLOW_H
#define TANDEM_DOMAIN_FLOW_H

#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "domain/entity.h"

#include <stdbool.h>
#include <stddef.h>

enum side { SIDE_A = 0, SIDE_B = 1 };
#define SIDES 2

#define FLOW_PATHS_MAX      4  /* fields that supply one property */
#define FLOW_PROPERTIES_MAX 48 /* with id and timestamps within Zoho's 50 */
#define FLOW_NAME_MAX       32
#define FLOWS_MAX           32

enum flow_create { CREATE_NEVER, CREATE_ALWAYS, CREATE_WHEN_REFERENCED };
enum flow_type {
    TYPE_STRING,
    TYPE_EMAIL,
    TYPE_PHONE,
    TYPE_COUNTRY,
    TYPE_DATE,
    TYPE_INTEGER,
    TYPE_BOOLEAN,
    TYPE_LINK,
};
enum flow_prefer { PREFER_NEWEST, PREFER_A, PREFER_B, PREFER_HOLD };
enum flow_clear { CLEAR_IGNORE, CLEAR_PROPAGATE };
enum flow_initial { INITIAL_ALL, INITIAL_NEW };

struct property {
    char *name;                         /* first path of b: "EmailAddress" */
    char *paths[SIDES][FLOW_PATHS_MAX]; /* the first filled one supplies */
    size_t path_count[SIDES];
    enum flow_type type;
    char *fallback[SIDES]; /* written to that side when empty, or NULL */
    bool required;
    enum flow_prefer prefer;
    enum flow_clear clear;
    char *under;                 /* TYPE_LINK: path of a's parent, or NULL */
    char *flows[FLOW_PATHS_MAX]; /* TYPE_LINK: one for each path of a, or
                                    one for all */
    size_t flow_count;
    char definition[9]; /* changes whenever the property's meaning does */
};

struct flow_side {
    char *system;
    char *entity_name;
    const struct entity *entity;
    struct json *where; /* {path: value or list}: which records are this kind */
    struct json *when;  /* the same: which are eligible for a partner */
    struct json *set;   /* {path: constant} on create, or NULL */
    enum flow_create create; /* may a record be created on this side? */
    bool share;              /* may anything be written to this side? */
    char **paths; /* every path the flow reads here: properties, where, when,
                     under, archived and status; no doubles */
    size_t path_count;
};

struct flow {
    char *name;
    char *title;
    bool enabled;
    enum flow_initial initial;
    struct flow_side sides[SIDES];
    struct property properties[FLOW_PROPERTIES_MAX];
    size_t property_count;
    char *parent_flow; /* records of b live under this flow's b record
                          ("accounts" for contact persons), or NULL */
    char *match_key;   /* the property that joins, or NULL */
    char *match_same[FLOW_PATHS_MAX];
    size_t match_same_count;
    char digest[HASH_TEXT_MAX]; /* of the file, but for blanks */
};

struct flows {
    struct flow *items[FLOWS_MAX];
    size_t count;
};

/* Finds the entity's description, or NULL: the systems' tables, by name. */
typedef const struct entity *flow_entity_finder(const char *system,
                                                const char *name, void *arg);

/*
 * Parses one file. `file` is its name for messages; ERR_USAGE names the file,
 * the line and the member: "flows/deals.json:9: properties[1].type: unknown
 * type 'strnig': one of string, email, ...". NULL on error.
 */
struct flow *flow_parse(const char *file, const char *text, size_t length,
                        flow_entity_finder *find, void *arg,
                        struct err *err) MUST_CHECK;
void flow_free(struct flow *flow);

/* Checks what no single file can: names are unique, flows named by properties
 * and parents exist, required references make no circle. */
int flows_check(const struct flows *flows, struct err *err) MUST_CHECK;
void flows_free(struct flows *flows); /* its items; not the struct */
const struct flow *flows_find(const struct flows *flows, const char *name);

/* True if the record's values (as picked by entity_pick) satisfy where/when;
 * a NULL condition is always satisfied. */
bool flow_fits(const struct json *condition, const struct json *fields);

/* True if one of them says otherwise; what is not known contradicts nothing. */
bool flow_contradicts(const struct json *condition, const struct json *fields);

/* The top-level members of an entity that all enabled flows together need:
 * id, reference, timestamps, parent and each path's first step; sorted, no
 * doubles. The caller frees each and the array. Returns how many. */
size_t flows_columns(const struct flows *flows, const struct entity *entity,
                     char ***ret_columns);

/* The entities that enabled flows use, no doubles; at most 2 * FLOWS_MAX. */
size_t flows_entities(const struct flows *flows,
                      const struct entity *ret_entities[2 * FLOWS_MAX]);

/* Two sets of flows with the same digest do the same: what is off does not
 * count, nor how the files are written. */
void flows_digest(const struct flows *flows, char ret_text[HASH_TEXT_MAX]);

const char *side_name(enum side side); /* "a", "b" */
static inline enum side side_other(enum side side)
{
    return side == SIDE_A ? SIDE_B : SIDE_A;
}

#endif

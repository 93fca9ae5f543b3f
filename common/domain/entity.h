/*
 * domain/entity.h: what tandem must know of a kind of record.
 *
 * The tables themselves belong to the systems (systems/); a flow is bound to
 * them when it is parsed, so that the domain stays free of API knowledge.
 * Paths lead through nested objects: "MailAddress.City".
 */
#ifndef TANDEM_DOMAIN_ENTITY_H
#define TANDEM_DOMAIN_ENTITY_H

#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>

/* What a link holds of one record, in bytes: six times this (both sides, what
 * was agreed, what is being written) is well within a message. */
#define ENTITY_VALUES_MAX ((size_t)8 * 1024)
#define ENTITY_ID_MAX     64 /* bytes; a UUID has 36 */

struct entity_field {
    const char *path;
    size_t length_max; /* code points; 0: none is stated */
    bool read_only;
};

/* Members of an object that may only be created together: a PowerOffice
 * mail address needs City and ZipCode. */
struct entity_group {
    const char *object;          /* "MailAddress" */
    const char *const *required; /* full paths, ended by NULL */
};

struct entity {
    const char *system; /* "powerofficego" */
    const char *name;   /* "Customers" */
    const char *origin; /* how references to its records begin, when their ids
                           are not unique in the system; or NULL */
    const char *id_path;
    const char *modified_path;
    const char *reference_path; /* where our reference is kept, or NULL */
    const char *parent_path;    /* "ContactId" of a contact person, or NULL */
    const char *archived_path;  /* "IsArchived", or NULL */
    const char *status_path;    /* "SalesOrderStatus", or NULL */
    const struct entity_field *fields; /* ended by a NULL path */
    const struct entity_group *groups; /* ended by a NULL object, or NULL */
    bool id_is_number; /* as a reference it is written as a JSON number */
    bool reference_is_unique; /* the system refuses a second one */
    bool has_lock;            /* updates may carry If-Unmodified-Since */
    bool answers_whole;       /* a write is answered by the whole record */
};

/* What a reference to one of its records begins with: "zohocrm". */
const char *entity_origin(const struct entity *entity);

/* Code points allowed at path, 0 when not stated. */
size_t entity_length_max(const struct entity *entity, const char *path);

/* The group whose object holds path, or NULL. */
const struct entity_group *entity_group_of(const struct entity *entity,
                                           const char *path);

/*
 * The record's id (and parent's) as text: numbers in full digits. The caller
 * frees. NULL when absent, null, too long or no id.
 */
char *entity_id(const struct entity *entity, const struct json *record);
char *entity_parent(const struct entity *entity, const struct json *record);

/* What the record carries as our reference, NULL when nothing. What is too long
 * to be ours is cut. The caller frees. */
char *entity_reference(const struct entity *entity, const struct json *record);

/* The record's text at modified_path, borrowed; NULL when absent. */
const char *entity_modified(const struct entity *entity,
                            const struct json *record);

/*
 * The native values at the given paths as one flat object {path: value}. A
 * path whose member is absent is left out (no evidence); below an object that
 * is null the value is null (empty). No path stands twice. A value for which
 * there is no room is left out by name: in its place stands an object with its
 * size and its hash, so that a change is still noticed. The caller frees.
 */
struct json *entity_pick(const struct json *record, const char *const *paths,
                         size_t count);

/* Does value stand for one that was left out? *ret_bytes: how long that is. */
bool entity_left_out(const struct json *value, int64_t *ret_bytes);

#endif

/*
 * domain/flow_member.h: strict reading of JSON objects by tables.
 *
 * Private to the parser of flows. A table says which members an object may
 * have and where their values go; anything else is an error that names the
 * line.
 */
#ifndef TANDEM_DOMAIN_FLOW_MEMBER_H
#define TANDEM_DOMAIN_FLOW_MEMBER_H

#include "domain/flow.h"
#include "domain/flow_source.h"

struct flow_parser {
    struct flow_source source;
    flow_entity_finder *find;
    void *arg;
    struct flow *flow;
    struct property defaults; /* what the flow says for all its properties */
};

struct flow_member {
    const char *name;
    int (*parse)(struct flow_parser *parser, const struct json *value,
                 const struct flow_member *member, void *target);
    size_t offset;            /* of the value in the target */
    size_t count_offset;      /* texts: of how many there are */
    const char *const *names; /* choice: ended by NULL, in the enum's order */
    bool required;
};

/* members end with a NULL name, and are read in this order, so that one may
 * rely on those above it. target is handed to each. */
int flow_object_parse(struct flow_parser *parser, const struct json *value,
                      const struct flow_member *members,
                      void *target) MUST_CHECK;

/* Kinds of members. */
int flow_parse_text(struct flow_parser *parser, const struct json *value,
                    const struct flow_member *member, void *target);
int flow_parse_bool(struct flow_parser *parser, const struct json *value,
                    const struct flow_member *member, void *target);
int flow_parse_choice(struct flow_parser *parser, const struct json *value,
                      const struct flow_member *member, void *target);
/* A string, or a list of 1 to FLOW_PATHS_MAX strings. */
int flow_parse_texts(struct flow_parser *parser, const struct json *value,
                     const struct flow_member *member, void *target);
/* {path: value or list of values}, and {path: value} */
int flow_parse_condition(struct flow_parser *parser, const struct json *value,
                         const struct flow_member *member, void *target);
int flow_parse_constants(struct flow_parser *parser, const struct json *value,
                         const struct flow_member *member, void *target);
/* Anything: for people and editors. */
int flow_parse_ignored(struct flow_parser *parser, const struct json *value,
                       const struct flow_member *member, void *target);

extern const char *const flow_prefer_names[];
extern const char *const flow_clear_names[];

/* flow_property.c: one item of `properties`. */
int flow_property_parse(struct flow_parser *parser, const struct json *value,
                        struct property *ret_property) MUST_CHECK;

#endif

#include "domain/link.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- writing ---- */

static void put_text(struct json *to, const char *name, const char *text)
{
    if (text != NULL)
        json_set_text(to, name, text);
}

static void put_int(struct json *to, const char *name, int64_t value)
{
    if (value != 0)
        json_set_int(to, name, value);
}

static void put_true(struct json *to, const char *name, bool value)
{
    if (value)
        json_set_bool(to, name, true);
}

/* Empty objects and arrays are not worth their bytes. */
static void put_tree(struct json *to, const char *name, const struct json *tree)
{
    if (json_first(tree) != NULL)
        json_set(to, name, json_clone(tree));
}

static struct json *side_tree(const struct link_side *side, bool whole)
{
    struct json *tree = json_new_object();

    put_text(tree, "id", side->id);
    put_text(tree, "parent", side->parent);
    put_text(tree, "modified", side->modified);
    if (whole)
        put_int(tree, "read_ms", side->read_ms);
    put_text(tree, "reference", side->reference);
    put_text(tree, "written_modified", side->written_modified);
    put_int(tree, "written_ms", side->written_ms);
    put_tree(tree, "observed", side->observed);
    put_tree(tree, "agreed", side->agreed);
    put_tree(tree, "changed_ms", side->changed_ms);
    put_tree(tree, "sent", side->sent);
    put_int(tree, "gone_ms", side->gone_ms);
    put_text(tree, "refused", side->refused);
    put_true(tree, "doubt", side->doubt);
    put_true(tree, "braked", side->braked);
    return tree;
}

static struct json *request_tree(const struct link_request *request)
{
    struct json *tree = json_new_object();

    json_set_text(tree, "kind", request_kind_name(request->kind));
    json_set_text(tree, "side", side_name(request->side));
    json_set_int(tree, "at_ms", request->at_ms);
    put_tree(tree, "fields", request->fields);
    put_tree(tree, "base", request->base);
    put_text(tree, "rules", request->rules);
    put_text(tree, "modified", request->modified);
    return tree;
}

static void put_decided(struct json *tree, const struct link *link)
{
    put_int(tree, "commanded_ms", link->commanded_ms);
    put_text(tree, "command_refused", link->command_refused);
    put_text(tree, "decision", link->decision);
    put_text(tree, "joining", link->joining);
    put_tree(tree, "apart", link->apart);
    put_tree(tree, "prefer", link->prefer);
}

static struct json *link_tree(const struct link *link, bool whole)
{
    struct json *tree = json_new_object();
    struct json *sides = json_new_object();

    json_set_int(tree, "v", LINK_VERSION);
    json_set_text(tree, "id", link->id);
    put_text(tree, "flow", link->flow);
    json_set_text(tree, "status", link_status_name(link->status));
    put_text(tree, "cause", link->cause);
    put_text(tree, "detail", link->detail);
    if (whole)
        json_set_int(tree, "revision", link->revision);
    if (whole)
        put_int(tree, "since_ms", link->since_ms);
    json_set(sides, "a", side_tree(&link->sides[SIDE_A], whole));
    json_set(sides, "b", side_tree(&link->sides[SIDE_B], whole));
    json_set(tree, "sides", sides);
    put_tree(tree, "definitions", link->definitions);
    put_tree(tree, "owed", link->owed);
    put_tree(tree, "refs", link->refs);
    put_tree(tree, "back", link->back);
    put_tree(tree, "returns", link->returns);
    if (link->request.kind != REQUEST_NONE || link->request.fields != NULL)
        json_set(tree, "request", request_tree(&link->request));
    if (link->unsure.kind != REQUEST_NONE)
        json_set(tree, "unsure", request_tree(&link->unsure));
    put_true(tree, "wanted", link->wanted);
    put_true(tree, "twin", link->twin);
    put_decided(tree, link);
    put_true(tree, "early", link->early);
    put_int(tree, "find_after_ms", link->find_after_ms);
    put_tree(tree, "subscribers", link->subscribers);
    put_tree(tree, "children", link->children);
    put_text(tree, "alias_of", link->alias_of);
    put_tree(tree, "entered", link->entered);
    put_tree(tree, "match", link->match);
    put_tree(tree, "entries", link->entries);
    put_int(tree, "attempts", link->attempts);
    put_int(tree, "due_ms", link->due_ms);
    return tree;
}

void link_encode(struct buf *ret_text, const struct link *link)
{
    struct json *tree = link_tree(link, true);

    json_print(tree, ret_text);
    json_free(tree);
}

char *link_essence(const struct link *link)
{
    struct json *tree = link_tree(link, false);
    char *text = json_string(tree);

    json_free(tree);
    return text;
}

/* ---- reading ---- */

static char *take_text(const struct json *from, const char *name)
{
    return mem_copy(json_get_text(from, name));
}

static void take_tree(const struct json *from, const char *name,
                      struct json **into)
{
    const struct json *tree = json_get(from, name);

    if (tree == NULL)
        return;
    json_free(*into);
    *into = json_clone(tree);
}

static void side_read(const struct json *tree, struct link_side *side)
{
    side->id = take_text(tree, "id");
    side->parent = take_text(tree, "parent");
    side->modified = take_text(tree, "modified");
    side->read_ms = json_get_int(tree, "read_ms", 0);
    side->reference = take_text(tree, "reference");
    side->written_modified = take_text(tree, "written_modified");
    side->written_ms = json_get_int(tree, "written_ms", 0);
    take_tree(tree, "observed", &side->observed);
    take_tree(tree, "agreed", &side->agreed);
    take_tree(tree, "changed_ms", &side->changed_ms);
    take_tree(tree, "sent", &side->sent);
    side->gone_ms = json_get_int(tree, "gone_ms", 0);
    side->refused = take_text(tree, "refused");
    side->doubt = json_get_true(tree, "doubt");
    side->braked = json_get_true(tree, "braked");
}

static int status_read(const struct json *tree, enum link_status *ret_status)
{
    const char *name = json_get_text(tree, "status");

    for (int s = LINK_LONELY; s <= LINK_KEY; s++) {
        if (text_equal(name, link_status_name((enum link_status)s))) {
            *ret_status = (enum link_status)s;
            return 0;
        }
    }
    return -1;
}

static void request_read(const struct json *tree, struct link_request *request)
{
    const char *kind = json_get_text(tree, "kind");

    for (int k = REQUEST_NONE; k <= REQUEST_MATCH; k++) {
        if (text_equal(kind, request_kind_name((enum request_kind)k)))
            request->kind = (enum request_kind)k;
    }
    request->side =
        text_equal(json_get_text(tree, "side"), "b") ? SIDE_B : SIDE_A;
    request->at_ms = json_get_int(tree, "at_ms", 0);
    take_tree(tree, "fields", &request->fields);
    take_tree(tree, "base", &request->base);
    request->rules = take_text(tree, "rules");
    request->modified = take_text(tree, "modified");
}

static void decided_read(const struct json *tree, struct link *link)
{
    link->commanded_ms = json_get_int(tree, "commanded_ms", 0);
    link->command_refused = take_text(tree, "command_refused");
    link->decision = take_text(tree, "decision");
    link->joining = take_text(tree, "joining");
    take_tree(tree, "apart", &link->apart);
    take_tree(tree, "prefer", &link->prefer);
}

static int link_read(const struct json *tree, struct link *link)
{
    const struct json *sides = json_get(tree, "sides");

    link->cause = take_text(tree, "cause");
    link->detail = take_text(tree, "detail");
    link->revision = json_get_int(tree, "revision", 0);
    link->since_ms = json_get_int(tree, "since_ms", 0);
    side_read(json_get(sides, "a"), &link->sides[SIDE_A]);
    side_read(json_get(sides, "b"), &link->sides[SIDE_B]);
    take_tree(tree, "definitions", &link->definitions);
    take_tree(tree, "owed", &link->owed);
    take_tree(tree, "refs", &link->refs);
    take_tree(tree, "back", &link->back);
    take_tree(tree, "returns", &link->returns);
    request_read(json_get(tree, "request"), &link->request);
    request_read(json_get(tree, "unsure"), &link->unsure);
    link->wanted = json_get_true(tree, "wanted");
    link->twin = json_get_true(tree, "twin");
    decided_read(tree, link);
    link->early = json_get_true(tree, "early");
    link->find_after_ms = json_get_int(tree, "find_after_ms", 0);
    take_tree(tree, "subscribers", &link->subscribers);
    take_tree(tree, "children", &link->children);
    link->alias_of = take_text(tree, "alias_of");
    take_tree(tree, "entered", &link->entered);
    take_tree(tree, "match", &link->match);
    take_tree(tree, "entries", &link->entries);
    link->attempts = (int)json_get_int(tree, "attempts", 0);
    link->due_ms = json_get_int(tree, "due_ms", 0);
    return status_read(tree, &link->status);
}

/* The name of the first member that is there and of another kind, or NULL. */
static const char *misfit(const struct json *tree, const char *const *names,
                          bool (*is_kind)(const struct json *json))
{
    for (; *names != NULL; names++) {
        const struct json *member = json_get(tree, *names);

        if (member != NULL && !is_kind(member))
            return *names;
    }
    return NULL;
}

static const char *misfit_within(const struct json *tree)
{
    static const char *const objects[] = { "observed", "agreed", "changed_ms",
                                           "fields",   "base",   NULL };

    return misfit(tree, objects, json_is_object);
}

/* What the judgement takes for granted of a state. */
static const char *misfit_of(const struct json *tree)
{
    static const char *const objects[] = { "sides", "definitions", "owed",
                                           "refs",  "returns",     "entered",
                                           "match", "entries",     "request",
                                           "apart", "prefer",      "unsure",
                                           NULL };
    static const char *const arrays[] = { "subscribers", "children", NULL };
    const struct json *sides = json_get(tree, "sides");
    const char *name = misfit(tree, objects, json_is_object);

    if (name == NULL)
        name = misfit(tree, arrays, json_is_array);
    if (name == NULL)
        name = misfit_within(json_get(sides, "a"));
    if (name == NULL)
        name = misfit_within(json_get(sides, "b"));
    if (name == NULL)
        name = misfit_within(json_get(tree, "request"));
    if (name == NULL)
        name = misfit_within(json_get(tree, "unsure"));
    return name;
}

static int link_check(const struct json *tree, const char *id, struct err *err)
{
    const char *name;

    if (json_get_int(tree, "v", 0) != LINK_VERSION || id == NULL) {
        return err_set(err, ERR_DATA, "not the state of a link, version %d",
                       LINK_VERSION);
    }
    name = misfit_of(tree);
    if (name != NULL) {
        return err_set(
            err, ERR_DATA,
            "state of link '%s': '%s' is of another kind than it should be", id,
            name);
    }
    return 0;
}

struct link *link_decode(const char *text, size_t length, struct err *err)
{
    struct json *tree = json_parse(text, length, err);
    const char *id = json_get_text(tree, "id");
    struct link *link = NULL;

    if (tree != NULL && link_check(tree, id, err) == 0) {
        link = link_new(id);
        if (link_read(tree, link) != 0) {
            (void)err_set(err, ERR_DATA, "state of link '%s': no status", id);
            link_free(link);
            link = NULL;
        }
    }
    json_free(tree);
    return link;
}

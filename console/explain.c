/*
 * tandem explain: why is this record not in sync?
 */
#include "base/text.h"
#include "console/command.h"
#include "console/explain_print.h"
#include "console/story.h"
#include "console/subject.h"
#include "console/unlinked.h"
#include "console/viewed.h"

#include <stdio.h>
#include <stdlib.h>

/* A contact, its hub and some contact persons fit a page or two. */
#define STORIES_MAX 5

static const struct option_about options[] = {
    { "--values", NULL, "show what the records hold; that is noted down" },
    { "--json", NULL, "for programs: one JSON object" },
    { .name = NULL },
};

struct telling {
    struct session session;
    bool values;
    struct json *stories;
    struct json *unlinked;
};

static bool is_told(const struct telling *telling, const char *id)
{
    for (const struct json *s = json_first(telling->stories); s != NULL;
         s = json_next(s)) {
        if (text_equal(json_get_text(s, "link"), id))
            return true;
    }
    return false;
}

static int tell_story(struct telling *telling, const struct link *link,
                      struct err *err)
{
    struct json *story;

    if (telling->values && viewed_note(&telling->session, link->id, err) != 0)
        return -1;
    story = story_tell(&telling->session, link, telling->values, err);
    if (story == NULL)
        return -1;
    json_append(telling->stories, story);
    return 0;
}

/* The link, and the one that it has become part of. */
static int tell_link(struct telling *telling, const char *id, struct err *err)
{
    struct link *link;
    int result = 0;

    if (is_told(telling, id))
        return 0;
    if (links_get(telling->session.links, id, &link, err) != 0)
        return -1;
    if (link != NULL) {
        result = tell_story(telling, link, err);
        if (result == 0 && link->alias_of != NULL)
            result = tell_link(telling, link->alias_of, err);
    }
    link_free(link);
    return result;
}

static int tell_all(struct telling *telling, const struct subject *subject,
                    const char *text, struct err *err)
{
    for (size_t i = 0; i < subject->count && i < STORIES_MAX; i++) {
        if (tell_link(telling, subject->links[i], err) != 0)
            return -1;
    }
    if (subject->total > 0)
        return 0;
    if (unlinked_tell(&telling->session, text, &telling->unlinked, err) != 0)
        return -1;
    if (json_first(telling->unlinked) != NULL)
        return 0;
    return err_set(err, ERR_USAGE,
                   "nobody knows '%.100s': it is neither the id of a link or a "
                   "record that was read, nor an e-mail address in a link",
                   text);
}

/* ---- printing ---- */

static void print_json(const struct telling *telling,
                       const struct subject *subject)
{
    struct json *tree = json_new_object();
    char *text;

    json_set_int(tree, "v", 1);
    session_source_json(&telling->session, tree);
    json_set_int(tree, "count", (int64_t)subject->total);
    json_set(tree, "links", json_clone(telling->stories));
    if (telling->unlinked != NULL)
        json_set(tree, "unlinked", json_clone(telling->unlinked));
    text = json_string(tree);
    (void)puts(text);
    free(text);
    json_free(tree);
}

static void print_text(const struct telling *telling,
                       const struct subject *subject)
{
    struct buf text = { 0 };

    for (const struct json *s = json_first(telling->stories); s != NULL;
         s = json_next(s)) {
        explain_print(s, telling->values, &text);
        buf_text_append(&text, "\n");
    }
    for (size_t i = STORIES_MAX; i < subject->count; i++)
        buf_print(&text, "also: %s\n", subject->links[i]);
    for (const struct json *u = json_first(telling->unlinked); u != NULL;
         u = json_next(u)) {
        explain_print_unlinked(u, &text);
        buf_text_append(&text, "\n");
    }
    session_source(&telling->session, &text);
    (void)fputs(buf_text(&text), stdout);
    buf_free(&text);
}

static int explain_run(const struct config *config,
                       const struct arguments *arguments, struct err *err)
{
    const char *text = arguments->operands[0];
    struct telling telling = { .values = arguments_value(arguments,
                                                         "--values") != NULL,
                               .stories = json_new_array() };
    struct subject subject = { 0 };
    int result = session_open(&telling.session, config, err);

    if (result == 0)
        result = subject_find(&telling.session, text, &subject, err);
    if (result == 0)
        result = tell_all(&telling, &subject, text, err);
    if (result == 0) {
        if (arguments_value(arguments, "--json") != NULL) {
            print_json(&telling, &subject);
        } else {
            print_text(&telling, &subject);
        }
    }
    json_free(telling.stories);
    json_free(telling.unlinked);
    subject_free(&subject);
    session_close(&telling.session);
    return result;
}

const struct command explain_command = {
    .name = "explain",
    .summary = "tells why a record is, or is not, in step",
    .text = "RECORD is a record's id in either system, a link id, or an e-mail "
            "address. Told are both records, which properties say the same, "
            "who won each of them last and why, what the link waits for, what "
            "was done, and what to do next. What the records hold is shown "
            "only with --values, and who has looked is noted in the audit "
            "trail.",
    .example = "tandem explain 5843104000002417009",
    .needs = SESSION_NEEDS,
    .page = PAGE_READS,
    .page_looks = "--values",
    .options = options,
    .operands = "RECORD",
    .run = explain_run,
};

#include "console/decision.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "console/subject.h"
#include "console/words.h"
#include "domain/cause.h"
#include "domain/route.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A loader takes a word within a second, after a restart within ten. */
#define HEARD_MS 15000
/* Parts of parts: domain/alias.c has two. */
#define HOPS_MAX 4

/* ---- whom ---- */

int decision_look(struct decision *decision, const char *id, struct err *err)
{
    link_free(decision->link);
    decision->link = NULL;
    return links_get(decision->session.links, id, &decision->link, err);
}

/* The link itself, or the one that it has become part of. */
static int link_follow(struct decision *decision, const char *id,
                       struct link **ret_link, struct err *err)
{
    int result = links_get(decision->session.links, id, ret_link, err);

    for (int i = 0; i < HOPS_MAX && result == 0 && *ret_link != NULL &&
                    (*ret_link)->status == LINK_ALIAS;
         i++) {
        struct link *alias = *ret_link;

        result =
            links_get(decision->session.links, alias->alias_of, ret_link, err);
        link_free(alias);
    }
    return result;
}

/* A hub has no record of its own. */
static bool has_record(const struct link *link)
{
    return link != NULL &&
           (link->sides[SIDE_A].id != NULL || link->sides[SIDE_B].id != NULL);
}

static int subject_take(struct decision *decision, const char *subject,
                        const char *id, struct err *err)
{
    struct link *link = NULL;
    int result = link_follow(decision, id, &link, err);
    bool same = link != NULL && decision->link != NULL &&
                text_equal(link->id, decision->link->id);

    if (result != 0 || !has_record(link) || same) {
        link_free(link);
        return result;
    }
    if (decision->link != NULL) {
        (void)err_set(err, ERR_USAGE,
                      "'%s' is in several links, %s and %s: name the one that "
                      "is meant",
                      subject, decision->link->id, link->id);
        link_free(link);
        return -1;
    }
    decision->link = link;
    return 0;
}

static int decision_find(struct decision *decision, const char *text,
                         struct err *err)
{
    struct subject subject;
    int result = subject_find(&decision->session, text, &subject, err);

    for (size_t i = 0; i < subject.count && result == 0; i++)
        result = subject_take(decision, text, subject.links[i], err);
    subject_free(&subject);
    if (result == 0 && decision->link == NULL) {
        result =
            err_set(err, ERR_USAGE,
                    "there is no link of '%s': tandem explain says why", text);
    }
    return result;
}

int decision_open(struct decision *ret_decision, const struct config *config,
                  const struct arguments *arguments, struct err *err)
{
    const char *text = arguments->operands[0];

    memset(ret_decision, 0, sizeof *ret_decision);
    ret_decision->json = arguments_value(arguments, "--json") != NULL;
    if (session_open(&ret_decision->session, config, err) != 0 ||
        decision_find(ret_decision, text, err) != 0)
        return -1;
    ret_decision->flow =
        flows_find(&ret_decision->session.flows, ret_decision->link->flow);
    if (ret_decision->flow == NULL || !ret_decision->flow->enabled) {
        return err_set(err, ERR_USAGE, "'%s': its flow is off, or gone", text);
    }
    return 0;
}

void decision_close(struct decision *decision)
{
    link_free(decision->link);
    decision->link = NULL;
    session_close(&decision->session);
}

/* ---- what became of it ---- */

bool decision_is_heard(const struct link *link, int64_t at_ms)
{
    return link != NULL && link->commanded_ms >= at_ms &&
           link->joining == NULL && !text_equal(link->decision, "unlinking");
}

void decision_why(const char *refusal, struct buf *ret_text)
{
    const struct cause *cause = cause_refusal_find(refusal);

    buf_text_append(ret_text, cause == NULL ? refusal : cause->meaning);
    if (cause != NULL && cause->remedy != NULL)
        buf_print(ret_text, ": %s", cause->remedy);
}

static int decision_wait(struct decision *decision, const char *id,
                         int64_t at_ms, struct err *err)
{
    const struct timespec moment = { .tv_nsec = 100000000 };
    int64_t until_ms = time_boot_ms() + HEARD_MS;

    while (time_boot_ms() < until_ms) {
        if (decision_look(decision, id, err) != 0)
            return -1;
        if (decision_is_heard(decision->link, at_ms))
            return 0;
        (void)nanosleep(&moment, NULL);
    }
    return 0;
}

static void refusal_tell(const char *refusal, struct json *tree)
{
    struct buf why = { 0 };

    decision_why(refusal, &why);
    json_set_text(tree, "refused", refusal);
    json_set_text(tree, "why", buf_text(&why));
    buf_free(&why);
}

static void print_json(const struct link *link, const char *command, bool heard)
{
    struct json *tree = json_new_object();
    struct buf text = { 0 };

    json_set_int(tree, "v", 1);
    json_set_text(tree, "command", command);
    json_set_text(tree, "link", link->id);
    json_set_bool(tree, "done", heard && link->command_refused == NULL);
    if (heard && link->command_refused != NULL)
        refusal_tell(link->command_refused, tree);
    json_set_text(tree, "status", link_status_name(link->status));
    if (link->cause != NULL)
        json_set_text(tree, "cause", link->cause);
    json_print(tree, &text);
    (void)puts(buf_text(&text));
    buf_free(&text);
    json_free(tree);
}

static int decision_print(const struct decision *decision, const char *command,
                          int64_t at_ms, struct err *err)
{
    const struct link *link = decision->link;
    bool heard = decision_is_heard(link, at_ms);
    struct buf why = { 0 };

    if (link == NULL)
        return err_set(err, ERR_RETRY, "the link cannot be found any more");
    if (decision->json)
        print_json(link, command, heard);
    if (heard && link->command_refused != NULL) {
        decision_why(link->command_refused, &why);
        (void)err_set(err, ERR_USAGE, "nothing was done to %s: %s", link->id,
                      buf_text(&why));
        buf_free(&why);
        return -1;
    }
    if (decision->json)
        return 0;
    if (heard) {
        (void)printf("%s: done, it is %s%s%s now\n", link->id,
                     link_status_name(link->status),
                     link->cause == NULL ? "" : ", ",
                     link->cause == NULL ? "" : link->cause);
    } else {
        (void)printf("%s has been told, and does it as soon as a loader "
                     "runs\n",
                     link->id);
    }
    return 0;
}

int decision_say(struct decision *decision, const char *command,
                 const struct json *body, struct err *err)
{
    const struct word word = { .command = command,
                               .at_ms = time_now_ms(),
                               .revision = decision->link->revision,
                               .body = body };
    struct words *words = words_open(&decision->session, err);
    char *id = mem_copy(decision->link->id);
    int result = words == NULL ? -1 : words_say(words, id, &word, err);

    if (result == 0)
        result = words_flush(words, err);
    words_close(words);
    if (result == 0)
        result = decision_wait(decision, id, word.at_ms, err);
    free(id);
    return result == 0 ? decision_print(decision, command, word.at_ms, err)
                       : -1;
}

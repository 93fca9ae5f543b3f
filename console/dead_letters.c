/*
 * tandem dead-letters: what nobody could understand, and once more with it.
 */
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "base/visible.h"
#include "console/command.h"
#include "console/redrive.h"
#include "console/session.h"
#include "console/table.h"
#include "console/who.h"
#include "domain/letter.h"
#include "state/outcomes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define READ_MS 30000

static const struct option_about options[] = {
    { "--show", "PLACE", "only this one, as 3:17 (partition:offset)" },
    { "--values", NULL, "with its text; who has looked is noted down" },
    { "--redrive", "PLACE",
      "put it back where it came from; all: each of them" },
    { "--json", NULL, "for programs: one JSON object" },
    { .name = NULL },
};

struct letters {
    struct session session;
    const char *place; /* "3:17"; NULL: all */
    bool values;
    struct redrive *redrive; /* NULL: only looking */
    struct json *list;
};

/* ---- one letter ---- */

/* The text may be anybody's record. */
static int value_note(struct letters *letters, const char *key, struct err *err)
{
    struct json *outcome = json_new_object();
    char *by = who_am_i();
    int result;

    json_set_text(outcome, "action", "viewed");
    json_set_text(outcome, "by", by);
    json_set_text(outcome, "cause", "dead letter");
    result = outcomes_add(&letters->session.kafka, &letters->session.topics,
                          key, outcome, time_now_ms(), err);
    json_free(outcome);
    free(by);
    return result;
}

static int letter_tell(struct letters *letters, const struct letter *letter,
                       const struct kafka_message *message, const char *place,
                       struct err *err)
{
    char *key = mem_copy_n(message->key == NULL ? "" : message->key,
                           message->key_length);
    struct json *tree = json_new_object();
    int result = 0;

    json_set_text(tree, "place", place);
    json_set_int(tree, "time_ms", message->timestamp_ms);
    json_set_text(tree, "key", key);
    json_set_text(tree, "topic", letter->topic);
    if (letter->partition >= 0) {
        json_set_int(tree, "partition", letter->partition);
        json_set_int(tree, "offset", letter->offset);
    }
    json_set_text(tree, "cause", letter->cause);
    if (letters->values && letter->text != NULL) {
        result = value_note(letters, key, err);
        json_set_text(tree, "text", letter->text);
    }
    if (result == 0 && letters->redrive != NULL)
        result = redrive_send(letters->redrive, letter, key, tree, err);
    json_append(letters->list, tree);
    free(key);
    return result;
}

static int letters_take(const struct kafka_message *message, void *arg,
                        struct err *err)
{
    struct letters *letters = arg;
    char *place =
        mem_print("%d:%" PRId64, (int)message->partition, message->offset);
    struct letter letter = { 0 };
    int result = 0;

    if (letters->place == NULL || text_equal(letters->place, place)) {
        result = message->value == NULL
                     ? 0
                     : letter_decode(message->value, message->value_length,
                                     &letter, err);
        if (result == 0 && message->value != NULL)
            result = letter_tell(letters, &letter, message, place, err);
    }
    if (result != 0)
        (void)err_prefix(err, "dead letter %s", place);
    letter_free(&letter);
    free(place);
    return result;
}

static int letters_read(struct letters *letters, struct err *err)
{
    const struct topics *topics = &letters->session.topics;
    int result = 0;

    for (int32_t p = 0; result == 0 && p < topics->partitions; p++) {
        int64_t end;

        result = kafka_read_partition(&letters->session.kafka,
                                      topics->dead_letters, p, 0, letters_take,
                                      letters, &end, READ_MS, err);
    }
    if (result == 0 && letters->place != NULL &&
        json_first(letters->list) == NULL) {
        return err_set(
            err, ERR_USAGE,
            "there is no dead letter '%s': tandem dead-letters lists "
            "their places",
            letters->place);
    }
    if (result == 0 && letters->redrive != NULL)
        result = redrive_flush(letters->redrive, err);
    return result;
}

/* ---- printing ---- */

static const char *get(const struct json *tree, const char *name)
{
    const char *text = json_get_text(tree, name);

    return text == NULL ? "" : text;
}

/* Without the namespace, which is the same for all. */
static const char *short_topic(const struct letters *letters, const char *topic)
{
    const char *name_space = letters->session.config->name_space;
    size_t length = strlen(name_space);

    return text_starts(topic, name_space) && topic[length] == '.'
               ? topic + length + 1
               : topic;
}

static void letter_row(const struct letters *letters, struct table *table,
                       const struct json *letter)
{
    struct buf age = { 0 };
    const char *topic = short_topic(letters, get(letter, "topic"));
    const char *last = letters->redrive == NULL ? get(letter, "cause")
                                                : get(letter, "redriven");

    session_age(&age, time_now_ms() - json_get_int(letter, "time_ms", 0) + 1);
    table_row(table, (const char *[]){ get(letter, "place"), buf_text(&age),
                                       topic, last });
    buf_free(&age);
}

static void letters_print(const struct letters *letters)
{
    const char *const heads[] = { "place", ">age", "from",
                                  letters->redrive == NULL
                                      ? "cause"
                                      : "what became of it" };
    struct buf text = { 0 };
    struct table table;

    table_open(&table, heads, 4);
    for (const struct json *l = json_first(letters->list); l != NULL;
         l = json_next(l))
        letter_row(letters, &table, l);
    table_print(&table, &text);
    for (const struct json *l = json_first(letters->list); l != NULL;
         l = json_next(l)) {
        if (json_get(l, "text") != NULL) {
            buf_print(&text, "\n%s:\n", get(l, "place"));
            visible_append(&text, get(l, "text"));
            buf_text_append(&text, "\n");
        }
    }
    buf_print(&text, "%s%zu dead letter%s\n",
              table_rows(&table) > 0 ? "\n" : "", table_rows(&table),
              table_rows(&table) == 1 ? "" : "s");
    table_free(&table);
    (void)fputs(buf_text(&text), stdout);
    buf_free(&text);
}

static void letters_print_json(struct letters *letters)
{
    struct json *tree = json_new_object();
    char *text;

    json_set_int(tree, "v", 1);
    json_set(tree, "letters", json_clone(letters->list));
    text = json_string(tree);
    (void)puts(text);
    free(text);
    json_free(tree);
}

/* ---- the command ---- */

static int letters_ask(struct letters *letters,
                       const struct arguments *arguments, struct err *err)
{
    const char *show = arguments_value(arguments, "--show");
    const char *redrive = arguments_value(arguments, "--redrive");

    if (show != NULL && redrive != NULL)
        return err_set(err, ERR_USAGE, "either --show or --redrive, not both");
    letters->place = redrive != NULL ? redrive : show;
    if (text_equal(letters->place, "all"))
        letters->place = NULL;
    if (redrive == NULL)
        return 0;
    letters->redrive = redrive_open(&letters->session, err);
    return letters->redrive == NULL ? -1 : 0;
}

static int dead_letters_run(const struct config *config,
                            const struct arguments *arguments, struct err *err)
{
    struct letters letters = { .list = json_new_array(),
                               .values = arguments_value(arguments,
                                                         "--values") != NULL };
    int result = session_open(&letters.session, config, err);

    if (result == 0)
        result = letters_ask(&letters, arguments, err);
    if (result == 0)
        result = letters_read(&letters, err);
    if (result == 0) {
        if (arguments_value(arguments, "--json") != NULL) {
            letters_print_json(&letters);
        } else {
            letters_print(&letters);
        }
    }
    redrive_close(letters.redrive);
    json_free(letters.list);
    session_close(&letters.session);
    return result;
}

const struct command dead_letters_command = {
    .name = "dead-letters",
    .summary = "lists what nobody could understand, and redrives it",
    .text = "Usually a program was older than the one that wrote. When all are "
            "new, --redrive puts the letters back into the topics that they "
            "came from, where they are read once more; what still is not "
            "understood comes back as another letter. Each says what became "
            "of it: nothing is put in front of a newer reading.",
    .example = "tandem dead-letters --redrive all",
    .needs = SESSION_NEEDS,
    .page = PAGE_READS,
    .page_looks = "--values",
    .page_changes = "--redrive",
    .options = options,
    .run = dead_letters_run,
};

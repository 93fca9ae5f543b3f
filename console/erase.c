/*
 * tandem erase: what tandem keeps of a person is removed.
 */
#include "base/mem.h"
#include "base/time.h"
#include "console/command.h"
#include "console/erasing.h"

#include <stdio.h>
#include <stdlib.h>

#define WAIT_S     60
#define WAIT_S_MAX 3600

static const struct option_about options[] = {
    { "--dry-run", NULL, "say what there is, and do nothing" },
    { "--wait", "SECONDS", "for transformer and loader; 60, if not said" },
    { "--json", NULL, "for programs: one JSON object, the receipt" },
    { .name = NULL },
};

/* ---- Redis ---- */

int fingerprints_remove(struct erasing *erasing, struct err *err)
{
    struct session *session = &erasing->session;

    for (size_t i = 0; i < erasing->person.record_count; i++) {
        const struct person_record *record = &erasing->person.records[i];
        char *key =
            mem_print("%s:fingerprint:%s.%s:%s", session->config->name_space,
                      record->entity->system, record->entity->name, record->id);
        const struct redis_reply *reply =
            redis_do(session->redis, err, "DEL", key, NULL);

        free(key);
        if (reply == NULL)
            return -1;
        erasing->fingerprints += (size_t)reply->integer;
    }
    return 0;
}

/* ---- in order ---- */

struct step {
    const char *name;
    int (*run)(struct erasing *erasing, struct err *err);
};

static const struct step looking[] = {
    { "looking at the newest readings", readings_find },
    { "looking at the mailboxes", changes_find },
    { "looking at the dead letters", letters_find },
};

/* What could bring it back goes first. */
static const struct step removing[] = {
    { "asking for the right to delete", rights_check },
    { "removing the newest readings", readings_remove },
    { "letting the links forget", links_forget },
    { "clearing the mailboxes", changes_remove },
    { "removing the dead letters", letters_remove },
    { "removing the fingerprints", fingerprints_remove },
};

#define COUNT(steps) (sizeof(steps) / sizeof(steps)[0])

static int steps_run(struct erasing *erasing, const struct step *steps,
                     size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (steps[i].run(erasing, err) != 0) {
            return err_prefix(err,
                              "%s (step %zu of %zu; begin again, it goes "
                              "on)",
                              steps[i].name, i + 1, count);
        }
    }
    return 0;
}

static int erase_all(struct erasing *erasing, struct err *err)
{
    if (erasing_is_nothing(erasing))
        return fingerprints_remove(erasing, err);
    return steps_run(erasing, removing, COUNT(removing), err);
}

/* ---- the command ---- */

static int wait_read(const char *text, int64_t *ret_end_ms, struct err *err)
{
    char *end = NULL;
    long long seconds = text == NULL ? WAIT_S : strtoll(text, &end, 10);

    if (text != NULL &&
        (end == text || *end != '\0' || seconds < 0 || seconds > WAIT_S_MAX)) {
        return err_set(err, ERR_USAGE,
                       "--wait cannot be '%.100s': 0 to %d seconds", text,
                       WAIT_S_MAX);
    }
    *ret_end_ms = time_boot_ms() + seconds * 1000;
    return 0;
}

static void print(const struct erasing *erasing, const struct json *receipt,
                  bool json)
{
    char *text;

    if (!json) {
        receipt_print(receipt, erasing->dry);
        return;
    }
    text = json_string(receipt);
    (void)puts(text);
    free(text);
}

static int erase_do(struct erasing *erasing, bool json, struct err *err)
{
    struct json *receipt;
    int result = erasing->dry ? 0 : erase_all(erasing, err);

    /* Whoever reads it as a program learns of a failure by the exit code. */
    receipt = receipt_new(erasing, result == 0 && !erasing->dry);
    if (result == 0 && !erasing->dry)
        result = receipt_note(erasing, receipt, err);
    if (result == 0)
        print(erasing, receipt, json);
    json_free(receipt);
    return result;
}

static int erase_run(const struct config *config,
                     const struct arguments *arguments, struct err *err)
{
    struct erasing erasing = {
        .at_ms = time_now_ms(),
        .readings = json_new_array(),
        .dry = arguments_value(arguments, "--dry-run") != NULL,
    };
    bool json = arguments_value(arguments, "--json") != NULL;
    int result =
        wait_read(arguments_value(arguments, "--wait"), &erasing.end_ms, err);

    if (result == 0)
        result = session_open(&erasing.session, config, err);
    if (result == 0)
        result = person_find(&erasing, arguments->operands[0], err);
    if (result == 0)
        result = steps_run(&erasing, looking, COUNT(looking), err);
    if (result == 0)
        result = erase_do(&erasing, json, err);
    person_free(&erasing.person);
    json_free(erasing.readings);
    free(erasing.letters_in);
    session_close(&erasing.session);
    return result;
}

const struct command erase_command = {
    .name = "erase",
    .summary = "removes what tandem keeps of a person",
    .text = "LINK is a link id, a record's id in either system, or an e-mail "
            "address. Removed are the values in all of the person's links, "
            "the readings of its records and of others that name them, the "
            "messages on their way, dead letters and what Redis has of it. "
            "Ids stay, so that what is read later is known and not taken in; "
            "tandem retry LINK ends that. Nothing is deleted in either "
            "system: do that first, the receipt names the records. Begun "
            "again, it goes on where it was.",
    .example = "tandem erase contacts.a.5843104000002417009",
    .needs = SESSION_NEEDS,
    .page = PAGE_CHANGES,
    .options = options,
    .operands = "LINK",
    .run = erase_run,
};

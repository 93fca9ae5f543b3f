#include "support/redis_user.h"

#include "base/mem.h"
#include "base/text.h"
#include "io/redis.h"
#include "support/entities.h"
#include "support/environment.h"
#include "support/test.h"
#include "support/world.h"

#include <stdlib.h>
#include <string.h>

#define DOCUMENT  "docs/security.md"
#define BEGINNING "ACL SETUSER tandem "
#define WORDS_MAX 64
#define LIMIT_MS  5000

static const char *server(void)
{
    const char *url = getenv("TEST_REDIS"); /* NOLINT(concurrency-mt-unsafe) */

    if (url == NULL)
        fail_msg("no TEST_REDIS: run this by tests/support/servers");
    return url;
}

static struct redis *redis(void)
{
    struct err err = { 0 };
    struct redis *opened = redis_open(server(), LIMIT_MS, &err);

    assert_non_null(opened);
    return opened;
}

/* The line without its end; the caller frees. */
static char *documented(void)
{
    char *text = entities_file(DOCUMENT);
    const char *line = strstr(text, "\n" BEGINNING);
    char *copy;

    assert_non_null(line);
    copy = mem_copy_n(line + 1, strcspn(line + 1, "\n"));
    free(text);
    return copy;
}

/* A word of the line, for this world. The caller frees. */
static char *word_here(const char *word, const char *password)
{
    if (text_equal(word, ">PASSWORD"))
        return mem_print(">%s", password);
    if (text_equal(word, "~tandem:*"))
        return mem_print("~%s:*", world_namespace());
    return mem_copy(word);
}

static void acl(size_t count, char **words)
{
    struct redis *on = redis();
    struct err err = { 0 };

    if (redis_command(on, count, (const char *const *)words, NULL, &err) ==
        NULL)
        fail_msg("%s", err.text);
    redis_close(on);
}

void redis_user_set(const char *password)
{
    char *line = documented();
    char *words[WORDS_MAX];
    size_t count = 0;
    char *at = line;
    const char *url = redis_user_url(password);

    redis_user_end();
    while (*at != '\0') {
        size_t length = strcspn(at, " ");
        bool more = at[length] != '\0';

        assert_true(count < WORDS_MAX);
        at[length] = '\0';
        words[count++] = word_here(at, password);
        at += length + (more ? 1 : 0);
    }
    acl(count, words);
    while (count > 0)
        free(words[--count]);
    free(line);
    environment_set("TANDEM_REDIS", url);
}

void redis_user_change(const char *rule)
{
    char *words[] = { mem_copy("ACL"), mem_copy("SETUSER"), mem_copy("tandem"),
                      mem_copy(rule) };

    acl(4, words);
    for (size_t i = 0; i < 4; i++)
        free(words[i]);
}

const char *redis_user_url(const char *password)
{
    const char *place = server() + strlen("redis://");

    return world_keep(mem_print("redis://tandem:%s@%s", password, place));
}

/* One entry of ACL LOG is a list of names and values. */
static const char *entry_text(const struct redis_reply *entry, const char *name)
{
    for (size_t i = 0; i + 1 < entry->count; i += 2) {
        if (text_equal(entry->items[i].text, name))
            return entry->items[i + 1].text;
    }
    return "";
}

const char *redis_user_refused(void)
{
    struct redis *on = redis();
    struct err err = { 0 };
    const struct redis_reply *reply = redis_do(on, &err, "ACL", "LOG", NULL);
    char *text = mem_copy("");

    assert_non_null(reply);
    if (reply->count > 0) {
        free(text);
        text = mem_print("%s %s", entry_text(&reply->items[0], "reason"),
                         entry_text(&reply->items[0], "object"));
    }
    redis_close(on);
    return world_keep(text);
}

void redis_user_end(void)
{
    char *user[] = { mem_copy("ACL"), mem_copy("DELUSER"), mem_copy("tandem") };
    char *log[] = { mem_copy("ACL"), mem_copy("LOG"), mem_copy("RESET") };

    acl(3, user);
    acl(3, log);
    for (size_t i = 0; i < 3; i++) {
        free(user[i]);
        free(log[i]);
    }
}

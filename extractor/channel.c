#include "extractor/channel.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "process/log.h"
#include "remote/lock.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As hexadecimal digits within the 49 characters that Zoho is sure to take. */
#define SECRET_BYTES  24
#define SECRET_LENGTH ((size_t)2 * SECRET_BYTES)

/* Of the hash that becomes the channel's number: 48 bits. */
#define ID_DIGITS 12

struct channel {
    struct redis *redis;
    struct remote *remote;
    const struct entity *entity;
    struct json *names;
    char *notify_url;
    char *id;
    char *mark; /* what the subscription is about */
    char *secret_key;
    char *mark_key;
    struct lock *lease;
    char *secret; /* as Redis holds it; NULL: not known yet */
    bool stands;  /* the mark is there, */
    bool seen;    /* and was, once, what this process wants */
    bool asking;  /* a request is under way: */
    enum call_kind asked;
    int64_t look_ms;
};

/* ---- opening ---- */

/* Unlike that of any other installation: Zoho wants it unique in the
 * organisation, and a number. */
static char *channel_id(const struct channel_settings *settings)
{
    char *place =
        mem_print("%s\n%s", settings->name_space, settings->notify_url);
    char digits[HASH_TEXT_MAX];

    hash_text(place, strlen(place), digits);
    free(place);
    digits[ID_DIGITS] = '\0';
    return mem_print("1%015" PRIu64, (uint64_t)strtoull(digits, NULL, 16));
}

static char *channel_mark(const struct channel *channel)
{
    char *names = json_string(channel->names);
    char *mark = mem_print("%s %s", channel->id, names);

    free(names);
    return mark;
}

struct channel *channel_new(const struct channel_settings *settings)
{
    struct channel *channel = mem_new(1, sizeof(*channel));
    char *lease = mem_print("%s:hints:lease", settings->name_space);

    channel->redis = settings->redis;
    channel->remote = settings->remote;
    channel->entity = settings->entity;
    channel->names = json_clone(settings->names);
    channel->notify_url = mem_copy(settings->notify_url);
    channel->id = channel_id(settings);
    channel->mark = channel_mark(channel);
    channel->secret_key = mem_print("%s:hints:token", settings->name_space);
    channel->mark_key = mem_print("%s:hints:stands", settings->name_space);
    channel->lease = lock_open(settings->redis, lease, settings->owner);
    free(lease);
    return channel;
}

void channel_free(struct channel *channel)
{
    if (channel == NULL)
        return;
    if (channel->asking)
        lock_release(channel->lease); /* others need not wait */
    lock_close(channel->lease);
    json_free(channel->names);
    free(channel->notify_url);
    free(channel->id);
    free(channel->mark);
    free(channel->secret_key);
    free(channel->mark_key);
    free(channel->secret);
    free(channel);
}

/* ---- the token ---- */

/* The length is no secret. */
bool channel_knows(const struct channel *channel, const char *secret)
{
    const char *ours = channel->secret;
    volatile unsigned different = 0;

    if (ours == NULL || secret == NULL || strlen(secret) != strlen(ours))
        return false;
    for (size_t i = 0; ours[i] != '\0'; i++)
        different |= (unsigned char)ours[i] ^ (unsigned char)secret[i];
    return different == 0;
}

static int secret_draw(char ret_secret[SECRET_LENGTH + 1], struct err *err)
{
    unsigned char bytes[SECRET_BYTES];
    FILE *dice = fopen("/dev/urandom", "rb");
    bool drawn = dice != NULL && fread(bytes, sizeof(bytes), 1, dice) == 1;

    if (dice != NULL)
        (void)fclose(dice);
    if (!drawn)
        return err_set(err, ERR_RETRY, "cannot read /dev/urandom");
    for (size_t i = 0; i < sizeof(bytes); i++)
        (void)snprintf(&ret_secret[2 * i], 3, "%02x", bytes[i]);
    return 0;
}

/* ---- Redis ---- */

static int channel_look(struct channel *channel, struct err *err)
{
    const struct redis_reply *reply =
        redis_do(channel->redis, err, "MGET", channel->secret_key,
                 channel->mark_key, NULL);
    const struct redis_reply *mark;

    if (reply == NULL)
        return -1;
    mark = &reply->items[1];
    mem_replace(&channel->secret, reply->items[0].text);
    channel->stands = channel->secret != NULL && mark->kind == REDIS_TEXT &&
                      (channel->seen || text_equal(mark->text, channel->mark));
    channel->seen = channel->seen || channel->stands;
    return 0;
}

/* Whoever comes first draws; the others find it. */
static int channel_draw(struct channel *channel, struct err *err)
{
    char secret[SECRET_LENGTH + 1];

    if (channel->secret != NULL)
        return 0;
    if (secret_draw(secret, err) != 0 ||
        redis_do(channel->redis, err, "SET", channel->secret_key, secret, "NX",
                 NULL) == NULL)
        return -1;
    return channel_look(channel, err);
}

/* ---- the subscription ---- */

int64_t channel_pause_ms(int64_t until_ms, int64_t server_ms)
{
    int64_t life_ms = CHANNEL_SHORT_MS;

    if (until_ms > 0 && server_ms > 0 && until_ms > server_ms)
        life_ms = until_ms - server_ms;
    if (life_ms / 2 < CHANNEL_LOOK_MS)
        return CHANNEL_LOOK_MS; /* nor is it noticed sooner */
    return life_ms / 2 < CHANNEL_RENEW_MS ? life_ms / 2 : CHANNEL_RENEW_MS;
}

static void channel_failed(struct channel *channel, const char *why)
{
    struct err err = { 0 };

    log_event(LOG_WARNING, "hints.failed", LOG_TEXT, "cause", why, LOG_INT,
              "again_s", (int64_t)CHANNEL_PAUSE_MS / 1000, LOG_END);
    channel->look_ms = time_boot_ms() + CHANNEL_PAUSE_MS;
    /* Nor shall the others ask. */
    (void)!lock_take(channel->lease, CHANNEL_PAUSE_MS, &err);
}

/* A mark that could not be left costs one more renewal. */
static void channel_done(struct channel *channel, const struct answer *answer)
{
    int64_t pause_ms = channel_pause_ms(answer->until_ms, answer->server_ms);
    struct err err = { 0 };
    char pause[24];

    (void)snprintf(pause, sizeof(pause), "%" PRId64, pause_ms);
    channel->stands = redis_do(channel->redis, &err, "SET", channel->mark_key,
                               channel->mark, "PX", pause, NULL) != NULL;
    channel->seen = true;
    lock_release(channel->lease);
    log_event(pause_ms < CHANNEL_RENEW_MS ? LOG_WARNING : LOG_INFO,
              channel->asked == CALL_RENEW ? "hints.renewed" : "hints.begun",
              LOG_INT, "again_s", pause_ms / 1000, LOG_END);
}

static remote_done channel_answered;

static void channel_ask(struct channel *channel, enum call_kind kind)
{
    struct call call = {
        .kind = kind,
        .priority = PRIORITY_POLL,
        .entity = channel->entity,
        .id = mem_copy(channel->id),
        .keys = json_clone(channel->names),
        .notify_url = mem_copy(channel->notify_url),
        .secret = mem_copy(channel->secret),
        .until_ms = time_now_ms() + CHANNEL_LIFE_MS,
    };

    channel->asking = true;
    channel->asked = kind;
    remote_call(channel->remote, &call, REMOTE_SEND_WITHIN_MS, channel_answered,
                channel);
}

/* A channel that cannot be renewed, for whatever reason, is begun anew. */
static void channel_answered(struct answer *answer, bool unsent, void *arg)
{
    struct channel *channel = arg;
    bool refused =
        answer->verdict == VERDICT_GONE || answer->verdict == VERDICT_REJECT;

    channel->asking = false;
    if (unsent) {
        channel_failed(channel, "not asked in time");
    } else if (answer->verdict == VERDICT_DONE) {
        channel_done(channel, answer);
    } else if (refused && channel->asked == CALL_RENEW) {
        channel_ask(channel, CALL_SUBSCRIBE);
    } else {
        channel_failed(channel, answer->code == NULL
                                    ? verdict_name(answer->verdict)
                                    : answer->code);
    }
}

/* Redis' own trouble is told by those who need it more. */
void channel_step(struct channel *channel, int64_t now_ms)
{
    struct err err = { 0 };

    if (channel->asking || now_ms < channel->look_ms)
        return;
    channel->look_ms = now_ms + CHANNEL_LOOK_MS;
    if (channel_look(channel, &err) != 0 || channel->stands ||
        lock_take(channel->lease, CHANNEL_PAUSE_MS, &err) != 1 ||
        channel_draw(channel, &err) != 0)
        return;
    channel_ask(channel, CALL_RENEW);
}

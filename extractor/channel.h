/*
 * extractor/channel.h: the subscription to Zoho's notices, kept up.
 *
 * It lives for six days and is renewed every day by whichever extractor comes
 * first. Redis holds, beneath <namespace>:hints:, the token that every notice
 * must carry (drawn once), a mark that says that the subscription stands (gone
 * when it is to be renewed), and the lease of whoever is at it. A Redis that
 * has lost them costs one more request: the channel's id is derived from the
 * address, so that the same channel is given another token.
 */
#ifndef TANDEM_EXTRACTOR_CHANNEL_H
#define TANDEM_EXTRACTOR_CHANNEL_H

#include "base/json.h"
#include "io/redis.h"
#include "remote/remote.h"

#include <stdbool.h>
#include <stdint.h>

/* Zoho allows a week. */
#define CHANNEL_LIFE_MS  (INT64_C(6) * 86400000)
#define CHANNEL_RENEW_MS INT64_C(86400000)

/* What Zoho silently gives to whoever asks for too much, or it does not say. */
#define CHANNEL_SHORT_MS INT64_C(3600000)

/* How often an extractor looks whether all is well. */
#define CHANNEL_LOOK_MS 3000

/* How long nobody tries again what has failed, or is being tried. */
#define CHANNEL_PAUSE_MS 60000

struct channel;

/* redis, remote and entity are borrowed, the rest is copied. */
struct channel_settings {
    struct redis *redis;
    struct remote *remote;
    const struct entity *entity; /* any of the system's */
    const struct json *names;    /* of the entities to be told about */
    const char *name_space;
    const char *notify_url;
    const char *owner;
};

struct channel *channel_new(const struct channel_settings *settings);

/* Only after remote_close(). The subscription stays: others go on with it. */
void channel_free(struct channel *channel);

/* Looks, and begins or renews the subscription when that is due. */
void channel_step(struct channel *channel, int64_t now_ms);

/* Is this what a notice of our subscription carries? NULL: no. In a time that
 * does not tell how much of it was right. */
bool channel_knows(const struct channel *channel, const char *secret);

/* How long until the next renewal; until_ms, server_ms: as answered, 0 when
 * unsaid. Long before the end, whatever that is. */
int64_t channel_pause_ms(int64_t until_ms, int64_t server_ms);

#endif

#include "console/logins.h"

#include "base/mem.h"
#include "io/password.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#define SECRET_BYTES 32

/* since_ms 0: the place is free. */
struct logins {
    struct login items[LOGINS_MAX];
};

struct logins *logins_new(void)
{
    return mem_new(1, sizeof(struct logins));
}

void logins_free(struct logins *logins)
{
    free(logins);
}

static int secret_draw(char ret_text[LOGIN_SECRET_MAX], struct err *err)
{
    unsigned char bytes[SECRET_BYTES];

    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return err_set(err, ERR_RETRY, "the kernel gives no random numbers");
    for (size_t i = 0; i < sizeof bytes; i++)
        (void)snprintf(ret_text + 2 * i, 3, "%02x", bytes[i]);
    return 0;
}

/* A free place, else the one that nobody has used for longest. */
static struct login *logins_place(struct logins *logins)
{
    struct login *oldest = &logins->items[0];

    for (size_t i = 1; i < LOGINS_MAX; i++) {
        if (logins->items[i].seen_ms < oldest->seen_ms)
            oldest = &logins->items[i];
    }
    return oldest;
}

const struct login *logins_add(struct logins *logins, enum role role,
                               int64_t now_ms, struct err *err)
{
    struct login *login = logins_place(logins);
    struct login fresh = { .role = role,
                           .since_ms = now_ms,
                           .seen_ms = now_ms };

    if (secret_draw(fresh.token, err) != 0 || secret_draw(fresh.csrf, err) != 0)
        return NULL;
    *login = fresh;
    return login;
}

static bool is_over(const struct login *login, int64_t now_ms)
{
    return now_ms - login->seen_ms >= LOGIN_IDLE_MS ||
           now_ms - login->since_ms >= LOGIN_LONGEST_MS;
}

const struct login *logins_find(struct logins *logins, const char *token,
                                int64_t now_ms)
{
    for (size_t i = 0; token != NULL && i < LOGINS_MAX; i++) {
        struct login *login = &logins->items[i];

        if (login->since_ms == 0 || !password_equal(login->token, token))
            continue;
        if (!is_over(login, now_ms))
            return login;
        logins_remove(logins, login);
    }
    return NULL;
}

void logins_touch(struct logins *logins, const struct login *login,
                  int64_t now_ms)
{
    logins->items[login - logins->items].seen_ms = now_ms;
}

void logins_remove(struct logins *logins, const struct login *login)
{
    logins->items[login - logins->items] = (struct login){ 0 };
}

const char *login_role_name(enum role role)
{
    return role == ROLE_OPERATOR ? "operator" : "reader";
}

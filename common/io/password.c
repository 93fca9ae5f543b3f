#include "io/password.h"

#include "base/mem.h"

#include <crypt.h>
#include <stdlib.h>
#include <string.h>

/* "$y$j9T$" and a salt are no hash yet. */
#define HASH_LEAST 20

bool password_is_hash(const char *hash)
{
    return strlen(hash) > HASH_LEAST && hash[0] == '$' &&
           strrchr(hash, '$') != hash && crypt_checksalt(hash) == CRYPT_SALT_OK;
}

bool password_equal(const char *one, const char *other)
{
    size_t length = strlen(one);
    unsigned char differ = 0;

    if (length != strlen(other))
        return false;
    for (size_t i = 0; i < length; i++)
        differ = (unsigned char)(differ | (one[i] ^ other[i]));
    return differ == 0;
}

bool password_fits(const char *password, const char *hash)
{
    struct crypt_data *data = mem_new(1, sizeof *data);
    const char *made =
        strlen(password) > PASSWORD_MAX ? NULL : crypt_r(password, hash, data);
    /* What cannot be made begins with a *. */
    bool fits = made != NULL && made[0] != '*' && password_equal(made, hash);

    memset(data, 0, sizeof *data);
    free(data);
    return fits;
}

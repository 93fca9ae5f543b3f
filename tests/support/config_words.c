#include "support/config_words.h"

#include "support/environment.h"
#include "support/test.h"

#include <string.h>

struct config config;
struct err config_err;

int config_clean(void **state)
{
    (void)state;
    environment_clean();
    return 0;
}

int config_done(void **state)
{
    config_free(&config);
    return config_clean(state);
}

int config_folder_close(void **state)
{
    (void)state;
    return environment_folder_remove();
}

void config_accepted(unsigned needs, const char *path)
{
    config_free(&config);
    if (config_load(&config, "test", needs, path, &config_err) != 0)
        fail_msg("refused: %s", config_err.text);
}

void config_refused(unsigned needs, const char *path, const char *why)
{
    config_free(&config);
    assert_int_equal(config_load(&config, "test", needs, path, &config_err),
                     -1);
    assert_int_equal(config_err.kind, ERR_USAGE);
    if (strstr(config_err.text, why) == NULL)
        fail_msg("'%s' does not say '%s'", config_err.text, why);
}

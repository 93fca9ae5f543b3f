#include "support/environment.h"

#include "base/mem.h"
#include "base/text.h"
#include "support/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static char folder[64]; /* "": none */

void environment_clean(void)
{
    size_t i = 0;

    while (environ[i] != NULL) {
        char *name = mem_copy_n(environ[i], strcspn(environ[i], "="));

        if (text_starts(name, "TANDEM_")) {
            environment_set(name, NULL);
        } else {
            i++;
        }
        free(name);
    }
}

void environment_set(const char *name, const char *value)
{
    /* NOLINTBEGIN(concurrency-mt-unsafe): tests have one thread */
    if (value == NULL) {
        assert_int_equal(unsetenv(name), 0);
    } else {
        assert_int_equal(setenv(name, value, 1), 0);
    }
    /* NOLINTEND(concurrency-mt-unsafe) */
}

void environment_set_secrets(void)
{
    environment_set("TANDEM_ZOHOCRM_CLIENT_ID", "id");
    environment_set("TANDEM_ZOHOCRM_CLIENT_SECRET", "shh");
    environment_set("TANDEM_ZOHOCRM_REFRESH_TOKEN", "token");
    environment_set("TANDEM_POWEROFFICEGO_APPLICATION_KEY", "app");
    environment_set("TANDEM_POWEROFFICEGO_CLIENT_KEY", "client");
    environment_set("TANDEM_POWEROFFICEGO_SUBSCRIPTION_KEY", "sub");
}

const char *environment_folder(void)
{
    if (folder[0] == '\0') {
        (void)snprintf(folder, sizeof folder, "/tmp/tandem-test-XXXXXX");
        assert_non_null(mkdtemp(folder));
    }
    return folder;
}

const char *environment_file(const char *name, const char *text)
{
    static char path[256];
    FILE *out;

    (void)snprintf(path, sizeof path, "%s/%s", environment_folder(), name);
    out = fopen(path, "w");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
    return path;
}

int environment_folder_remove(void)
{
    struct dirent **files = NULL;
    int count;
    int result;

    if (folder[0] == '\0')
        return 0;
    count = scandir(folder, &files, NULL, NULL);
    for (int i = 0; i < count; i++) {
        char path[512];

        (void)snprintf(path, sizeof path, "%s/%s", folder, files[i]->d_name);
        (void)unlink(path); /* fails for . and .. */
        free(files[i]);
    }
    free(files);
    result = rmdir(folder);
    folder[0] = '\0';
    return result;
}

#include "process/flows.h"

#include "base/mem.h"
#include "base/text.h"
#include "io/file.h"
#include "systems/system.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FLOW_FILE_MAX ((size_t)256 * 1024)
#define SUFFIX        ".json"

static int flows_wanted(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    size_t suffix = strlen(SUFFIX);

    return entry->d_name[0] != '.' && length > suffix &&
           text_equal(entry->d_name + length - suffix, SUFFIX) &&
           !text_equal(entry->d_name, "schema.json");
}

static int flows_order(const struct dirent **one, const struct dirent **other)
{
    return strcmp((*one)->d_name, (*other)->d_name);
}

static const struct entity *flows_entity(const char *system, const char *name,
                                         void *arg)
{
    (void)arg;
    return system_entity(system, name);
}

static int flows_read(struct flows *flows, const char *path, struct err *err)
{
    struct buf text = { 0 };
    struct flow *flow = NULL;

    if (flows->count == FLOWS_MAX) {
        return err_set(err, ERR_USAGE, "%s: more than %d flows", path,
                       FLOWS_MAX);
    }
    if (file_read(path, FLOW_FILE_MAX, &text, err) == 0) {
        flow = flow_parse(path, buf_text(&text), text.length, flows_entity,
                          NULL, err);
    }
    buf_free(&text);
    if (flow == NULL)
        return -1;
    flows->items[flows->count++] = flow;
    return 0;
}

static int flows_read_all(struct flows *flows, const char *folder,
                          struct dirent **files, int count, struct err *err)
{
    if (count == 0) {
        return err_set(err, ERR_USAGE,
                       "TANDEM_FLOWS: there are no flow files (*.json) in '%s'",
                       folder);
    }
    for (int i = 0; i < count; i++) {
        char *path = mem_print("%s/%s", folder, files[i]->d_name);
        int result = flows_read(flows, path, err);

        free(path);
        if (result != 0)
            return -1;
    }
    return flows_check(flows, err);
}

int flows_load(struct flows *ret_flows, const struct config *config,
               struct err *err)
{
    struct dirent **files = NULL;
    char why[128] = "";
    int count;
    int result;

    *ret_flows = (struct flows){ 0 };
    system_zohocrm_reference_field(config->systems.zohocrm_reference_field);
    count = scandir(config->flows, &files, flows_wanted, flows_order);
    if (count < 0) {
        (void)strerror_r(errno, why, sizeof why);
        return err_set(err, ERR_USAGE,
                       "TANDEM_FLOWS: cannot read the folder '%s': %s",
                       config->flows, why);
    }
    result = flows_read_all(ret_flows, config->flows, files, count, err);
    for (int i = 0; i < count; i++)
        free(files[i]);
    free(files);
    return result;
}

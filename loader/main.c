#include "loader/loader.h"

#include "base/mem.h"

#include <stdlib.h>

int main(int argc, char **argv)
{
    static const struct service_about about = {
        .program = "loader",
        .summary = "keeps links in step: merges, creates, updates, explains",
        .text = "Reads changes from Kafka, decides for each link what must be "
                "done, writes that\ndown in the ledger, and then asks the two "
                "systems for it. Start as many as you\nlike: they share the "
                "partitions.",
        .needs =
            NEED_KAFKA | NEED_REDIS | NEED_FLOWS | NEED_SYSTEMS | NEED_BRAKE,
    };
    struct loader *loader = mem_new(1, sizeof *loader);
    struct err err = { 0 };
    int exit_code = 0;
    struct service *service = service_start(&about, argc, argv, &exit_code);

    if (service != NULL) {
        if (loader_open(loader, service, &err) == 0) {
            while (service_running(service) && loader_step(loader, &err) == 0)
                continue;
        }
        loader_close(loader);
        exit_code = service_end(service, &err);
    }
    free(loader);
    return exit_code;
}

#include "process/service.h"
#include "transformer/transformer.h"

static const struct service_about about = {
    .program = "transformer",
    .summary = "tells links what the records they concern look like",
    .text = "Reads the records that the extractor has published, finds the "
            "links that each of them concerns, and passes on the fields that "
            "their flows use. Keeps no state; any number of transformers "
            "share the work.",
    .needs = NEED_KAFKA | NEED_FLOWS,
};

int main(int argc, char **argv)
{
    struct err err = { 0 };
    int exit_code;
    struct transformer *transformer;
    struct service *service = service_start(&about, argc, argv, &exit_code);

    if (service == NULL)
        return exit_code;
    transformer = transformer_open(service, &err);
    while (transformer != NULL && service_running(service) &&
           transformer_step(transformer, &err) == 0) {
    }
    transformer_close(transformer);
    return service_end(service, &err);
}

/*
 * The extractor: what do the records over there look like now? It publishes
 * them as they are, and remembers how far it has read.
 */
#include "extractor/extractor.h"

static const struct service_about about = {
    .program = "extractor",
    .summary = "publishes the records of both systems to Kafka",
    .text = "Polls each entity that the flows use for what has changed, scans "
            "it whole now and then, and publishes every record as the system "
            "gave it to the topic of its entity. Several extractors share the "
            "work.",
    .needs = NEED_KAFKA | NEED_REDIS | NEED_FLOWS | NEED_SYSTEMS,
};

int main(int argc, char **argv)
{
    struct err err = { 0 };
    struct extractor *extractor;
    int status;
    struct service *service = service_start(&about, argc, argv, &status);

    if (service == NULL)
        return status;
    extractor = extractor_open(service, &err);
    while (extractor != NULL && service_running(service) &&
           extractor_step(extractor, &err) == 0)
        ;
    extractor_close(extractor);
    return service_end(service, &err);
}

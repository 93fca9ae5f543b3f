/*
 * rehearsal/readings_private.h: how readings are kept.
 */
#ifndef TANDEM_REHEARSAL_READINGS_PRIVATE_H
#define TANDEM_REHEARSAL_READINGS_PRIVATE_H

#include "base/map.h"
#include "rehearsal/readings.h"

#define COLUMNS_MAX 64 /* Zoho gives 50 */

/* All records of one entity. */
struct shelf {
    const struct entity *entity;
    char **columns;
    size_t column_count;
    struct map *by_id;
    struct map *by_reference; /* of readings; NULL: not needed yet */
    struct map *by_key;       /* "path\nvalue": ids, one a line */
    char *keyed;              /* the path that by_key is made for */
    struct json *markers;     /* {partition: scan_ms} */
    int32_t partitions;
};

struct readings {
    struct shelf shelves[2 * FLOWS_MAX];
    size_t shelf_count;
    size_t count;
};

/* NULL: no flow uses that entity. */
struct shelf *shelf_for(struct readings *readings, const struct entity *entity);

/* The indexes are made anew when they are asked for again. */
void shelf_forget_indexes(struct shelf *shelf);

#endif

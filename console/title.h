/*
 * console/title.h: the words that people use for the two sides of a flow.
 *
 * They stand in the flow's title: "ZohoCRM Contact to PowerOffice GO Customers
 * (human data)" begins each half with the system's name, however that is
 * written. A title of another form gives the names that the APIs use.
 */
#ifndef TANDEM_CONSOLE_TITLE_H
#define TANDEM_CONSOLE_TITLE_H

#include "domain/flow.h"

#include <stdbool.h>

struct title {
    char *text;
    enum side from;       /* the side that the title begins with */
    char *systems[SIDES]; /* "ZohoCRM" */
    char *records[SIDES]; /* "ZohoCRM Contact" */
    bool has_facet;       /* one of the records ends with "(...)" */
};

/* title_free() afterwards. */
void title_read(const struct flow *flow, struct title *ret_title);

/* The same without "(...)": the records as such. title_free() afterwards. */
void title_read_bare(const struct flow *flow, struct title *ret_title);

void title_free(struct title *title);

#endif

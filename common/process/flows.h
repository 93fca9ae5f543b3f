/*
 * process/flows.h: the flow files of a folder, parsed and checked together.
 */
#ifndef TANDEM_PROCESS_FLOWS_H
#define TANDEM_PROCESS_FLOWS_H

#include "domain/flow.h"
#include "process/config.h"

/* Reads <folder>/<name>.json in order of name, except schema.json. ERR_USAGE
 * names the folder or the file and line. flows_free() either way. */
int flows_load(struct flows *ret_flows, const struct config *config,
               struct err *err) MUST_CHECK;

#endif

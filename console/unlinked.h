/*
 * console/unlinked.h: a record that no link has, and why no flow wants it.
 */
#ifndef TANDEM_CONSOLE_UNLINKED_H
#define TANDEM_CONSOLE_UNLINKED_H

#include "console/session.h"

/*
 * Looks for a record with this id in every topic of records; *ret_list gets
 * one {record, system, entity, read_ms, flows: [{flow, reason}]} for each that
 * is there. The caller frees.
 */
int unlinked_tell(struct session *session, const char *id,
                  struct json **ret_list, struct err *err) MUST_CHECK;

#endif

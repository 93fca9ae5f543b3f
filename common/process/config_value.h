/*
 * process/config_value.h: is this text right for that variable? Within
 * process/ only.
 */
#ifndef TANDEM_PROCESS_CONFIG_VALUE_H
#define TANDEM_PROCESS_CONFIG_VALUE_H

#include "base/err.h"
#include "process/config_table.h"

/*
 * ERR_USAGE: "<where>: what is wrong: what would be right", without the value
 * of a secret. May shorten value (a slash at the end). *ret_number:
 * OPTION_NUMBER only.
 */
int config_value_check(const struct option *option, const char *where,
                       char *value, int *ret_number,
                       struct err *err) MUST_CHECK;

#endif

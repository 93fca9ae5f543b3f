/*
 * console/page_files.h: the files of the operator's page, which are a part of
 * this program.
 */
#ifndef TANDEM_CONSOLE_PAGE_FILES_H
#define TANDEM_CONSOLE_PAGE_FILES_H

#include "io/serve.h"

#include <stdbool.h>

/* "/" and "/page/NAME"; false when there is no such file. etag: of the
 * If-None-Match header, or NULL. */
bool page_files_answer(const char *path, const char *etag,
                       struct serve_response *ret_response);

#endif

#include "console/page_files.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define FOLDER "/page/"

struct page_file {
    const char *name;
    const unsigned char *bytes;
    size_t length;
};

#include "console/page_files.inc"

static const char *content_type(const char *name)
{
    static const char *const types[][2] = {
        { ".html", "text/html; charset=utf-8" },
        { ".css", "text/css; charset=utf-8" },
        { ".js", "text/javascript; charset=utf-8" },
        { ".svg", "image/svg+xml" },
        { ".png", "image/png" },
    };
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot != NULL && i < sizeof types / sizeof *types; i++) {
        if (text_equal(dot, types[i][0]))
            return types[i][1];
    }
    return "application/octet-stream";
}

static const struct page_file *page_find(const char *path)
{
    const char *name = text_equal(path, "/") ? FOLDER "index.html" : path;

    if (!text_starts(name, FOLDER))
        return NULL;
    for (size_t i = 0; i < sizeof page_files / sizeof *page_files; i++) {
        if (text_equal(page_files[i].name, name + strlen(FOLDER)))
            return &page_files[i];
    }
    return NULL;
}

bool page_files_answer(const char *path, const char *etag,
                       struct serve_response *ret_response)
{
    const struct page_file *file = page_find(path);
    char hash[HASH_TEXT_MAX];
    char *mine;

    if (file == NULL)
        return false;
    hash_text(file->bytes, file->length, hash);
    mine = mem_print("\"%s\"", hash);
    serve_response_header(ret_response, "ETag", mine);
    /* May be kept, but is asked for: there are other files after an update. */
    serve_response_header(ret_response, "Cache-Control", "no-cache");
    ret_response->content_type = content_type(file->name);
    if (text_equal(etag, mine)) {
        ret_response->status = 304;
    } else {
        buf_append(&ret_response->body, file->bytes, file->length);
    }
    free(mine);
    return true;
}

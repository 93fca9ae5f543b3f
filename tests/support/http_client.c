#include "support/http_client.h"

#include "base/buf.h"
#include "support/test.h"

#include <curl/curl.h>

#define LIMIT_S 30L

static size_t take(char *bytes, size_t size, size_t count, void *arg)
{
    buf_append(arg, bytes, size * count);
    return size * count;
}

static struct buf headers_read;

const char *http_client_headers(void)
{
    return buf_text(&headers_read);
}

/* One handle, so that its connections are kept from call to call. */
static CURL *handle(void)
{
    static CURL *curl;

    if (curl == NULL)
        curl = curl_easy_init();
    assert_non_null(curl);
    curl_easy_reset(curl);
    return curl;
}

char *http_client_do(const char *method, const char *url,
                     const char *const *headers, const char *body,
                     int *ret_status)
{
    CURL *curl = handle();
    struct curl_slist *lines = NULL;
    struct buf answer = { 0 };
    long status = 0;
    CURLcode code;

    for (; headers != NULL && *headers != NULL; headers++)
        lines = curl_slist_append(lines, *headers);
    (void)curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    (void)curl_easy_setopt(curl, CURLOPT_URL, url);
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, LIMIT_S);
    (void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
    buf_clear(&headers_read);
    (void)curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take);
    (void)curl_easy_setopt(curl, CURLOPT_HEADERDATA, &headers_read);
    if (body != NULL)
        (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    code = curl_easy_perform(curl);
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK) {
        print_error("%s %s: %s\n", method, url, curl_easy_strerror(code));
        status = 0;
    }
    *ret_status = (int)status;
    curl_slist_free_all(lines);
    buf_append(&answer, "", 0);
    return buf_take(&answer);
}

/*
 * tests/support/http_client.h: one HTTP request, waited for.
 */
#ifndef TANDEM_TESTS_HTTP_CLIENT_H
#define TANDEM_TESTS_HTTP_CLIENT_H

/* headers: "Name: value" lines ended by NULL, or NULL; body NULL: none. The
 * answer's body (never NULL) is freed by the caller; *ret_status is 0 when
 * there was no answer. Connections are kept. */
char *http_client_do(const char *method, const char *url,
                     const char *const *headers, const char *body,
                     int *ret_status);

/* The header lines of the last answer; valid until the next request. */
const char *http_client_headers(void);

#endif

#include "base/mem.h"
#include "support/test.h"
#include "systems/message.h"

#include <string.h>

static void a_request_keeps_copies_of_its_headers(void **state)
{
    struct http_request request = { .method = "GET" };
    char name[] = "Accept";
    char value[] = "text/plain";

    (void)state;
    http_request_header(&request, name, value);
    name[0] = 'X';
    value[0] = 'X';
    assert_int_equal(request.header_count, 1);
    assert_string_equal(request.headers[0].name, "Accept");
    assert_string_equal(request.headers[0].value, "text/plain");
    http_request_free(&request);
    assert_int_equal(request.header_count, 0);
    assert_null(request.method);
}

static void a_response_header_is_found_whatever_its_case(void **state)
{
    struct http_response response = { .status = 200 };

    (void)state;
    response.headers = mem_new(1, sizeof *response.headers);
    response.headers[0].name = mem_copy("x-pagination");
    response.headers[0].value = mem_copy("{}");
    response.header_count = 1;
    assert_string_equal(http_response_header(&response, "X-Pagination"), "{}");
    assert_null(http_response_header(&response, "X-Paginatio"));
    http_response_free(&response);
    assert_null(http_response_header(&response, "X-Pagination"));
}

static void freeing_accepts_nothing(void **state)
{
    (void)state;
    http_request_free(NULL);
    http_response_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_keeps_copies_of_its_headers),
        cmocka_unit_test(a_response_header_is_found_whatever_its_case),
        cmocka_unit_test(freeing_accepts_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The simulated Zoho CRM keeps to what the real one's documentation says: the
 * rules that tandem leans on.
 */
#include "simulators/simulators.h"
#include "support/people.h"
#include "support/simulated.h"
#include "support/test.h"

#include "base/buf.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* For an address; the caller frees. */
static char *escape(const char *text)
{
    struct buf escaped = { 0 };

    for (; *text != '\0'; text++)
        buf_print(&escaped, "%%%02X", (unsigned char)*text);
    buf_text_append(&escaped, "");
    return buf_take(&escaped);
}

static void rows_of_a_batch_fail_one_by_one(void **state)
{
    (void)state;
    assert_int_equal(
        crm("POST", "/crm/v8/Contacts",
            "{\"data\":[{\"Last_Name\":\"Nordli\"},{\"First_Name\":\"Kari\"},"
            "{\"Last_Name\":\"Lie\",\"Phone\":\"--\"}],\"trigger\":[]}"),
        207);
    answer_says("data/0/code", "SUCCESS");
    answer_says("data/1/code", "MANDATORY_NOT_FOUND");
    answer_says("data/2/code", "INVALID_DATA");
    answer_says("data/2/details/api_name", "Phone");
    simulated_no_problems();
}

static void an_update_that_lost_the_race_is_refused(void **state)
{
    char *id;
    char *path;

    (void)state;
    (void)simulated_control("POST", "/zohocrm/Contacts",
                            "{\"Last_Name\":\"Nordli\","
                            "\"Modified_Time\":\"2026-11-03T09:14:05+01:00\"}");
    id = answer_text("id");
    path = mem_print("/crm/v8/Contacts/%s", id);
    assert_int_equal(crm_with("If-Unmodified-Since: 2026-11-03T08:14:04Z",
                              "PUT", path,
                              "{\"data\":[{\"Title\":\"x\"}],\"trigger\":[]}"),
                     412);
    answer_says("data/0/code", "ALREADY_MODIFIED");
    answer_says("data/0/details/Modified_Time", "2026-11-03T09:14:05+01:00");
    assert_int_equal(crm_with("If-Unmodified-Since: 2026-11-03T09:14:05+01:00",
                              "PUT", path,
                              "{\"data\":[{\"Title\":\"y\"}],\"trigger\":[]}"),
                     200);
    free(path);
    free(id);
}

static void a_walk_by_page_token_sees_every_record_once(void **state)
{
    struct json *people = people_contacts(1, 450);
    char *body = json_string(people);
    size_t seen = 0;
    char *token = mem_copy("");

    (void)state;
    (void)simulated_control("POST", "/zohocrm/Contacts", body);
    do {
        char *escaped = escape(token);
        char *path =
            mem_print("/crm/v8/Contacts?fields=Last_Name&per_page=200%s%s",
                      *token ? "&page_token=" : "", escaped);

        assert_int_equal(crm("GET", path, NULL), 200);
        seen += json_count(json_get(simulated.answer, "data"));
        free(escaped);
        free(path);
        free(token);
        token = answer_text("info/next_page_token");
    } while (strcmp(token, "null") != 0);
    assert_int_equal(seen, 450);
    free(token);
    free(body);
    json_free(people);
}

static void a_page_token_is_bound_to_its_parameters(void **state)
{
    char *token;
    char *escaped;
    char *path;

    (void)state;
    (void)simulated_control("POST", "/zohocrm/Contacts",
                            "[{\"Last_Name\":\"a\"},{\"Last_Name\":\"b\"}]");
    (void)crm("GET", "/crm/v8/Contacts?fields=Last_Name&per_page=1", NULL);
    token = answer_text("info/next_page_token");
    escaped = escape(token);
    path = mem_print("/crm/v8/Contacts?fields=Email&per_page=1&page_token=%s",
                     escaped);
    assert_int_equal(crm("GET", path, NULL), 400);
    answer_says("code", "TOKEN_BOUND_DATA_MISMATCH");
    free(escaped);
    free(path);
    free(token);
}

static void nothing_new_is_304_and_nothing_at_all_is_204(void **state)
{
    (void)state;
    assert_int_equal(crm("GET", "/crm/v8/Deals?fields=Stage", NULL), 204);
    (void)simulated_control("POST", "/zohocrm/Deals",
                            "{\"Deal_Name\":\"d\",\"Stage\":\"Closed Won\","
                            "\"Modified_Time\":\"2026-11-03T09:14:05+01:00\"}");
    assert_int_equal(crm_with("If-Modified-Since: 2026-11-03T09:14:06+01:00",
                              "GET", "/crm/v8/Deals?fields=Stage", NULL),
                     304);
    assert_int_equal(crm_with("If-Modified-Since: 2026-11-03T09:14:05+01:00",
                              "GET", "/crm/v8/Deals?fields=Stage,Probability",
                              NULL),
                     200);
    answer_says("data/0/Probability", "100");
}

static void a_unique_field_names_its_holder(void **state)
{
    char *holder;

    (void)state;
    (void)simulated_control(
        "POST", "/settings",
        "{\"zohocrm_unique_field\":{\"module\":\"Contacts\","
        "\"field\":\"PowerOffice_Id\"}}");
    (void)simulated_control("POST", "/zohocrm/Contacts",
                            "{\"Last_Name\":\"a\",\"PowerOffice_Id\":\"p:1\"}");
    holder = answer_text("id");
    assert_int_equal(crm("POST", "/crm/v8/Contacts",
                         "{\"data\":[{\"Last_Name\":\"b\","
                         "\"PowerOffice_Id\":\"p:1\"}],\"trigger\":[]}"),
                     400);
    answer_says("data/0/code", "DUPLICATE_DATA");
    answer_says("data/0/details/id", holder);
    assert_int_equal(crm("POST", "/crm/v8/coql",
                         "{\"select_query\":\"select Last_Name from Contacts "
                         "where PowerOffice_Id = 'p:1'\"}"),
                     200);
    answer_says("data/0/id", holder);
    simulated_no_problems();
    free(holder);
}

static void a_query_may_hold_a_quote(void **state)
{
    (void)state;
    (void)simulated_control("POST", "/zohocrm/Contacts",
                            "[{\"Last_Name\":\"O'Brien\"},"
                            "{\"Last_Name\":\"Lie\"}]");
    assert_int_equal(crm("POST", "/crm/v8/coql",
                         "{\"select_query\":\"select Email, Last_Name from "
                         "Contacts where Last_Name in ('Å', 'O''Brien') "
                         "order by id asc limit 0, 2\"}"),
                     200);
    answer_says("info/count", "1");
    answer_says("data/0/Last_Name", "O'Brien");
    simulated_no_problems();
}

static void the_eleventh_refresh_within_ten_minutes_is_denied(void **state)
{
    (void)state;
    for (int i = 1; i < 10; i++)
        simulated_crm_token();
    (void)crm("POST",
              "/oauth/v2/token?grant_type=refresh_token"
              "&client_id=" SIMULATORS_ZOHOCRM_CLIENT_ID
              "&client_secret=" SIMULATORS_ZOHOCRM_CLIENT_SECRET
              "&refresh_token=" SIMULATORS_ZOHOCRM_REFRESH_TOKEN,
              NULL);
    assert_int_equal(simulated.status, 400);
    answer_says("error", "Access Denied");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        simulated_test(rows_of_a_batch_fail_one_by_one),
        simulated_test(an_update_that_lost_the_race_is_refused),
        simulated_test(a_walk_by_page_token_sees_every_record_once),
        simulated_test(a_page_token_is_bound_to_its_parameters),
        simulated_test(nothing_new_is_304_and_nothing_at_all_is_204),
        simulated_test(a_unique_field_names_its_holder),
        simulated_test(a_query_may_hold_a_quote),
        simulated_test(the_eleventh_refresh_within_ten_minutes_is_denied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

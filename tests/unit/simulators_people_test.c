#include "support/people.h"
#include "support/test.h"

#include "base/text.h"

#include <string.h>

static void people_are_the_same_again_and_fit_into_zoho(void **state)
{
    struct json *people = people_contacts(7, 99);
    struct json *again = people_contacts(7, 100);
    struct json *others = people_contacts(8, 99);
    const struct json *item = json_first(again);

    (void)state;
    assert_false(json_equal(people, others));
    for (const struct json *p = json_first(people); p; p = json_next(p)) {
        assert_true(json_equal(p, item));
        assert_true(text_length(json_get_text(p, "Last_Name")) <= 80);
        item = json_next(item);
    }
    json_free(people);
    json_free(again);
    json_free(others);
}

static void every_33rd_contact_is_awkward_in_turn(void **state)
{
    struct json *people = people_contacts(7, 132);
    size_t item = 0;

    (void)state;
    for (const struct json *p = json_first(people); p; p = json_next(p)) {
        const char *email = json_get_text(p, "Email");
        const char *city = json_get_text(p, "Mailing_City");
        const char *country = json_get_text(p, "Mailing_Country");
        enum people_kind kind = people_kind(item++);

        assert_int_equal(json_get(p, "First_Name") == NULL,
                         kind == PEOPLE_NO_FIRST_NAME);
        assert_int_equal(city != NULL && strlen(city) > 100,
                         kind == PEOPLE_LONG_CITY);
        assert_int_equal(text_equal(country, "Utlandet"),
                         kind == PEOPLE_UNKNOWN_COUNTRY);
        assert_int_equal(email != NULL && strstr(email, "..") != NULL,
                         kind == PEOPLE_REFUSED_EMAIL);
    }
    assert_int_equal(item, 132);
    json_free(people);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_are_the_same_again_and_fit_into_zoho),
        cmocka_unit_test(every_33rd_contact_is_awkward_in_turn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

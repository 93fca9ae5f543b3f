#include "domain/country.h"
#include "support/test.h"

static void a_country_is_known_by_its_names_and_codes(void **state)
{
    static const char *const cases[][2] = {
        { "Norge", "NO" },
        { "Noreg", "NO" },
        { "norway", "NO" },
        { " NORWAY ", "NO" },
        { "no", "NO" },
        { "NOR", "NO" },
        { "Kongeriket Norge", "NO" },
        { "Sverige", "SE" },
        { "Danmark", "DK" },
        { "Tyskland", "DE" },
        { "Østerrike", "AT" },
        { "Österrike", "AT" },
        { "Osterrike", "AT" },
        { "Østrig", "AT" },
        { "USA", "US" },
        { "United States of America", "US" },
        { "De forente stater", "US" },
        { "UK", "GB" },
        { "Storbritannia", "GB" },
        { "Åland", "AX" },
        { "Côte d'Ivoire", "CI" },
        { "Elfenbenskysten", "CI" },
        { "Korea, Republic of", "KR" },
        { "Sør-Korea", "KR" },
        { "Sydkorea", "KR" },
        { "Niger", "NE" },
        { "Nigeria", "NG" },
        { "Congo", "CG" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *code = country_code(cases[i][0]);

        if (code == NULL)
            fail_msg("%s is not known", cases[i][0]);
        assert_string_equal(code, cases[i][1]);
    }
}

static void what_is_no_country_is_not_known(void **state)
{
    static const char *const texts[] = { "",         " ",   "-",
                                         "Atlantis", "XX",  "Norge Sverige",
                                         "47",       "Norg" };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_null(country_code(texts[i]));
    assert_null(country_name("XX"));
    assert_null(country_name("Norway"));
}

/* Every code there is: its name leads back to it. A name that two countries
 * share would show here. */
static void every_name_leads_back_to_its_code(void **state)
{
    int known = 0;

    (void)state;
    for (int first = 'A'; first <= 'Z'; first++) {
        for (int second = 'A'; second <= 'Z'; second++) {
            const char code[] = { (char)first, (char)second, '\0' };
            const char *name = country_name(code);

            if (name == NULL)
                continue;
            known++;
            assert_string_equal(country_code(name), code);
            assert_string_equal(country_code(code), code);
        }
    }
    assert_in_range(known, 240, 260);
    assert_string_equal(country_name("NO"), "Norway");
    assert_string_equal(country_name("BO"), "Bolivia");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_country_is_known_by_its_names_and_codes),
        cmocka_unit_test(what_is_no_country_is_not_known),
        cmocka_unit_test(every_name_leads_back_to_its_code),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

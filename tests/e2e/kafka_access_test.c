/*
 * Kafka with TLS, a password, and a user that may do what tandem does and
 * nothing else: exactly what docs/security.md says.
 */
#include "support/e2e.h"
#include "support/environment.h"
#include "support/kafka_user.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT_S 60
#define USAGE   2
#define REFUSED "docs/security.md lists the rights that it needs"

static const char *const all[] = { "extractor", "transformer", "loader" };

static void everything_works_over_tls_with_the_documented_rights(void **state)
{
    const char *contact;
    const char *output;
    char *link;

    (void)state;
    world_start(NULL);
    kafka_user_set();
    kafka_user_allow();
    contact =
        crm_create("Contacts", "{'First_Name': 'Kari', 'Last_Name': 'Nordli'}");
    pipeline_start_many(1, 1, 2);
    eventually(LIMIT_S, po_linked("Customers", contact) != NULL);
    crm_edit("Contacts", contact, "Phone", "+47 1");
    eventually(LIMIT_S, po_has("Customers", po_linked("Customers", contact),
                               "PhoneNumber", "+47 1"));
    link = mem_print("contacts.a.%s", contact);
    assert_int_equal(program_run(NULL, "tandem", "retry", link), 0);
    free(link);
    quiet(LIMIT_S);
    assert_int_equal(program_run(&output, "tandem", "check"), 0);
    assert_non_null(strstr(output, "transactions are possible"));
    assert_non_null(strstr(output, "topics and groups can be read"));
    pipeline_stop();
    world_stop();
}

static bool is_erased(const char *link)
{
    return text_equal(link_text(link, "cause"), "erased");
}

/* The broker learns of a right a moment after it has been given: until then it
 * refuses, and for no other reason. */
static bool is_allowed_to_erase(const char *link, const char **ret_output)
{
    int status = program_run(ret_output, "tandem", "erase", link);

    if (status != 0)
        assert_non_null(strstr(*ret_output, REFUSED));
    return status == 0;
}

/* Who may not delete is told before anything is removed. */
static void erasing_needs_two_rights_more(void **state)
{
    const char *output;
    const char *link;

    (void)state;
    world_start(NULL);
    kafka_user_set();
    kafka_user_allow();
    link = world_keep(mem_print(
        "contacts.a.%s", crm_create("Contacts", "{'Last_Name': 'Nordli'}")));
    pipeline_start();
    eventually(LIMIT_S, text_equal(link_text(link, "status"), "in-step"));
    assert_int_equal(program_run(&output, "tandem", "erase", link), USAGE);
    assert_non_null(strstr(output, REFUSED));
    assert_false(is_erased(link));
    kafka_user_allow_erasing();
    eventually(LIMIT_S, is_allowed_to_erase(link, &output));
    assert_null(strstr(output, "not known"));
    assert_true(is_erased(link));
    pipeline_stop();
    world_stop();
}

/* Each program ends, and says that. */
static void all_refuse(const char *what)
{
    for (size_t i = 0; i < 3; i++) {
        const char *output;

        assert_int_equal(program_run(&output, all[i]), USAGE);
        if (strstr(output, "\"event\":\"failed\"") == NULL ||
            strstr(output, what) == NULL)
            fail_msg("%s does not say '%s' but: %s", all[i], what, output);
        assert_null(strstr(output, kafka_user_password()));
        assert_null(strstr(output, "geheim"));
    }
}

static void a_wrong_password_is_told_and_not_shown(void **state)
{
    (void)state;
    world_start(NULL);
    kafka_user_set();
    environment_set("TANDEM_KAFKA_SASL_PASSWORD_FILE",
                    environment_file("kafka", "geheim-0815"));
    all_refuse("correct TANDEM_KAFKA_SASL_USERNAME, _SASL_PASSWORD or "
               "_SASL_MECHANISM");
    world_stop();
}

/* Debian 12's librdkafka is older than that. */
static void scram_is_told_to_need_a_newer_library(void **state)
{
    (void)state;
    world_start(NULL);
    kafka_user_set();
    environment_set("TANDEM_KAFKA_SASL_MECHANISM", "SCRAM-SHA-256");
    all_refuse("SCRAM needs librdkafka 2.6.1 with Kafka 4, PLAIN does not");
    world_stop();
}

static void an_unknown_authority_is_told_with_the_remedy(void **state)
{
    (void)state;
    world_start(NULL);
    kafka_user_set();
    environment_set("TANDEM_KAFKA_SSL_CA_LOCATION", NULL);
    all_refuse("give its authority's certificate in "
               "TANDEM_KAFKA_SSL_CA_LOCATION");
    world_stop();
}

static void missing_rights_are_told_with_the_remedy(void **state)
{
    (void)state;
    world_start(NULL);
    kafka_user_set();
    all_refuse(REFUSED);
    world_stop();
}

/* A broker that does not answer may be back soon: this is waited for. */
static void a_broker_that_wants_tls_is_told_with_the_remedy(void **state)
{
    struct program *program;

    (void)state;
    world_start(NULL);
    kafka_user_set();
    program = program_start("transformer",
                            "TANDEM_KAFKA_SECURITY_PROTOCOL=SASL_PLAINTEXT");
    eventually(LIMIT_S,
               program_said(program, "correct TANDEM_KAFKA_SECURITY_PROTOCOL"));
    assert_true(program_said(program, "\"event\":\"waiting\""));
    world_stop();
}

static int folder_close(void **state)
{
    (void)state;
    return environment_folder_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(everything_works_over_tls_with_the_documented_rights),
        world_test(erasing_needs_two_rights_more),
        world_test(a_wrong_password_is_told_and_not_shown),
        world_test(scram_is_told_to_need_a_newer_library),
        world_test(an_unknown_authority_is_told_with_the_remedy),
        world_test(missing_rights_are_told_with_the_remedy),
        world_test(a_broker_that_wants_tls_is_told_with_the_remedy),
    };

    return cmocka_run_group_tests(tests, NULL, folder_close);
}

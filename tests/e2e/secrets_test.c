/*
 * No secret is written anywhere, nor personal data where it does not belong:
 * everything that the programs leave behind is searched, after a day on which
 * the APIs repeated whole requests in their errors.
 */
#include "support/e2e.h"
#include "support/environment.h"
#include "support/hints.h"
#include "support/pipeline.h"
#include "support/redis_user.h"
#include "support/written.h"

#include "base/base64.h"
#include "base/mem.h"
#include "io/redis.h"
#include "simulators/simulators.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT_S        60
#define REDIS_PASSWORD "redis-geheim-4711"
#define KAFKA_PASSWORD "kafka-geheim-4711"
#define SECRETS_MAX    32

/* Unlike anything that a program says by itself. */
#define ZOE_FIRST  "Zoefiene"
#define ZOE_LAST   "Quistgaard"
#define ZOE_EMAIL  "zoefiene.quistgaard@privat.example"
#define ZOE_PHONE  "+47 98765431"
#define ZOE_MOVED  "+47 98765432"
#define ZOE_STREET "Bortgjemtveien 7"
#define COMPANY    "Wergeland Tauverk AS"
#define BAD_EMAIL  "xerxes..ottesen@privat.example"

static const char *const personal[] = {
    ZOE_FIRST, ZOE_LAST,         ZOE_EMAIL, "privat.example", ZOE_PHONE,
    "9876543", "Bortgjemtveien", COMPANY,   "Wergeland",      "Xerxes",
};

static const char *secrets[SECRETS_MAX];
static size_t secret_count;
static size_t configured; /* so many of them; the others are in Redis, too */

static void secret_add(const char *secret)
{
    assert_non_null(secret);
    for (size_t i = 0; i < secret_count; i++) {
        if (text_equal(secrets[i], secret))
            return;
    }
    assert_true(secret_count < SECRETS_MAX);
    secrets[secret_count++] = secret;
}

static void secrets_of_configuration(void)
{
    static const char basic[] = SIMULATORS_POWEROFFICEGO_APPLICATION_KEY
        ":" SIMULATORS_POWEROFFICEGO_CLIENT_KEY;
    struct buf encoded = { 0 };

    secret_count = 0;
    base64_append(&encoded, basic, strlen(basic));
    secret_add(SIMULATORS_ZOHOCRM_CLIENT_ID);
    secret_add(SIMULATORS_ZOHOCRM_CLIENT_SECRET);
    secret_add(SIMULATORS_ZOHOCRM_REFRESH_TOKEN);
    secret_add(SIMULATORS_POWEROFFICEGO_APPLICATION_KEY);
    secret_add(SIMULATORS_POWEROFFICEGO_CLIENT_KEY);
    secret_add(SIMULATORS_POWEROFFICEGO_SUBSCRIPTION_KEY);
    secret_add(REDIS_PASSWORD);
    secret_add(KAFKA_PASSWORD);
    secret_add(world_keep(buf_take(&encoded)));
    configured = secret_count;
}

/* ---- what happens ---- */

/* Passwords everywhere, one secret in a file, and all that can be logged. */
static void world_of_secrets(void)
{
    static const struct world_settings settings = {
        .variables = { "TANDEM_LOG=debug", "TANDEM_KAFKA_DEBUG=all",
                       "TANDEM_KAFKA_SASL_PASSWORD=" KAFKA_PASSWORD,
                       "TANDEM_ZOHOCRM_CLIENT_SECRET=" }
    };

    world_start(&settings);
    environment_set("TANDEM_ZOHOCRM_CLIENT_SECRET_FILE",
                    environment_file("client-secret",
                                     SIMULATORS_ZOHOCRM_CLIENT_SECRET "\n"));
    redis_user_set(REDIS_PASSWORD);
    secrets_of_configuration();
}

static const char *zoe_create(void)
{
    return crm_create("Contacts", "{'First_Name': '" ZOE_FIRST "',"
                                  " 'Last_Name': '" ZOE_LAST "',"
                                  " 'Email': '" ZOE_EMAIL "',"
                                  " 'Phone': '" ZOE_PHONE "',"
                                  " 'Mailing_Street': '" ZOE_STREET "',"
                                  " 'Mailing_City': 'Oslo',"
                                  " 'Mailing_Zip': '0150'}");
}

static void deal_create(const char *contact)
{
    const char *account =
        crm_create("Accounts", "{'Account_Name': '" COMPANY "'}");
    char *text = mem_print("{'Deal_Name': '" COMPANY "',"
                           " 'Stage': 'Closed Won', 'Probability': 100,"
                           " 'Closing_Date': '2026-11-28',"
                           " 'Account_Name': {'id': '%s'},"
                           " 'Contact_Name': {'id': '%s'}}",
                           account, contact);
    const char *deal = crm_create("Deals", text);

    free(text);
    eventually(LIMIT_S, po_linked("SalesOrders", deal) != NULL);
}

static bool is_held(const char *link)
{
    return text_equal(link_text(link, "status"), "held");
}

/* The create is refused with words that repeat it, and held: the link. The
 * operator is told what it was, without the keys. */
static const char *refused_with_an_echo(const char *email)
{
    char *body = mem_print("{'First_Name': 'Xerxes', 'Last_Name': 'Ottesen',"
                           " 'Email': '%s'}",
                           email);
    const char *link;

    fault_echo(PO, "POST", "/Customers", 400, 1);
    link = world_keep(mem_print("contacts.a.%s", crm_create("Contacts", body)));
    free(body);
    eventually(LIMIT_S, is_held(link));
    assert_non_null(strstr(link_text(link, "detail"), "Xerxes"));
    assert_non_null(strstr(link_text(link, "detail"), "***"));
    return link;
}

static void a_refusal_is_retried(void)
{
    const char *link = refused_with_an_echo("x@privat.example");

    assert_int_equal(program_run(NULL, "tandem", "retry", link), 0);
    eventually(LIMIT_S,
               po_linked("Customers", link + strlen("contacts.a.")) != NULL);
}

/* The API's words are coloured; whoever reads them must not be. */
static void a_terminal_is_safe(const char *link)
{
    const char *output;

    assert_int_equal(
        program_run(&output, "tandem", "explain", "--values", link), 0);
    assert_non_null(strstr(output, "\\u001b[31m"));
    assert_null(strchr(output, '\033'));
}

static void an_api_that_minds_an_address(void)
{
    const char *contact = crm_create("Contacts", "{'First_Name': 'Xerxes',"
                                                 " 'Last_Name': 'Ottesen',"
                                                 " 'Email': '" BAD_EMAIL "'}");
    char *link = mem_print("contacts.a.%s", contact);

    eventually(LIMIT_S, is_held(link));
    free(link);
}

/* Lists, reads and updates are answered so, too, and unwell systems. */
static void everything_is_repeated_once(const char *contact)
{
    const char *customer = po_linked("Customers", contact);

    fault_echo(CRM, "GET", "/Contacts", 400, 1);
    fault_echo(PO, "GET", "/Customers", 500, 1);
    fault_echo(CRM, "GET", "/Accounts", 503, 1);
    fault_echo(PO, "PATCH", "/Customers", 429, 1);
    crm_edit("Contacts", contact, "Phone", ZOE_MOVED);
    eventually(LIMIT_S,
               po_has("Customers", customer, "PhoneNumber", ZOE_MOVED));
    fault_echo(CRM, "PUT", "/Contacts", 401, 1);
    po_edit("Customers", customer, "FirstName", ZOE_FIRST " M");
    eventually(LIMIT_S,
               crm_has("Contacts", contact, "First_Name", ZOE_FIRST " M"));
}

/* A person's typing, tandem's own commands, and strangers. */
static void strangers_and_commands(const char *contact)
{
    assert_int_equal(hints_notice("Contacts", "'1'", "not-the-token"), 403);
    assert_int_equal(hints_post("{'token': '" ZOE_EMAIL "'}"), 403);
    assert_int_equal(hints_post(ZOE_EMAIL), 400);
    (void)program_run(NULL, "tandem", "check");
    (void)program_run(NULL, "tandem", "docs");
    assert_int_equal(program_run(NULL, "tandem", "status"), 0);
    assert_int_equal(program_run(NULL, "tandem", "held"), 0);
    assert_int_equal(program_run(NULL, "tandem", "owed"), 0);
    assert_int_equal(program_run(NULL, "tandem", "dead-letters"), 0);
    assert_int_equal(program_run(NULL, "tandem", "explain", contact), 0);
    (void)program_run(NULL, "extractor", "TANDEM_POWEROFFICEGO_CLIENT_KEY=");
}

/* ---- tokens ---- */

static struct redis *redis(void)
{
    const char *url = getenv("TEST_REDIS"); /* NOLINT(concurrency-mt-unsafe) */
    struct err err = { 0 };

    return redis_open(url, 5000, &err);
}

/* A key "...:token:<account>" holds {"token": ...}; its neighbours do not. */
static size_t access_tokens_add(struct redis *on)
{
    char *pattern = mem_print("%s:token:*", world_namespace());
    struct err err = { 0 };
    const struct redis_reply *reply = redis_do(on, &err, "KEYS", pattern, NULL);
    char *keys[16];
    size_t count = 0;
    size_t found = 0;

    for (; count < reply->count && count < 16; count++)
        keys[count] = mem_copy(reply->items[count].text);
    while (count > 0) {
        struct json *value;

        reply = redis_do(on, &err, "GET", keys[--count], NULL);
        value = json_parse(reply->text, reply->length, &err);
        if (json_get_text(value, "token") != NULL) {
            secret_add(world_keep(mem_copy(json_get_text(value, "token"))));
            found++;
        }
        json_free(value);
        free(keys[count]);
    }
    free(pattern);
    return found;
}

/* What there is now, and the tokens that it was done with. */
static void remember(void)
{
    struct redis *on = redis();

    assert_int_equal(access_tokens_add(on), 2);
    redis_close(on);
    secret_add(hints_token());
    written_look();
}

static bool says_refused(const struct program *program)
{
    int status;
    const char *text = program_ask(program, "/health", &status);

    return status == 503 && strstr(text, "credentials refused") != NULL;
}

/* Both token servers refuse for good, repeating the request. */
static void the_credentials_die(const struct program *extractor)
{
    fault_echo(CRM, "POST", "/oauth", 400, -1);
    fault_echo(PO, "POST", "/OAuth", 400, -1);
    assert_non_null(world_control("POST", "/tokens/expire", "{}"));
    eventually(LIMIT_S, says_refused(extractor));
}

/* ---- the search ---- */

static void nowhere(enum written kind, const char *text)
{
    const char *place = written_where(kind, text);

    if (place != NULL)
        fail_msg("'%s' stands in the %s", text, place);
}

static void no_secret_is_written(void)
{
    for (size_t i = 0; i < secret_count; i++) {
        for (int kind = WRITTEN_LINE; kind < WRITTEN_VALUE; kind++)
            nowhere((enum written)kind, secrets[i]);
        /* Tokens are there to be shared. */
        if (i < configured)
            nowhere(WRITTEN_VALUE, secrets[i]);
    }
}

static void no_personal_data_is_written(void)
{
    static const enum written kinds[] = { WRITTEN_LINE, WRITTEN_LOG,
                                          WRITTEN_HTTP, WRITTEN_AUDIT,
                                          WRITTEN_KEY };

    for (size_t i = 0; i < sizeof personal / sizeof *personal; i++) {
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            nowhere(kinds[k], personal[i]);
    }
}

/* Where a value belongs it is found: the search does not look past it. */
static void the_search_finds(void)
{
    for (int kind = WRITTEN_LINE; kind <= WRITTEN_VALUE; kind++)
        assert_true(written_bytes((enum written)kind) > 0);
    assert_non_null(written_where(WRITTEN_TOPIC, ZOE_EMAIL));
    assert_non_null(written_where(WRITTEN_VALUE, ZOE_EMAIL));
    assert_true(secret_count >= configured + 3);
    for (size_t i = configured; i < secret_count; i++)
        assert_non_null(written_where(WRITTEN_VALUE, secrets[i]));
}

static void nothing_secret_or_personal_is_left_behind(void **state)
{
    struct program *extractor;
    const char *contact;
    const char *held;

    (void)state;
    world_of_secrets();
    extractor = program_start("extractor", hints_listen());
    (void)program_start("transformer");
    (void)program_start("loader");
    contact = zoe_create();
    eventually(LIMIT_S, po_linked("Customers", contact) != NULL);
    eventually(LIMIT_S, hints_stand());
    remember();
    deal_create(contact);
    a_refusal_is_retried();
    held = refused_with_an_echo("o@privat.example");
    an_api_that_minds_an_address();
    everything_is_repeated_once(contact);
    strangers_and_commands(contact);
    remember();
    the_credentials_die(extractor);
    written_look();
    the_search_finds();
    no_secret_is_written();
    no_personal_data_is_written();
    a_terminal_is_safe(held); /* it shows values to who asks for them */
    written_forget();
    world_stop();
    redis_user_end();
}

static int folder_close(void **state)
{
    (void)state;
    return environment_folder_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(nothing_secret_or_personal_is_left_behind),
    };

    return cmocka_run_group_tests(tests, NULL, folder_close);
}

/*
 * What tandem keeps of a person is removed: `tandem erase` on the real
 * pipeline, down to the bytes on Kafka's disk.
 */
#include "support/console.h"
#include "support/disk.h"
#include "support/e2e.h"
#include "support/kafka_words.h"
#include "support/kari.h"
#include "support/pipeline.h"
#include "support/written.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/time.h"
#include "domain/letter.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT_S 60

/* Unlike anything that a program says by itself. */
#define ZOE_FIRST "Zoefiene"
#define ZOE_LAST  "Quistgaard"
#define ZOE_EMAIL "zoefiene.quistgaard@privat.example"
#define ZOE_PHONE "+47 98765431"
#define ZOE_MOVED "+47 98765432"
#define OLA_EMAIL "ola.granli@privat.example"
#define OLA_PHONE "+47 91000001"
#define OLA_MOVED "+47 91000002"

static const char *const personal[] = {
    ZOE_FIRST, ZOE_LAST, ZOE_EMAIL, "zoefiene", "9876543", "Bortgjemtveien",
};

#define PERSONAL (sizeof personal / sizeof *personal)

struct people {
    const char *zoe;
    const char *zoe_customer;
    const char *link;
    const char *ola;
    const char *ola_link;
    const char *account;
    const char *deal;
};

static struct people people;

/* ---- what there is ---- */

static void message_send(const char *name, const char *key, const char *value)
{
    struct kafka_producer *producer = producer_new(NULL);
    char *topic = mem_print("%s.%s", world_namespace(), name);

    ok(kafka_send(producer, topic,
                  hash_partition(key, strlen(key), WORLD_PARTITIONS), key,
                  strlen(key), value, strlen(value), NULL, &last_err));
    ok(kafka_flush(producer, LIMIT_MS, &last_err));
    kafka_producer_close(producer);
    free(topic);
}

/* A reading that nobody understood. */
static void letter_of(const char *id, const char *email)
{
    char *topic = mem_print("%s.records.zohocrm.Contacts", world_namespace());
    char *text =
        mem_print("{\"v\":9,\"id\":\"%s\",\"Email\":\"%s\"}", id, email);
    struct buf value = { 0 };

    letter_encode(&value, topic, 0, 0, "v: 9 is not known here", text,
                  strlen(text));
    message_send("dead-letters", id, value.data);
    buf_free(&value);
    free(text);
    free(topic);
}

static size_t letters(void)
{
    tandem("dead-letters", "--json");
    return json_count(json_get(said_json(), "letters"));
}

static void people_create(void)
{
    people.zoe = crm_create("Contacts", "{'First_Name': '" ZOE_FIRST "',"
                                        " 'Last_Name': '" ZOE_LAST "',"
                                        " 'Email': '" ZOE_EMAIL "',"
                                        " 'Phone': '" ZOE_PHONE "',"
                                        " 'Mailing_Street': 'Bortgjemtveien 7',"
                                        " 'Mailing_City': 'Oslo',"
                                        " 'Mailing_Zip': '0150'}");
    people.ola = crm_create("Contacts", "{'First_Name': 'Ola',"
                                        " 'Last_Name': 'Granli',"
                                        " 'Email': '" OLA_EMAIL "',"
                                        " 'Phone': '" OLA_PHONE "'}");
    people.link = world_keep(mem_print("contacts.a.%s", people.zoe));
    people.ola_link = world_keep(mem_print("contacts.a.%s", people.ola));
}

static void deal_create(void)
{
    char *body;

    people.account = crm_create("Accounts", "{'Account_Name': 'Tauverk AS'}");
    body = mem_print("{'Deal_Name': 'Lisens', 'Stage': 'Closed Won',"
                     " 'Probability': 100, 'Closing_Date': '2026-11-28',"
                     " 'Account_Name': {'id': '%s'},"
                     " 'Contact_Name': {'id': '%s'}}",
                     people.account, people.zoe);
    people.deal = crm_create("Deals", body);
    free(body);
    eventually(LIMIT_S, po_linked("SalesOrders", people.deal) != NULL);
}

/* Both are in step, and all that can be kept of somebody is kept of Zoe. */
static void everybody_is_known(void)
{
    static const struct world_settings plain = {
        .variables = { "TANDEM_KAFKA_COMPRESSION_TYPE=none",
                       "TANDEM_SCAN_SECONDS=5", "TANDEM_LOG=debug" },
    };

    world_start(&plain);
    disk_topics();
    people_create();
    pipeline_start();
    eventually(LIMIT_S, po_linked("Customers", people.zoe) != NULL &&
                            po_linked("Customers", people.ola) != NULL);
    deal_create();
    people.zoe_customer = po_linked("Customers", people.zoe);
    crm_edit("Contacts", people.zoe, "Phone", ZOE_MOVED);
    eventually(LIMIT_S, po_has("Customers", people.zoe_customer, "PhoneNumber",
                               ZOE_MOVED));
    letter_of(people.zoe, ZOE_EMAIL);
    letter_of(people.ola, OLA_EMAIL);
    assert_int_equal(letters(), 2);
}

static void zoe_is_deleted_everywhere(void)
{
    const char *person =
        po_linked("ContactPersons", crm_under(people.zoe, people.account));

    crm_delete("Contacts", people.zoe);
    po_delete("Customers", people.zoe_customer);
    po_delete("ContactPersons", person);
    quiet(LIMIT_S);
}

/* ---- where it stands ---- */

static bool stands_nowhere_on_disk(void)
{
    for (size_t i = 0; i < PERSONAL; i++) {
        if (disk_where(personal[i]) != NULL)
            return false;
    }
    return true;
}

static void kinds_without(const char *text)
{
    for (int kind = WRITTEN_LINE; kind <= WRITTEN_VALUE; kind++) {
        const char *place = written_where((enum written)kind, text);

        if (place != NULL)
            fail_msg("'%s' stands in the %s", text, place);
    }
}

static void stands_nowhere_else(void)
{
    written_forget();
    written_look();
    for (size_t i = 0; i < PERSONAL; i++)
        kinds_without(personal[i]);
}

/* Where somebody belongs the search finds them. */
static void the_search_finds(const char *text)
{
    assert_non_null(disk_where(text));
    written_forget();
    written_look();
    assert_non_null(written_where(WRITTEN_TOPIC, text));
    assert_non_null(written_where(WRITTEN_VALUE, text));
}

/* ---- the story ---- */

static void a_dry_run_removes_nothing(void)
{
    tandem("erase", people.zoe, "--dry-run");
    says("This is what would be erased:\n");
    says("1 dead letters\n");
    fits_a_terminal();
    assert_int_equal(letters(), 2);
    assert_non_null(disk_where(ZOE_EMAIL));
}

static void the_receipt_has_ids_and_counts(void)
{
    const struct json *receipt;

    tandem("erase", people.link, "--json");
    receipt = said_json();
    says_not(ZOE_LAST);
    says_not("zoefiene");
    assert_true(json_get_true(receipt, "done"));
    assert_non_null(json_get_text(receipt, "by"));
    assert_true(json_get_int(json_get(receipt, "removed"), "states", 0) >= 2);
    assert_true(json_get_int(json_get(receipt, "removed"), "messages", 0) > 0);
    assert_int_equal(
        json_get_int(json_get(receipt, "removed"), "dead_letters", 0), 1);
}

static void it_is_nowhere(void)
{
    const int64_t end_ms = time_boot_ms() + LIMIT_S * INT64_C(1000);

    while (!stands_nowhere_on_disk() && time_boot_ms() < end_ms)
        waiting_moment(200);
    for (size_t i = 0; i < PERSONAL; i++) {
        const char *place = disk_where(personal[i]);

        if (place != NULL)
            fail_msg("'%s' stands in %s", personal[i], place);
    }
    stands_nowhere_else();
}

static void neighbours_are_untouched(void)
{
    const char *customer = po_linked("Customers", people.ola);

    assert_int_equal(letters(), 1);
    the_search_finds(OLA_EMAIL);
    crm_edit("Contacts", people.ola, "Phone", OLA_MOVED);
    eventually(LIMIT_S,
               po_has("Customers", customer, "PhoneNumber", OLA_MOVED));
    eventually(LIMIT_S,
               text_equal(link_text(people.ola_link, "status"), "in-step"));
}

static void a_second_time_there_is_nothing_left(void)
{
    tandem("erase", people.link);
    says("There is nothing left that could be erased.\n");
    fits_a_terminal();
    tandem("explain", people.link);
    says("erased");
}

static void who_is_erased_stands_nowhere(void **state)
{
    (void)kafka_words_start(state);
    everybody_is_known();
    the_search_finds(ZOE_EMAIL);
    zoe_is_deleted_everywhere();
    a_dry_run_removes_nothing();
    the_receipt_has_ids_and_counts();
    it_is_nowhere();
    neighbours_are_untouched();
    a_second_time_there_is_nothing_left();
    written_forget();
    pipeline_stop();
    world_stop();
}

/* ---- who lives on ---- */

static bool is_erased(void)
{
    return text_equal(link_text(kari.link, "status"), "closed") &&
           text_equal(link_text(kari.link, "cause"), "erased");
}

static void wrong_words_erase_nothing(void)
{
    refused_tandem("erase");
    refused_tandem("erase", "nobody@nowhere.example");
    says("nobody knows 'nobody@nowhere.example'");
    refused_tandem("erase", kari.link, "--wait", "soon");
    says("--wait cannot be 'soon'");
    tandem("erase", "kari@fjell.example", "--dry-run");
    says(kari.link);
    assert_false(is_erased());
}

/* What is missing is named; begun again, it ends the same. */
static void without_a_loader_it_says_so(void)
{
    program_freeze(pipeline_loader());
    assert_int_equal(program_run(&console_output, "tandem", "erase", kari.link,
                                 "--wait", "1"),
                     1);
    says("the loader has not come so far: does one run?");
    program_thaw(pipeline_loader());
}

static void who_lives_on_is_not_read_again_unasked(void **state)
{
    (void)state;
    kari_has_bought();
    wrong_words_erase_nothing();
    without_a_loader_it_says_so();
    tandem("erase", kari.link);
    says("zohocrm Contacts");
    says("delete it there, too, and erase once more.\n");
    fits_a_terminal();
    assert_true(is_erased());

    crm_edit("Contacts", kari.contact, "Phone", "+47 22 00 00 99");
    po_edit("Customers", kari.customer, "LastName", "Nordstrand");
    quiet(LIMIT_S);
    assert_true(is_erased());
    assert_null(link_text(kari.link, "sides.a.observed"));
    assert_true(
        po_has("Customers", kari.customer, "PhoneNumber", "+47 22 00 00 00"));
    assert_true(crm_has("Contacts", kari.contact, "Last_Name", "Nordli"));
    tandem("retry", "--status", "closed");
    says("0 links try again");

    tandem("retry", kari.link);
    eventually(LIMIT_S,
               crm_has("Contacts", kari.contact, "Last_Name", "Nordstrand"));
    kari_ends();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(who_is_erased_stands_nowhere),
        world_test(who_lives_on_is_not_read_again_unasked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

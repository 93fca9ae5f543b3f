/*
 * What nobody could understand: `tandem dead-letters` on the real pipeline.
 */
#include "support/console.h"
#include "support/e2e.h"
#include "support/kafka_words.h"
#include "support/pipeline.h"
#include "support/published.h"

#include "base/hash.h"
#include "base/mem.h"
#include "domain/letter.h"

#include <stdlib.h>
#include <string.h>

#define PARTITIONS 3 /* as world_start() sets it */

static const char *contact;
static const char *held;

static char *topic_named(const char *name)
{
    return mem_print("%s.%s", world_namespace(), name);
}

/* A message in its key's partition. */
static void send_to(const char *name, const char *key, const char *value)
{
    struct kafka_producer *producer = producer_new(NULL);
    char *topic = topic_named(name);

    ok(kafka_send(producer, topic, hash_partition(key, strlen(key), PARTITIONS),
                  key, strlen(key), value, strlen(value), NULL, &last_err));
    ok(kafka_flush(producer, LIMIT_MS, &last_err));
    kafka_producer_close(producer);
    free(topic);
}

/* A letter about a message, as an older program wrote it. */
static void letter_about(const char *name, const char *key, int64_t offset,
                         const char *text)
{
    struct buf value = { 0 };
    char *topic = topic_named(name);

    letter_encode(&value, topic, hash_partition(key, strlen(key), PARTITIONS),
                  offset, "v: 1 is not known here", text, strlen(text));
    send_to("dead-letters", key, value.data);
    buf_free(&value);
    free(topic);
}

static bool stands(const char *status)
{
    return text_equal(link_text(held, "status"), status);
}

static bool letters_are(size_t count)
{
    tandem("dead-letters", "--json");
    return json_count(json_get(said_json(), "letters")) == count;
}

static void begin(void **state)
{
    (void)kafka_words_start(state);
    world_start(NULL);
    fault_status(PO, "POST", "/Customers", 400, 1);
    contact = crm_create("Contacts", "{'Last_Name': 'Nordli'}");
    held = world_keep(mem_print("contacts.a.%s", contact));
    pipeline_start();
    eventually(60, stands("held"));
    tandem("dead-letters");
    assert_string_equal(console_output, "0 dead letters\n");
}

static void letters_are_listed_without_what_they_hold(void)
{
    char *place;

    letter_about("changes", held, 0,
                 "{\"v\":1,\"kind\":\"command\",\"command\":\"retry\","
                 "\"at_ms\":1795434840000}");
    tandem("dead-letters");
    says("place age from cause\n");
    says(" changes v: 1 is not known here\n");
    says("\n1 dead letter\n");
    says_not("retry");
    fits_a_terminal();
    place =
        mem_print("%d:0", (int)hash_partition(held, strlen(held), PARTITIONS));
    tandem("dead-letters", "--show", place, "--values");
    says("\"command\":\"retry\"");
    tandem("explain", held);
    says(" viewed dead letter, ");
    refused_tandem("dead-letters", "--show", "9:9");
    says("tandem: there is no dead letter '9:9': ");
    free(place);
}

static void a_letter_that_is_redriven_is_obeyed(void)
{
    assert_true(stands("held"));
    tandem("dead-letters", "--redrive", "all");
    fits_a_terminal();
    says(" changes sent once more\n");
    eventually(30, stands("in-step"));
}

static void what_still_is_not_understood_comes_back(void)
{
    send_to("changes", held, "{\"v\":9}");
    eventually(30, letters_are(2));
    tandem("dead-letters", "--redrive", "all");
    eventually(30, letters_are(3));
}

/* The compacted topic must not end with an old reading. */
static void an_old_reading_is_not_put_in_front_of_a_newer_one(void)
{
    crm_edit("Contacts", contact, "Last_Name", "Holm");
    eventually(30,
               published_has("zohocrm.Contacts", contact, "Last_Name", "Holm"));
    letter_about("records.zohocrm.Contacts", contact, 0, "{\"v\":1}");
    letter_about("records.nowhere.Things", contact, 0, "{\"v\":1}");
    tandem("dead-letters", "--redrive", "all");
    says(" records.zohocrm.Contacts not needed: a newer reading is there\n");
    says(
        " records.nowhere.Things not sent: nobody reads that topic any more\n");
    assert_true(
        published_has("zohocrm.Contacts", contact, "Last_Name", "Holm"));
}

static void dead_letters_are_seen_and_redriven(void **state)
{
    begin(state);
    letters_are_listed_without_what_they_hold();
    a_letter_that_is_redriven_is_obeyed();
    what_still_is_not_understood_comes_back();
    an_old_reading_is_not_put_in_front_of_a_newer_one();
    pipeline_stop();
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(dead_letters_are_seen_and_redriven),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

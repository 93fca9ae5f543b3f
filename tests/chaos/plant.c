#include "chaos/plant.h"

#include "base/mem.h"
#include "base/text.h"
#include "chaos/calls.h"
#include "chaos/crowd.h"
#include "io/kafka.h"
#include "support/records.h"
#include "support/test.h"
#include "support/world.h"

#include <stdlib.h>
#include <string.h>

#define PAIRS     5
#define ANSWER_MS 10000

struct pair {
    const char *contact;
    const char *customer;
};

/* Customers that were created for contacts. */
static void pairs_find(struct pair ret_pairs[PAIRS])
{
    size_t count = 0;
    const char *contact;

    for (int n = 0; count < PAIRS; n++) {
        contact = crowd_id(CROWD_CONTACT, n);
        assert_non_null(contact);
        ret_pairs[count].contact = contact;
        ret_pairs[count].customer = po_linked("Customers", contact);
        count += ret_pairs[count].customer != NULL;
    }
}

/* In the journal's words. */
static void call_plant(const char *method, const char *path, const char *id,
                       struct json *body)
{
    struct json *request = json_new_object();

    json_set_text(request, "system", PO);
    json_set_text(request, "method", method);
    json_set_text(request, "path", path);
    json_set_text(request, "entity", "Customers");
    json_set_text(request, "id", id);
    json_set_int(request, "status", 200);
    json_set(request, "body", body);
    calls_note(world_keep_json(request));
}

static void duplicate_plant(const struct pair *pair)
{
    const char *address =
        json_get_text(record_get(CRM, "Contacts", pair->contact), "Email");
    struct json *body = json_new_object();
    char *text;

    assert_non_null(address);
    json_set_bool(body, "IsPerson", true);
    json_set_text(body, "EmailAddress", address);
    text = json_string(body);
    (void)po_create("Customers", text);
    free(text);
    json_free(body);
}

static void stranger_plant(const struct pair *of, const struct pair *to)
{
    const char *name =
        json_get_text(record_get(CRM, "Contacts", of->contact), "Last_Name");
    char *path = mem_print("/v2/Customers/%s", to->customer);
    struct json *body = json_new_object();

    json_set_text(body, "LastName", name);
    call_plant("PATCH", path, to->customer, body);
    call_plant("DELETE", path, to->customer, NULL);
    free(path);
}

/* Which partition's it is, and how it stands there. */
static int partition_of(const struct ledger *ledger, const char *link,
                        const char **ret_text)
{
    int partition = 0;

    while (partition < WORLD_PARTITIONS &&
           (*ret_text = ledger_text(ledger, partition, link)) == NULL)
        partition++;
    assert_true(partition < WORLD_PARTITIONS);
    return partition;
}

/* It becomes held in the ledger, of which Redis knows nothing. */
static void held_plant(const struct ledger *ledger, const struct pair *pair)
{
    char *link = mem_print("contacts.a.%s", pair->contact);
    char *topic = mem_print("%s.links", world_namespace());
    const struct kafka_settings settings = {
        .brokers = getenv("TEST_BROKERS"), /* NOLINT(concurrency-mt-unsafe) */
        .client = "test",
    };
    const char *text = NULL;
    int partition = partition_of(ledger, link, &text);
    struct err err = { 0 };
    struct json *state = json_parse(text, strlen(text), &err);
    struct kafka_producer *producer =
        kafka_producer_open(&settings, NULL, &err);
    char *held;

    assert_non_null(state);
    assert_non_null(producer);
    json_set_text(state, "status", "held");
    held = json_string(state);
    assert_int_equal(kafka_send(producer, topic, partition, link, strlen(link),
                                held, strlen(held), NULL, &err),
                     0);
    assert_int_equal(kafka_flush(producer, ANSWER_MS, &err), 0);
    kafka_producer_close(producer);
    json_free(state);
    free(held);
    free(topic);
    free(link);
}

void plant(const struct ledger *ledger)
{
    struct pair pairs[PAIRS];

    pairs_find(pairs);
    duplicate_plant(&pairs[0]);
    po_edit("Customers", pairs[1].customer, "FirstName", "Nobody");
    stranger_plant(&pairs[2], &pairs[3]);
    held_plant(ledger, &pairs[4]);
}

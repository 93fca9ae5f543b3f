/*
 * Bad input: whatever comes in is applied, or held or owed with its cause, or a
 * dead letter with its cause and origin. Nothing vanishes, and nothing stops
 * what stands beside it.
 */
#include "support/e2e.h"
#include "support/mailbox.h"
#include "support/pipeline.h"

#include "base/buf.h"
#include "base/mem.h"
#include "domain/link.h"

#include <stdlib.h>
#include <string.h>

#define KARI "contacts.a."

static const char *const kari_in_zoho =
    "{'First_Name': 'Kari', 'Last_Name': 'Nordli',"
    " 'Email': 'kari@fjell.example', 'Phone': '+47 22 00 00 00',"
    " 'Mailing_City': 'Oslo', 'Mailing_Zip': '0155',"
    " 'Mailing_Country': 'Norge'}";

/* Kari is a contact and a customer, and nothing is left to do. */
static const char *kari_lives(void)
{
    const char *contact;

    world_start(NULL);
    contact = crm_create("Contacts", kari_in_zoho);
    pipeline_start();
    eventually(60, po_linked("Customers", contact) != NULL);
    quiet(60);
    return contact;
}

/* The pipeline still works, for the very same link. */
static void kari_is_well(const char *contact, const char *phone)
{
    crm_edit("Contacts", contact, "Phone", phone);
    eventually(30, po_has("Customers", po_linked("Customers", contact),
                          "PhoneNumber", phone));
    assert_int_equal(po_linked_count("Customers", contact), 1);
}

/* ---- messages ---- */

struct message {
    const char *value;
    size_t length; /* 0: up to the NUL */
    const char *cause;
};

#define RECORDS "records.zohocrm.Contacts"

static const struct message bad_records[] = {
    { "oops", 0, "cannot decode record: not JSON: unexpected at byte 0" },
    { "{\"v\":1,\"kind\":\"seen\"", 0, "cannot decode record: not JSON" },
    { "{\"v\":1}\0", 8, "not UTF-8 text without NUL" },
    { "{\"v\":1,\"x\":\"\\u0000\"}", 0, "not UTF-8 text without NUL" },
    { "{\"v\":1,\"x\":\"caf\xe9\"}", 0, "not UTF-8 text without NUL" },
    { "{\"v\":1,\"x\":\"\\ud83d\"}", 0, "not JSON" },
    { "[]", 0, "not an object but array" },
    { "{\"v\":2}", 0, "v: 2 is not known here" },
    { "{\"v\":\"1\"}", 0, "v: missing" },
    { "{\"v\":1,\"kind\":{}}", 0, "kind: missing" },
    { "{\"v\":1,\"kind\":\"seen\",\"system\":\"zohocrm\",\"entity\":7}", 0,
      "entity: not a string but number" },
    { "{\"v\":1,\"kind\":\"seen\",\"system\":\"zohocrm\",\"entity\":"
      "\"Contacts\","
      "\"id\":9007199254740993,\"read_ms\":1,\"record\":{}}",
      0, "id: not a string but number" },
    { "{\"v\":1,\"kind\":\"seen\",\"system\":\"zohocrm\",\"entity\":"
      "\"Contacts\","
      "\"id\":null,\"read_ms\":1,\"record\":{}}",
      0, "id: missing" },
    { "{\"v\":1,\"kind\":\"seen\",\"system\":\"zohocrm\",\"entity\":"
      "\"Contacts\","
      "\"id\":\"5\",\"read_ms\":1,\"record\":[]}",
      0, "record: not an object but array" },
    { "{\"v\":1,\"kind\":\"scanned\",\"system\":\"zohocrm\","
      "\"entity\":\"Contacts\",\"scan_ms\":0,\"partition\":0,\"partitions\":3}",
      0, "scan_ms: out of range" },
    { "{\"v\":1,\"kind\":\"scanned\",\"system\":\"zohocrm\","
      "\"entity\":\"Contacts\",\"scan_ms\":1,\"partition\":0,"
      "\"partitions\":2000000000}",
      0, "partitions: out of range" },
};

static const struct message bad_changes[] = {
    { "", 0, "cannot decode event: not JSON" },
    { "\xff\xfe", 0, "not UTF-8 text without NUL" },
    { "{\"v\":3,\"kind\":\"observed\"}", 0, "v: 3 is not known here" },
    { "{\"v\":1,\"kind\":\"exploded\"}", 0, "kind: not known here" },
    { "{\"v\":1,\"kind\":\"observed\",\"side\":\"c\"}", 0,
      "side: not known here" },
    { "{\"v\":1,\"kind\":\"observed\",\"side\":\"a\",\"record_id\":\"1\","
      "\"read_ms\":\"1\",\"fields\":{}}",
      0, "read_ms: not a whole number but string" },
    { "{\"v\":1,\"kind\":\"observed\",\"side\":\"a\",\"record_id\":\"1\","
      "\"read_ms\":1,\"fields\":\"all\"}",
      0, "fields: not an object but string" },
    { "{\"v\":1,\"kind\":\"observed\",\"side\":\"a\",\"record_id\":\"1\","
      "\"read_ms\":1,\"fields\":{},\"hops\":9007199254740991}",
      0, "hops: out of range" },
    { "{\"v\":1,\"kind\":\"join\",\"from\":\"key.contacts.0f\"}", 0,
      "body: not what 'join' needs" },
    { "{\"v\":1,\"kind\":\"joined\",\"from\":\"x\",\"body\":{\"id\":\"1\"}}", 0,
      "body: not what 'joined' needs" },
    { "{\"v\":1,\"kind\":\"scanned\",\"system\":\"zohocrm\","
      "\"entity\":\"Contacts\",\"scan_ms\":9,\"flows\":[\"contacts\"],"
      "\"partition\":0,\"partitions\":1}",
      0, "made for another number of partitions" },
    { "{\"v\":1,\"kind\":\"registered\",\"flow\":\"contacts\","
      "\"partition\":0,\"partitions\":1}",
      0, "made for another number of partitions" },
};

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define POSTED_MAX   32

static void post_all(const char *topic, const char *key,
                     const struct message *messages, size_t count,
                     struct posted *ret_posted)
{
    assert_true(count <= POSTED_MAX);
    for (size_t i = 0; i < count; i++) {
        size_t length = messages[i].length == 0 ? strlen(messages[i].value)
                                                : messages[i].length;

        ret_posted[i] = post(topic, key, messages[i].value, length);
    }
}

static void cause_is(const struct posted *posted, const char *cause,
                     const char *expected)
{
    if (strstr(cause, expected) == NULL) {
        fail_msg("%s at %lld: %s", posted->topic, (long long)posted->offset,
                 cause);
    }
}

static void buried(const struct posted *posted, const char *cause)
{
    const char *found;

    eventually(30, letters_of(posted, 1, &found) == 1);
    cause_is(posted, found, cause);
}

static void all_buried(const struct message *messages, size_t count,
                       const struct posted *posted)
{
    const char *causes[POSTED_MAX];

    eventually(30, letters_of(posted, count, causes) == count);
    for (size_t i = 0; i < count; i++)
        cause_is(&posted[i], causes[i], messages[i].cause);
}

/* The key is Kari's: what is bad stands before and behind what is hers. */
static void undecodable_messages_are_buried_where_they_stood(void **state)
{
    const char *contact = kari_lives();
    char *link = mem_print(KARI "%s", contact);
    struct posted records[POSTED_MAX];
    struct posted changes[POSTED_MAX];

    (void)state;
    post_all(RECORDS, contact, bad_records, COUNT(bad_records), records);
    post_all("changes", link, bad_changes, COUNT(bad_changes), changes);
    kari_is_well(contact, "+47 22 11 11 11");
    all_buried(bad_records, COUNT(bad_records), records);
    all_buried(bad_changes, COUNT(bad_changes), changes);
    kari_is_well(contact, "+47 22 22 22 22");
    eventually(20, text_equal(link_text(link, "status"), "in-step"));
    free(link);
    pipeline_stop();
    world_stop();
}

static void bury_key(const char *key, int32_t partition, const char *cause)
{
    static const char retry[] =
        "{\"v\":1,\"kind\":\"command\",\"command\":\"retry\",\"at_ms\":1}";
    struct posted posted =
        partition < 0
            ? post("changes", key, retry, sizeof retry - 1)
            : post_at("changes", partition, key, retry, sizeof retry - 1);

    buried(&posted, cause);
}

static void messages_for_nobody_are_buried(void **state)
{
    const char *contact = kari_lives();
    char *link = mem_print(KARI "%s", contact);
    char *long_key = mem_print("contacts.a.%0600d", 7);
    int32_t here = 0;

    (void)state;
    bury_key("", -1, "key: missing");
    bury_key("nonsense", -1, "no enabled flow owns this link");
    bury_key("contacts.c.5", -1, "no enabled flow owns this link");
    bury_key("nowhere.a.5", -1, "no enabled flow owns this link");
    bury_key(long_key, -1, "key: longer than 512 bytes");
    /* Of three partitions two are not hers. */
    for (int32_t p = 0; p < 3; p++) {
        struct posted own = post("changes", link, "x", 1);

        here = own.partition;
        if (p != here)
            bury_key(link, p, "not in the partition of its key");
    }
    kari_is_well(contact, "+47 22 33 33 33");
    free(long_key);
    free(link);
    pipeline_stop();
    world_stop();
}

/* The ledger is read when Redis has lost its copy. */
static void
an_undecodable_state_is_buried_and_the_one_before_stands(void **state)
{
    const char *contact = kari_lives();
    char *link = mem_print(KARI "%s", contact);
    struct posted bad[3];
    size_t mark;

    (void)state;
    assert_int_equal(program_stop(pipeline_loader(), NULL), 0);
    bad[0] = post("links", link, "{\"v\":1,\"id\":", 12);
    bad[1] = post("links", link, "{\"v\":9}", 7);
    bad[2] = post("links", "contacts.a.1", "\xff", 1);
    redis_forget();
    mark = journal_mark();
    pipeline_replace_loader();
    buried(&bad[0], "not JSON");
    buried(&bad[1], "not the state of a link, version 1");
    buried(&bad[2], "not UTF-8");
    kari_is_well(contact, "+47 22 44 44 44");
    assert_int_equal(journal_since(mark, "POST", "/v2/Customers"), 0);
    free(link);
    pipeline_stop();
    world_stop();
}

/* Somebody has had a hand in Redis: the ledger knows better. */
static void an_undecodable_copy_is_made_anew(void **state)
{
    const char *contact = kari_lives();
    char *link = mem_print(KARI "%s", contact);

    (void)state;
    link_spoil(link, "{\"v\":1,\"id\":\"contacts.a.1\",\"status\":\"held\"}");
    kari_is_well(contact, "+47 22 55 55 55");
    link_spoil(link, "not a state");
    kari_is_well(contact, "+47 22 66 66 66");
    eventually(20, text_equal(link_text(link, "status"), "in-step"));
    free(link);
    pipeline_stop();
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(undecodable_messages_are_buried_where_they_stood),
        world_test(messages_for_nobody_are_buried),
        world_test(an_undecodable_state_is_buried_and_the_one_before_stands),
        world_test(an_undecodable_copy_is_made_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

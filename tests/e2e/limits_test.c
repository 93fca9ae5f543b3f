/*
 * Much to do, and a target that is slow or away: what waits, waits in Kafka
 * and Redis, not in memory, and none of it is lost. How fast and how large
 * exactly is for make bench to say.
 */
#include "support/e2e.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT_S    120
#define CONTACTS   200
#define ROUNDS     10
#define MANY       2000
#define CEILING_KB (50L * 1024)
#define ASSIGNED   "\"event\":\"assigned\""
#define EVENTS     "tandem_loader_events_total"
#define PUBLISHED \
    "tandem_records_published_total{entity=\"Contacts\",system=\"zohocrm\"}"

static struct json *contacts(size_t count)
{
    struct json *all = json_new_array();

    for (size_t i = 0; i < count; i++) {
        struct json *one = json_new_object();
        char *email = mem_print("k%zu@fjell.example", i);

        json_set_text(one, "First_Name", "Kari");
        json_set_text(one, "Last_Name", "Nordli");
        json_set_text(one, "Email", email);
        json_append(all, one);
        free(email);
    }
    return all;
}

static const struct json *contacts_create(size_t count)
{
    struct json *all = contacts(count);
    const struct json *ids = record_create_all(CRM, "Contacts", all);

    json_free(all);
    return ids;
}

static void flat(const struct program *program)
{
    assert_true(program_peak_kb(program) > 0);
    assert_true(program_peak_kb(program) < CEILING_KB);
}

/* ---- a burst ------------------------------------------------------------- */

static const char *phone_of(int round)
{
    return world_keep(mem_print("+47 22 00 00 %02d", round));
}

/* Everybody gets another number, and the extractor has seen it. */
static void edit_all(const struct program *extractor, const struct json *ids,
                     int round)
{
    double before = program_metric(extractor, PUBLISHED);

    for (const struct json *id = json_first(ids); id != NULL;
         id = json_next(id))
        crm_edit("Contacts", json_get_text(id, "id"), "Phone", phone_of(round));
    eventually(LIMIT_S,
               program_metric(extractor, PUBLISHED) >= before + CONTACTS);
}

static void edits_while_the_target_is_away_come_once_and_last(void **state)
{
    struct program *extractor;
    struct program *transformer;
    struct program *loader;
    const struct json *ids;
    size_t mark;

    (void)state;
    world_start(NULL);
    ids = contacts_create(CONTACTS);
    extractor = program_start("extractor");
    transformer = program_start("transformer");
    loader = program_start("loader");
    eventually(LIMIT_S, po_count("Customers") == CONTACTS);
    quiet(LIMIT_S);

    fault_add("{'system': 'powerofficego', 'kind': 'status', 'count': -1}");
    for (int round = 0; round < ROUNDS; round++)
        edit_all(extractor, ids, round);
    eventually(LIMIT_S, !program_is_healthy(loader));
    mark = journal_mark();
    faults_clear();
    eventually(LIMIT_S, record_count_of(PO, "Customers", "PhoneNumber",
                                        phone_of(ROUNDS - 1)) == CONTACTS);
    quiet(LIMIT_S);
    assert_int_equal(journal_writes_since(mark), CONTACTS);
    assert_int_equal(
        record_count_of(PO, "Customers", "PhoneNumber", phone_of(ROUNDS - 1)),
        CONTACTS);
    flat(extractor);
    flat(transformer);
    flat(loader);
    world_stop();
}

/* ---- a backlog ----------------------------------------------------------- */

/* Whoever does not poll in time is thrown out of the group, and comes back. */
static void polled_in_time(const struct program *program)
{
    const char *first = strstr(program_output(program), ASSIGNED);

    assert_non_null(first);
    assert_null(strstr(first + 1, ASSIGNED));
}

static void loader_works_until(double events, const char *rate)
{
    struct program *loader = program_start("loader", rate);

    eventually(LIMIT_S, program_metric(loader, EVENTS) >= events);
    flat(loader);
    assert_int_equal(program_stop(loader, NULL), 0);
    polled_in_time(loader);
}

static void
loaders_come_and_go_and_every_contact_becomes_one_customer(void **state)
{
    static const char slow[] = "TANDEM_POWEROFFICEGO_RATE=10";
    static const struct world_settings settings = { .rate = 10 };
    struct program *loader;

    (void)state;
    world_start(&settings);
    (void)contacts_create(MANY);
    (void)program_start("extractor", slow);
    (void)program_start("transformer");
    loader_works_until(1, slow);
    loader_works_until(500, slow);
    loader_works_until(2000, slow);
    assert_true(po_count("Customers") < MANY);

    simulators_set("{'rate': 0, 'create_ms': 0}");
    loader = program_start("loader");
    eventually(LIMIT_S, po_count("Customers") >= MANY);
    quiet(LIMIT_S);
    assert_int_equal(po_count("Customers"), MANY);
    flat(loader);
    polled_in_time(loader);
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(edits_while_the_target_is_away_come_once_and_last),
        world_test(loaders_come_and_go_and_every_contact_becomes_one_customer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

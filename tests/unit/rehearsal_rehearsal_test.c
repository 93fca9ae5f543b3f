#include "rehearsal/rehearsal.h"
#include "support/entities.h"
#include "support/test.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define NOW_MS INT64_C(1795000000000)

static struct {
    struct flows flows;
    struct readings *readings;
    struct tally *tally;
    bool open;
} stage;

static int stage_set(void **state)
{
    (void)state;
    entities_flows(&stage.flows);
    stage.readings = readings_new(&stage.flows);
    stage.tally = tally_new(false);
    stage.open = true;
    return 0;
}

static int stage_clear(void **state)
{
    (void)state;
    tally_free(stage.tally);
    readings_free(stage.readings);
    flows_free(&stage.flows);
    return 0;
}

#define on_stage(f) cmocka_unit_test_setup_teardown(f, stage_set, stage_clear)

/* ---- records ---- */

static const struct entity *contacts(void)
{
    return entities_find("zohocrm", "Contacts", NULL);
}

static const struct entity *customers(void)
{
    return entities_find("powerofficego", "Customers", NULL);
}

static void read_one(const struct entity *entity, const char *id,
                     const char *body)
{
    char *text = mem_print("{\"v\":1,\"kind\":\"seen\",\"system\":\"%s\","
                           "\"entity\":\"%s\",\"id\":\"%s\",\"read_ms\":%lld,"
                           "\"record\":%s}",
                           entity->system, entity->name, id,
                           (long long)NOW_MS - 60000, body);
    struct err err;

    assert_int_equal(readings_take(stage.readings, entity, id, strlen(id), text,
                                   strlen(text), NOW_MS, &err),
                     0);
    free(text);
}

static void kari_is_a_contact(void)
{
    read_one(contacts(), "5001",
             "{\"id\":\"5001\",\"Modified_Time\":\"2026-11-18T10:00:00+01:00\","
             "\"First_Name\":\"Kari\",\"Last_Name\":\"Nordli\","
             "\"Email\":\"kari@fjell.example\",\"Phone\":\"+47 1\"}");
}

static void kari_is_a_customer(const char *last_name)
{
    char *body = mem_print(
        "{\"Id\":812,\"IsPerson\":true,\"FirstName\":\"Kari\","
        "\"LastName\":\"%s\",\"EmailAddress\":\"KARI@fjell.example\","
        "\"LastChangedDateTimeOffset\":\"2026-11-18T09:00:00.0000000Z\","
        "\"PhoneNumber\":null,\"ExternalImportReference\":null}",
        last_name);

    read_one(customers(), "812", body);
    free(body);
}

/* ---- rehearsing ---- */

static int nothing_is_known(void *arg, const char *const *ids, size_t count,
                            char **ret_texts, struct err *err)
{
    (void)arg;
    (void)ids;
    (void)err;
    memset(ret_texts, 0, count * sizeof *ret_texts);
    return 0;
}

static bool gate(void *arg, const struct flow *flow)
{
    (void)arg;
    (void)flow;
    return stage.open;
}

static int route(struct reading *reading, void *arg)
{
    struct err err;

    return rehearsal_route(arg, reading, NULL, &err);
}

static void rehearse(void)
{
    const struct rehearsal_settings settings = {
        .flows = &stage.flows,
        .readings = stage.readings,
        .tally = stage.tally,
        .reconcile = { .limit_ms = 30000 },
        .now_ms = NOW_MS,
        .fetch = nothing_is_known,
        .gate = gate,
    };
    struct rehearsal *rehearsal = rehearsal_new(&settings);
    struct err err;

    assert_int_equal(readings_walk(stage.readings, route, rehearsal), 0);
    assert_int_equal(rehearsal_run(rehearsal, &err), 0);
    assert_int_equal(rehearsal_settle(rehearsal, &err), 0);
    assert_int_equal(rehearsal_end(rehearsal, &err), 0);
    rehearsal_free(rehearsal);
}

static size_t told(const char *what, const char *word)
{
    struct json *rows = tally_rows(stage.tally);
    size_t count = 0;

    for (const struct json *row = json_first(rows); row != NULL;
         row = json_next(row)) {
        if (text_equal(json_get_text(row, "what"), what) &&
            (word == NULL || text_equal(json_get_text(row, "property"), word) ||
             text_equal(json_get_text(row, "cause"), word)))
            count += (size_t)json_get_int(row, "count", 0);
    }
    json_free(rows);
    return count;
}

/* ---- what it says ---- */

static void a_new_contact_would_become_a_customer(void **state)
{
    (void)state;
    kari_is_a_contact();
    rehearse();
    assert_int_equal(told("created", NULL), 1);
    assert_int_equal(tally_writes(stage.tally), 1);
    assert_true(tally_has(stage.tally, "contacts.a.5001"));
    assert_true(readings_get(stage.readings, contacts(), "5001")->moves);
}

static void who_is_there_already_would_be_joined_and_filled(void **state)
{
    (void)state;
    kari_is_a_contact();
    kari_is_a_customer("NORDLI");
    rehearse();
    assert_int_equal(told("joined", NULL), 1);
    assert_int_equal(told("created", NULL), 0);
    assert_int_equal(told("updated", NULL), 1);
    assert_int_equal(told("filled", "PhoneNumber"), 1);
}

static void somebody_of_another_name_would_not(void **state)
{
    (void)state;
    kari_is_a_contact();
    kari_is_a_customer("Holm");
    rehearse();
    assert_int_equal(told("joined", NULL), 0);
    assert_int_equal(told("created", NULL), 1);
}

static void nothing_is_created_before_the_gate(void **state)
{
    (void)state;
    stage.open = false;
    kari_is_a_contact();
    rehearse();
    assert_int_equal(tally_writes(stage.tally), 0);
    assert_int_equal(told("waiting", "gate"), 1);
}

static void name_of_plan(char ret_id[TALLY_ID_LENGTH + 1])
{
    rehearse();
    tally_id(stage.tally, "flows", ret_id);
    tally_free(stage.tally);
    stage.tally = tally_new(false);
}

static void the_same_plan_has_the_same_name_and_another_has_not(void **state)
{
    char one[TALLY_ID_LENGTH + 1];
    char again[TALLY_ID_LENGTH + 1];
    char other[TALLY_ID_LENGTH + 1];

    (void)state;
    kari_is_a_contact();
    name_of_plan(one);
    name_of_plan(again);
    kari_is_a_customer("Nordli");
    name_of_plan(other);
    assert_string_equal(one, again);
    assert_string_not_equal(one, other);
}

static void a_field_that_nobody_has_asked_for_is_missed(void **state)
{
    struct json *lacking;

    (void)state;
    kari_is_a_contact();
    lacking = readings_lacking(stage.readings);
    assert_non_null(json_first(lacking));
    assert_string_equal(json_get_text(json_first(lacking), "entity"),
                        "Contacts");
    assert_int_equal(json_get_int(json_first(lacking), "records", 0), 1);
    json_free(lacking);
}

static void what_was_erased_is_not_rehearsed(void **state)
{
    struct err err;

    (void)state;
    kari_is_a_contact();
    assert_int_equal(readings_take(stage.readings, contacts(), "5001", 4, NULL,
                                   0, NOW_MS, &err),
                     0);
    assert_int_equal(readings_count(stage.readings), 0);
    rehearse();
    assert_int_equal(tally_changes(stage.tally), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        on_stage(a_new_contact_would_become_a_customer),
        on_stage(who_is_there_already_would_be_joined_and_filled),
        on_stage(somebody_of_another_name_would_not),
        on_stage(nothing_is_created_before_the_gate),
        on_stage(the_same_plan_has_the_same_name_and_another_has_not),
        on_stage(a_field_that_nobody_has_asked_for_is_missed),
        on_stage(what_was_erased_is_not_rehearsed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "process/metrics.h"
#include "support/entities.h"
#include "support/test.h"
#include "transformer/progress.h"

#include <string.h>

static char contacts[] = "t.records.zohocrm.Contacts";
static char deals[] = "t.records.zohocrm.Deals";

static struct topics topics_two(void)
{
    return (struct topics){
        .partitions = 2,
        .records = { contacts, deals },
        .record_entities = { entities_find("zohocrm", "Contacts", NULL),
                             entities_find("zohocrm", "Deals", NULL) },
        .record_count = 2,
    };
}

static void done(struct progress *progress, const char *topic,
                 int32_t partition, int64_t offset)
{
    const struct transform_counts counts = { .records = 1, .events = 2 };
    const struct kafka_message message = { .topic = topic,
                                           .partition = partition,
                                           .offset = offset };

    progress_add(progress, &message, &counts);
}

static void only_what_is_done_is_committed_up_to_the_next_offset(void **state)
{
    const struct topics topics = topics_two();
    struct progress *progress = progress_new(&topics);
    const struct kafka_position *positions;

    (void)state;
    assert_int_equal(progress_positions(progress, &positions), 0);
    done(progress, "t.records.zohocrm.Contacts", 1, 6);
    done(progress, "t.records.zohocrm.Contacts", 1, 7);
    done(progress, "t.records.zohocrm.Deals", 0, 0);
    assert_int_equal(progress_size(progress), 3);
    assert_int_equal(progress_positions(progress, &positions), 2);
    assert_string_equal(positions[0].topic, contacts);
    assert_int_equal(positions[0].partition, 1);
    assert_int_equal(positions[0].next, 8);
    assert_string_equal(positions[1].topic, deals);
    assert_int_equal(positions[1].partition, 0);
    assert_int_equal(positions[1].next, 1);
    progress_clear(progress);
    assert_int_equal(progress_size(progress), 0);
    assert_int_equal(progress_positions(progress, &positions), 0);
    progress_free(progress);
}

static void a_partition_that_was_taken_is_not_committed(void **state)
{
    const struct topics topics = topics_two();
    struct progress *progress = progress_new(&topics);
    const struct kafka_position *positions;

    (void)state;
    done(progress, contacts, 0, 3);
    done(progress, contacts, 1, 4);
    progress_drop(progress, contacts, 0);
    assert_int_equal(progress_positions(progress, &positions), 1);
    assert_int_equal(positions[0].partition, 1);
    progress_free(progress);
}

static void what_is_done_is_counted_for_each_entity(void **state)
{
    const struct topics topics = topics_two();
    struct progress *progress = progress_new(&topics);
    struct buf text = { 0 };

    (void)state;
    metrics_clear();
    done(progress, contacts, 0, 3);
    done(progress, contacts, 0, 4);
    progress_clear(progress);
    progress_clear(progress);
    metrics_print(&text);
    assert_non_null(strstr(buf_text(&text),
                           "tandem_transformer_records_total{"
                           "entity=\"Contacts\",system=\"zohocrm\"} 2\n"));
    assert_non_null(strstr(buf_text(&text),
                           "tandem_transformer_events_total{"
                           "entity=\"Contacts\",system=\"zohocrm\"} 4\n"));
    assert_null(strstr(buf_text(&text), "entity=\"Deals\""));
    buf_free(&text);
    progress_free(progress);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_is_done_is_committed_up_to_the_next_offset),
        cmocka_unit_test(a_partition_that_was_taken_is_not_committed),
        cmocka_unit_test(what_is_done_is_counted_for_each_entity),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

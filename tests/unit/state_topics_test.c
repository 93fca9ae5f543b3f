#include "support/entities.h"
#include "support/test.h"

#include "state/topics.h"

static void names_begin_with_the_namespace(void **state)
{
    struct flows flows = { 0 };
    struct topics topics;

    (void)state;
    topics_init(&topics, "acme", 6, &flows);
    assert_string_equal(topics.changes, "acme.changes");
    assert_string_equal(topics.links, "acme.links");
    assert_string_equal(topics.outcomes, "acme.outcomes");
    assert_string_equal(topics.dead_letters, "acme.dead-letters");
    assert_string_equal(topics.transformer_group, "acme.transformer");
    assert_string_equal(topics.loader_group, "acme.loader");
    assert_int_equal(topics.partitions, 6);
    assert_int_equal(topics.record_count, 0);
    topics_free(&topics);
}

static void each_entity_in_use_has_one_topic_of_records(void **state)
{
    struct flows flows = { 0 };
    struct topics topics;
    const struct entity *contacts = entities_find("zohocrm", "Contacts", NULL);
    const struct entity *departments =
        entities_find("powerofficego", "Departments", NULL);

    (void)state;
    flows.items[flows.count++] = entities_flow("contacts");
    flows.items[flows.count++] = entities_flow("contactpersons");
    topics_init(&topics, "acme", 6, &flows);
    assert_int_equal(topics.record_count, 3);
    assert_string_equal(topics_of_entity(&topics, contacts),
                        "acme.records.zohocrm.Contacts");
    assert_null(topics_of_entity(&topics, departments));
    topics_free(&topics);
    flows_free(&flows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_begin_with_the_namespace),
        cmocka_unit_test(each_entity_in_use_has_one_topic_of_records),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "support/test.h"

#include "remote/queue.h"

static struct errand errand_of(enum call_kind kind, enum call_priority priority)
{
    struct errand errand = { .call = { .kind = kind, .priority = priority } };

    return errand;
}

static void the_most_urgent_is_first_and_equals_keep_their_order(void **state)
{
    struct errand scan = errand_of(CALL_LIST, PRIORITY_SCAN);
    struct errand one = errand_of(CALL_UPDATE, PRIORITY_UPDATE);
    struct errand two = errand_of(CALL_UPDATE, PRIORITY_UPDATE);
    struct queue queue = { 0 };

    (void)state;
    queue_push(&queue, &scan);
    queue_push(&queue, &one);
    queue_push(&queue, &two);
    assert_ptr_equal(queue_first(&queue, 0, true), &one);
    queue_remove(&queue, &one);
    assert_ptr_equal(queue_first(&queue, 0, true), &two);
    queue_push_front(&queue, &one);
    assert_ptr_equal(queue_first(&queue, 0, true), &one);
    queue_remove(&queue, &two);
    queue_remove(&queue, &one);
    assert_ptr_equal(queue_first(&queue, 0, true), &scan);
    assert_int_equal(queue.count, 1);
}

static void what_waits_for_its_time_lets_others_pass(void **state)
{
    struct errand later = errand_of(CALL_READ, PRIORITY_READ);
    struct errand poll = errand_of(CALL_LIST, PRIORITY_POLL);
    struct queue queue = { 0 };

    (void)state;
    later.not_before_ms = 100;
    queue_push(&queue, &later);
    queue_push(&queue, &poll);
    assert_ptr_equal(queue_first(&queue, 99, true), &poll);
    assert_ptr_equal(queue_first(&queue, 100, true), &later);
}

static void creates_can_be_passed_over(void **state)
{
    struct errand create = errand_of(CALL_CREATE, PRIORITY_CREATE);
    struct errand poll = errand_of(CALL_LIST, PRIORITY_POLL);
    struct queue queue = { 0 };

    (void)state;
    queue_push(&queue, &create);
    assert_int_equal(queue.creates, 1);
    assert_null(queue_first(&queue, 0, false));
    queue_push(&queue, &poll);
    assert_ptr_equal(queue_first(&queue, 0, false), &poll);
    queue_remove(&queue, &create);
    assert_int_equal(queue.creates, 0);
}

static void a_read_is_found_behind_writes_whatever_its_time(void **state)
{
    struct errand update = errand_of(CALL_UPDATE, PRIORITY_UPDATE);
    struct errand scan = errand_of(CALL_LIST, PRIORITY_SCAN);
    struct queue queue = { 0 };

    (void)state;
    scan.not_before_ms = 1000;
    queue_push(&queue, &update);
    assert_null(queue_first_read(&queue));
    queue_push(&queue, &scan);
    assert_ptr_equal(queue_first_read(&queue), &scan);
}

static void those_whose_time_is_over_are_taken_out(void **state)
{
    struct errand patient = errand_of(CALL_UPDATE, PRIORITY_UPDATE);
    struct errand hasty = errand_of(CALL_CREATE, PRIORITY_CREATE);
    struct errand other = errand_of(CALL_READ, PRIORITY_READ);
    struct queue queue = { 0 };
    struct errand *expired;

    (void)state;
    hasty.send_until_ms = 100;
    other.send_until_ms = 50;
    queue_push(&queue, &patient);
    queue_push(&queue, &hasty);
    queue_push(&queue, &other);
    assert_null(queue_expired(&queue, 49));
    expired = queue_expired(&queue, 100);
    assert_ptr_equal(expired, &other);
    assert_ptr_equal(expired->next, &hasty);
    assert_null(expired->next->next);
    assert_int_equal(queue.count, 1);
    assert_ptr_equal(queue_expired(&queue, INT64_MAX), &patient);
    assert_int_equal(queue.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_most_urgent_is_first_and_equals_keep_their_order),
        cmocka_unit_test(what_waits_for_its_time_lets_others_pass),
        cmocka_unit_test(creates_can_be_passed_over),
        cmocka_unit_test(a_read_is_found_behind_writes_whatever_its_time),
        cmocka_unit_test(those_whose_time_is_over_are_taken_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

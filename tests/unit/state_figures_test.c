/*
 * Figures add up, and come back as they were written.
 */
#include "state/figures.h"

#include "base/mem.h"
#include "support/entities.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static struct flows flows;
static struct figures one;
static struct figures sum;

static int begin(void **state)
{
    (void)state;
    entities_flows(&flows);
    figures_init(&one, &flows);
    figures_init(&sum, &flows);
    return 0;
}

static int end(void **state)
{
    (void)state;
    figures_free(&one);
    figures_free(&sum);
    flows_free(&flows);
    return 0;
}

static struct flow_figures *contacts(struct figures *figures)
{
    return figures_of(figures, "contacts");
}

static void takes(enum link_status status, const char *cause, int64_t since_ms,
                  enum drift drift)
{
    struct link *link = link_new("contacts.a.1");

    link->status = status;
    mem_replace(&link->cause, cause);
    link->since_ms = since_ms;
    flow_figures_take(contacts(&one), link, drift);
    link_free(link);
}

static void links_are_counted_by_status_cause_and_drift(void **state)
{
    (void)state;
    takes(LINK_IN_STEP, NULL, 5, DRIFT_EQUAL);
    takes(LINK_IN_STEP, NULL, 5, DRIFT_AGREED);
    takes(LINK_HELD, "twin", 5, DRIFT_OPEN);
    takes(LINK_HELD, "of a newer version", 5, DRIFT_NO_PAIR);
    takes(LINK_WAITING, "gate", 7, DRIFT_NO_PAIR);
    takes(LINK_WAITING, "gate", 6, DRIFT_NO_PAIR);
    assert_int_equal(contacts(&one)->links[LINK_IN_STEP], 2);
    assert_int_equal(flow_figures_pairs(contacts(&one)), 3);
    assert_int_equal(json_get_int(contacts(&one)->held, "twin", 0), 1);
    assert_int_equal(json_get_int(contacts(&one)->held, FIGURES_UNKNOWN, 0), 1);
    assert_int_equal(contacts(&one)->waiting_ms, 6);
    assert_int_equal(contacts(&one)->pending_ms, 0);
}

static void a_key_actor_is_no_link(void **state)
{
    (void)state;
    takes(LINK_KEY, NULL, 0, DRIFT_NO_PAIR);
    for (int s = 0; s < LINK_KEY; s++)
        assert_int_equal(contacts(&one)->links[s], 0);
}

static void added(int64_t at_ms, int64_t scanned_ms)
{
    struct buf text = { 0 };
    struct err err;

    one.at_ms = at_ms;
    contacts(&one)->scanned_ms = scanned_ms;
    figures_encode(&text, &one);
    assert_int_equal(figures_decode(&sum, text.data, text.length, &err), 0);
    buf_free(&text);
}

static void partitions_add_up_as_they_were_written(void **state)
{
    (void)state;
    takes(LINK_HELD, "twin", 5, DRIFT_OPEN);
    takes(LINK_PENDING, NULL, 9, DRIFT_EQUAL);
    added(100, 50);
    added(90, 60);
    assert_int_equal(sum.counted, 2);
    assert_int_equal(sum.at_ms, 90);
    assert_int_equal(contacts(&sum)->links[LINK_HELD], 2);
    assert_int_equal(contacts(&sum)->drifts[DRIFT_EQUAL], 2);
    assert_int_equal(contacts(&sum)->drifts[DRIFT_OPEN], 2);
    assert_int_equal(json_get_int(contacts(&sum)->held, "twin", 0), 2);
    assert_int_equal(contacts(&sum)->pending_ms, 9);
    assert_int_equal(contacts(&sum)->scanned_ms, 50);
}

/* One partition that has not been scanned makes the whole unknown. */
static void the_whole_is_as_old_as_its_oldest_part(void **state)
{
    (void)state;
    added(100, 50);
    added(100, 0);
    added(100, 60);
    assert_int_equal(contacts(&sum)->scanned_ms, 0);
}

static void what_is_no_figures_is_refused(void **state)
{
    static const char other[] = "{\"v\":2}";
    struct err err;

    (void)state;
    assert_int_equal(figures_decode(&sum, other, strlen(other), &err), -1);
    assert_int_equal(figures_decode(&sum, "{", 1, &err), -1);
    assert_int_equal(sum.counted, 0);
}

#define unit(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit(links_are_counted_by_status_cause_and_drift),
        unit(a_key_actor_is_no_link),
        unit(partitions_add_up_as_they_were_written),
        unit(the_whole_is_as_old_as_its_oldest_part),
        unit(what_is_no_figures_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

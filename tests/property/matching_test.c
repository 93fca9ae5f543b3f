/*
 * Whatever comes first, the same records are joined, created and held.
 *
 * TEST_SEED=n plays one seed.
 */
#include "base/mem.h"
#include "base/text.h"
#include "support/network.h"
#include "support/test.h"

#include <stdlib.h>

#define SEEDS 400
#define EACH  4 /* of every kind of pair */

static struct json *person(enum side side, const char *email, const char *first,
                           const char *last)
{
    struct json *fields = json_new_object();

    json_set_text(fields, side == SIDE_A ? "Email" : "EmailAddress", email);
    json_set_text(fields, side == SIDE_A ? "First_Name" : "FirstName", first);
    json_set_text(fields, side == SIDE_A ? "Last_Name" : "LastName", last);
    return fields;
}

static void contact(int id, const char *email, const char *first,
                    const char *last)
{
    char *text = mem_print("%d", id);

    network_contact(text, person(SIDE_A, email, first, last));
    free(text);
}

static void customer(int id, const char *email, const char *first,
                     const char *last)
{
    char *text = mem_print("%d", id);

    network_customer(text, person(SIDE_B, email, first, last));
    free(text);
}

/* Contacts 100.. and customers 500.., in groups of one e-mail each. */
static void people(int n)
{
    char *email = mem_print("p%d@fjell.example", n);

    switch (n % 5) {
    case 0: /* a clear pair, spelled differently */
        contact(100 + n, email, "Kåre", "Ødegård");
        customer(500 + n, email, "KARE", "odegard");
        break;
    case 1: /* only the e-mail agrees */
        contact(100 + n, email, "Kåre", "Ødegård");
        customer(500 + n, email, "Kåre", "Hansen");
        break;
    case 2: /* two contacts of one name: who is it? */
        contact(100 + n, email, "Kåre", "Ødegård");
        contact(200 + n, email, "Kåre", "Ødegård");
        customer(500 + n, email, "Kåre", "Ødegård");
        break;
    case 3: /* a shared e-mail, and one of them is clear */
        contact(100 + n, email, "Kåre", "Ødegård");
        contact(200 + n, email, "Kari", "Holm");
        customer(500 + n, email, "Kåre", "Ødegård");
        break;
    default: /* nobody on the other side */
        contact(100 + n, email, "Kåre", "Ødegård");
        break;
    }
    free(email);
}

static const struct link *link_of(int contact_id)
{
    char *id = mem_print("contacts.a.%d", contact_id);
    const struct link *link = network_link(id);

    free(id);
    if (link == NULL)
        fail_msg("contact %d has no link", contact_id);
    return link;
}

static void is_joined(uint32_t seed, int contact_id, int customer_id)
{
    char *id = mem_print("%d", customer_id);
    const struct link *link = link_of(contact_id);

    if (!text_equal(link->sides[SIDE_B].id, id) ||
        link->status != LINK_IN_STEP) {
        fail_msg("TEST_SEED=%u: contact %d is %s with %s, not joined with %s",
                 seed, contact_id, link_status_name(link->status),
                 link->sides[SIDE_B].id, id);
    }
    free(id);
}

static void is_created(uint32_t seed, int contact_id)
{
    const struct link *link = link_of(contact_id);
    const char *id = link->sides[SIDE_B].id;

    if (link->status != LINK_IN_STEP || strtol(id, NULL, 10) < 900000) {
        fail_msg("TEST_SEED=%u: contact %d is %s with %s, not created", seed,
                 contact_id, link_status_name(link->status), id);
    }
}

static void is_ambiguous(uint32_t seed, int contact_id)
{
    const struct link *link = link_of(contact_id);

    if (link->status != LINK_HELD || !text_equal(link->cause, "ambiguous")) {
        fail_msg("TEST_SEED=%u: contact %d is %s, not held as ambiguous", seed,
                 contact_id, link_status_name(link->status));
    }
}

static void check(uint32_t seed, int n)
{
    switch (n % 5) {
    case 0:
        is_joined(seed, 100 + n, 500 + n);
        break;
    case 2:
        is_ambiguous(seed, 100 + n);
        is_ambiguous(seed, 200 + n);
        break;
    case 3:
        is_joined(seed, 100 + n, 500 + n);
        is_created(seed, 200 + n);
        break;
    default:
        is_created(seed, 100 + n);
        break;
    }
}

static void play(uint32_t seed)
{
    network_start(seed);
    for (int n = 0; n < 5 * EACH; n++)
        people(n);
    network_run();
    for (int n = 0; n < 5 * EACH; n++)
        check(seed, n);
    assert_int_equal(network_creates(), 3 * EACH);
    assert_int_equal(network_customers(), 7 * EACH);
    network_end();
}

static void the_order_of_arrival_does_not_matter(void **state)
{
    const char *only = getenv("TEST_SEED"); /* NOLINT(concurrency-mt-unsafe) */

    (void)state;
    if (only != NULL) {
        play((uint32_t)strtoul(only, NULL, 10));
        return;
    }
    for (uint32_t seed = 1; seed <= SEEDS; seed++)
        play(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_arrival_does_not_matter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "base/mem.h"
#include "domain/link.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static struct link *rich_link(void)
{
    struct link *link = link_new("contacts.a.1");
    struct link_side *a = &link->sides[SIDE_A];

    link->status = LINK_HELD;
    link->cause = mem_copy("rejected");
    link->detail = mem_copy("powerofficego refused it");
    link->revision = 7;
    a->id = mem_copy("1");
    a->modified = mem_copy("2026-11-03T09:14:05+01:00");
    a->read_ms = 1794041265123;
    a->written_modified = mem_copy("2026-11-03T09:14:05+01:00");
    a->written_ms = 1794041265000;
    a->doubt = true;
    json_set_text(a->observed, "Last_Name", "Nordli");
    json_set_text(a->agreed, "Last_Name", "Nordli");
    json_set_int(a->changed_ms, "LastName", 1794041265123);
    link->sides[SIDE_B].gone_ms = 5;
    link->sides[SIDE_B].parent = mem_copy("900");
    json_set_text(link->definitions, "LastName", "0a1b2c3d");
    link->request = (struct link_request){ .kind = REQUEST_CREATE,
                                           .side = SIDE_B,
                                           .at_ms = 11,
                                           .fields = json_new_object(),
                                           .base = json_new_object() };
    json_set_text(link->request.fields, "LastName", "Nordli");
    json_set_text(link->request.base, "Last_Name", "Nordli");
    link->sides[SIDE_B].refused = mem_copy("0123");
    link->wanted = true;
    link->find_after_ms = 12;
    json_append(link->subscribers, json_new_text("deals.a.9"));
    json_append(link->children, json_new_text("contacts.a.1@7"));
    link->attempts = 3;
    link->since_ms = 13;
    link->due_ms = LINK_DUE_AT_GATE;
    return link;
}

static char *encoded(const struct link *link)
{
    struct buf text = { 0 };

    link_encode(&text, link);
    return buf_take(&text);
}

static void a_state_survives_its_document(void **state)
{
    struct link *link = rich_link();
    char *text = encoded(link);
    struct err err;
    struct link *back = link_decode(text, strlen(text), &err);
    char *again;

    (void)state;
    assert_non_null(back);
    again = encoded(back);
    assert_string_equal(again, text);
    assert_string_equal(back->flow, "contacts");
    assert_int_equal(back->status, LINK_HELD);
    assert_true(back->due_ms == LINK_DUE_AT_GATE);
    assert_true(back->since_ms == 13);
    assert_int_equal(back->request.kind, REQUEST_CREATE);
    assert_true(back->sides[SIDE_A].doubt);
    free(again);
    free(text);
    link_free(link);
    link_free(back);
}

static void a_new_link_is_blank_and_small(void **state)
{
    struct link *link = link_new("contacts.a.1");
    char *text = encoded(link);

    (void)state;
    assert_true(link_is_blank(link));
    assert_true(strlen(text) < 150);
    free(text);
    link_free(link);
}

static void its_essence_knows_no_revision_and_no_reading_time(void **state)
{
    struct link *link = rich_link();
    char *before = link_essence(link);
    char *after;

    (void)state;
    link->revision++;
    link->sides[SIDE_A].read_ms++;
    after = link_essence(link);
    assert_string_equal(after, before);
    free(after);
    link->due_ms--;
    after = link_essence(link);
    assert_string_not_equal(after, before);
    free(after);
    free(before);
    link_free(link);
}

static void refuses(const char *text)
{
    struct err err = { 0 };

    assert_null(link_decode(text, strlen(text), &err));
    assert_int_equal(err.kind, ERR_DATA);
}

static void what_is_no_state_is_refused(void **state)
{
    (void)state;
    refuses("");
    refuses("[]");
    refuses("{\"v\":1}");
    refuses("{\"v\":2,\"id\":\"contacts.a.1\",\"status\":\"lonely\"}");
    refuses("{\"v\":1,\"id\":\"contacts.a.1\",\"status\":\"nowhere\"}");
}

static void names_the_misfit(const char *member, const char *name)
{
    char *text = mem_print("{\"v\":1,\"id\":\"contacts.a.1\","
                           "\"status\":\"lonely\",%s}",
                           member);
    char *sentence = mem_print("state of link 'contacts.a.1': '%s' is of "
                               "another kind than it should be",
                               name);
    struct err err = { 0 };

    assert_null(link_decode(text, strlen(text), &err));
    assert_string_equal(err.text, sentence);
    free(sentence);
    free(text);
}

static void a_state_with_members_of_another_kind_is_refused(void **state)
{
    (void)state;
    names_the_misfit("\"owed\":[]", "owed");
    names_the_misfit("\"subscribers\":{}", "subscribers");
    names_the_misfit("\"sides\":{\"b\":{\"observed\":\"x\"}}", "observed");
    names_the_misfit("\"request\":{\"kind\":\"update\",\"fields\":null}",
                     "fields");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_survives_its_document),
        cmocka_unit_test(a_new_link_is_blank_and_small),
        cmocka_unit_test(its_essence_knows_no_revision_and_no_reading_time),
        cmocka_unit_test(what_is_no_state_is_refused),
        cmocka_unit_test(a_state_with_members_of_another_kind_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

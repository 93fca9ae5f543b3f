#include "domain/flow.h"
#include "support/entities.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct flow *parse(const char *text, struct err *err)
{
    memset(err, 0, sizeof *err);
    return flow_parse("flows/x.json", text, strlen(text), entities_find, NULL,
                      err);
}

/* A flow with this text where its properties stand, and these extra members. */
static struct flow *parse_with(const char *properties, const char *extra,
                               struct err *err)
{
    char text[2048];

    (void)snprintf(
        text, sizeof text,
        "{\"flow\": \"x\", \"title\": \"X\", %s\n"
        "\"a\": {\"system\": \"zohocrm\", \"entity\": \"Contacts\"},\n"
        "\"b\": {\"system\": \"powerofficego\", \"entity\": \"Customers\"},\n"
        "\"properties\": [\n%s]}",
        extra, properties);
    return parse(text, err);
}

static void assert_refused(const char *properties, const char *extra,
                           const char *message)
{
    struct err err;
    struct flow *flow = parse_with(properties, extra, &err);

    assert_null(flow);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_string_equal(err.text, message);
}

#define NAME "{\"a\": \"Last_Name\", \"b\": \"LastName\"}"

static void the_contacts_flow_says_what_the_checklist_says(void **state)
{
    struct flow *flow = entities_flow("contacts");
    const struct property *email = &flow->properties[0];
    const struct property *first = &flow->properties[1];

    (void)state;
    assert_string_equal(flow->name, "contacts");
    assert_true(flow->enabled);
    assert_int_equal(flow->sides[SIDE_A].create, CREATE_NEVER);
    assert_int_equal(flow->sides[SIDE_B].create, CREATE_ALWAYS);
    assert_string_equal(flow->sides[SIDE_B].entity->name, "Customers");
    assert_true(json_get_true(flow->sides[SIDE_B].where, "IsPerson"));
    assert_true(json_is_bool(json_get(flow->sides[SIDE_B].set, "KeepUpdated")));
    assert_string_equal(flow->match_key, "EmailAddress");
    assert_int_equal(flow->match_same_count, 2);
    assert_int_equal(flow->property_count, 7);
    assert_string_equal(email->name, "EmailAddress");
    assert_int_equal(email->type, TYPE_EMAIL);
    assert_int_equal(email->path_count[SIDE_A], 2);
    assert_string_equal(email->paths[SIDE_A][1], "Secondary_Email");
    assert_string_equal(first->fallback[SIDE_B], "-");
    assert_null(first->fallback[SIDE_A]);
    flow_free(flow);
}

static void the_deals_flow_refers_to_three_others(void **state)
{
    struct flow *flow = entities_flow("deals");
    const struct property *customer = &flow->properties[0];
    const struct property *person = &flow->properties[1];

    (void)state;
    assert_int_equal(customer->type, TYPE_LINK);
    assert_true(customer->required);
    assert_int_equal(customer->flow_count, 2);
    assert_string_equal(customer->flows[0], "accounts");
    assert_string_equal(customer->flows[1], "contacts");
    assert_string_equal(person->under, "Account_Name.id");
    assert_false(person->required);
    assert_int_equal(json_get_int(flow->sides[SIDE_A].when, "Probability", 0),
                     100);
    flow_free(flow);
}

static bool reads(const struct flow_side *side, const char *path)
{
    size_t count = 0;

    for (size_t i = 0; i < side->path_count; i++)
        count += strcmp(side->paths[i], path) == 0;
    assert_in_range(count, 0, 1);
    return count == 1;
}

static void a_side_knows_every_path_it_reads_once(void **state)
{
    struct flow *flow = entities_flow("deals");
    struct flow *contacts = entities_flow("contacts");

    (void)state;
    assert_true(reads(&flow->sides[SIDE_A], "Account_Name.id"));
    assert_true(reads(&flow->sides[SIDE_A], "Contact_Name.id"));
    assert_true(reads(&flow->sides[SIDE_A], "Probability"));
    assert_true(reads(&flow->sides[SIDE_B], "SalesOrderStatus"));
    assert_int_equal(flow->sides[SIDE_A].path_count, 4);
    assert_true(reads(&contacts->sides[SIDE_B], "IsPerson"));
    assert_true(reads(&contacts->sides[SIDE_B], "IsArchived"));
    flow_free(flow);
    flow_free(contacts);
}

static void an_unknown_member_is_named_with_its_line(void **state)
{
    (void)state;
    assert_refused(NAME ",\n{\"a\": \"X\", \"b\": \"Y\", \"tpye\": \"email\"}",
                   "",
                   "flows/x.json:6: properties[1].tpye: unknown member: one of "
                   "a, b, type, fallback, required, prefer, clear, under, "
                   "flows");
    assert_refused(NAME, "\"enbled\": true,",
                   "flows/x.json:1: enbled: unknown member: one of $schema, "
                   "flow, title, enabled, initial, a, b, create, under, "
                   "prefer, clear, properties, match");
}

static void an_unknown_type_is_answered_with_the_known_ones(void **state)
{
    (void)state;
    assert_refused(
        "{\"a\": \"X\", \"b\": \"Y\",\n\"type\": \"strnig\"}", "",
        "flows/x.json:6: properties[0].type: unknown type 'strnig': one of "
        "string, email, phone, country, date, integer, boolean, link");
}

static void mistakes_are_refused(void **state)
{
    (void)state;
    assert_refused("{\"a\": \"X\"}", "",
                   "flows/x.json:5: properties[0]: 'b' is missing");
    assert_refused("{\"a\": [], \"b\": \"Y\"}", "",
                   "flows/x.json:5: properties[0].a: is an empty list");
    assert_refused("{\"a\": [\"1\", \"2\", \"3\", \"4\", \"5\"], \"b\": "
                   "\"Y\"}",
                   "", "flows/x.json:5: properties[0].a: more than 4");
    assert_refused(NAME ",\n" NAME, "",
                   "flows/x.json:6: properties[1]: a property before it has "
                   "'LastName' already");
    assert_refused("{\"a\": \"X\", \"b\": \"Y\", \"type\": \"link\"}", "",
                   "flows/x.json:5: properties[0]: 'flows' is missing");
    assert_refused(NAME, "\"match\": {\"key\": \"Nmae\"},",
                   "flows/x.json:1: match: 'Nmae' is no property");
    assert_refused(NAME, "\"enabled\": 1,",
                   "flows/x.json:1: enabled: must be true or false, not "
                   "number");
    assert_refused(NAME, "\"title\": \"again\",",
                   "flows/x.json:1: title: given twice");
}

static void an_unknown_entity_is_refused(void **state)
{
    struct err err;

    (void)state;
    assert_null(parse("{\"flow\": \"x\", \"title\": \"X\",\n"
                      "\"a\": {\"system\": \"zohocrm\", \"entity\": \"Leads\"},"
                      "\"b\": 1, \"properties\": []}",
                      &err));
    assert_string_equal(err.text, "flows/x.json:2: a: unknown entity 'Leads' "
                                  "of system 'zohocrm'");
}

static void broken_json_is_refused_with_its_line(void **state)
{
    struct err err;

    (void)state;
    assert_null(parse("{\"flow\": \"x\",\n\n\"title\" \"X\"}", &err));
    assert_int_equal(err.kind, ERR_USAGE);
    assert_int_equal(strncmp(err.text, "flows/x.json:3: ", 16), 0);
}

static void properties_inherit_what_the_flow_prefers(void **state)
{
    struct err err;
    struct flow *flow =
        parse_with(NAME ", {\"a\": \"X\", \"b\": \"Y\", \"prefer\": \"b\"}",
                   "\"prefer\": \"hold\", \"clear\": \"propagate\",", &err);

    (void)state;
    assert_non_null(flow);
    assert_int_equal(flow->properties[0].prefer, PREFER_HOLD);
    assert_int_equal(flow->properties[0].clear, CLEAR_PROPAGATE);
    assert_int_equal(flow->properties[1].prefer, PREFER_B);
    flow_free(flow);
}

/* The definition of the one property of this text. */
static void define(const char *property, char ret_definition[9])
{
    struct err err;
    struct flow *flow = parse_with(property, "", &err);

    assert_non_null(flow);
    memcpy(ret_definition, flow->properties[0].definition, 9);
    assert_int_equal(strlen(ret_definition), 8);
    flow_free(flow);
}

static void a_definition_changes_with_the_meaning_only(void **state)
{
    static const char *const others[] = {
        "{\"a\": \"X\", \"b\": \"Y\", \"type\": \"email\"}",
        "{\"a\": \"X\", \"b\": \"Z\"}",
        "{\"a\": [\"X\", \"W\"], \"b\": \"Y\"}",
        "{\"a\": \"X\", \"b\": \"Y\", \"fallback\": \"-\"}",
        "{\"a\": \"X\", \"b\": \"Y\", \"fallback\": {\"a\": \"-\"}}",
    };
    char first[9];
    char other[9];

    (void)state;
    define("{\"a\": \"X\", \"b\": \"Y\"}", first);
    define("{\"b\": [\"Y\"], \"a\": [\"X\"], \"prefer\": \"a\"}", other);
    assert_string_equal(first, other);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        define(others[i], other);
        assert_string_not_equal(first, other);
    }
}

static void a_reference_is_defined_by_where_it_leads(void **state)
{
    static const char *const references[] = {
        "{\"a\": \"X.id\", \"b\": \"Y\", \"type\": \"link\", "
        "\"flows\": \"one\"}",
        "{\"a\": \"X.id\", \"b\": \"Y\", \"type\": \"link\", "
        "\"flows\": \"other\"}",
        "{\"a\": \"X.id\", \"b\": \"Y\", \"type\": \"link\", "
        "\"flows\": \"one\", \"under\": \"Z.id\"}",
    };
    char definitions[3][9];

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        define(references[i], definitions[i]);
    }
    assert_string_not_equal(definitions[0], definitions[1]);
    assert_string_not_equal(definitions[0], definitions[2]);
    assert_string_not_equal(definitions[1], definitions[2]);
}

/* ---- the schema ---------------------------------------------------------- */

/* What the parser says it knows where an object stands between these texts. */
static size_t known_members(const char *before, const char *after,
                            char ret_list[ERR_TEXT_MAX])
{
    char text[1024];
    struct err err;
    const char *list;
    size_t count = 1;

    (void)snprintf(text, sizeof text, "%s{\"nonsense\": 1}%s", before, after);
    assert_null(parse(text, &err));
    list = strstr(err.text, "one of ");
    assert_non_null(list);
    (void)snprintf(ret_list, ERR_TEXT_MAX, ", %s,", list + strlen("one of "));
    for (const char *at = list; (at = strchr(at, ',')) != NULL; at++)
        count++;
    return count;
}

/* The schema's object and the parser's have the same members, and neither has
 * one more. */
static void assert_schema_object(const struct json *schema, const char *before,
                                 const char *after)
{
    const struct json *members = json_get(schema, "properties");
    char list[ERR_TEXT_MAX];
    char name[64];

    assert_int_equal(known_members(before, after, list), json_count(members));
    for (const struct json *member = json_first(members); member != NULL;
         member = json_next(member)) {
        (void)snprintf(name, sizeof name, ", %s,", json_name(member));
        if (strstr(list, name) == NULL)
            fail_msg("the parser does not know '%s'", json_name(member));
    }
    assert_true(json_is_bool(json_get(schema, "additionalProperties")));
}

#define START "{\"flow\": \"x\", \"title\": \"X\", "
#define SIDES_AB                                                \
    "\"a\": {\"system\": \"zohocrm\", \"entity\": \"Deals\"}, " \
    "\"b\": {\"system\": \"zohocrm\", \"entity\": \"Deals\"}, "

static void the_schema_and_the_parser_know_the_same_members(void **state)
{
    char *text = entities_file("flows/schema.json");
    struct err err;
    struct json *schema = json_parse(text, strlen(text), &err);

    (void)state;
    assert_non_null(schema);
    assert_schema_object(schema, "", "");
    assert_schema_object(json_at(schema, "$defs.side"),
                         START "\"a\": ", ", \"b\": 1, \"properties\": 1}");
    assert_schema_object(json_at(schema, "$defs.property"),
                         START SIDES_AB "\"properties\": [", "]}");
    assert_schema_object(json_at(schema, "properties.create"),
                         START SIDES_AB "\"properties\": 1, \"create\": ", "}");
    assert_schema_object(
        json_at(schema, "properties.match"),
        START SIDES_AB "\"properties\": [" NAME "], \"match\": ", "}");
    json_free(schema);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_contacts_flow_says_what_the_checklist_says),
        cmocka_unit_test(the_deals_flow_refers_to_three_others),
        cmocka_unit_test(a_side_knows_every_path_it_reads_once),
        cmocka_unit_test(an_unknown_member_is_named_with_its_line),
        cmocka_unit_test(an_unknown_type_is_answered_with_the_known_ones),
        cmocka_unit_test(mistakes_are_refused),
        cmocka_unit_test(an_unknown_entity_is_refused),
        cmocka_unit_test(broken_json_is_refused_with_its_line),
        cmocka_unit_test(properties_inherit_what_the_flow_prefers),
        cmocka_unit_test(a_definition_changes_with_the_meaning_only),
        cmocka_unit_test(a_reference_is_defined_by_where_it_leads),
        cmocka_unit_test(the_schema_and_the_parser_know_the_same_members),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * What people type travels as data: whatever it is, it says no more than
 * itself in a query, in an address, in a patch, in a document.
 */
#include "base/mem.h"
#include "base/text.h"
#include "support/exchange.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#define V2   "https://go.example/v2/"
#define COQL "POST https://crm.example/crm/v8/coql "

static const char *const nasty[] = {
    "'",
    "''",
    "'''",
    "') or (id is not null",
    "' or '1'='1",
    "x' limit 0, 10 offset 5",
    "a\\",
    "\\'",
    "\\') or (id is not null) --",
    "a\"b",
    "\"}]},{\"op\":\"remove\",\"path\":\"/Name\"}",
    "a&Fields=Id",
    "a?b#c",
    "a/../../OAuth/Token",
    "%27%20or%20%271",
    "%0d%0aX-Evil: 1",
    "a\r\nX-Evil: 1",
    "a\nb",
    "tab\there",
    "\033[31m",
    "\x7f",
    "~0~1/a.b",
    "{{7*7}}",
    "${jndi:ldap://x}",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "caf\xc3\xa9 \xc2\x9b \xf0\x9f\x98\x80",
    "zohocrm:1@2",
    "a b+c;d=e",
    "*",
    "%",
    "null",
};

#define NASTY (sizeof nasty / sizeof nasty[0])

static struct call about(enum call_kind kind, const char *system)
{
    bool zoho = text_equal(system, "zohocrm");

    return exchange_call(kind, system, zoho ? "Contacts" : "Customers");
}

/* A sentence of an error, in which controls are shown as ?. Takes text. */
static char *shown(char *text)
{
    for (char *at = text; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ' || *at == 127)
            *at = '?';
    }
    return text;
}

/* The value of a member of the only thing that is said in a body. */
static struct json *body_of(char *said)
{
    const char *body = strchr(strchr(said, ' ') + 1, ' ');
    struct json *json = exchange_json(body + 1);

    free(said);
    return json;
}

/* ---- Zoho's query ---- */

/* Takes each '...' out of the query, quotes doubled within, and leaves a ?; the
 * last one as it was meant goes into ret_value. */
static char *skeleton(const char *query, struct buf *ret_value)
{
    struct buf bare = { 0 };

    for (const char *at = query; *at != '\0'; at++) {
        if (*at != '\'') {
            buf_append(&bare, at, 1);
            continue;
        }
        buf_clear(ret_value);
        for (at++; *at != '\0' && (*at != '\'' || at[1] == '\''); at++) {
            buf_append(ret_value, at, 1);
            at += *at == '\'' ? 1 : 0;
        }
        assert_int_equal(*at, '\'');
        buf_text_append(&bare, "?");
    }
    return buf_take(&bare);
}

static void query_is(struct call *call, const char *bare, const char *value)
{
    char *said = exchange_said(call, "zohocrm");
    struct buf last = { 0 };
    struct json *body;
    char *rest;

    assert_ptr_equal(strstr(said, COQL), said);
    body = body_of(said);
    assert_int_equal(json_count(body), 1);
    rest = skeleton(json_get_text(body, "select_query"), &last);
    assert_string_equal(rest, bare);
    assert_string_equal(buf_text(&last), value);
    free(rest);
    buf_free(&last);
    json_free(body);
}

/* What a backslash or a control character would mean is not documented. */
static bool may_be_quoted(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\\' || (unsigned char)*text < ' ')
            return false;
    }
    return true;
}

static void a_key_says_no_more_than_itself_in_a_query(void **state)
{
    (void)state;
    for (size_t i = 0; i < NASTY; i++) {
        struct call call = about(CALL_MATCH, "zohocrm");

        call.key_path = mem_copy("Email");
        call.keys = json_new_array();
        json_append(call.keys, json_new_text(nasty[i]));
        if (may_be_quoted(nasty[i])) {
            query_is(&call,
                     "select id, Modified_Time, Email from Contacts where "
                     "Email in (?) limit 0, 2000",
                     nasty[i]);
            call_free(&call);
        } else {
            exchange_cannot_say(call, "zohocrm: no key can be asked for");
        }
    }
}

static void a_reference_says_no_more_than_itself_in_a_query(void **state)
{
    (void)state;
    system_zohocrm_reference_field("PowerOffice_Id");
    for (size_t i = 0; i < NASTY; i++) {
        struct call call = about(CALL_FIND, "zohocrm");

        call.reference = mem_copy(nasty[i]);
        if (may_be_quoted(nasty[i])) {
            query_is(&call,
                     "select id, Modified_Time, PowerOffice_Id from Contacts "
                     "where PowerOffice_Id = ? limit 0, 2",
                     nasty[i]);
            call_free(&call);
        } else {
            exchange_cannot_say(call,
                                "zohocrm: a reference that cannot be quoted");
        }
    }
    system_zohocrm_reference_field(NULL);
}

static void no_nasty_name_gets_into_a_query(void **state)
{
    (void)state;
    for (size_t i = 0; i < NASTY; i++) {
        struct call call = about(CALL_MATCH, "zohocrm");
        char *why;

        if (text_equal(nasty[i], "null")) { /* a name like any other */
            call_free(&call);
            continue;
        }
        call.key_path = mem_copy("Email");
        call.keys = exchange_json("[\"a\"]");
        call.columns = mem_new(1, sizeof *call.columns);
        call.columns[0] = mem_copy(nasty[i]);
        call.column_count = 1;
        why =
            shown(mem_print("zohocrm: '%s' is no field to ask for", nasty[i]));
        exchange_cannot_say(call, why);
        free(why);
    }
}

/* ---- addresses ---- */

/* The value behind the prefix: nothing but unreserved characters and %XX. */
static void value_is_escaped(struct call call, const char *prefix)
{
    char *said = exchange_said(&call, "powerofficego");
    const char *value = said + strlen(prefix);

    assert_ptr_equal(strstr(said, prefix), said);
    assert_true(*value != '\0');
    assert_int_equal(
        strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                      "0123456789-._~%"),
        strlen(value));
    for (const char *at = strchr(value, '%'); at != NULL;
         at = strchr(at + 1, '%'))
        assert_true(strspn(at + 1, "0123456789ABCDEF") >= 2);
    free(said);
    call_free(&call);
}

static void a_value_says_no_more_than_itself_in_an_address(void **state)
{
    (void)state;
    for (size_t i = 0; i < NASTY; i++) {
        struct call find = about(CALL_FIND, "powerofficego");
        struct call match = about(CALL_MATCH, "powerofficego");

        if (strchr(nasty[i], ',') != NULL) { /* a list's separator: refused */
            call_free(&find);
            call_free(&match);
            continue;
        }
        find.reference = mem_copy(nasty[i]);
        value_is_escaped(find, "GET " V2 "Customers?externalImportReference=");
        match.key_path = mem_copy("EmailAddress");
        match.keys = json_new_array();
        json_append(match.keys, json_new_text(nasty[i]));
        value_is_escaped(match, "GET " V2 "Customers?emailAddresses=");
    }
}

static void what_is_no_id_gets_into_no_address(void **state)
{
    static const enum call_kind kinds[] = { CALL_READ, CALL_UPDATE };
    static const char *const systems[] = { "zohocrm", "powerofficego" };

    (void)state;
    for (size_t i = 0; i < NASTY; i++) {
        for (size_t k = 0; k < 4; k++) {
            const char *system = systems[k / 2];
            struct call call = about(kinds[k % 2], system);
            char *why = shown(mem_print("%s: '%s' is no id of %s", system,
                                        nasty[i], call.entity->name));

            call.id = mem_copy(nasty[i]);
            call.fields = exchange_json("{}");
            exchange_cannot_say(call, why);
            free(why);
        }
    }
}

/* ---- bodies ---- */

static void a_value_is_whole_and_alone_in_a_patch(void **state)
{
    (void)state;
    for (size_t i = 0; i < NASTY; i++) {
        struct call call = about(CALL_UPDATE, "powerofficego");
        struct json *patch;
        const struct json *operation;

        call.id = mem_copy("812345");
        call.fields = json_new_object();
        json_set_text(call.fields, "LastName", nasty[i]);
        patch = body_of(exchange_said(&call, "powerofficego"));
        assert_int_equal(json_count(patch), 1);
        operation = json_first(patch);
        assert_int_equal(json_count(operation), 3);
        assert_string_equal(json_get_text(operation, "op"), "replace");
        assert_string_equal(json_get_text(operation, "path"), "/LastName");
        assert_string_equal(json_get_text(operation, "value"), nasty[i]);
        json_free(patch);
        call_free(&call);
    }
}

static void the_name_of_a_member_is_one_path_in_a_patch(void **state)
{
    static const char *const names[][2] = {
        { "a/b", "/a~1b" },
        { "~", "/~0" },
        { "~1", "/~01" },
        { "/", "/~1" },
        { "../Name", "///~1Name" },
        { "a.b/c", "/a/b~1c" },
        { "-", "/-" },
        { "a\"b", "/a\"b" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct call call = about(CALL_UPDATE, "powerofficego");
        struct json *patch;

        call.id = mem_copy("812345");
        call.fields = json_new_object();
        json_set_text(call.fields, names[i][0], "x");
        patch = body_of(exchange_said(&call, "powerofficego"));
        assert_int_equal(json_count(patch), 1);
        assert_string_equal(json_get_text(json_first(patch), "path"),
                            names[i][1]);
        json_free(patch);
        call_free(&call);
    }
}

static void a_value_is_whole_and_alone_in_a_document(void **state)
{
    (void)state;
    for (size_t i = 0; i < NASTY; i++) {
        struct call call = about(CALL_CREATE, "zohocrm");
        const struct json *row;
        struct json *body;

        call.fields = json_new_object();
        json_set_text(call.fields, "Last_Name", nasty[i]);
        body = body_of(exchange_said(&call, "zohocrm"));
        assert_int_equal(json_count(body), 2); /* data, trigger */
        row = json_first(json_get(body, "data"));
        assert_int_equal(json_count(row), 1);
        assert_string_equal(json_get_text(row, "Last_Name"), nasty[i]);
        json_free(body);
        call_free(&call);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_says_no_more_than_itself_in_a_query),
        cmocka_unit_test(a_reference_says_no_more_than_itself_in_a_query),
        cmocka_unit_test(no_nasty_name_gets_into_a_query),
        cmocka_unit_test(a_value_says_no_more_than_itself_in_an_address),
        cmocka_unit_test(what_is_no_id_gets_into_no_address),
        cmocka_unit_test(a_value_is_whole_and_alone_in_a_patch),
        cmocka_unit_test(the_name_of_a_member_is_one_path_in_a_patch),
        cmocka_unit_test(a_value_is_whole_and_alone_in_a_document),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "systems/grant.h"

#include "base/text.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

/* What is told of an account: scopes, or a tree in single quotes. */
static enum grant granted(const char *told, const char *entity,
                          enum call_kind kind, const char *wanted)
{
    const char *system =
        text_equal(entity, "Contacts") ? "zohocrm" : "powerofficego";
    struct answer answer = { 0 };
    union {
        const char *in;
        char *out; /* an answer owns what it has; this one is not freed */
    } scope = { .in = told };
    struct err err;
    enum grant grant;
    char *name;

    if (text_equal(system, "zohocrm")) {
        answer.scope = scope.out;
    } else if (told != NULL) {
        answer.record = json_parse(told, strlen(told), &err);
        assert_non_null(answer.record);
    }
    grant = grant_of(&answer, system_entity(system, entity), kind, &name);
    assert_string_equal(name, wanted);
    free(name);
    json_free(answer.record);
    return grant;
}

#define READS   "ZohoCRM.modules.contacts.READ"
#define CHANGES "ZohoCRM.modules.contacts.UPDATE"

static void a_wider_scope_holds_a_narrower_one(void **state)
{
    static const char *const wide[] = {
        "ZohoCRM.modules.contacts.READ",
        "zohocrm.Modules.Contacts.all",
        "ZohoCRM.modules.ALL",
        "ZohoCRM.modules.READ",
        "ZohoCRM.org.READ ZohoCRM.modules.contacts.READ",
        "ZohoCRM.org.READ, ZohoCRM.modules.ALL",
    };

    (void)state;
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
        assert_int_equal(granted(wide[i], "Contacts", CALL_LIST, READS),
                         GRANT_GIVEN);
    }
}

static void what_is_not_listed_is_missing(void **state)
{
    static const char *const narrow[] = {
        "",
        "ZohoCRM.modules.contacts.READ.x",
        "ZohoCRM.modules.accounts.ALL",
        "ZohoCRM.modules.contacts.CREATE",
        "ZohoCRM.settings.ALL",
    };

    (void)state;
    for (size_t i = 0; i < sizeof narrow / sizeof narrow[0]; i++) {
        assert_int_equal(granted(narrow[i], "Contacts", CALL_LIST, READS),
                         GRANT_MISSING);
    }
    assert_int_equal(granted(NULL, "Contacts", CALL_LIST, READS), GRANT_UNTOLD);
}

static void to_write_is_to_change_and_not_to_create(void **state)
{
    (void)state;
    assert_int_equal(granted("ZohoCRM.modules.contacts.WRITE", "Contacts",
                             CALL_UPDATE, CHANGES),
                     GRANT_GIVEN);
    assert_int_equal(granted("ZohoCRM.modules.contacts.WRITE", "Contacts",
                             CALL_CREATE, "ZohoCRM.modules.contacts.CREATE"),
                     GRANT_MISSING);
    assert_int_equal(granted("ZohoCRM.settings.ALL", "Contacts", CALL_FIELDS,
                             "ZohoCRM.settings.fields.READ"),
                     GRANT_GIVEN);
}

#define PRIVILEGES                         \
    "{\"ValidPrivileges\":[\"Customer\"]," \
    "\"invalidPrivileges\":[\"SalesOrders_Full\"]}"

static void a_privilege_may_be_given_and_not_in_force(void **state)
{
    (void)state;
    assert_int_equal(granted(PRIVILEGES, "Customers", CALL_LIST, "Customer"),
                     GRANT_GIVEN);
    assert_int_equal(
        granted(PRIVILEGES, "Customers", CALL_UPDATE, "Customer_Full"),
        GRANT_MISSING);
    assert_int_equal(
        granted(PRIVILEGES, "SalesOrders", CALL_CREATE, "SalesOrders_Full"),
        GRANT_UNPAID);
    assert_int_equal(granted("{}", "Customers", CALL_LIST, "Customer"),
                     GRANT_UNTOLD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wider_scope_holds_a_narrower_one),
        cmocka_unit_test(what_is_not_listed_is_missing),
        cmocka_unit_test(to_write_is_to_change_and_not_to_create),
        cmocka_unit_test(a_privilege_may_be_given_and_not_in_force),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

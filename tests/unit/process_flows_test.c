#include "process/flows.h"

#include "base/mem.h"
#include "base/text.h"
#include "io/file.h"
#include "support/environment.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct config config;
static struct flows flows;
static struct err err;

static int clean(void **state)
{
    (void)state;
    flows_free(&flows);
    return environment_folder_remove();
}

static int load(const char *folder)
{
    config.flows = mem_copy(folder);
    flows_free(&flows);
    if (flows_load(&flows, &config, &err) == 0)
        err.kind = ERR_NONE;
    free(config.flows);
    return err.kind == ERR_NONE ? 0 : -1;
}

/* A shipped flow under another file's and another flow's name. */
static void copy(const char *file, const char *flow)
{
    struct buf text = { 0 };
    char *named;
    const char *name = "\"contacts\"";
    const char *at;

    assert_int_equal(file_read("flows/contacts.json", 65536, &text, &err), 0);
    at = strstr(text.data, name);
    assert_non_null(at);
    named = mem_print("%.*s\"%s\"%s", (int)(at - text.data), text.data, flow,
                      at + strlen(name));
    (void)environment_file(file, named);
    free(named);
    buf_free(&text);
}

static void the_shipped_flows_are_sound(void **state)
{
    (void)state;
    if (load("flows") != 0)
        fail_msg("%s", err.text);
    assert_int_equal(flows.count, 5);
    assert_non_null(flows_find(&flows, "contacts"));
    assert_non_null(flows_find(&flows, "deals"));
}

static void files_are_read_in_order_of_name(void **state)
{
    (void)state;
    copy("b.json", "one");
    copy("a.json", "two");
    (void)environment_file("schema.json", "{}");
    (void)environment_file("notes.txt", "not JSON");
    (void)environment_file(".c.json", "not JSON");
    if (load(environment_folder()) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(flows.count, 2);
    assert_string_equal(flows.items[0]->name, "two");
    assert_string_equal(flows.items[1]->name, "one");
}

static void a_bad_file_is_named(void **state)
{
    const char *path;

    (void)state;
    copy("a.json", "contacts");
    path = environment_file("b.json", "{\n  \"flow\": \"x\",\n  oops\n}\n");
    assert_int_equal(load(environment_folder()), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_true(text_starts(err.text, path));
}

static void what_contradicts_between_files_is_refused(void **state)
{
    (void)state;
    copy("a.json", "contacts");
    copy("b.json", "contacts");
    assert_int_equal(load(environment_folder()), -1);
    assert_int_equal(err.kind, ERR_USAGE);
}

static void a_folder_without_flows_is_refused(void **state)
{
    (void)state;
    (void)environment_file("schema.json", "{}");
    assert_int_equal(load(environment_folder()), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_true(text_starts(err.text, "TANDEM_FLOWS: there are no flow files"));
}

static void a_folder_that_cannot_be_read_is_named(void **state)
{
    (void)state;
    assert_int_equal(load("/nowhere/flows"), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_string_equal(err.text,
                        "TANDEM_FLOWS: cannot read the folder "
                        "'/nowhere/flows': No such file or directory");
}

static void too_many_flows_are_refused(void **state)
{
    (void)state;
    for (int i = 0; i <= FLOWS_MAX; i++) {
        char file[32];
        char flow[32];

        (void)snprintf(file, sizeof file, "%02d.json", i);
        (void)snprintf(flow, sizeof flow, "flow%02d", i);
        copy(file, flow);
    }
    assert_int_equal(load(environment_folder()), -1);
    assert_non_null(strstr(err.text, "/32.json: more than 32 flows"));
}

#define TEST(name) cmocka_unit_test_teardown(name, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_shipped_flows_are_sound),
        TEST(files_are_read_in_order_of_name),
        TEST(a_bad_file_is_named),
        TEST(what_contradicts_between_files_is_refused),
        TEST(a_folder_without_flows_is_refused),
        TEST(a_folder_that_cannot_be_read_is_named),
        TEST(too_many_flows_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "base/mem.h"

#include "support/test.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void new_memory_is_zeroed(void **state)
{
    static const char zeros[300];
    char *memory = mem_new(100, 3);
    void *nothing = mem_new(0, 0);

    (void)state;
    assert_memory_equal(memory, zeros, sizeof zeros);
    assert_non_null(nothing);
    free(memory);
    free(nothing);
}

static void resized_memory_keeps_what_it_held(void **state)
{
    int *memory = mem_resize(NULL, 2, sizeof *memory);

    (void)state;
    memory[0] = 7;
    memory[1] = 9;
    memory = mem_resize(memory, 1000, sizeof *memory);
    assert_int_equal(memory[0], 7);
    assert_int_equal(memory[1], 9);
    memory = mem_resize(memory, 0, sizeof *memory);
    assert_non_null(memory);
    free(memory);
}

static void copies_are_copies(void **state)
{
    char text[] = "abc";
    char *whole = mem_copy(text);
    char *part = mem_copy_n(text, 2);
    char *none = mem_copy_n(NULL, 0);
    char *printed = mem_print("%s-%d", text, 5);

    (void)state;
    text[0] = 'x';
    assert_string_equal(whole, "abc");
    assert_string_equal(part, "ab");
    assert_string_equal(none, "");
    assert_string_equal(printed, "abc-5");
    assert_null(mem_copy(NULL));
    free(whole);
    free(part);
    free(none);
    free(printed);
}

static void a_long_text_is_printed_whole(void **state)
{
    char *printed = mem_print("%01000d", 7);

    (void)state;
    assert_int_equal(strlen(printed), 1000);
    assert_string_equal(printed + 990, "0000000007");
    free(printed);
}

static void a_replacement_may_be_made_from_what_it_replaces(void **state)
{
    char *owned = mem_copy("hello");

    (void)state;
    mem_replace(&owned, owned + 2);
    assert_string_equal(owned, "llo");
    mem_replace(&owned, NULL);
    assert_null(owned);
}

/* The size in bytes does not fit into size_t. */
static void an_impossible_size_ends_the_process(void **state)
{
    int status;
    pid_t child = fork();

    (void)state;
    assert_true(child >= 0);
    if (child == 0) {
        (void)signal(SIGABRT, SIG_DFL);
        (void)close(STDERR_FILENO);
        free(mem_resize(NULL, SIZE_MAX / 2, 4));
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_memory_is_zeroed),
        cmocka_unit_test(resized_memory_keeps_what_it_held),
        cmocka_unit_test(copies_are_copies),
        cmocka_unit_test(a_long_text_is_printed_whole),
        cmocka_unit_test(a_replacement_may_be_made_from_what_it_replaces),
        cmocka_unit_test(an_impossible_size_ends_the_process),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

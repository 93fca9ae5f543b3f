/*
 * tests/support/test.h: cmocka, whose includes must come in this order.
 */
#ifndef TANDEM_TESTS_TEST_H
#define TANDEM_TESTS_TEST_H

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#endif

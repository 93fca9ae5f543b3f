/*
 * tests/support/e2e.h: everything that an end-to-end test speaks in.
 */
#ifndef TANDEM_TESTS_SUPPORT_E2E_H
#define TANDEM_TESTS_SUPPORT_E2E_H

#include "base/text.h"
#include "support/faults.h"
#include "support/health.h"
#include "support/journal.h"
#include "support/program.h"
#include "support/quiet.h"
#include "support/records.h"
#include "support/test.h"
#include "support/waiting.h"
#include "support/world.h"

#endif

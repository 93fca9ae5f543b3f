/*
 * tests/support/opposite.h: a world whose flows create records in Zoho, too.
 */
#ifndef TANDEM_TESTS_OPPOSITE_H
#define TANDEM_TESTS_OPPOSITE_H

/* The unique custom field of Zoho's modules that holds our reference. */
#define OPPOSITE_FIELD "PowerOffice_Id"

/* The shipped flows with every creation on, in a folder of the test's own; and
 * the world. poll: "TANDEM_POLL_SECONDS=1". */
void opposite_start(const char *poll);
void opposite_stop(void);

/* The Zoho record that was created from one of the other system's, or NULL. */
const char *crm_made_of(const char *entity, const char *origin, const char *id);

#endif

/*
 * tests/chaos/field.h: a person types something in, and the book notes it.
 *
 * Records are known by Zoho's ids; "there" is what stands for them in
 * PowerOffice, if it does by now. Ids that are returned are valid until the
 * world ends.
 */
#ifndef TANDEM_TESTS_CHAOS_FIELD_H
#define TANDEM_TESTS_CHAOS_FIELD_H

#include "chaos/book.h"
#include "chaos/crowd.h"

#include <stdbool.h>
#include <stddef.h>

void field_open(void);
void field_close(void);

/* What makes a person the same in both systems. */
struct person {
    char email[BOOK_TEXT_MAX];
    char first[BOOK_TEXT_MAX];
    char last[BOOK_TEXT_MAX];
};

/* person NULL: a new one; else a customer's who is there already. */
const char *field_contact(const char *country, const struct person *person);
const char *field_account(const char *country);

/* account or contact may be NULL, not both. */
const char *field_deal(const char *account, const char *contact, bool won);
void field_win(const char *deal);
void field_move(const char *deal, const char *account); /* to another account */

/* A person in PowerOffice, whom some contact will be. */
const char *field_customer(struct person *ret_person);
void field_same(const char *contact, const char *customer);

/* How many fields a record has that both systems keep: the n-th here is the
 * n-th there. */
int field_count(enum crowd_record kind);

/* Another value for the n-th field; nothing, when it is not there by now. */
void field_edit_here(enum crowd_record kind, const char *id, int field);
void field_edit_there(enum crowd_record kind, const char *id, int field);

/* How many of these there were. */
size_t field_edits(void);

/* The same for a contact's person at some account. */
void field_edit_person(const char *contact, int field);

#endif

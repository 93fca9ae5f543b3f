/*
 * tests/chaos/deed.h: what people do besides typing: delete, empty a field,
 * give an order to another customer, type somebody in who is in no Zoho.
 */
#ifndef TANDEM_TESTS_CHAOS_DEED_H
#define TANDEM_TESTS_CHAOS_DEED_H

#include <stdbool.h>
#include <stddef.h>

enum deed_kind {
    DEED_DELETED_HERE,
    DEED_DELETED_THERE,
    DEED_EMPTIED_HERE,
    DEED_EMPTIED_THERE,
    DEED_ORDER_MOVED,
    DEED_STRANGER,
    DEED_KINDS
};

void deeds_open(void);
void deeds_close(void);

/* Deletes a contact, or its customer. False: it is not in step, and stays. */
bool deed_delete(const char *contact, bool there);

/* Takes the phone number away on one side, when both are joined. */
void deed_empty(const char *contact, bool there);

/* The deal's order gets the account's customer, when both are there. */
void deed_move_order(const char *deal, const char *account);

/* The id of a customer who is nobody's contact. */
const char *deed_stranger(void);

/* Whose record that was before it was deleted; NULL: it was not. */
const char *deed_owner(const char *entity, const char *id);

/* Has somebody emptied this field once? */
bool deed_emptied(const char *entity, const char *id, const char *path);

size_t deeds_count(enum deed_kind kind);
const char *deed_name(enum deed_kind kind);

#endif

/*
 * tests/support/kari.h: one contact, one customer, and what a won deal makes.
 */
#ifndef TANDEM_TESTS_SUPPORT_KARI_H
#define TANDEM_TESTS_SUPPORT_KARI_H

#include "support/world.h"

/* Ids; valid until the world ends. */
struct kari {
    const char *contact;  /* Kari Nordli in Zoho */
    const char *customer; /* and in PowerOffice */
    const char *link;     /* of the two: "contacts.a.<contact>" */
};

struct won {
    const char *account;
    const char *company; /* the account's customer */
    const char *person;  /* Kari, as its contact person */
    const char *deal;
    const char *order;
};

extern struct kari kari;
extern struct won won;

/* Starts world and pipeline; Kari is in both, and nothing is left to do. */
void kari_is_known(const struct world_settings *settings);

/* The same, and she has bought something for a company. */
void kari_has_bought(void);

/* Stops both. */
void kari_ends(void);

#endif

/*
 * tests/support/people.h: records that look like a Norwegian company's CRM.
 *
 * As Zoho's fields and shapes, ready for POST /zohocrm/Contacts and so on at
 * the simulators' control port. The same seed gives the same records; the
 * n-th record does not depend on how many are asked for. The caller frees.
 *
 * Contacts: names with æøå and from elsewhere; two of three have an e-mail of
 * their own (6 % none, 4 % share a company's post@...); Norwegian addresses,
 * 15 % abroad with the country spelt in several ways; some lack the phone,
 * the zip code, the city or the whole address; 2 % have long values that just
 * fit.
 *
 * Every 33rd contact (the items 32, 65, 98, ... of the array: 3 %) is awkward,
 * the four kinds in turn; all others can be written to PowerOffice whole.
 */
#ifndef TANDEM_TESTS_PEOPLE_H
#define TANDEM_TESTS_PEOPLE_H

#include "base/json.h"

#include <stddef.h>
#include <stdint.h>

enum people_kind {
    PEOPLE_NO_FIRST_NAME,   /* PowerOffice refuses persons without one */
    PEOPLE_LONG_CITY,       /* 120 characters; PowerOffice takes 100 */
    PEOPLE_UNKNOWN_COUNTRY, /* "Utlandet" */
    PEOPLE_REFUSED_EMAIL,   /* kari..nordli@...: only PowerOffice minds */
    PEOPLE_KINDS,           /* none of these */
};

/* A JSON array of count objects. */
struct json *people_contacts(uint32_t seed, size_t count);
struct json *people_companies(uint32_t seed, size_t count);

/* Which kind the array's item is; PEOPLE_KINDS: not awkward. */
enum people_kind people_kind(size_t item);

/* One contact of that kind. */
struct json *people_awkward(uint32_t seed, enum people_kind kind);

/*
 * Deals that refer to accounts and contacts by id; both are arrays of texts,
 * or of {"id"} as the control port answers, and may be empty. Of ten deals
 * eight have both, one only the account, one only the contact; four are won
 * (items 0, 3, 5, 8, 10, ... modulo 10).
 */
struct json *people_deals(uint32_t seed, size_t count,
                          const struct json *accounts,
                          const struct json *contacts);

#endif

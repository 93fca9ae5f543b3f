/*
 * domain/country.h: what people type for a country, and its code.
 *
 * Names in English, Norwegian (Bokmål and Nynorsk), Swedish and Danish, and
 * ISO 3166 codes (alpha-2, alpha-3), whatever the case, accents and
 * punctuation; from Debian's iso-codes (and a few names that people use
 * besides), as a table made when the program is built.
 */
#ifndef TANDEM_DOMAIN_COUNTRY_H
#define TANDEM_DOMAIN_COUNTRY_H

/* "NO" for "Norge", "no", "NOR", " Norway "; NULL when unknown. Static. */
const char *country_code(const char *name);

/* The English short name for a code ("Norway"); NULL when unknown. Static. */
const char *country_name(const char *code);

#endif

/*
 * domain/lens.h: one value seen from both sides.
 *
 * Values are native (as each API gave them); a lens says whether two of them
 * mean the same and what one side's value is for the other. Laws, for every
 * type: GetPut (a value that already means the same is not rewritten: `Norge`
 * that stands for NO stays `Norge`) and PutGet (what was put means what it was
 * put from).
 */
#ifndef TANDEM_DOMAIN_LENS_H
#define TANDEM_DOMAIN_LENS_H

#include "domain/flow.h"

/* null, "" , only blanks, and an absent value are empty. */
bool lens_is_empty(const struct json *value);

/*
 * Do the native values of both sides mean the same? Two empty ones do, and a
 * side's fallback is as good as empty. string: but for blanks around it;
 * email: but for case, too; phone: digits, and a + or 00 before them; country:
 * the country; date: the first 10 characters. Not for TYPE_LINK.
 */
bool lens_same(const struct property *property, const struct json *a,
               const struct json *b);

/*
 * The native value that says on side `to` what `value` (not empty) says on the
 * other. `path` is where it will be written: its length counts, and a country
 * is a code if the field's name ends with CountryCode, else the English name.
 * Blanks around a text are not put. Returns NULL
 * and ERR_DATA when it cannot be said there: err->text is the cause that is
 * owed, without the value itself: "unknown country", "longer than 100
 * characters", "not an e-mail address".
 * Not for TYPE_LINK. The caller frees.
 */
struct json *lens_put(const struct property *property, enum side to,
                      const char *path, const struct flow_side *target,
                      const struct json *value, struct err *err) MUST_CHECK;

/* May `stored` be what a system made of `written`: the same but for case,
 * blanks and punctuation (or the same by the type's own meaning)? */
bool lens_is_echo(const struct property *property, enum side side,
                  const struct json *written, const struct json *stored);

#endif

/*
 * domain/lens_meaning.h: what a native value says, as text.
 *
 * Private to the lenses: two values mean the same when these texts are equal.
 */
#ifndef TANDEM_DOMAIN_LENS_MEANING_H
#define TANDEM_DOMAIN_LENS_MEANING_H

#include "domain/flow.h"

/* The value as text without the blanks around it: "7" for 7. The caller
 * frees. */
char *lens_text(const struct json *value);

/*
 * The one text for everything that means this: "NO" for Norge, "+4722000000"
 * for 0047 22 00 00 00. A value that makes no sense for its type (an unknown
 * country) means just itself. The caller frees.
 */
char *lens_meaning(enum flow_type type, const struct json *value);

/*
 * The text without case, blanks and punctuation: what systems change when they
 * tidy up. Accents stay (unlike text_fold()): they are somebody's edit. The
 * caller frees.
 */
char *lens_tidy(const char *text);

/* The parts that both looking and writing need. */
bool lens_is_email(const char *text);
bool lens_date(const char *text, char ret_date[11]);
bool lens_integer(const char *text, int64_t *ret_value);
bool lens_boolean(const char *text, bool *ret_value);

#endif

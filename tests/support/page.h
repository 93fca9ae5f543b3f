/*
 * tests/support/page.h: the operator's page, in a real browser, upon what a
 * world's pipeline has done.
 *
 *     page_start(NULL);
 *     page_open("held");
 *     page_do("Try again", "Try again", "1 link tries again.");
 *     page_close();
 *
 * Within a world; browser.h says the rest.
 */
#ifndef TANDEM_TESTS_SUPPORT_PAGE_H
#define TANDEM_TESTS_SUPPORT_PAGE_H

#include "support/browser.h"
#include "support/program.h"

#define PAGE_LIMIT_S 30

/* "guest", as a hash that mkpasswd has made with few rounds: a try is quick. */
#define PAGE_GUEST                                                             \
    "$6$rounds=1000$3krqi3D6/a4MGpK1$jaWyKbY/"                                 \
    "iQBR30r5/tMDo1QcvtbISMlOYS1kg13KAkteDar3euksG3QplBUL1M3349QqOaURMOQPwgAl" \
    "WbHcr."

/* Keys, for browser_type(). */
#define ENTER  "\ue007"
#define TAB    "\ue004"
#define ESCAPE "\ue00c"

/* Starts tandem serve, and a browser if there is none yet. variable:
 * "NAME=value" for the server, or NULL. */
void page_start(const char *variable);

/* The browser; page_server() ends with the world. */
void page_close(void);
int page_teardown(void **state); /* after a failed test, world included */

struct program *page_server(void);

/* Stops the server, which must end well, and starts another. */
void page_restart(const char *variable);

/* What comes behind "#/": "", "held", "links/<record>"; is there when it has
 * been shown. Behind a password, page_open_at() does not wait for that. */
void page_open(const char *place);
void page_open_at(const char *place);
bool page_is_shown(void);

/* Types the password "guest" where it is asked for. */
void page_log_in(void);

/* Presses a button, then what its dialog says; it must tell that. Closes it,
 * and finds no error. */
void page_do(const char *button, const char *yes, const char *told);

/* Nothing on the shown page changes anything. */
bool page_is_only_to_be_read(void);

/* The browser has complained of nothing, and has asked nobody but us. */
void page_is_well(void);

#endif

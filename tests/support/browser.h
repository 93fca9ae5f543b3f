/*
 * tests/support/browser.h: a real Chromium without a window, told what to do by
 * WebDriver, and looked at as a person would: by the words that are shown.
 *
 *     browser_open();
 *     browser_go(address);
 *     eventually(20, browser_shows("Everything is in step"));
 *     browser_press("Try again");
 *     browser_close();
 *
 * One at a time, within a world (support/world.h). Its profile is in TEST_DIR.
 * Texts and JSON are valid until the world ends.
 */
#ifndef TANDEM_TESTS_SUPPORT_BROWSER_H
#define TANDEM_TESTS_SUPPORT_BROWSER_H

#include "base/json.h"

#include <stdbool.h>

void browser_open(void);

/* Also without a browser, and after a failed test. */
void browser_close(void);

/* The window: a phone's has 360 x 740. */
void browser_size(int width, int height);
void browser_dark(bool dark);

/* Also loads anew what is shown already. */
void browser_go(const char *url);

/* What a JavaScript function with this body returns. */
const struct json *browser_run(const char *body);

/* Is this JavaScript expression true? */
bool browser_is(const char *expression);

/* Is the text among the words that are shown? Blanks count as one each. */
bool browser_shows(const char *text);

/* Clicks, as a mouse does, upon what a CSS selector finds first; upon the
 * button or link with these words, in the open dialog if there is one. The
 * test fails when there is none within some seconds. */
void browser_click(const char *selector);
void browser_press(const char *words);

/* Types into what has the focus. Keys: "\ue007" is Enter, "\ue004" Tab,
 * "\ue00c" Escape (WebDriver's table). */
void browser_type(const char *text);

/* Errors in the console since the last call, one a line; "" is good. */
const char *browser_errors(void);

/* What is shown, as a PNG. */
void browser_picture(const char *path);

#endif

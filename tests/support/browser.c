#include "support/browser.h"

#include "base/mem.h"
#include "base/text.h"
#include "support/driver.h"
#include "support/test.h"
#include "support/waiting.h"
#include "support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT_S 20
#define WIDTH   1200
#define HEIGHT  900

/* ---- WebDriver's commands ---- */

/* {"name": "text"}, with any text. */
static const struct json *say_text(const char *command, const char *name,
                                   const char *text)
{
    struct json *body = json_new_object();
    const struct json *value;

    json_set_text(body, name, text);
    value = driver_do("POST", command, body);
    json_free(body);
    return value;
}

static void devtools(const char *command, struct json *parameters)
{
    struct json *body = json_new_object();

    json_set_text(body, "cmd", command);
    json_set(body, "params", parameters);
    (void)driver_do("POST", "/goog/cdp/execute", body);
    json_free(body);
}

const struct json *browser_run(const char *script)
{
    struct json *body = json_new_object();
    const struct json *value;

    json_set_text(body, "script", script);
    json_set(body, "args", json_new_array());
    value = driver_do("POST", "/execute/sync", body);
    json_free(body);
    return value;
}

/* ---- the window ---- */

void browser_open(void)
{
    driver_open();
    browser_size(WIDTH, HEIGHT);
    browser_dark(false);
}

void browser_close(void)
{
    driver_close();
}

void browser_size(int width, int height)
{
    struct json *size = json_new_object();

    json_set_int(size, "width", width);
    json_set_int(size, "height", height);
    json_set_int(size, "deviceScaleFactor", 1);
    json_set_bool(size, "mobile", false);
    devtools("Emulation.setDeviceMetricsOverride", size);
}

void browser_dark(bool dark)
{
    struct json *media = json_new_object();
    struct json *features = json_new_array();
    struct json *scheme = json_new_object();

    json_set_text(scheme, "name", "prefers-color-scheme");
    json_set_text(scheme, "value", dark ? "dark" : "light");
    json_append(features, scheme);
    json_set(media, "features", features);
    devtools("Emulation.setEmulatedMedia", media);
}

void browser_go(const char *url)
{
    /* Another part of the same page alone would not load it anew. */
    (void)say_text("/url", "url", "about:blank");
    (void)say_text("/url", "url", url);
}

/* ---- looking ---- */

bool browser_is(const char *expression)
{
    char *body = mem_print("return !!(%s);", expression);
    bool is = json_true(browser_run(body));

    free(body);
    return is;
}

bool browser_shows(const char *text)
{
    const char *shown = json_text(
        browser_run("return document.body.innerText.replace(/\\s+/g, ' ');"));

    return shown != NULL && strstr(shown, text) != NULL;
}

/* ---- doing ---- */

/* WebDriver's name of an element is the one member's value. */
static const char *found(const char *script)
{
    const struct json *element = browser_run(script);

    return json_is_object(element) ? json_text(json_first(element)) : NULL;
}

static void click(const char *script, const char *what)
{
    struct waiting waiting = waiting_start(LIMIT_S, what, __FILE__, __LINE__);
    struct json *nothing = json_new_object();
    const char *element;
    char *command;

    while ((element = found(script)) == NULL)
        waiting_pause(&waiting);
    command = mem_print("/element/%s/click", element);
    (void)driver_do("POST", command, nothing);
    free(command);
    json_free(nothing);
}

/* A text as JavaScript writes it. The caller frees. */
static char *quoted(const char *text)
{
    struct json *json = json_new_text(text);
    char *quoted = json_string(json);

    json_free(json);
    return quoted;
}

void browser_click(const char *selector)
{
    char *text = quoted(selector);
    char *script = mem_print("return document.querySelector(%s);", text);

    click(script, selector);
    free(script);
    free(text);
}

void browser_press(const char *words)
{
    char *text = quoted(words);
    char *script = mem_print(
        "const root = document.querySelector('dialog[open]') || document;"
        "return [...root.querySelectorAll('button, a')].find((e) =>"
        " e.innerText.trim() === %s && !e.disabled) || null;",
        text);

    click(script, words);
    free(script);
    free(text);
}

void browser_type(const char *text)
{
    const char *element = found("return document.activeElement;");
    char *command;

    assert_non_null(element);
    command = mem_print("/element/%s/value", element);
    (void)say_text(command, "text", text);
    free(command);
}

/* ---- what went wrong, and how it looks ---- */

const char *browser_errors(void)
{
    const struct json *lines = say_text("/se/log", "type", "browser");
    struct buf text = { 0 };

    for (const struct json *l = json_first(lines); l != NULL; l = json_next(l))
        buf_print(&text, "%s\n", json_get_text(l, "message"));
    buf_append(&text, "", 0);
    return world_keep(buf_take(&text));
}

static int base64_digit(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c == '\0' ? NULL : strchr(digits, c);

    return at == NULL ? -1 : (int)(at - digits);
}

void browser_picture(const char *path)
{
    const char *text = json_text(driver_do("GET", "/screenshot", NULL));
    FILE *file = fopen(path, "we");
    unsigned bits = 0;
    int count = 0;

    assert_non_null(text);
    assert_non_null(file);
    for (; base64_digit(*text) >= 0; text++) {
        bits = bits << 6 | (unsigned)base64_digit(*text);
        count += 6;
        if (count >= 8) {
            count -= 8;
            assert_true(fputc((int)(bits >> count & 0xff), file) != EOF);
        }
    }
    assert_int_equal(fclose(file), 0);
}

#include "process/options.h"

#include "base/text.h"
#include "process/wrap.h"

#include <string.h>

#define CONFIG_EQUALS "--config="

/* Reads the option at argv[*at], moves *at to its last word. */
static int options_one(char **argv, int *at, struct options *ret_options,
                       struct err *err)
{
    const char *word = argv[*at];

    if (text_equal(word, "--help") || text_equal(word, "-h")) {
        ret_options->help = true;
    } else if (text_equal(word, "--version")) {
        ret_options->version = true;
    } else if (text_equal(word, "--config") && argv[*at + 1] != NULL) {
        ret_options->config = argv[++*at];
    } else if (text_starts(word, CONFIG_EQUALS) &&
               word[strlen(CONFIG_EQUALS)] != '\0') {
        ret_options->config = word + strlen(CONFIG_EQUALS);
    } else if (text_starts(word, "--config")) {
        return err_set(err, ERR_USAGE, "--config needs the path of a file");
    } else {
        return err_set(err, ERR_USAGE,
                       "unknown option '%s': there are --config FILE, --help "
                       "and --version",
                       word);
    }
    return 0;
}

int options_parse(int argc, char **argv, struct options *ret_options,
                  struct err *err)
{
    *ret_options = (struct options){ 0 };
    for (int at = 1; at < argc; at++) {
        if (options_one(argv, &at, ret_options, err) != 0)
            return -1;
    }
    return 0;
}

void options_help(const struct service_about *about, struct buf *ret_text)
{
    buf_print(ret_text,
              "Usage: %s [--config FILE]\n"
              "\n"
              "%s\n"
              "\n",
              about->program, about->summary);
    wrap_append(ret_text, "", about->text);
    buf_text_append(
        ret_text,
        "\n"
        "Options:\n"
        "  --config FILE  read NAME=value lines; the environment wins\n"
        "  --help         print this\n"
        "  --version      print the version\n"
        "\n"
        "Variables:\n");
    config_help(ret_text, about->needs | NEED_SERVICE);
    buf_text_append(ret_text,
                    "\n"
                    "SIGTERM or SIGINT ends it in good order. Exit codes: 0 "
                    "ended when told to,\n"
                    "1 failed while running, 2 something must be changed "
                    "first.\n");
}

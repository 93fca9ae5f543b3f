#include "process/config.h"

#include "process/config_table.h"
#include "process/wrap.h"

static void help_option(struct buf *out, const struct option *option)
{
    struct buf text = { 0 };

    buf_print(out, "  %s", option->name);
    if (option->otherwise != NULL)
        buf_print(out, "=%s", option->otherwise);
    buf_print(out, "%s\n", option->required ? " (required)" : "");
    buf_text_append(&text, option->help);
    if (option->kind == OPTION_NUMBER)
        buf_print(&text, " From %d to %d.", option->low, option->high);
    if (option->secret)
        buf_print(&text, " Also as %s_FILE.", option->name);
    wrap_append(out, "      ", buf_text(&text));
    buf_free(&text);
}

void config_help(struct buf *ret_text, unsigned needs)
{
    for (const struct option *option = config_table; option->name != NULL;
         option++) {
        if ((option->needs & needs) != 0)
            help_option(ret_text, option);
    }
    if ((needs & NEED_KAFKA) == 0)
        return;
    buf_text_append(ret_text, "  " CONFIG_KAFKA_PREFIX "<PROPERTY>\n");
    wrap_append(
        ret_text, "      ",
        "Passed to librdkafka: " CONFIG_KAFKA_PREFIX
        "SECURITY_PROTOCOL is security.protocol. Also as " CONFIG_KAFKA_PREFIX
        "<PROPERTY>_FILE.");
}

/* ---- docs/configuration.md ---- */

static const char markdown_top[] =
    "# Configuration\n"
    "\n"
    "<!-- made from the table in common/process/config_table.c; a test holds\n"
    "     this page against it -->\n"
    "\n"
    "A program takes each value from its environment, else from the file named "
    "with\n"
    "`--config FILE`, else the default. An empty value counts as not given.\n"
    "`PROGRAM --help` lists what that program looks at; it ignores the rest, "
    "so one\n"
    "file can serve them all.\n"
    "\n"
    "The file has one `NAME=value` a line, and comments that begin with `#`. "
    "Values\n"
    "are taken as they stand, without quotes. An unknown name is an error.\n"
    "\n"
    "A **secret** may also be given as `NAME_FILE`, the path of a file that "
    "holds it\n"
    "(as container secrets do). Secrets are never logged nor shown.\n"
    "\n"
    "A bad or missing value ends the program with exit code 2 and a sentence "
    "that\n"
    "names the variable, what is wrong and what would be right.\n"
    "\n"
    "| variable | default | what |\n"
    "|---|---|---|\n";

static const char markdown_end[] =
    "\n"
    "## Kafka's own properties\n"
    "\n"
    "`" CONFIG_KAFKA_PREFIX "<PROPERTY>` is passed to librdkafka, in lower "
    "case and with dots:\n"
    "`" CONFIG_KAFKA_PREFIX "SECURITY_PROTOCOL=SASL_SSL` is "
    "`security.protocol=SASL_SSL`, and\n"
    "`" CONFIG_KAFKA_PREFIX "SASL_PASSWORD_FILE=/run/secrets/kafka` reads "
    "`sasl.password` from that file.\n"
    "What tandem's guarantees rest upon (`acks`, `isolation.level`, "
    "`group.id`, the\n"
    "verification of certificates and the like) cannot be set. TLS, a password "
    "and the\n"
    "rights that are needed: [security.md](security.md).\n"
    "\n"
    "In Kubernetes, a service named `tandem-kafka` would put variables such "
    "as\n"
    "`" CONFIG_KAFKA_PREFIX "SERVICE_HOST` into every pod: name it otherwise, "
    "or set\n"
    "`enableServiceLinks: false`.\n"
    "\n"
    "## Zoho's notifications\n"
    "\n"
    "With `TANDEM_ZOHOCRM_NOTIFY_URL=https://hooks.example.com` Zoho tells "
    "`https://hooks.example.com/hints/zohocrm`\n"
    "which records have changed, and they are read at once: an edit is in "
    "PowerOffice\n"
    "within a second. A notice that is lost costs nothing but the time until "
    "the next\n"
    "poll. The extractors subscribe, and renew it every day; the token that "
    "notices must\n"
    "carry is drawn once and kept in Redis. Needed are\n"
    "\n"
    "- the scope `ZohoCRM.notifications.ALL` for the refresh token, and\n"
    "- a reverse proxy with TLS that passes `POST /hints/zohocrm`, and nothing "
    "else, to\n"
    "  `TANDEM_LISTEN` of any extractor.\n"
    "\n"
    "PowerOffice Go has no notifications: its changes come with the polls.\n"
    "\n"
    "## Encryption\n"
    "\n"
    "URLs of the APIs must begin with `https://`; `http://` is accepted for "
    "loopback\n"
    "addresses only (simulators): all of 127.0.0.0/8, `[::1]` and `localhost`. "
    "Their\n"
    "certificates are always verified, those of Kafka's brokers, too.\n"
    "\n"
    "## Beyond loopback\n"
    "\n"
    "`TANDEM_LISTEN=0.0.0.0:8080` lets everybody who reaches that port read "
    "`/health`\n"
    "and `/metrics`, without a password: causes, names of hosts, counts; no "
    "keys and\n"
    "nobody's data. An extractor also takes notices there, for which one needs "
    "their\n"
    "token. There is no TLS: keep it within a network of your own, or put a "
    "reverse\n"
    "proxy before it. [security.md](security.md) has the rest.\n";

static void markdown_option(struct buf *out, const struct option *option)
{
    buf_print(out, "| `%s` | ", option->name);
    if (option->otherwise != NULL) {
        buf_print(out, "`%s`", option->otherwise);
    } else {
        buf_text_append(out, option->required ? "**required**" : "none");
    }
    buf_print(out, " | %s", option->help);
    if (option->kind == OPTION_NUMBER)
        buf_print(out, " From %d to %d.", option->low, option->high);
    if (option->secret)
        buf_text_append(out, " Secret.");
    buf_text_append(out, " |\n");
}

void config_markdown(struct buf *ret_text)
{
    buf_text_append(ret_text, markdown_top);
    for (const struct option *option = config_table; option->name != NULL;
         option++)
        markdown_option(ret_text, option);
    buf_text_append(ret_text, markdown_end);
}

#include "process/config_table.h"

#include "base/text.h"
#include "process/config.h"

#define AT(member) offsetof(struct config, member)

/* clang-format off */
const struct option config_table[] = {
    { .name = "TANDEM_BROKERS", .otherwise = "127.0.0.1:9092",
      .kind = OPTION_TEXT, .needs = NEED_KAFKA, .at = AT(brokers),
      .help = "Kafka brokers: host:port, separated by commas." },
    { .name = "TANDEM_REDIS", .otherwise = "redis://127.0.0.1:6379/0",
      .kind = OPTION_REDIS, .needs = NEED_REDIS, .at = AT(redis),
      .secret = true,
      .help = "Redis: redis://[user[:password]@]host[:port][/database]." },
    { .name = "TANDEM_NAMESPACE", .otherwise = "tandem",
      .kind = OPTION_NAME, .needs = NEED_KAFKA | NEED_REDIS,
      .at = AT(name_space),
      .help = "Prefix of topics, groups and Redis keys: several tenants may "
              "share one cluster." },
    { .name = "TANDEM_FLOWS", .otherwise = "flows",
      .kind = OPTION_TEXT, .needs = NEED_FLOWS, .at = AT(flows),
      .help = "The folder with the flow files; where there is no folder flows, "
              "the installed share/tandem/flows." },
    { .name = "TANDEM_PARTITIONS", .otherwise = "12",
      .kind = OPTION_NUMBER, .low = 1, .high = 1000, .needs = NEED_KAFKA,
      .at = AT(partitions),
      .help = "Partitions of each topic; cannot be changed once the topics "
              "exist." },
    { .name = "TANDEM_POLL_SECONDS", .otherwise = "30",
      .kind = OPTION_NUMBER, .low = 1, .high = 3600, .needs = NEED_SYSTEMS,
      .at = AT(poll_s),
      .help = "How often each entity is asked for what has changed." },
    { .name = "TANDEM_SCAN_SECONDS", .otherwise = "21600",
      .kind = OPTION_NUMBER, .low = 1, .high = 604800, .needs = NEED_SYSTEMS,
      .at = AT(scan_s),
      .help = "How often each entity is read whole." },
    { .name = "TANDEM_REQUEST_SECONDS", .otherwise = "30",
      .kind = OPTION_NUMBER, .low = 1, .high = 120, .needs = NEED_SYSTEMS,
      .at = AT(request_s),
      .help = "Time limit of one API request." },
    { .name = "TANDEM_BRAKE_RECORDS", .otherwise = "500",
      .kind = OPTION_NUMBER, .low = 0, .high = 1000000, .needs = NEED_BRAKE,
      .at = AT(brake_records),
      .help = "The brake: when more records of an entity than this are about "
              "to be changed or emptied within TANDEM_BRAKE_SECONDS, and more "
              "than TANDEM_BRAKE_PERCENT, the rest is held until a person "
              "decides (tandem brake); 0: never." },
    { .name = "TANDEM_BRAKE_PERCENT", .otherwise = "25",
      .kind = OPTION_NUMBER, .low = 0, .high = 100, .needs = NEED_BRAKE,
      .at = AT(brake_percent),
      .help = "The brake's other limit, of the entity's records as they were "
              "counted when it was read whole." },
    { .name = "TANDEM_BRAKE_SECONDS", .otherwise = "600",
      .kind = OPTION_NUMBER, .low = 10, .high = 86400, .needs = NEED_BRAKE,
      .at = AT(brake_s),
      .help = "The time within which the brake counts." },
    { .name = "TANDEM_LISTEN", .otherwise = "127.0.0.1:0",
      .kind = OPTION_TEXT, .needs = NEED_SERVICE, .at = AT(listen),
      .help = "Where /health and /metrics are served (extractor: webhooks, "
              "too): host:port; port 0 takes any free one, which the log "
              "tells." },
    { .name = "TANDEM_LOG", .otherwise = "info",
      .kind = OPTION_LEVEL, .needs = NEED_SERVICE | NEED_CONSOLE,
      .at = AT(log),
      .help = "The least level that is logged: debug, info, warning or "
              "error." },
    { .name = "TANDEM_CONSOLE", .otherwise = "127.0.0.1:8090",
      .kind = OPTION_TEXT, .needs = NEED_CONSOLE, .at = AT(console),
      .help = "Where tandem serve has the operator's page: host:port; beyond "
              "loopback only with a password." },
    { .name = "TANDEM_CONSOLE_PASSWORD_HASH",
      .kind = OPTION_HASH, .needs = NEED_CONSOLE, .secret = true,
      .at = AT(console_password_hash),
      .help = "Hash of the page's password, as mkpasswd prints it; unset: "
              "whoever reaches the page is the operator." },
    { .name = "TANDEM_CONSOLE_READER_PASSWORD_HASH",
      .kind = OPTION_HASH, .needs = NEED_CONSOLE, .secret = true,
      .at = AT(console_reader_password_hash),
      .help = "The same for people who may look, but change nothing and see "
              "no values." },
    { .name = "TANDEM_ZOHOCRM_ACCOUNTS_URL",
      .otherwise = "https://accounts.zoho.eu",
      .kind = OPTION_URL, .needs = NEED_SYSTEMS,
      .at = AT(systems.zohocrm_accounts_url),
      .help = "Zoho's server for access tokens, of your data centre." },
    { .name = "TANDEM_ZOHOCRM_API_URL",
      .kind = OPTION_URL, .needs = NEED_SYSTEMS,
      .at = AT(systems.zohocrm_api_url),
      .help = "Zoho's API; unset: the api_domain that comes with the token." },
    { .name = "TANDEM_ZOHOCRM_CLIENT_ID",
      .kind = OPTION_TEXT, .needs = NEED_SYSTEMS, .required = true,
      .secret = true, .at = AT(systems.zohocrm_client_id),
      .help = "Client id of the Zoho API client." },
    { .name = "TANDEM_ZOHOCRM_CLIENT_SECRET",
      .kind = OPTION_TEXT, .needs = NEED_SYSTEMS, .required = true,
      .secret = true, .at = AT(systems.zohocrm_client_secret),
      .help = "Client secret of the Zoho API client." },
    { .name = "TANDEM_ZOHOCRM_REFRESH_TOKEN",
      .kind = OPTION_TEXT, .needs = NEED_SYSTEMS, .required = true,
      .secret = true, .at = AT(systems.zohocrm_refresh_token),
      .help = "Refresh token of the Zoho API client." },
    { .name = "TANDEM_ZOHOCRM_REFERENCE_FIELD",
      .kind = OPTION_NAME, .needs = NEED_SYSTEMS | NEED_FLOWS,
      .at = AT(systems.zohocrm_reference_field),
      .help = "API name of Zoho's unique custom field for references; "
              "without it nothing is created in Zoho." },
    { .name = "TANDEM_ZOHOCRM_CONCURRENCY", .otherwise = "5",
      .kind = OPTION_NUMBER, .low = 1, .high = 25, .needs = NEED_SYSTEMS,
      .at = AT(zohocrm_concurrency),
      .help = "Requests to Zoho at once, of all programs together: your "
              "edition allows 5 (Free) to 25." },
    { .name = "TANDEM_ZOHOCRM_NOTIFY_URL",
      .kind = OPTION_URL, .needs = NEED_SYSTEMS, .at = AT(zohocrm_notify_url),
      .help = "Public address of the extractors, beneath which Zoho posts to "
              "/hints/zohocrm what has changed; unset: changes wait for the "
              "next poll." },
    { .name = "TANDEM_POWEROFFICEGO_URL",
      .otherwise = "https://goapi.poweroffice.net",
      .kind = OPTION_URL, .needs = NEED_SYSTEMS,
      .at = AT(systems.powerofficego_url),
      .help = "PowerOffice Go; the sandbox: "
              "https://goapi.poweroffice.net/Demo." },
    { .name = "TANDEM_POWEROFFICEGO_APPLICATION_KEY",
      .kind = OPTION_TEXT, .needs = NEED_SYSTEMS, .required = true,
      .secret = true, .at = AT(systems.powerofficego_application_key),
      .help = "Application key of the integration." },
    { .name = "TANDEM_POWEROFFICEGO_CLIENT_KEY",
      .kind = OPTION_TEXT, .needs = NEED_SYSTEMS, .required = true,
      .secret = true, .at = AT(systems.powerofficego_client_key),
      .help = "Client key of the PowerOffice Go client." },
    { .name = "TANDEM_POWEROFFICEGO_SUBSCRIPTION_KEY",
      .kind = OPTION_TEXT, .needs = NEED_SYSTEMS, .required = true,
      .secret = true, .at = AT(systems.powerofficego_subscription_key),
      .help = "Subscription key of the API." },
    { .name = "TANDEM_POWEROFFICEGO_RATE", .otherwise = "10",
      .kind = OPTION_NUMBER, .low = 0, .high = 1000, .needs = NEED_SYSTEMS,
      .at = AT(powerofficego_rate),
      .help = "Requests a second to PowerOffice Go, of all programs "
              "together; 0: no limit." },
    { .name = NULL },
};
/* clang-format on */

const struct option *config_option(const char *name)
{
    for (const struct option *option = config_table; option->name != NULL;
         option++) {
        if (text_equal(option->name, name))
            return option;
    }
    return NULL;
}

#include "support/simulated.h"

#include "simulators/simulators.h"
#include "support/http_client.h"
#include "support/program.h"
#include "support/test.h"
#include "support/waiting.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEADERS_MAX 4

/* On a kept connection libcurl would send a write that was cut once more. */
#define ALONE "Connection: close"

struct simulated simulated;

static struct json *urls;
static char *crm_headers[HEADERS_MAX]; /* NULL at the end */
static char *po_headers[HEADERS_MAX];

/* ---- talking ------------------------------------------------------------ */

static void ask(const char *method, const char *port, const char *path,
                const char *const headers[], const char *body)
{
    char *url = mem_print("%s%s", json_get_text(urls, port), path);
    char *text = http_client_do(method, url, headers, body, &simulated.status);
    struct err err;

    json_free(simulated.answer);
    simulated.answer = json_parse(text, strlen(text), &err);
    free(text);
    free(url);
}

const struct json *simulated_control(const char *method, const char *path,
                                     const char *body)
{
    ask(method, "control", path, NULL, body);
    return simulated.answer;
}

/* Answers the status. */
int crm(const char *method, const char *path, const char *body)
{
    ask(method, "zohocrm", path, (const char *const *)crm_headers, body);
    return simulated.status;
}

/* With one more header. */
int crm_with(const char *header, const char *method, const char *path,
             const char *body)
{
    const char *const headers[] = { crm_headers[0], crm_headers[1], header,
                                    NULL };

    ask(method, "zohocrm", path, headers, body);
    return simulated.status;
}

int po(const char *method, const char *path, const char *body)
{
    static const char patch_type[] =
        "Content-Type: application/json-patch+json";
    bool patch = strcmp(method, "PATCH") == 0;
    const char *const headers[] = { po_headers[0], po_headers[1], po_headers[2],
                                    patch ? patch_type : NULL, NULL };

    ask(method, "powerofficego", path, headers, body);
    return simulated.status;
}

int po_unanswered(const char *method, const char *path, const char *body)
{
    const char *port = strrchr(json_get_text(urls, "powerofficego"), ':') + 1;
    struct sockaddr_in address = { .sin_family = AF_INET };
    char *text = mem_print("%s %s HTTP/1.1\r\nHost: x\r\n%s\r\n%s\r\n"
                           "Content-Length: %zu\r\n\r\n%s",
                           method, path, po_headers[0], po_headers[1],
                           strlen(body), body);
    int connection = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_port = htons((uint16_t)strtol(port, NULL, 10));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(
        connect(connection, (const struct sockaddr *)&address, sizeof address),
        0);
    assert_int_equal(write(connection, text, strlen(text)), strlen(text));
    free(text);
    return connection;
}

/* A member of the last answer, as text or as printed JSON; the caller frees. */
char *answer_text(const char *path)
{
    const struct json *found = simulated.answer;
    char *part;
    const char *at = path;

    while (*at != '\0') {
        size_t length = strcspn(at, "/");

        part = mem_copy_n(at, length);
        if (json_is_array(found)) {
            found = json_first(found);
            for (int i = (int)strtol(part, NULL, 10); i > 0 && found; i--)
                found = json_next(found);
        } else {
            found = json_get(found, part);
        }
        free(part);
        at += length + (at[length] == '/');
    }
    if (found == NULL)
        return mem_copy("");
    return json_is_text(found) ? mem_copy(json_text(found))
                               : json_string(found);
}

void answer_says(const char *path, const char *expected)
{
    char *text = answer_text(path);

    assert_string_equal(text, expected);
    free(text);
}

/* What the descriptions had against the requests since the start. */
void simulated_no_problems(void)
{
    const struct json *requests =
        json_get(simulated_control("GET", "/journal", NULL), "requests");

    for (const struct json *r = json_first(requests); r; r = json_next(r))
        assert_int_equal(json_count(json_get(r, "problems")), 0);
}

void simulated_crm_token(void)
{
    const char *const form[] = {
        "Content-Type: application/x-www-form-urlencoded", ALONE, NULL
    };
    char *token;

    ask("POST", "zohocrm", "/oauth/v2/token", form,
        "grant_type=refresh_token&client_id=" SIMULATORS_ZOHOCRM_CLIENT_ID
        "&client_secret=" SIMULATORS_ZOHOCRM_CLIENT_SECRET
        "&refresh_token=" SIMULATORS_ZOHOCRM_REFRESH_TOKEN);
    assert_int_equal(simulated.status, 200);
    token = answer_text("access_token");
    free(crm_headers[0]);
    mem_replace(&crm_headers[1], ALONE);
    crm_headers[0] = mem_print("Authorization: Zoho-oauthtoken %s", token);
    free(token);
}

static void po_token(void)
{
    static const char subscription[] =
        "Ocp-Apim-Subscription-Key: " SIMULATORS_POWEROFFICEGO_SUBSCRIPTION_KEY;
    const char *const form[] = {
        "Content-Type: application/x-www-form-urlencoded",
        "Authorization: Basic YXBwbGljYXRpb24ta2V5OmNsaWVudC1rZXk=",
        subscription, ALONE, NULL
    };
    char *token;

    ask("POST", "powerofficego", "/OAuth/Token", form,
        "grant_type=client_credentials");
    assert_int_equal(simulated.status, 200);
    token = answer_text("access_token");
    po_headers[0] = mem_print("Authorization: Bearer %s", token);
    po_headers[1] = mem_copy(form[2]);
    po_headers[2] = mem_copy(ALONE);
    free(token);
}

int simulated_start(void **state)
{
    struct program *program = program_start("simulators", "--rate", "0");
    const char *line;
    struct err err;

    (void)state;
    eventually(10, strchr(program_output(program), '\n') != NULL);
    line = program_output(program);
    urls = json_parse(line, strlen(line), &err);
    assert_non_null(urls);
    simulated_crm_token();
    po_token();
    return 0;
}

int simulated_end(void **state)
{
    (void)state;
    programs_end();
    for (size_t i = 0; i < HEADERS_MAX; i++) {
        free(crm_headers[i]);
        free(po_headers[i]);
        crm_headers[i] = NULL;
        po_headers[i] = NULL;
    }
    json_free(urls);
    json_free(simulated.answer);
    memset(&simulated, 0, sizeof simulated);
    return 0;
}

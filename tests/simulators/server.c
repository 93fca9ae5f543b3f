#include "server.h"

#include "api.h"

#include "base/mem.h"
#include "base/time.h"
#include "faults.h"
#include "stamp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define STEP_MS      500
#define BODY_MAX     ((size_t)64 * 1024 * 1024)
#define IDLE_SECONDS 120u

enum stage { STAGE_READING, STAGE_ARRIVED, STAGE_HANDLED };

/* An exchange on its connection. */
struct visit {
    struct exchange *exchange;
    struct MHD_Connection *connection;
    enum stage stage;
    bool arrived;   /* is counted in flight */
    bool suspended; /* until due_ms */
    int64_t due_ms;
    struct visit *next;
    struct server *server;
};

struct listener {
    struct server *server;
    enum port port;
    struct MHD_Daemon *daemon;
};

struct server {
    struct world *world;
    struct listener listeners[PORT_COUNT];
    struct visit *visits;
};

static enum MHD_Result pair_take(void *arg, enum MHD_ValueKind kind,
                                 const char *name, const char *value)
{
    (void)kind;
    pairs_add(arg, name, value);
    return MHD_YES;
}

static struct visit *visit_new(struct listener *listener,
                               struct MHD_Connection *connection,
                               const char *url, const char *method)
{
    struct server *server = listener->server;
    struct visit *visit = mem_new(1, sizeof *visit);
    struct exchange *exchange =
        exchange_new(server->world, listener->port, method, url);

    (void)MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND,
                                    pair_take, &exchange->query);
    (void)MHD_get_connection_values(connection, MHD_HEADER_KIND, pair_take,
                                    &exchange->headers);
    visit->exchange = exchange;
    visit->connection = connection;
    visit->server = server;
    visit->next = server->visits;
    server->visits = visit;
    return visit;
}

static void visit_end(void *arg, struct MHD_Connection *connection,
                      void **con_cls, enum MHD_RequestTerminationCode code)
{
    struct visit *visit = *con_cls;
    struct visit **at;

    (void)arg;
    (void)connection;
    (void)code;
    if (visit == NULL)
        return;
    for (at = &visit->server->visits; *at != visit; at = &(*at)->next) {
    }
    *at = visit->next;
    if (visit->arrived)
        api_leave(visit->exchange);
    exchange_free(visit->exchange);
    free(visit);
    *con_cls = NULL;
}

/* Half of the body, then the end of the connection. */
static ssize_t half_read(void *arg, uint64_t at, char *to, size_t size)
{
    const struct exchange *exchange = arg;
    uint64_t half = exchange->answer.length / 2;

    if (at >= half)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    if (size > half - at)
        size = (size_t)(half - at);
    memcpy(to, exchange->answer.data + at, size);
    return (ssize_t)size;
}

static struct MHD_Response *response_new(struct exchange *exchange)
{
    struct MHD_Response *response;
    char date[TIME_TEXT_MAX];

    if (exchange->ending == ENDING_TRUNCATED && exchange->answer.length > 1) {
        response = MHD_create_response_from_callback(
            exchange->answer.length, 1024, half_read, exchange, NULL);
    } else {
        response = MHD_create_response_from_buffer(exchange->answer.length,
                                                   exchange->answer.data,
                                                   MHD_RESPMEM_MUST_COPY);
    }
    if (response == NULL)
        abort();
    if (exchange->answer.length > 0) {
        const char *type =
            exchange->fault == NULL ? NULL : exchange->fault->type;

        (void)MHD_add_response_header(
            response, "Content-Type",
            type == NULL ? "application/json;charset=UTF-8" : type);
    }
    for (size_t i = 0; i < exchange->answer_headers.count; i++) {
        (void)MHD_add_response_header(response,
                                      exchange->answer_headers.of[i][0],
                                      exchange->answer_headers.of[i][1]);
    }
    if (exchange->port != PORT_CONTROL) {
        time_format_http(world_now(exchange->world, exchange->port) / STAMP_MS,
                         date);
        (void)MHD_add_response_header(response, "Date", date);
    }
    return response;
}

static enum MHD_Result visit_answer(struct visit *visit)
{
    struct exchange *exchange = visit->exchange;
    struct MHD_Response *response;
    enum MHD_Result result;

    if (exchange->ending == ENDING_CUT)
        return MHD_NO;
    response = response_new(exchange);
    result = MHD_queue_response(visit->connection, (unsigned)exchange->status,
                                response);
    MHD_destroy_response(response);
    return result;
}

/* True when the exchange has to wait: it is visited again when due. */
static bool visit_waits(struct visit *visit)
{
    int64_t wait_ms = visit->exchange->wait_ms;

    visit->exchange->wait_ms = 0;
    if (wait_ms <= 0)
        return false;
    visit->due_ms = time_boot_ms() + wait_ms;
    visit->suspended = true;
    MHD_suspend_connection(visit->connection);
    return true;
}

static enum MHD_Result visit_step(struct visit *visit)
{
    if (visit->suspended)
        return MHD_YES;
    if (visit->stage == STAGE_READING) {
        visit->arrived = true;
        api_arrive(visit->exchange);
        visit->stage = STAGE_ARRIVED;
        if (visit_waits(visit))
            return MHD_YES;
    }
    if (visit->stage == STAGE_ARRIVED) {
        api_handle(visit->exchange);
        visit->stage = STAGE_HANDLED;
        if (visit_waits(visit))
            return MHD_YES;
    }
    api_leave(visit->exchange);
    visit->arrived = false;
    return visit_answer(visit);
}

static enum MHD_Result
handle(void *arg, struct MHD_Connection *connection, const char *url,
       const char *method, const char *version, const char *upload_data,
       size_t *upload_data_size,
       void **con_cls) /* NOLINT: libmicrohttpd's signature */
{
    struct visit *visit = *con_cls;

    (void)version;
    if (visit == NULL) {
        *con_cls = visit_new(arg, connection, url, method);
        return MHD_YES;
    }
    if (*upload_data_size > 0) {
        if (visit->exchange->body.length + *upload_data_size > BODY_MAX)
            return MHD_NO;
        buf_append(&visit->exchange->body, upload_data, *upload_data_size);
        *upload_data_size = 0;
        return MHD_YES;
    }
    return visit_step(visit);
}

static int listener_open(struct listener *listener, uint16_t port,
                         struct err *err)
{
    const union MHD_DaemonInfo *info;
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons(port) };

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, port, NULL, NULL, handle,
        listener, MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_NOTIFY_COMPLETED,
        visit_end, NULL, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS,
        MHD_OPTION_END);
    if (listener->daemon == NULL) {
        return err_set(err, ERR_FATAL, "cannot listen on port %u: %s", port,
                       strerror(errno)); /* NOLINT(concurrency-mt-unsafe) */
    }
    info = MHD_get_daemon_info(listener->daemon, MHD_DAEMON_INFO_BIND_PORT);
    listener->server->world->urls[listener->port] =
        mem_print("http://127.0.0.1:%u", info->port);
    return 0;
}

struct server *server_open(struct world *world,
                           const uint16_t ports[PORT_COUNT], struct err *err)
{
    struct server *server = mem_new(1, sizeof *server);

    server->world = world;
    for (int i = 0; i < PORT_COUNT; i++) {
        server->listeners[i].server = server;
        server->listeners[i].port = (enum port)i;
        if (listener_open(&server->listeners[i], ports[i], err) < 0) {
            server_close(server);
            return NULL;
        }
    }
    return server;
}

static int wait_ms(const struct server *server)
{
    int64_t wait = STEP_MS;
    int64_t now = time_boot_ms();

    for (size_t i = 0; i < PORT_COUNT; i++) {
        MHD_UNSIGNED_LONG_LONG timeout;

        if (MHD_get_timeout(server->listeners[i].daemon, &timeout) == MHD_YES &&
            (int64_t)timeout < wait)
            wait = (int64_t)timeout;
    }
    for (const struct visit *v = server->visits; v != NULL; v = v->next) {
        if (v->suspended && v->due_ms - now < wait)
            wait = v->due_ms > now ? v->due_ms - now : 0;
    }
    return (int)wait;
}

static void visits_resume(struct server *server, int64_t now_ms)
{
    for (struct visit *v = server->visits; v != NULL; v = v->next) {
        if (!v->suspended || v->due_ms > now_ms)
            continue;
        v->suspended = false;
        MHD_resume_connection(v->connection);
    }
}

void server_step(struct server *server)
{
    struct pollfd fds[PORT_COUNT];

    for (size_t i = 0; i < PORT_COUNT; i++) {
        fds[i].fd = MHD_get_daemon_info(server->listeners[i].daemon,
                                        MHD_DAEMON_INFO_EPOLL_FD)
                        ->epoll_fd;
        fds[i].events = POLLIN;
    }
    (void)poll(fds, PORT_COUNT, wait_ms(server));
    visits_resume(server, time_boot_ms());
    for (size_t i = 0; i < PORT_COUNT; i++)
        (void)MHD_run(server->listeners[i].daemon);
}

void server_close(struct server *server)
{
    if (server == NULL)
        return;
    visits_resume(server, INT64_MAX);
    for (size_t i = 0; i < PORT_COUNT; i++) {
        if (server->listeners[i].daemon == NULL)
            continue;
        (void)MHD_run(server->listeners[i].daemon);
        MHD_stop_daemon(server->listeners[i].daemon);
    }
    free(server);
}

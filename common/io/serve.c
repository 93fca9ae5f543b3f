#include "io/serve.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "io/serve_socket.h"

#include <microhttpd.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Request line and headers of one connection. */
#define SERVE_HEADERS_MAX ((size_t)32 * 1024)
/* A step ends after so many rounds, whatever still comes in. */
#define SERVE_ROUNDS_MAX 64

/* Somebody who is connected. */
struct serve_guest {
    struct serve_guest *next;
    int fd;
    int64_t since_ms; /* came, or was answered last */
};

struct serve {
    struct MHD_Daemon *daemon;
    struct serve_guest *guests;
    serve_handler *handler;
    void *arg;
    char *address;
    int fd;
};

/* One request that is being read. */
struct serve_exchange {
    struct buf body;
};

/* ---- guests ---- */

static void serve_guest_come(struct serve *serve,
                             struct MHD_Connection *connection, void **guest_at)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct serve_guest *guest = mem_new(1, sizeof *guest);

    guest->fd = info->connect_fd;
    guest->since_ms = time_boot_ms();
    guest->next = serve->guests;
    serve->guests = guest;
    *guest_at = guest;
}

static void serve_guest_go(struct serve *serve, struct serve_guest *guest)
{
    struct serve_guest **at = &serve->guests;

    while (*at != guest)
        at = &(*at)->next;
    *at = guest->next;
    free(guest);
}

static void serve_guests(void *arg, struct MHD_Connection *connection,
                         void **guest_at,
                         enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        serve_guest_come(arg, connection, guest_at);
    } else {
        serve_guest_go(arg, *guest_at);
    }
}

/*
 * libmicrohttpd's own limit is on silence: a guest who sends a byte now and
 * then, or reads one, would stay for ever and take another's place. So whoever
 * has not been through with a request for this long is cut, whatever it does.
 */
static void serve_guests_cut(const struct serve *serve)
{
    int64_t oldest_ms = time_boot_ms() - SERVE_TIMEOUT_S * INT64_C(1000);

    for (const struct serve_guest *guest = serve->guests; guest != NULL;
         guest = guest->next) {
        if (guest->since_ms < oldest_ms)
            (void)shutdown(guest->fd, SHUT_RDWR);
    }
}

/* ---- requests ---- */

static enum MHD_Result serve_query(void *arg, enum MHD_ValueKind kind,
                                   const char *name, const char *value)
{
    struct serve_request *request = arg;
    size_t room = sizeof request->query_of / sizeof *request->query_of;

    (void)kind;
    if (request->query_count == room)
        return MHD_NO;
    request->query_of[request->query_count][0] = name;
    request->query_of[request->query_count][1] = value == NULL ? "" : value;
    request->query_count++;
    return MHD_YES;
}

/* Takes the response's body. */
static enum MHD_Result serve_respond(struct MHD_Connection *connection,
                                     struct serve_response *response)
{
    size_t length = response->body.length;
    struct MHD_Response *out = MHD_create_response_from_buffer(
        length, buf_take(&response->body), MHD_RESPMEM_MUST_FREE);
    enum MHD_Result result;

    if (out == NULL)
        return MHD_NO;
    (void)MHD_add_response_header(out, MHD_HTTP_HEADER_CONTENT_TYPE,
                                  response->content_type);
    result = MHD_queue_response(connection, (unsigned)response->status, out);
    MHD_destroy_response(out);
    return result;
}

static enum MHD_Result serve_refuse(struct MHD_Connection *connection,
                                    int status, const char *text)
{
    struct serve_response response = { .status = status,
                                       .content_type = "text/plain" };

    buf_text_append(&response.body, text);
    return serve_respond(connection, &response);
}

static enum MHD_Result serve_call(const struct serve *serve,
                                  struct MHD_Connection *connection,
                                  struct serve_request *request)
{
    struct serve_response response = { .status = MHD_HTTP_OK,
                                       .content_type = "text/plain" };

    (void)MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND,
                                    serve_query, request);
    serve->handler(request, &response, serve->arg);
    return serve_respond(connection, &response);
}

/* The headers are here: refuses a body that says it is too long before it is
 * sent. */
static enum MHD_Result serve_begin(struct MHD_Connection *connection,
                                   void **exchange_at)
{
    const char *length = MHD_lookup_connection_value(
        connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);

    *exchange_at = mem_new(1, sizeof(struct serve_exchange));
    if (length != NULL && strtoull(length, NULL, 10) > SERVE_BODY_MAX) {
        return serve_refuse(connection, MHD_HTTP_CONTENT_TOO_LARGE,
                            "the body is too long\n");
    }
    return MHD_YES;
}

/* MHD_NO cuts the connection: this late there is no other answer. */
static enum MHD_Result serve_receive(struct serve_exchange *exchange,
                                     const char *data, size_t length)
{
    if (exchange->body.length + length > SERVE_BODY_MAX)
        return MHD_NO;
    buf_append(&exchange->body, data, length);
    return MHD_YES;
}

/* libmicrohttpd calls this once for the headers, then for each part of the
 * body, then once more when all is here. */
static enum MHD_Result serve_access(void *arg,
                                    struct MHD_Connection *connection,
                                    const char *url, const char *method,
                                    const char *version, const char *data,
                                    size_t *length, void **exchange_at)
{
    struct serve_exchange *exchange = *exchange_at;
    struct serve_request request = { .method = method, .path = url };
    size_t received = *length;

    (void)version;
    if (exchange == NULL)
        return serve_begin(connection, exchange_at);
    *length = 0;
    if (received > 0)
        return serve_receive(exchange, data, received);
    request.body = buf_text(&exchange->body);
    request.body_length = exchange->body.length;
    return serve_call(arg, connection, &request);
}

static void serve_completed(void *arg, struct MHD_Connection *connection,
                            void **exchange_at,
                            enum MHD_RequestTerminationCode code)
{
    struct serve_exchange *exchange = *exchange_at;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct serve_guest *guest = info->socket_context;

    (void)arg;
    (void)code;
    guest->since_ms = time_boot_ms();
    if (exchange != NULL)
        buf_free(&exchange->body);
    free(exchange);
    *exchange_at = NULL;
}

static int serve_start(struct serve *serve, int fd, struct err *err)
{
    const union MHD_DaemonInfo *info = NULL;

    serve->daemon = MHD_start_daemon(
        MHD_USE_EPOLL, 0, NULL, NULL, serve_access, serve,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)SERVE_CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)SERVE_TIMEOUT_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        SERVE_HEADERS_MAX, MHD_OPTION_NOTIFY_COMPLETED, serve_completed, NULL,
        MHD_OPTION_NOTIFY_CONNECTION, serve_guests, serve, MHD_OPTION_END);
    if (serve->daemon == NULL) {
        (void)close(fd);
    } else {
        info = MHD_get_daemon_info(serve->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    }
    if (info == NULL) {
        return err_set(err, ERR_FATAL, "cannot serve HTTP at '%s'",
                       serve->address);
    }
    serve->fd = info->epoll_fd;
    return 0;
}

struct serve *serve_open(const char *address, serve_handler *handler, void *arg,
                         struct err *err)
{
    struct serve *serve = mem_new(1, sizeof *serve);
    int fd;

    serve->handler = handler;
    serve->arg = arg;
    fd = serve_socket_open(address, &serve->address, err);
    if (fd < 0 || serve_start(serve, fd, err) != 0) {
        serve_close(serve);
        return NULL;
    }
    return serve;
}

void serve_close(struct serve *serve)
{
    if (serve == NULL)
        return;
    if (serve->daemon != NULL)
        MHD_stop_daemon(serve->daemon); /* closes the socket, too */
    free(serve->address);
    free(serve);
}

const char *serve_address(const struct serve *serve)
{
    return serve->address;
}

int serve_fd(const struct serve *serve)
{
    return serve->fd;
}

static bool serve_is_busy(const struct serve *serve)
{
    struct pollfd readable = { .fd = serve->fd, .events = POLLIN };
    MHD_UNSIGNED_LONG_LONG wait_ms;

    return poll(&readable, 1, 0) > 0 ||
           (MHD_get_timeout(serve->daemon, &wait_ms) == MHD_YES &&
            wait_ms == 0);
}

void serve_step(struct serve *serve)
{
    int rounds = 0;

    serve_guests_cut(serve);
    do {
        (void)MHD_run(serve->daemon);
    } while (++rounds < SERVE_ROUNDS_MAX && serve_is_busy(serve));
}

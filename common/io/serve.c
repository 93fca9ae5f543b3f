#include "io/serve.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "io/serve_guest.h"
#include "io/serve_socket.h"

#include <assert.h>
#include <microhttpd.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Request line and headers of one connection. */
#define SERVE_MEMORY_MAX ((size_t)32 * 1024)
/* A step ends after so many rounds, whatever still comes in. */
#define SERVE_ROUNDS_MAX 64

struct serve {
    struct MHD_Daemon *daemon;
    struct serve_guest *guests;
    serve_handler *handler;
    void *arg;
    char *address;
    int fd;
};

/* One request that is being read, or that waits for its answer. */
struct serve_exchange {
    struct MHD_Connection *connection;
    struct buf body;
    struct serve_response answer; /* of a request that has waited */
    bool is_answered;
};

/* ---- guests ---- */

static void serve_guests(void *arg, struct MHD_Connection *connection,
                         void **guest_at,
                         enum MHD_ConnectionNotificationCode code)
{
    struct serve *serve = arg;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *guest_at = serve_guest_come(
            &serve->guests, MHD_get_connection_info(
                                connection, MHD_CONNECTION_INFO_CONNECTION_FD)
                                ->connect_fd);
    } else {
        serve_guest_go(&serve->guests, *guest_at);
    }
}

static struct serve_guest *serve_guest_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection,
                                   MHD_CONNECTION_INFO_SOCKET_CONTEXT)
        ->socket_context;
}

/* ---- requests ---- */

/* A name or value with a NUL in it, or one too many, ends the walk. */
static enum MHD_Result serve_query(void *arg, enum MHD_ValueKind kind,
                                   const char *name, size_t name_length,
                                   const char *value, size_t value_length)
{
    struct serve_request *request = arg;

    (void)kind;
    if (value == NULL)
        value = "";
    if (request->query_count == SERVE_QUERY_MAX ||
        strlen(name) != name_length || strlen(value) != value_length)
        return MHD_NO;
    request->query_of[request->query_count][0] = name;
    request->query_of[request->query_count][1] = value;
    request->query_count++;
    return MHD_YES;
}

static bool serve_query_read(struct MHD_Connection *connection,
                             struct serve_request *request)
{
    int count = MHD_get_connection_values_n(connection, MHD_GET_ARGUMENT_KIND,
                                            NULL, NULL);

    (void)MHD_get_connection_values_n(connection, MHD_GET_ARGUMENT_KIND,
                                      serve_query, request);
    return request->query_count == (size_t)count;
}

const char *serve_header(const struct serve_request *request, const char *name)
{
    if (request->exchange == NULL)
        return NULL;
    return MHD_lookup_connection_value(request->exchange->connection,
                                       MHD_HEADER_KIND, name);
}

/* ---- responses ---- */

/* One a line: "Name: value". */
void serve_response_header(struct serve_response *response, const char *name,
                           const char *value)
{
    assert(strpbrk(name, "\r\n:") == NULL && strpbrk(value, "\r\n") == NULL);
    buf_print(&response->headers, "%s:%s\n", name, value);
}

static void serve_headers(struct MHD_Response *out, struct buf *headers)
{
    for (char *at = headers->data; at != NULL && *at != '\0';) {
        char *colon = strchr(at, ':');
        char *end = strchr(colon, '\n');

        *colon = '\0';
        *end = '\0';
        (void)MHD_add_response_header(out, at, colon + 1);
        at = end + 1;
    }
    buf_free(headers);
}

/* Takes what the response holds. */
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
    serve_headers(out, &response->headers);
    result = MHD_queue_response(connection, (unsigned)response->status, out);
    MHD_destroy_response(out);
    return result;
}

/* Until serve_answer() libmicrohttpd leaves the connection alone. */
static enum MHD_Result serve_suspend(struct serve_exchange *exchange)
{
    serve_guest_of(exchange->connection)->waits = exchange;
    MHD_suspend_connection(exchange->connection);
    return MHD_YES;
}

void serve_answer(struct serve_exchange *exchange,
                  struct serve_response *response)
{
    struct serve_guest *guest = serve_guest_of(exchange->connection);

    guest->waits = NULL;
    guest->since_ms = time_boot_ms();
    exchange->answer = *response;
    exchange->is_answered = true;
    *response = (struct serve_response){ 0 };
    MHD_resume_connection(exchange->connection);
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
                                  struct serve_exchange *exchange,
                                  struct serve_request *request)
{
    struct serve_response response = { .status = MHD_HTTP_OK,
                                       .content_type = "text/plain" };
    request->peer = serve_guest_of(exchange->connection)->peer;
    request->exchange = exchange;
    request->body = buf_text(&exchange->body);
    request->body_length = exchange->body.length;
    if (!serve_query_read(exchange->connection, request)) {
        return serve_refuse(exchange->connection, MHD_HTTP_BAD_REQUEST,
                            "the query has too many parts, or a NUL in it\n");
    }
    serve->handler(request, &response, serve->arg);
    return response.later ? serve_suspend(exchange)
                          : serve_respond(exchange->connection, &response);
}

/* The headers are here: refuses a body that says it is too long before it is
 * sent. */
static enum MHD_Result serve_begin(struct MHD_Connection *connection,
                                   void **exchange_at)
{
    const char *length = MHD_lookup_connection_value(
        connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);

    struct serve_exchange *exchange = mem_new(1, sizeof *exchange);

    exchange->connection = connection;
    *exchange_at = exchange;
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
    if (exchange->is_answered)
        return serve_respond(connection, &exchange->answer);
    return serve_call(arg, exchange, &request);
}

static void serve_completed(void *arg, struct MHD_Connection *connection,
                            void **exchange_at,
                            enum MHD_RequestTerminationCode code)
{
    struct serve_exchange *exchange = *exchange_at;

    (void)arg;
    (void)code;
    serve_guest_of(connection)->since_ms = time_boot_ms();
    if (exchange != NULL) {
        buf_free(&exchange->body);
        buf_free(&exchange->answer.body);
        buf_free(&exchange->answer.headers);
    }
    free(exchange);
    *exchange_at = NULL;
}

static int serve_start(struct serve *serve, int fd, struct err *err)
{
    const union MHD_DaemonInfo *info = NULL;

    serve->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, serve_access,
        serve, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)SERVE_CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)SERVE_TIMEOUT_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        SERVE_MEMORY_MAX, MHD_OPTION_NOTIFY_COMPLETED, serve_completed, NULL,
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
    /* libmicrohttpd would not end while one of them waits. */
    for (const struct serve_guest *g = serve->guests; g != NULL; g = g->next) {
        if (g->waits != NULL)
            MHD_resume_connection(g->waits->connection);
    }
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

    serve_guests_cut(serve->guests);
    do {
        (void)MHD_run(serve->daemon);
    } while (++rounds < SERVE_ROUNDS_MAX && serve_is_busy(serve));
}

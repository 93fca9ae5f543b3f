#include "support/network.h"

#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "support/actor.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#define NETWORK_LINKS_MAX 1000
#define NETWORK_STEPS_MAX 200000
#define NETWORK_BOX_MAX   64
#define PARTITIONS        3

/* A link or key actor with its mailbox. */
struct node {
    struct link *link;
    struct event box[NETWORK_BOX_MAX];
    size_t count;
    int32_t partition;
    bool enrolled[PARTITIONS]; /* a key actor: who has registered */
};

static struct {
    struct node *nodes[NETWORK_LINKS_MAX];
    size_t node_count;
    struct map *by_id;
    struct json *customers; /* {id: {path: value}} */
    uint64_t random;
    int64_t now_ms;
    int64_t next_id;
    size_t creates;
    size_t unread[PARTITIONS]; /* first readings that no link has taken yet */
    bool gate[PARTITIONS];
} network;

static size_t draw(size_t below)
{
    network.random = network.random * UINT64_C(6364136223846793005) +
                     UINT64_C(1442695040888963407);
    return (size_t)(network.random >> 33) % below;
}

/* ---- nodes ---- */

static struct node *node_of(const char *id)
{
    struct node *node = map_get(network.by_id, id);

    if (node == NULL) {
        assert_true(network.node_count < NETWORK_LINKS_MAX);
        node = mem_new(1, sizeof *node);
        node->link = link_new(id);
        node->partition = hash_partition(id, strlen(id), PARTITIONS);
        memcpy(node->enrolled, network.gate, sizeof node->enrolled);
        network.nodes[network.node_count++] = node;
        (void)map_put(network.by_id, id, node);
    }
    return node;
}

static void post(struct event *event)
{
    struct node *node = node_of(event->link);

    assert_true(node->count < NETWORK_BOX_MAX);
    node->box[node->count++] = *event;
}

static void copy_of(const struct event *event, struct event *ret_copy)
{
    struct buf text = { 0 };
    struct err err;

    event_encode(&text, event);
    assert_int_equal(
        event_decode(event->link, text.data, text.length, ret_copy, &err), 0);
    buf_free(&text);
}

/* ---- the API ---- */

static void observe(const char *link, enum side side, const char *id,
                    const struct json *fields)
{
    struct event event;
    char modified[TIME_TEXT_MAX];

    time_format(network.now_ms, modified);
    event_init(&event, EVENT_OBSERVED, link);
    event.side = side;
    event.record_id = mem_copy(id);
    event.read_ms = network.now_ms;
    event.modified = mem_copy(modified);
    event.fields = json_clone(fields);
    event.reference =
        mem_copy(json_get_text(fields, "ExternalImportReference"));
    event.fits = true;
    event.founds = true;
    post(&event);
}

/* Where a customer's record goes: by its reference, else by its own id. */
static char *customer_link(const struct json *customer)
{
    const char *reference = json_get_text(customer, "ExternalImportReference");

    return reference == NULL
               ? mem_print("contacts.b.%s", json_name(customer))
               : mem_print("contacts.a.%s", strchr(reference, ':') + 1);
}

static void answer_match(const char *email, struct event *answer)
{
    for (const struct json *c = json_first(network.customers); c != NULL;
         c = json_next(c)) {
        char *link = customer_link(c);

        if (text_equal(json_get_text(c, "EmailAddress"), email)) {
            struct node *node;

            observe(link, SIDE_B, json_name(c), c);
            node = node_of(link);
            answer->hits = mem_resize(answer->hits, answer->hit_count + 1,
                                      sizeof *answer->hits);
            copy_of(&node->box[node->count - 1],
                    &answer->hits[answer->hit_count++]);
        }
        free(link);
    }
}

static void answer_create(const struct link *link, struct event *answer)
{
    char *id = mem_print("%lld", (long long)network.next_id++);
    struct json *customer = json_clone(link->request.fields);
    char *reference = mem_print("zohocrm:%s", strrchr(link->id, '.') + 1);

    network.creates++;
    json_set_text(customer, "ExternalImportReference", reference);
    json_set(network.customers, id, customer);
    answer->record_id = id;
    answer->fields = json_clone(customer);
    free(reference);
}

static void answer_record(const struct link *link, struct event *answer)
{
    const char *id = link->sides[SIDE_B].id;
    struct json *customer = json_clone(json_get(network.customers, id));

    for (const struct json *f = json_first(link->request.fields); f != NULL;
         f = json_next(f))
        json_set(customer, json_name(f), json_clone(f));
    json_set(network.customers, id, customer);
    answer->record_id = mem_copy(id);
    answer->reference =
        mem_copy(json_get_text(customer, "ExternalImportReference"));
    answer->fields = json_clone(customer);
}

/* Zoho is only written to, and believes everything. */
static void answer_request(const struct link *link)
{
    const struct link_request *request = &link->request;
    struct event answer;
    char modified[TIME_TEXT_MAX];

    time_format(network.now_ms, modified);
    event_init(&answer, EVENT_ANSWERED, link->id);
    answer.side = request->side;
    answer.request_at = request->at_ms;
    answer.verdict = VERDICT_DONE;
    answer.read_ms = network.now_ms;
    answer.modified = mem_copy(modified);
    if (request->kind == REQUEST_MATCH) {
        answer_match(json_text(json_first(request->fields)), &answer);
    } else if (request->kind == REQUEST_CREATE) {
        answer_create(link, &answer);
    } else if (request->side == SIDE_B) {
        answer_record(link, &answer);
    }
    answer.found = answer.fields != NULL;
    post(&answer);
}

/* ---- talking ---- */

static bool is_enrolled(const struct node *node)
{
    for (int p = 0; p < PARTITIONS; p++) {
        if (!node->enrolled[p])
            return false;
    }
    return true;
}

static void node_told(struct node *node, struct event *event)
{
    static const struct reconcile_settings settings = { .limit_ms = 3000 };
    struct effects effects = { 0 };
    bool is_key = text_starts(node->link->id, "key.");

    event->gate = is_key ? is_enrolled(node) : network.gate[node->partition];
    event->room[SIDE_A] = true;
    event->room[SIDE_B] = true;
    network.now_ms += 10;
    reconcile(&actor.flows, flows_find(&actor.flows, "contacts"), &settings,
              node->link, event, network.now_ms, &effects);
    for (size_t i = 0; i < effects.message_count; i++) {
        struct event copy;

        copy_of(&effects.messages[i], &copy);
        post(&copy);
    }
    if (effects.request)
        answer_request(node->link);
    effects_free(&effects);
}

static void node_step(struct node *node)
{
    struct event event = node->box[0];

    memmove(node->box, node->box + 1, --node->count * sizeof event);
    if (event.kind == EVENT_REGISTERED) { /* stands behind all who entered */
        node->enrolled[event.partition] = true;
        event.kind = EVENT_DUE;
    }
    if (event.scan_ms != 0)
        network.unread[node->partition]--;
    node_told(node, &event);
    event_free(&event);
}

static void knock(struct node *node, enum event_kind kind, int32_t partition)
{
    struct event event;

    event_init(&event, kind, node->link->id);
    event.partition = partition;
    post(&event);
}

/* Both scans have passed a partition: its links at the gate may go on, and each
 * key actor hears that they have all entered, behind what they said. */
static void open_gate(int32_t partition)
{
    network.gate[partition] = true;
    for (size_t i = 0; i < network.node_count; i++) {
        struct node *node = network.nodes[i];

        if (text_starts(node->link->id, "key.")) {
            knock(node, EVENT_REGISTERED, partition);
        } else if (node->partition == partition) {
            knock(node, EVENT_DUE, partition);
        }
    }
}

static void open_gates(void)
{
    for (int32_t p = 0; p < PARTITIONS; p++) {
        if (!network.gate[p] && network.unread[p] == 0)
            open_gate(p);
    }
}

static struct node *next_node(void)
{
    size_t start = draw(network.node_count);

    for (size_t i = 0; i < network.node_count; i++) {
        struct node *node = network.nodes[(start + i) % network.node_count];

        if (node->count > 0)
            return node;
    }
    return NULL;
}

void network_run(void)
{
    for (size_t step = 0; step < NETWORK_STEPS_MAX; step++) {
        struct node *node;

        open_gates();
        node = next_node();
        if (node == NULL)
            return;
        node_step(node);
    }
    fail_msg("they talk without end");
}

/* ---- the rest ---- */

void network_start(uint32_t seed)
{
    memset(&network, 0, sizeof network);
    (void)actor_setup_matching(NULL);
    network.by_id = map_new();
    network.customers = json_new_object();
    network.random = seed;
    network.now_ms = INT64_C(1800000000000);
    network.next_id = 900000;
}

void network_end(void)
{
    for (size_t i = 0; i < network.node_count; i++) {
        struct node *node = network.nodes[i];

        while (node->count > 0)
            event_free(&node->box[--node->count]);
        link_free(node->link);
        free(node);
    }
    map_free(network.by_id, NULL);
    json_free(network.customers);
    (void)actor_teardown(NULL);
}

/* Reads a record in the first scan. */
static void scan(const char *link, enum side side, const char *id,
                 const struct json *fields)
{
    struct node *node = node_of(link);

    observe(link, side, id, fields);
    node->box[node->count - 1].scan_ms = 1;
    network.unread[node->partition]++;
}

void network_contact(const char *id, struct json *fields)
{
    char *link = mem_print("contacts.a.%s", id);

    scan(link, SIDE_A, id, fields);
    free(link);
    json_free(fields);
}

void network_customer(const char *id, struct json *fields)
{
    char *link = mem_print("contacts.b.%s", id);

    scan(link, SIDE_B, id, fields);
    json_set(network.customers, id, fields);
    free(link);
}

const struct link *network_link(const char *id)
{
    const struct node *node = map_get(network.by_id, id);

    return node == NULL ? NULL : node->link;
}

size_t network_customers(void)
{
    return json_count(network.customers);
}

size_t network_creates(void)
{
    return network.creates;
}

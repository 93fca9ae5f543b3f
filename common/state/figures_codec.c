/*
 * Figures as text, and in Redis.
 */
#include "state/figures.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIGURES_NUMBER_MAX 16

static struct json *flow_encode(const struct flow_figures *figures)
{
    struct json *tree = json_new_object();
    struct json *links = json_new_object();

    for (int s = 0; s < LINK_KEY; s++) {
        json_set_int(links, link_status_name((enum link_status)s),
                     figures->links[s]);
    }
    json_set(tree, "links", links);
    for (int d = DRIFT_EQUAL; d < FIGURES_DRIFTS; d++) {
        json_set_int(tree, figures_drift_name((enum drift)d),
                     figures->drifts[d]);
    }
    json_set_int(tree, "owed", figures->owed);
    json_set(tree, "held", json_clone(figures->held));
    json_set_int(tree, "waiting_ms", figures->waiting_ms);
    json_set_int(tree, "pending_ms", figures->pending_ms);
    json_set_int(tree, "scanned_ms", figures->scanned_ms);
    return tree;
}

void figures_encode(struct buf *ret_text, const struct figures *figures)
{
    struct json *tree = json_new_object();
    struct json *flows = json_new_object();

    json_set_int(tree, "v", FIGURES_VERSION);
    json_set_int(tree, "at_ms", figures->at_ms);
    for (size_t i = 0; i < figures->flow_count; i++) {
        json_set(flows, figures->flows[i].flow->name,
                 flow_encode(&figures->flows[i]));
    }
    json_set(tree, "flows", flows);
    json_print(tree, ret_text);
    json_free(tree);
}

static void flow_decode(struct flow_figures *figures, const struct json *tree)
{
    const struct json *held = json_get(tree, "held");

    for (int s = 0; s < LINK_KEY; s++) {
        figures->links[s] = json_get_int(
            json_get(tree, "links"), link_status_name((enum link_status)s), 0);
    }
    for (int d = DRIFT_EQUAL; d < FIGURES_DRIFTS; d++) {
        figures->drifts[d] =
            json_get_int(tree, figures_drift_name((enum drift)d), 0);
    }
    figures->owed = json_get_int(tree, "owed", 0);
    figures->waiting_ms = json_get_int(tree, "waiting_ms", 0);
    figures->pending_ms = json_get_int(tree, "pending_ms", 0);
    figures->scanned_ms = json_get_int(tree, "scanned_ms", 0);
    if (json_is_object(held)) {
        json_free(figures->held);
        figures->held = json_clone(held);
    }
}

/* The same flows as the sum's. */
static void like(struct figures *figures, const struct figures *sum)
{
    *figures = (struct figures){ .flow_count = sum->flow_count };
    for (size_t i = 0; i < sum->flow_count; i++) {
        figures->flows[i].flow = sum->flows[i].flow;
        figures->flows[i].held = json_new_object();
    }
}

int figures_decode(struct figures *sum, const char *text, size_t length,
                   struct err *err)
{
    struct json *tree = json_parse(text, length, err);
    struct figures figures;

    if (json_get_int(tree, "v", 0) != FIGURES_VERSION) {
        json_free(tree);
        return err_set(err, ERR_DATA, "these are no figures of version %d",
                       FIGURES_VERSION);
    }
    like(&figures, sum);
    figures.at_ms = json_get_int(tree, "at_ms", 0);
    for (size_t i = 0; i < figures.flow_count; i++) {
        flow_decode(&figures.flows[i], json_get(json_get(tree, "flows"),
                                                figures.flows[i].flow->name));
    }
    figures_add(sum, &figures);
    figures_free(&figures);
    json_free(tree);
    return 0;
}

/* ---- Redis ---- */

int figures_write(struct redis *redis, const char *name_space,
                  int32_t partition, const struct figures *figures,
                  struct err *err)
{
    char *key = mem_print("%s:figures", name_space);
    char field[FIGURES_NUMBER_MAX];
    struct buf text = { 0 };
    const struct redis_reply *reply;

    (void)snprintf(field, sizeof field, "%d", (int)partition);
    figures_encode(&text, figures);
    reply = redis_do(redis, err, "HSET", key, field, buf_text(&text), NULL);
    buf_free(&text);
    free(key);
    return reply == NULL ? -1 : 0;
}

int figures_read(struct redis *redis, const char *name_space,
                 int32_t partitions, struct figures *sum, struct err *err)
{
    char *key = mem_print("%s:figures", name_space);
    const struct redis_reply *reply =
        redis_do(redis, err, "HGETALL", key, NULL);

    free(key);
    if (reply == NULL)
        return -1;
    if (reply->kind != REDIS_LIST)
        return err_set(err, ERR_DATA, "redis has answered something else");
    for (size_t i = 0; i + 1 < reply->count; i += 2) {
        const struct redis_reply *text = &reply->items[i + 1];
        struct err other; /* another version's: counted anew soon */

        if (strtol(reply->items[i].text, NULL, 10) < partitions &&
            figures_decode(sum, text->text, text->length, &other) != 0)
            continue;
    }
    return 0;
}

/*
 * tests/chaos/servers.h: the real Kafka and Redis, to be killed, restarted,
 * emptied and set back. Those of tests/support/servers are replaced, on the
 * same ports and data.
 */
#ifndef TANDEM_TESTS_CHAOS_SERVERS_H
#define TANDEM_TESTS_CHAOS_SERVERS_H

#include <stdbool.h>

/* Which port of Kafka's a client asks decides which address it is sent to for
 * everything else: so each lane has a port, and sends to its own door. */
struct servers_lane {
    int port; /* Kafka's; chosen by servers_start() */
    int door; /* what clients of that port are told */
};

/* Chooses the lanes' ports; Kafka listens on them from servers_start() on. */
void servers_ports(struct servers_lane *lanes, int count);
void servers_start(const struct servers_lane *lanes, int count);
void servers_stop(void);

int servers_redis_port(void);

/* kill -9, and as it was when it comes back. */
void servers_kafka_kill(void);
void servers_kafka_start(void);

/* Hangs, and goes on. */
void servers_kafka_freeze(void);
void servers_kafka_thaw(void);

/* Does it answer? */
bool servers_kafka_is_up(void);

/* Empty afterwards. */
void servers_redis_flush(void);

/* Keeps what Redis holds; and kill -9, started again with what was kept
 * last (nothing: empty). */
void servers_redis_keep(void);
void servers_redis_set_back(void);

#endif

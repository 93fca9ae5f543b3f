/*
 * tests/support/kafka_user.h: Kafka with TLS and a password, and a user of few
 * rights, as docs/security.md has it.
 *
 *     world_start(NULL);
 *     kafka_user_set();
 *     kafka_user_allow();
 *     pipeline_start();
 */
#ifndef TANDEM_TESTS_SUPPORT_KAFKA_USER_H
#define TANDEM_TESTS_SUPPORT_KAFKA_USER_H

/* The programs are to be that user: sets their variables. */
void kafka_user_set(void);

/* Gives it the rights of the documented line, for this world's namespace. */
void kafka_user_allow(void);

/* The same with the line that `tandem erase` needs besides. */
void kafka_user_allow_erasing(void);

/* Never to be seen. */
const char *kafka_user_password(void);

#endif

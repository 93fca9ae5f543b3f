/*
 * post.h: a JSON document posted to a loopback address, and no more thought
 * of: whether it arrives, and in which order, is not told.
 */
#ifndef TANDEM_TESTS_POST_H
#define TANDEM_TESTS_POST_H

/* url: "http://127.0.0.1:8090/path". Does not wait: a child process does. */
void post_send(const char *url, const char *body);

#endif

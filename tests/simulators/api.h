/*
 * api.h: the way of a request: what the description says, what is to go
 * wrong, what the system answers, what the journal keeps.
 */
#ifndef TANDEM_TESTS_API_H
#define TANDEM_TESTS_API_H

struct exchange;

/* In this order. Between the steps exchange->wait_ms asks for a pause. */
void api_arrive(struct exchange *exchange);
void api_handle(struct exchange *exchange);

/* The answer goes out, or the client went away. Once. */
void api_leave(struct exchange *exchange);

#endif

/*
 * domain/record.h: the envelope on tandem.records.<system>.<Entity>.
 *
 * docs/envelope.md holds the schema. A record is written with the bytes the
 * API sent as its last member; a marker says that a scan has passed here.
 */
#ifndef TANDEM_DOMAIN_RECORD_H
#define TANDEM_DOMAIN_RECORD_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stdint.h>

#define RECORD_VERSION    1
#define RECORD_MARKER_KEY "~scanned" /* one lives in each partition */

enum record_kind { RECORD_SEEN, RECORD_GONE, RECORD_SCANNED };

struct record {
    enum record_kind kind;
    char *system;
    char *entity;
    char *id;                /* SEEN, GONE */
    int64_t read_ms;         /* the server's time when it was read */
    const struct json *body; /* SEEN: the record itself; a part of message */
    struct json *message;    /* what was decoded, whole; NULL when encoding */
    char *by;           /* "poll", "scan", "hint": for explain only; or NULL */
    int64_t scan_ms;    /* SCANNED: server's time when the scan began: its id */
    int32_t partition;  /* SCANNED: the records partition this marker is for */
    int32_t partitions; /* SCANNED: how many there are */
};

/* Appends the message's value. raw: the record's bytes, valid JSON; they are
 * written as they are. */
void record_encode_seen(struct buf *ret_text, const struct record *record,
                        const char *raw, size_t raw_length);
void record_encode_gone(struct buf *ret_text, const struct record *record);
void record_encode_scanned(struct buf *ret_text, const struct record *record);

/* ERR_DATA says what is wrong and where. record_free() either way. */
int record_decode(const char *text, size_t length, struct record *ret_record,
                  struct err *err) MUST_CHECK;
void record_free(struct record *record);

#endif

#include "domain/record.h"

#include "domain/envelope.h"

#include <stdlib.h>
#include <string.h>

static const char *const record_kinds[] = { "seen", "gone", "scanned", NULL };

static void record_begin(struct buf *ret_text, const struct record *record,
                         enum record_kind kind)
{
    envelope_begin(ret_text, RECORD_VERSION);
    envelope_text(ret_text, "kind", record_kinds[kind]);
    envelope_text(ret_text, "system", record->system);
    envelope_text(ret_text, "entity", record->entity);
}

static void record_reading(struct buf *ret_text, const struct record *record)
{
    envelope_text(ret_text, "id", record->id);
    envelope_int(ret_text, "read_ms", record->read_ms);
    envelope_text(ret_text, "by", record->by);
}

void record_encode_seen(struct buf *ret_text, const struct record *record,
                        const char *raw, size_t raw_length)
{
    static const char name[] = ",\"record\":";

    record_begin(ret_text, record, RECORD_SEEN);
    record_reading(ret_text, record);
    buf_append(ret_text, name, sizeof name - 1);
    buf_append(ret_text, raw, raw_length);
    envelope_end(ret_text);
}

void record_encode_gone(struct buf *ret_text, const struct record *record)
{
    record_begin(ret_text, record, RECORD_GONE);
    record_reading(ret_text, record);
    envelope_end(ret_text);
}

void record_encode_scanned(struct buf *ret_text, const struct record *record)
{
    record_begin(ret_text, record, RECORD_SCANNED);
    envelope_int(ret_text, "scan_ms", record->scan_ms);
    envelope_int(ret_text, "partition", record->partition);
    envelope_int(ret_text, "partitions", record->partitions);
    envelope_end(ret_text);
}

static int record_decode_scanned(const struct json *message,
                                 struct record *ret_record, struct err *err)
{
    if (envelope_need_int(message, "scan_ms", &ret_record->scan_ms, err) != 0)
        return -1;
    if (ret_record->scan_ms < 1)
        return err_set(err, ERR_DATA, "scan_ms: out of range");
    return envelope_need_partition(message, &ret_record->partition,
                                   &ret_record->partitions, err);
}

static int record_decode_reading(const struct json *message,
                                 struct record *ret_record, struct err *err)
{
    if (envelope_need(message, "id", &ret_record->id, err) != 0 ||
        envelope_need_int(message, "read_ms", &ret_record->read_ms, err) != 0 ||
        envelope_copy(message, "by", &ret_record->by, err) != 0)
        return -1;
    if (ret_record->kind == RECORD_GONE)
        return 0;
    ret_record->body = json_get(message, "record");
    if (!json_is_object(ret_record->body)) {
        return err_set(err, ERR_DATA, "record: not an object but %s",
                       json_kind(ret_record->body));
    }
    return 0;
}

static int record_decode_members(const struct json *message,
                                 struct record *ret_record, struct err *err)
{
    unsigned kind;

    if (envelope_need_choice(message, "kind", record_kinds, &kind, err) != 0 ||
        envelope_need(message, "system", &ret_record->system, err) != 0 ||
        envelope_need(message, "entity", &ret_record->entity, err) != 0)
        return -1;
    ret_record->kind = (enum record_kind)kind;
    return ret_record->kind == RECORD_SCANNED
               ? record_decode_scanned(message, ret_record, err)
               : record_decode_reading(message, ret_record, err);
}

int record_decode(const char *text, size_t length, struct record *ret_record,
                  struct err *err)
{
    memset(ret_record, 0, sizeof *ret_record);
    ret_record->message = envelope_parse(text, length, RECORD_VERSION, err);
    if (ret_record->message == NULL ||
        record_decode_members(ret_record->message, ret_record, err) != 0)
        return err_prefix(err, "cannot decode record");
    return 0;
}

void record_free(struct record *record)
{
    free(record->system);
    free(record->entity);
    free(record->id);
    free(record->by);
    json_free(record->message);
    memset(record, 0, sizeof *record);
}

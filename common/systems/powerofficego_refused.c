/*
 * Errors of PowerOffice: ProblemDetails (RFC 7807), whose members come in
 * either case, or the gateway's {"statusCode", "message"}.
 */
#include "base/mem.h"
#include "base/text.h"
#include "systems/powerofficego.h"
#include "systems/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct json *powerofficego_member(const struct json *body,
                                        const char *name)
{
    if (!json_is_object(body))
        return NULL;
    for (const struct json *member = json_first(body); member != NULL;
         member = json_next(member)) {
        if (strcasecmp(json_name(member), name) == 0)
            return member;
    }
    return NULL;
}

static const char *text_of(const struct json *body, const char *name)
{
    return json_text(powerofficego_member(body, name));
}

/* Where word stands in text, whatever its case: whole or not at all. */
static const char *word_in(const char *text, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = text; *at != '\0'; at++) {
        bool starts = at == text || isalnum((unsigned char)at[-1]) == 0;

        if (starts && strncasecmp(at, word, length) == 0 &&
            isalnum((unsigned char)at[length]) == 0)
            return at;
    }
    return NULL;
}

/* The known member that the text names first: "City" is MailAddress.City. */
static const char *field_in(const struct entity *entity, const char *text)
{
    const char *found = NULL;
    const char *first = NULL;

    if (text == NULL)
        return NULL;
    for (const struct entity_field *field = entity->fields; field->path != NULL;
         field++) {
        const char *dot = strrchr(field->path, '.');
        const char *at = word_in(text, dot == NULL ? field->path : dot + 1);

        if (at != NULL && !field->read_only && (first == NULL || at < first)) {
            first = at;
            found = field->path;
        }
    }
    return found;
}

/* ASP.NET's own validation lists the members: {"errors": {"City": [..]}}. */
static const char *listed_field(const struct entity *entity,
                                const struct json *body)
{
    const struct json *errors = powerofficego_member(body, "errors");

    if (!json_is_object(errors) || json_first(errors) == NULL)
        return NULL;
    return field_in(entity, json_name(json_first(errors)));
}

void powerofficego_explain(const struct call *call, const struct json *body,
                           struct answer *ret_answer)
{
    const char *detail = text_of(body, "detail");
    const char *field = field_in(call->entity, detail);

    if (field == NULL)
        field = listed_field(call->entity, body);
    mem_replace(&ret_answer->code, text_of(body, "title"));
    mem_replace(&ret_answer->field, field);
    mem_replace(&ret_answer->message,
                detail != NULL ? detail : text_of(body, "message"));
}

/* "ExternalImportReference is already in use. 'x' is used on (contact) Id =
 * 123." The words for other entities are not documented. */
static bool is_taken(const struct call *call, const char *detail)
{
    static const char *const words[] = { "already", "use",    "used",
                                         "unique",  "exists", "duplicate" };

    if (call->kind != CALL_CREATE || call->entity->reference_path == NULL ||
        detail == NULL || word_in(detail, call->entity->reference_path) == NULL)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (word_in(detail, words[i]) != NULL)
            return true;
    }
    return false;
}

/* The id behind the last "Id = ", as a hint, or NULL. */
static char *holder(const struct call *call, const char *detail)
{
    static const char mark[] = "Id = ";
    const char *at = NULL;
    char *id;
    bool fits;

    for (const char *next = strstr(detail, mark); next != NULL;
         next = strstr(at, mark))
        at = next + strlen(mark);
    if (at == NULL)
        return NULL;
    id = mem_copy_n(at, strspn(at, "0123456789abcdefABCDEF-"));
    fits = powerofficego_route(call->entity)->id_is_uuid ? url_is_uuid(id)
                                                         : url_is_digits(id);
    if (fits)
        return id;
    free(id);
    return NULL;
}

/* A write's 404 may mean what it refers to; it is the record itself when it
 * is named, or when nothing is said. */
static bool is_gone(const struct call *call, const char *detail)
{
    if (call->kind == CALL_READ)
        return true;
    return call->kind == CALL_UPDATE &&
           (detail == NULL || word_in(detail, call->id) != NULL);
}

/* A filter that names nothing may be answered 404. */
static bool is_none(const struct call *call, const struct answer *answer)
{
    return (call->kind == CALL_FIND || call->kind == CALL_MATCH) &&
           answer->code != NULL;
}

/* The gateway's own 404 (no such route) has no title. All of the API is not
 * there then, or another; about records it says nothing. */
static bool is_astray(const struct call *call, const struct json *body)
{
    return call->kind != CALL_TENANT && text_of(body, "title") == NULL &&
           text_of(body, "message") != NULL;
}

bool powerofficego_is_quota(const struct answer *answer)
{
    return answer->message != NULL && word_in(answer->message, "quota") != NULL;
}

void powerofficego_refused(const struct call *call, int status,
                           const struct json *body, struct answer *ret_answer)
{
    const char *detail = text_of(body, "detail");

    ret_answer->verdict = VERDICT_REJECT;
    if (status == 401) {
        ret_answer->verdict = VERDICT_DENIED;
    } else if (status == 403 && powerofficego_is_quota(ret_answer)) {
        ret_answer->verdict = VERDICT_RETRY;
        ret_answer->exhausted = true;
    } else if (status == 404 && is_astray(call, body)) {
        ret_answer->verdict = VERDICT_RETRY;
    } else if (status == 404 && is_none(call, ret_answer)) {
        ret_answer->verdict = VERDICT_DONE;
    } else if (status == 404 && is_gone(call, detail)) {
        ret_answer->verdict = VERDICT_GONE;
    } else if (status != 404 && is_taken(call, detail)) {
        ret_answer->verdict = VERDICT_EXISTS;
        ret_answer->id = holder(call, detail);
    }
}

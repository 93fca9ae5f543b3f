#include "domain/cause.h"

#include "base/text.h"

static const struct cause causes[] = {
    { LINK_HELD, "rejected", "the system refused the values",
      "correct the record: it is tried again at once; or `tandem retry`" },
    { LINK_HELD, "unreadable", "the system does not let the record be read",
      "give tandem's user the right to read it, then `tandem retry`" },
    { LINK_HELD, "reference",
      "what it needs (an order its customer) cannot be there",
      "mend the link that stands in the way" },
    { LINK_HELD, "ambiguous",
      "the record could be one of several, or only nearly the same",
      "`tandem resolve`; or make the names agree, or the last names differ, or "
      "take the right one out of the archive" },
    { LINK_HELD, "exists",
      "another record holds our reference and cannot be read",
      "clear its reference, then `tandem retry`" },
    { LINK_HELD, "twin", "two records carry the same reference",
      "clear it on one of them; or `tandem resolve`" },
    { LINK_HELD, "kind", "a person has become a company, or the like",
      "change it back" },
    { LINK_HELD, "confirmed", "the order is confirmed, nobody may change it",
      "set it back to draft" },
    { LINK_HELD, "archived", "the record is archived",
      "take it out of the archive" },
    { LINK_HELD, "returns",
      "a value was written three times within an hour, and undone each time",
      "`tandem prefer`; or settle on one value in both systems, then `tandem "
      "retry`" },
    { LINK_HELD, "conflict",
      "a value was edited in both systems, and the flow wants a person to "
      "choose",
      "`tandem prefer`, or make both values the same" },
    { LINK_HELD, "braked",
      "too many records of that kind were about to be changed at once",
      "`tandem brake` shows how many; then `tandem brake release` or `tandem "
      "brake drop`" },
    { LINK_HELD, "unlinked", "a person has parted it from its partner",
      "`tandem resolve`: join it with the right one, let one be created, or "
      "leave it alone" },
    { LINK_WAITING, "gate",
      "nothing is created until both systems have been read once", NULL },
    { LINK_WAITING, "reference",
      "another link must be there first (an order's customer)", NULL },
    { LINK_WAITING, "match",
      "it is being found out whether the record is there already", NULL },
    { LINK_CLOSED, "gone", "a record was deleted; the other side stays",
      "`tandem retry` makes a deleted one again" },
    { LINK_CLOSED, "invoiced", "the order has become an invoice", NULL },
    { LINK_CLOSED, "erased",
      "a person's data was erased; nothing is read into it",
      "`tandem retry` lets it be read again" },
    { LINK_CLOSED, "ignored", "a person has decided that it is left alone",
      "`tandem retry` takes it up again" },
    { LINK_LONELY, "never-created", "the flow never creates the other record",
      NULL },
    { LINK_LONELY, "not-shared", "the flow writes nothing to the other side",
      NULL },
    { LINK_LONELY, "not-referenced",
      "it is created when something refers to it, and nothing does", NULL },
    { LINK_LONELY, "not-eligible",
      "it does not fulfil the flow's conditions (`where`, `when`)", NULL },
    { LINK_LONELY, "other-kind",
      "it is no record of this flow's (a company is no contact)", NULL },
    { LINK_LONELY, "existed-before",
      "it is older than tandem, and the flow takes only new records", NULL },
    { LINK_LONELY, "no-reference-field",
      "the other system has no unique field for our reference",
      "`tandem check` names the setting" },
};

static const struct cause_owed owed[] = {
    { "cannot be stored without ",
      "an address needs its zip code and city: fill them in" },
    { "longer than ", "shorten it" },
    { "too long to be kept in step",
      "all that a flow reads of a record may take 8 KB: shorten it" },
    { "unknown country", "spell the country in Norwegian, English, Swedish or "
                         "Danish, or as its code" },
    { "not an e-mail address", "correct the e-mail address" },
    { "not a date", "correct the date" },
    { "not a whole number", "write a whole number" },
    { "neither true nor false", "choose yes or no" },
    { "not a plain value but ", "the flow reads a field that holds no text: "
                                "let it read another" },
    { "what it refers to cannot be there",
      "mend the link of the record that it refers to" },
    { "refers to a record that has no partner over there",
      "an order was given a customer that Zoho does not have: add that one, or "
      "give the order its old customer" },
    { "belongs to ",
      "an order was given a person, but the deal's account comes first: empty "
      "the account, or give the order its old customer" },
};

/* Why a command was not obeyed. */
static const struct cause refusals[] = {
    { LINK_HELD, "moved", "the link has changed since it was looked at",
      "look at it again with `tandem explain`, and decide anew" },
    { LINK_HELD, "unknown", "the loader does not know this command",
      "let the loader be of the console's version" },
    { LINK_HELD, "alias", "the link has become part of another one",
      "name that one" },
    { LINK_HELD, "has-partner", "one of the two has a partner already",
      "`tandem unlink` parts it first" },
    { LINK_HELD, "no-partner", "it has no partner", "`tandem resolve --join`" },
    { LINK_HELD, "no-record", "there is no record to be joined",
      "wait until it has been read" },
    { LINK_HELD, "busy", "a request of it is under way",
      "try again in a minute" },
    { LINK_HELD, "gone", "one of the records was deleted", NULL },
    { LINK_HELD, "erased", "a person's data was erased",
      "`tandem retry` lets it be read again" },
    { LINK_HELD, "not-braked", "no brake holds it any more", NULL },
    { LINK_HELD, "no-property", "the flow has no such property", NULL },
    { LINK_HELD, "exists", "another record holds its reference",
      "clear it there, then `tandem retry`" },
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

const struct cause *cause_at(size_t n)
{
    return n < COUNT(causes) ? &causes[n] : NULL;
}

const struct cause_owed *cause_owed_at(size_t n)
{
    return n < COUNT(owed) ? &owed[n] : NULL;
}

const struct cause *cause_refusal_at(size_t n)
{
    return n < COUNT(refusals) ? &refusals[n] : NULL;
}

const struct cause *cause_find(enum link_status status, const char *name)
{
    for (size_t i = 0; i < COUNT(causes); i++) {
        if (causes[i].status == status && text_equal(causes[i].name, name))
            return &causes[i];
    }
    return NULL;
}

const struct cause *cause_refusal_find(const char *name)
{
    for (size_t i = 0; i < COUNT(refusals); i++) {
        if (text_equal(refusals[i].name, name))
            return &refusals[i];
    }
    return cause_find(LINK_LONELY, name);
}

const struct cause_owed *cause_owed_find(const char *cause)
{
    for (size_t i = 0; cause != NULL && i < COUNT(owed); i++) {
        if (text_starts(cause, owed[i].begins))
            return &owed[i];
    }
    return NULL;
}

const char *cause_status(enum link_status status)
{
    static const char *const sentences[] = {
        "it has no partner, and none is to be made",
        "a request to a system is under way, or waits for its turn",
        "it waits for something else to happen first",
        "both records say the same",
        "a person is needed: nothing is written until the cause is gone",
        "it is over: nothing is written any more",
        "it has become part of another link",
        "no link, but the one that decides who has the same key",
    };

    return sentences[status];
}

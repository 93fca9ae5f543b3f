#include "chaos/field.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "chaos/calls.h"
#include "support/records.h"

#include <stdio.h>
#include <stdlib.h>

#define FIELDS_MAX 6

/* One field, by its name here, there, and what is typed into it. */
struct field {
    const char *paths[2];
    enum book_type type;
};

struct kind {
    const char *entities[2];
    struct field fields[FIELDS_MAX];
    int count;
};

static const struct kind kinds[CROWD_KINDS] = {
    [CROWD_CONTACT] = { { "Contacts", "Customers" },
                        { { { "First_Name", "FirstName" }, BOOK_NAME },
                          { { "Last_Name", "LastName" }, BOOK_NAME },
                          { { "Email", "EmailAddress" }, BOOK_EMAIL },
                          { { "Phone", "PhoneNumber" }, BOOK_PHONE },
                          { { "Mailing_City", "MailAddress.City" }, BOOK_CITY },
                          { { "Mailing_Zip", "MailAddress.ZipCode" },
                            BOOK_ZIP } },
                        6 },
    [CROWD_ACCOUNT] = { { "Accounts", "Customers" },
                        { { { "Account_Name", "Name" }, BOOK_NAME },
                          { { "Phone", "PhoneNumber" }, BOOK_PHONE },
                          { { "Website", "WebsiteUrl" }, BOOK_WEB },
                          { { "Billing_City", "MailAddress.City" }, BOOK_CITY },
                          { { "Billing_Code", "MailAddress.ZipCode" },
                            BOOK_ZIP } },
                        5 },
    [CROWD_DEAL] = { { "Deals", "SalesOrders" },
                     { { { "Closing_Date", "SalesOrderDate" }, BOOK_DATE } },
                     1 },
};

static struct map *accounts; /* of contacts that have a won deal there */
static size_t edits;

void field_open(void)
{
    edits = 0;
    accounts = map_new();
}

void field_close(void)
{
    map_free(accounts, free);
    accounts = NULL;
}

int field_count(enum crowd_record kind)
{
    return kinds[kind].count;
}

/* ---- a new record ---- */

/* What is being filled in, and noted once the record has an id. */
struct form {
    const char *system;
    const char *entity;
    struct json *body;
    char texts[FIELDS_MAX][BOOK_TEXT_MAX];
    const char *paths[FIELDS_MAX];
    int count;
};

static struct form form_new(const char *system, const char *entity)
{
    return (struct form){ .system = system,
                          .entity = entity,
                          .body = json_new_object() };
}

static const char *form_type(struct form *form, const struct field *field)
{
    bool there = text_equal(form->system, PO);
    char *text = form->texts[form->count];

    form->paths[form->count++] = field->paths[there];
    book_new(field->type, text);
    json_set_text(form->body, field->paths[there], text);
    return text;
}

static const char *form_send(struct form *form)
{
    char *text = json_string(form->body);
    const char *id = record_create(form->system, form->entity, text);

    for (int i = 0; i < form->count; i++) {
        book_note(form->texts[i], form->system, form->entity, id,
                  form->paths[i], NULL);
    }
    free(text);
    json_free(form->body);
    return id;
}

static void form_fill(struct form *form, enum crowd_record kind, int from)
{
    for (int i = from; i < kinds[kind].count; i++)
        (void)form_type(form, &kinds[kind].fields[i]);
}

const char *field_contact(const char *country, const struct person *person)
{
    struct form form = form_new(CRM, "Contacts");

    json_set_text(form.body, "Mailing_Country", country);
    if (person == NULL) {
        form_fill(&form, CROWD_CONTACT, 0);
    } else {
        json_set_text(form.body, "First_Name", person->first);
        json_set_text(form.body, "Last_Name", person->last);
        json_set_text(form.body, "Email", person->email);
        form_fill(&form, CROWD_CONTACT, 4); /* the address */
    }
    return form_send(&form);
}

const char *field_account(const char *country)
{
    struct form form = form_new(CRM, "Accounts");

    json_set_text(form.body, "Billing_Country", country);
    form_fill(&form, CROWD_ACCOUNT, 0);
    return form_send(&form);
}

const char *field_customer(struct person *ret_person)
{
    const struct field *fields = kinds[CROWD_CONTACT].fields;
    struct form form = form_new(PO, "Customers");

    json_set_bool(form.body, "IsPerson", true);
    (void)snprintf(ret_person->first, BOOK_TEXT_MAX, "%s",
                   form_type(&form, &fields[0]));
    (void)snprintf(ret_person->last, BOOK_TEXT_MAX, "%s",
                   form_type(&form, &fields[1]));
    (void)snprintf(ret_person->email, BOOK_TEXT_MAX, "%s",
                   form_type(&form, &fields[2]));
    (void)form_type(&form, &fields[3]);
    return form_send(&form);
}

void field_same(const char *contact, const char *customer)
{
    char *reference = mem_print("zohocrm:%s", contact);

    calls_made_note("Customers", reference, customer);
    free(reference);
}

static void set_lookup(struct json *body, const char *name, const char *id)
{
    struct json *lookup = json_new_object();

    json_set_text(lookup, "id", id);
    json_set(body, name, lookup);
}

const char *field_deal(const char *account, const char *contact, bool won)
{
    struct form form = form_new(CRM, "Deals");

    json_set_text(form.body, "Deal_Name", "A deal");
    json_set_text(form.body, "Stage", won ? "Closed Won" : "Qualification");
    if (account != NULL)
        set_lookup(form.body, "Account_Name", account);
    if (contact != NULL)
        set_lookup(form.body, "Contact_Name", contact);
    if (account != NULL && contact != NULL)
        free(map_put(accounts, contact, mem_copy(account)));
    form_fill(&form, CROWD_DEAL, 0);
    return form_send(&form);
}

void field_win(const char *deal)
{
    crm_edit("Deals", deal, "Stage", "Closed Won");
}

void field_move(const char *deal, const char *account)
{
    struct json *body = json_new_object();
    char *text;

    set_lookup(body, "Account_Name", account);
    text = json_string(body);
    crm_patch("Deals", deal, text);
    free(text);
    json_free(body);
}

/* ---- edits ---- */

/* Some things are not to be touched yet: records that have not been joined (who
 * has typed what, and when, nobody knows before), and addresses that are not
 * there. */
static bool may_edit(const char *system, const struct json *record,
                     const char *path)
{
    if (!text_equal(system, PO))
        return record != NULL;
    return calls_reference(record) != NULL &&
           (!text_starts(path, "MailAddress.") ||
            json_text(json_at(record, path)) != NULL);
}

static void type_over(const char *system, const char *entity, const char *id,
                      const struct field *field)
{
    const char *path = field->paths[text_equal(system, PO)];
    const struct json *record = record_get(system, entity, id);
    const char *before = json_text(json_at(record, path));
    char text[BOOK_TEXT_MAX];

    if (!may_edit(system, record, path))
        return;
    book_new(field->type, text);
    record_edit(system, entity, id, path, text);
    book_note(text, system, entity, id, path, before);
    edits++;
}

size_t field_edits(void)
{
    return edits;
}

/* Whom a person typed in on both sides is, is not known before the reference
 * stands there. */
static bool is_joined(enum crowd_record kind, const char *id)
{
    char *reference = mem_print("zohocrm:%s", id);
    const char *there = calls_made(kinds[kind].entities[1], reference);
    bool joined = true;

    if (there != NULL) {
        joined = calls_reference(
                     record_get(PO, kinds[kind].entities[1], there)) != NULL;
    }
    free(reference);
    return joined;
}

void field_edit_here(enum crowd_record kind, const char *id, int field)
{
    if (is_joined(kind, id)) {
        type_over(CRM, kinds[kind].entities[0], id, &kinds[kind].fields[field]);
    }
}

static void edit_under(const char *entity, char *reference,
                       const struct field *field)
{
    const char *there = calls_made(entity, reference);

    if (there != NULL)
        type_over(PO, entity, there, field);
    free(reference);
}

void field_edit_there(enum crowd_record kind, const char *id, int field)
{
    edit_under(kinds[kind].entities[1], mem_print("zohocrm:%s", id),
               &kinds[kind].fields[field]);
}

void field_edit_person(const char *contact, int field)
{
    const char *account = map_get(accounts, contact);

    if (account != NULL) {
        edit_under("ContactPersons",
                   mem_print("zohocrm:%s@%s", contact, account),
                   &kinds[CROWD_CONTACT].fields[field]);
    }
}

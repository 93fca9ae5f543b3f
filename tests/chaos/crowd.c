#include "chaos/crowd.h"

#include "base/map.h"
#include "base/mem.h"
#include "chaos/deed.h"
#include "chaos/field.h"
#include "simulation/dice.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#define RECORDS_MAX    4000
#define FIRST_CONTACTS 12
#define FIRST_KNOWN    4
#define FIRST_ACCOUNTS 4
#define PAUSE_USUAL_MS 350
#define PAUSE_MOST_MS  4000
#define AGAIN_MOST_MS  900
#define HOT            6 /* records that nearly everybody works at */
#define COUNTRIES      3
#define STRANGERS_MAX  400

struct records {
    char *ids[RECORDS_MAX];
    int count;
};

enum where { HERE, THERE, PERSON };

/* What somebody has typed last: often, once more at once. */
struct last {
    enum crowd_record kind;
    const char *id; /* NULL: it was no edit */
    enum where where;
    int field;
};

static struct {
    struct dice dice;
    struct records of[CROWD_KINDS];
    struct map *buyers; /* contacts that some deal names */
    const char *strangers[STRANGERS_MAX];
    size_t stranger_count;
    struct last last;
    int64_t next_ms;
} crowd;

const char *crowd_id(enum crowd_record kind, int n)
{
    return n < crowd.of[kind].count ? crowd.of[kind].ids[n] : NULL;
}

const char *crowd_stranger(size_t n)
{
    return n < crowd.stranger_count ? crowd.strangers[n] : NULL;
}

static const char *add(enum crowd_record kind, const char *id)
{
    struct records *records = &crowd.of[kind];

    assert_true(records->count < RECORDS_MAX);
    records->ids[records->count++] = mem_copy(id);
    return id;
}

/* Mostly one of the newest: those are under way. */
static const char *any(enum crowd_record kind)
{
    const struct records *records = &crowd.of[kind];
    int from = 0;

    if (records->count == 0)
        return NULL;
    if (records->count > HOT && dice_percent(&crowd.dice, 60))
        from = records->count - HOT;
    return records->ids[dice_between(&crowd.dice, from, records->count - 1)];
}

/* ---- new records ---- */

static const char *country(void)
{
    static const char *const names[COUNTRIES] = { "Norge", "Sverige",
                                                  "Danmark" };

    return names[dice_between(&crowd.dice, 0, COUNTRIES - 1)];
}

static void add_contact(void)
{
    (void)add(CROWD_CONTACT, field_contact(country(), NULL));
}

/* Typed into PowerOffice, and then into Zoho by somebody else. */
static void add_known_contact(void)
{
    struct person person;
    const char *customer = field_customer(&person);
    const char *contact = field_contact(country(), &person);

    field_same(contact, customer);
    (void)add(CROWD_CONTACT, contact);
}

static void add_account(void)
{
    (void)add(CROWD_ACCOUNT, field_account(country()));
}

static void add_deal(void)
{
    const char *account =
        dice_percent(&crowd.dice, 85) ? any(CROWD_ACCOUNT) : NULL;
    const char *contact = account == NULL || dice_percent(&crowd.dice, 75)
                              ? any(CROWD_CONTACT)
                              : NULL;

    if (contact != NULL)
        free(map_put(crowd.buyers, contact, mem_copy("")));
    (void)add(CROWD_DEAL,
              field_deal(account, contact, dice_percent(&crowd.dice, 75)));
}

static void win(void)
{
    const char *deal = any(CROWD_DEAL);

    if (deal != NULL)
        field_win(deal);
}

static void move_deal(void)
{
    const char *deal = any(CROWD_DEAL);

    if (deal != NULL)
        field_move(deal, any(CROWD_ACCOUNT));
}

/* ---- edits ---- */

static int any_field(enum crowd_record kind)
{
    return (int)dice_between(&crowd.dice, 0, field_count(kind) - 1);
}

static void edit_that(const struct last *edit)
{
    switch (edit->where) {
    case HERE:
        field_edit_here(edit->kind, edit->id, edit->field);
        break;
    case THERE:
        field_edit_there(edit->kind, edit->id, edit->field);
        break;
    case PERSON:
        field_edit_person(edit->id, edit->field);
        break;
    }
    crowd.last = *edit;
}

static void edit(void)
{
    static const enum crowd_record kinds[] = { CROWD_CONTACT, CROWD_CONTACT,
                                               CROWD_CONTACT, CROWD_ACCOUNT,
                                               CROWD_DEAL };
    struct last edit = { .kind = kinds[dice_between(&crowd.dice, 0, 4)] };
    int64_t where = dice_between(&crowd.dice, 1, 100);

    edit.id = any(edit.kind);
    edit.field = any_field(edit.kind);
    edit.where = where <= 45 ? HERE : THERE;
    if (where > 85 && edit.kind == CROWD_CONTACT)
        edit.where = PERSON;
    if (edit.id != NULL)
        edit_that(&edit);
}

/* Two people at once, half of the time in the same field. */
static void edit_both(void)
{
    const char *id = any(CROWD_CONTACT);
    int field = any_field(CROWD_CONTACT);

    field_edit_here(CROWD_CONTACT, id, field);
    if (dice_percent(&crowd.dice, 50))
        field = any_field(CROWD_CONTACT);
    field_edit_there(CROWD_CONTACT, id, field);
}

/* ---- deeds ---- */

static void add_stranger(void)
{
    if (crowd.stranger_count < STRANGERS_MAX)
        crowd.strangers[crowd.stranger_count++] = deed_stranger();
}

/* Somebody whom no deal needs; nobody thinks of them any more. */
static void delete_contact(void)
{
    struct records *contacts = &crowd.of[CROWD_CONTACT];
    int64_t n = dice_between(&crowd.dice, 0, contacts->count - 1);
    bool there = dice_percent(&crowd.dice, 50);

    if (map_get(crowd.buyers, contacts->ids[n]) != NULL ||
        !deed_delete(contacts->ids[n], there))
        return;
    free(contacts->ids[n]);
    contacts->ids[n] = contacts->ids[--contacts->count];
}

static void move_order(void)
{
    const char *deal = any(CROWD_DEAL);

    if (deal != NULL)
        deed_move_order(deal, any(CROWD_ACCOUNT));
}

static void do_other(int64_t what)
{
    if (what <= 2) {
        delete_contact();
    } else if (what <= 6) {
        deed_empty(any(CROWD_CONTACT), dice_percent(&crowd.dice, 50));
    } else if (what <= 8) {
        move_order();
    } else {
        add_stranger();
    }
}

static void act(void)
{
    int64_t what = dice_between(&crowd.dice, 1, 100);

    crowd.last.id = NULL;
    if (what <= 12) {
        add_contact();
    } else if (what <= 15) {
        add_known_contact();
    } else if (what <= 18) {
        add_account();
    } else if (what <= 24) {
        add_deal();
    } else if (what <= 27) {
        win();
    } else if (what <= 29) {
        move_deal();
    } else if (what <= 77) {
        edit();
    } else if (what <= 87) {
        do_other(what - 77);
    } else {
        edit_both();
    }
}

void crowd_open(uint64_t seed)
{
    memset(&crowd, 0, sizeof crowd);
    field_open();
    deeds_open();
    crowd.buyers = map_new();
    dice_seed(&crowd.dice, seed);
    for (int i = 0; i < FIRST_CONTACTS; i++)
        add_contact();
    for (int i = 0; i < FIRST_KNOWN; i++)
        add_known_contact();
    for (int i = 0; i < FIRST_ACCOUNTS; i++)
        add_account();
    add_deal();
}

void crowd_close(void)
{
    field_close();
    deeds_close();
    map_free(crowd.buyers, free);
    for (int kind = 0; kind < CROWD_KINDS; kind++) {
        for (int i = 0; i < crowd.of[kind].count; i++)
            free(crowd.of[kind].ids[i]);
    }
    memset(&crowd, 0, sizeof crowd);
}

static int64_t pause_ms(void)
{
    if (dice_percent(&crowd.dice, 20))
        return dice_between(&crowd.dice, 0, AGAIN_MOST_MS);
    return dice_delay(&crowd.dice, PAUSE_USUAL_MS, PAUSE_MOST_MS);
}

void crowd_step(int64_t now_ms)
{
    if (crowd.next_ms == 0)
        crowd.next_ms = now_ms;
    while (crowd.next_ms <= now_ms) {
        if (crowd.last.id != NULL && dice_percent(&crowd.dice, 25)) {
            edit_that(&crowd.last);
        } else {
            act();
        }
        crowd.next_ms += pause_ms();
    }
}

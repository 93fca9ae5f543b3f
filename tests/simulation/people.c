#include "simulation/people.h"

#include "base/mem.h"
#include "base/text.h"
#include "simulation/values.h"

#include <stdlib.h>
#include <string.h>

/* ---- finding things ---- */

/* Some record of an entity that is still there, or NULL. */
static struct fake_record *any_record(struct sim *sim, const struct fake *fake)
{
    size_t first;

    if (fake->count == 0)
        return NULL;
    first = (size_t)dice_between(&sim->dice, 0, (int64_t)fake->count - 1);
    for (size_t i = 0; i < fake->count; i++) {
        struct fake_record *record = fake->records[(first + i) % fake->count];

        if (!record->gone && !record->invoiced)
            return record;
    }
    return NULL;
}

static struct fake_record *any_named(struct sim *sim, const char *entity)
{
    return any_record(sim, sim_fake_named(sim, entity));
}

static struct fake *any_fake(struct sim *sim)
{
    return sim
        ->fakes[dice_between(&sim->dice, 0, (int64_t)sim->fake_count - 1)];
}

/* One field that a flow keeps in step, and the property it belongs to. */
struct field {
    const struct property *property;
    const char *path;
};

/* Those of companies are other fields than those of persons. */
static bool is_of_kind(const struct flow_side *side,
                       const struct fake_record *record)
{
    return side->entity == record->fake->entity &&
           flow_fits(side->where, record->values);
}

static size_t fields_in(const struct flow *flow, enum side side,
                        struct field *ret_fields)
{
    size_t count = 0;

    for (size_t i = 0; i < flow->property_count; i++) {
        const struct property *property = &flow->properties[i];

        for (size_t p = 0;
             property->type != TYPE_LINK && p < property->path_count[side];
             p++) {
            ret_fields[count++] =
                (struct field){ property, property->paths[side][p] };
        }
    }
    return count;
}

static size_t fields_of(const struct sim *sim, const struct fake_record *record,
                        struct field *ret_fields)
{
    size_t count = 0;

    for (size_t f = 0; f < sim->flows.count; f++) {
        const struct flow *flow = sim->flows.items[f];

        for (int s = 0; s < SIDES; s++) {
            if (is_of_kind(&flow->sides[s], record))
                count += fields_in(flow, (enum side)s, ret_fields + count);
        }
    }
    return count;
}
#define FIELDS_MAX ((size_t)FLOW_PROPERTIES_MAX * FLOW_PATHS_MAX * 4)

/* ---- typing ---- */

static void type_over(struct sim *sim, struct fake_record *record,
                      const char *path, struct json *value)
{
    char *text = json_string(value);

    values_overwrite(sim, record, json_get(record->values, path));
    fake_type(record, path, value);
    sim_trace(sim, "somebody types %s %s.%s = %s", record->fake->entity->name,
              record->id, path, text);
    free(text);
}

static void type_text(struct sim *sim, struct fake_record *record,
                      const char *path, const char *text)
{
    type_over(sim, record, path, json_new_text(text));
}

static bool is_needed(const char *path)
{
    static const char *const needed[] = { "Last_Name", "Account_Name",
                                          "LastName", "FirstName", "Name" };

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (text_equal(needed[i], path))
            return true;
    }
    return false;
}

/* Emptied without another value: what the other side has stays (the flows say
 * `clear: ignore`), and is not outdated. */
static void clear_field(struct sim *sim, struct fake_record *record,
                        const char *path)
{
    if (is_needed(path) || json_is_null(json_get(record->values, path)))
        return;
    fake_clear(record, path);
    sim_trace(sim, "somebody empties %s %s.%s", record->fake->entity->name,
              record->id, path);
}

static void edit(struct sim *sim, struct fake_record *record)
{
    struct field fields[FIELDS_MAX];
    size_t count = record == NULL ? 0 : fields_of(sim, record, fields);
    struct field field;

    if (count == 0)
        return;
    field = fields[dice_between(&sim->dice, 0, (int64_t)count - 1)];
    if (dice_percent(&sim->dice, sim->temper.clear_percent)) {
        clear_field(sim, record, field.path);
    } else {
        type_over(sim, record, field.path,
                  values_new(sim, record, field.property, field.path));
    }
}

/* Fills in most of a new record; what is needed always. */
static void fill_in(struct sim *sim, struct fake_record *record)
{
    struct field fields[FIELDS_MAX];
    size_t count = fields_of(sim, record, fields);

    for (size_t i = 0; i < count; i++) {
        if (!is_needed(fields[i].path) && !dice_percent(&sim->dice, 60))
            continue;
        fake_type(record, fields[i].path,
                  values_new(sim, record, fields[i].property, fields[i].path));
    }
    sim_trace(sim, "somebody adds %s %s", record->fake->entity->name,
              record->id);
}

/* ---- new records ---- */

static void refer(struct sim *sim, struct fake_record *record, const char *path,
                  const char *entity, int percent)
{
    const struct fake_record *to = any_named(sim, entity);

    if (to != NULL && dice_percent(&sim->dice, percent))
        type_text(sim, record, path, to->id);
}

static void add_contact(struct sim *sim)
{
    struct fake_record *record = fake_add(sim_fake_named(sim, "Contacts"));

    fill_in(sim, record);
}

static void add_account(struct sim *sim)
{
    fill_in(sim, fake_add(sim_fake_named(sim, "Accounts")));
}

/* Types in what another record says, too. */
static void copy_field(struct sim *sim, struct fake_record *record,
                       const char *path, const struct fake_record *from,
                       const char *from_path)
{
    const struct json *value = json_get(from->values, from_path);

    if (json_text(value) != NULL)
        fake_type(record, path, values_copy(sim, value));
}

/* A customer that is in Zoho already, by the same or another first name. */
static void copy_person(struct sim *sim, struct fake_record *record)
{
    const struct fake_record *from = any_named(sim, "Contacts");

    if (from == NULL)
        return;
    copy_field(sim, record, "EmailAddress", from, "Email");
    copy_field(sim, record, "LastName", from, "Last_Name");
    if (dice_percent(&sim->dice, 80))
        copy_field(sim, record, "FirstName", from, "First_Name");
    sim_trace(sim, "who is contact %s, too", from->id);
}

static void add_person(struct sim *sim)
{
    struct fake_record *record = fake_add(sim_fake_named(sim, "Customers"));

    json_set(record->values, "IsPerson", json_new_bool(true));
    fill_in(sim, record);
    if (dice_percent(&sim->dice, 50))
        copy_person(sim, record);
}

static void add_company(struct sim *sim)
{
    struct fake_record *record = fake_add(sim_fake_named(sim, "Customers"));
    const struct fake_record *from = any_named(sim, "Accounts");

    json_set(record->values, "IsPerson", json_new_bool(false));
    fill_in(sim, record);
    if (from != NULL && dice_percent(&sim->dice, 50)) {
        copy_field(sim, record, "Name", from, "Account_Name");
        sim_trace(sim, "who is account %s, too", from->id);
    }
}

static void win(struct sim *sim, struct fake_record *deal)
{
    type_over(sim, deal, "Probability",
              json_new_int(dice_percent(&sim->dice, 85) ? 100 : 50));
}

static void add_deal(struct sim *sim)
{
    struct fake_record *record = fake_add(sim_fake_named(sim, "Deals"));

    fill_in(sim, record);
    refer(sim, record, "Account_Name.id", "Accounts", 70);
    refer(sim, record, "Contact_Name.id", "Contacts", 70);
    win(sim, record);
}

void people_begin(struct sim *sim)
{
    for (int i = 0; i < sim->temper.contacts; i++)
        add_contact(sim);
    for (int i = 0; i < sim->temper.accounts; i++)
        add_account(sim);
    for (int i = 0; i < sim->temper.deals; i++)
        add_deal(sim);
    for (int i = 0; i < sim->temper.persons; i++) {
        add_person(sim);
        add_company(sim);
    }
}

/* ---- less usual things ---- */

static void change_deal(struct sim *sim)
{
    struct fake_record *deal = any_named(sim, "Deals");

    if (deal == NULL)
        return;
    switch (dice_between(&sim->dice, 0, 2)) {
    case 0:
        win(sim, deal);
        break;
    case 1:
        refer(sim, deal, "Account_Name.id", "Accounts", 100);
        break;
    default:
        refer(sim, deal, "Contact_Name.id", "Contacts", 100);
        break;
    }
}

/* Another customer, and perhaps none that Zoho has. */
static void give_to_another(struct sim *sim, struct fake_record *order)
{
    const struct fake_record *to = any_named(sim, "Customers");

    if (to == NULL)
        return;
    type_over(sim, order, "CustomerId",
              json_new_int((int64_t)strtoll(to->id, NULL, 10)));
}

static void change_order(struct sim *sim)
{
    struct fake_record *order = any_named(sim, "SalesOrders");

    if (order == NULL)
        return;
    if (dice_percent(&sim->dice, 40)) {
        give_to_another(sim, order);
    } else if (dice_percent(&sim->dice, 30)) {
        order->invoiced = true;
        sim_trace(sim, "order %s becomes an invoice", order->id);
    } else {
        type_text(sim, order, "SalesOrderStatus",
                  dice_percent(&sim->dice, 50) ? "Confirmed" : "Draft");
    }
}

/* A person turns out to be a company, or the other way round. */
static void flip_kind(struct sim *sim)
{
    struct fake_record *record = any_named(sim, "Customers");
    bool person;

    if (record == NULL)
        return;
    person = json_get_true(record->values, "IsPerson");
    type_over(sim, record, "IsPerson", json_new_bool(!person));
}

static void delete_one(struct sim *sim)
{
    struct fake_record *record = any_record(sim, any_fake(sim));

    if (record == NULL)
        return;
    record->gone = true;
    sim_trace(sim, "somebody deletes %s %s", record->fake->entity->name,
              record->id);
}

/* An operator sends `retry`, or `erase`, to some link. */
static void command(struct sim *sim, const char *name)
{
    const struct fake_record *record =
        any_named(sim, dice_percent(&sim->dice, 50) ? "Contacts" : "Deals");
    struct event event;
    struct buf value = { 0 };
    char *id;

    if (record == NULL)
        return;
    id = mem_print("%s.a.%s",
                   text_equal(record->fake->entity->name, "Deals") ? "deals"
                                                                   : "contacts",
                   record->id);
    event_init(&event, EVENT_COMMAND, id);
    event.command = mem_copy(name);
    event.at_ms = sim->now_ms;
    event_encode(&value, &event);
    (void)tape_append(&sim->broker.changes[broker_partition(&sim->broker, id)],
                      id, value.data);
    sim_trace(sim, "somebody says %s to %s", name, id);
    buf_free(&value);
    event_free(&event);
    free(id);
}

static void add(struct sim *sim)
{
    static void (*const adds[])(struct sim *) = { add_contact, add_account,
                                                  add_deal, add_person,
                                                  add_company };

    adds[dice_between(&sim->dice, 0, 4)](sim);
}

void people_act(struct sim *sim, void *arg, int64_t number)
{
    int64_t what = dice_between(&sim->dice, 1, 100);

    (void)arg;
    (void)number;
    if (what <= 68) {
        edit(sim, any_record(sim, any_fake(sim)));
    } else if (what <= 78) {
        add(sim);
    } else if (what <= 87) {
        change_deal(sim);
    } else if (what <= 92) {
        change_order(sim);
    } else if (what <= 93) {
        flip_kind(sim);
    } else if (what <= 96) {
        command(sim, dice_percent(&sim->dice, 75) ? "retry" : "erase");
    } else {
        delete_one(sim);
    }
}

/*
 * tandem prefer: one side's values win now.
 */
#include "base/text.h"
#include "console/command.h"
#include "console/decision.h"

static const struct option_about options[] = {
    { "--side", "SIDE", "whose values win: a, b, zohocrm or powerofficego" },
    { "--property", "NAME", "of this property only" },
    { "--json", NULL, "for programs: one JSON object" },
    { .name = NULL },
};

static int side_read(const struct flow *flow, const char *text,
                     enum side *ret_side, struct err *err)
{
    for (int s = 0; s < SIDES; s++) {
        if (text_equal(text, side_name((enum side)s)) ||
            text_equal(text, flow->sides[s].system)) {
            *ret_side = (enum side)s;
            return 0;
        }
    }
    return err_set(err, ERR_USAGE, "--side is a, b, %s or %s",
                   flow->sides[SIDE_A].system, flow->sides[SIDE_B].system);
}

static int property_check(const struct flow *flow, const char *name,
                          struct err *err)
{
    for (size_t i = 0; i < flow->property_count; i++) {
        if (name == NULL || text_equal(name, flow->properties[i].name))
            return 0;
    }
    return err_set(err, ERR_USAGE,
                   "the flow '%s' has no property '%s': tandem explain names "
                   "them",
                   flow->name, name);
}

static int prefer_say(struct decision *decision,
                      const struct arguments *arguments, struct err *err)
{
    const char *property = arguments_value(arguments, "--property");
    enum side side = SIDE_A;
    struct json *body;
    int result;

    if (side_read(decision->flow, arguments_value(arguments, "--side"), &side,
                  err) != 0 ||
        property_check(decision->flow, property, err) != 0)
        return -1;
    body = json_new_object();
    json_set_text(body, "side", side_name(side));
    if (property != NULL)
        json_set_text(body, "property", property);
    result = decision_say(decision, "prefer", body, err);
    json_free(body);
    return result;
}

static int prefer_run(const struct config *config,
                      const struct arguments *arguments, struct err *err)
{
    struct decision decision;
    int result = decision_open(&decision, config, arguments, err);

    if (result == 0)
        result = prefer_say(&decision, arguments, err);
    decision_close(&decision);
    return result;
}

const struct command prefer_command = {
    .name = "prefer",
    .summary = "lets one side's values win, whatever was edited when",
    .text = "Ends a conflict, and values that go back and forth. The other "
            "record is written once; afterwards the newer edit wins as ever. "
            "An empty value wins only where the flow passes on what was "
            "emptied.",
    .example = "tandem prefer contacts.a.5843 --side zohocrm --property "
               "PhoneNumber",
    .needs = SESSION_NEEDS,
    .page = PAGE_CHANGES,
    .options = options,
    .operands = "LINK",
    .run = prefer_run,
};

#include "console/title.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define TO " to "

/* How much of text spells the system's name, but for blanks and case, with
 * something to follow: 14 of "PowerOffice GO Customers". 0: it does not. */
static size_t system_length(const char *text, const char *system)
{
    size_t at = 0;

    for (; *system != '\0'; at++) {
        if (text[at] == ' ')
            continue;
        if (tolower((unsigned char)text[at]) != *system)
            return 0;
        system++;
    }
    return text[at] == ' ' ? at : 0;
}

/* Takes both halves as the words for side `from` and for the other one, if
 * they begin with the names of the systems there. */
static bool title_fits(struct title *title, const struct flow *flow,
                       const char *to, enum side from)
{
    const char *text = title->text;
    const char *second = to + strlen(TO);
    enum side other = side_other(from);
    size_t first_length = system_length(text, flow->sides[from].system);
    size_t second_length = system_length(second, flow->sides[other].system);

    if (first_length == 0 || second_length == 0)
        return false;
    title->from = from;
    title->systems[from] = mem_copy_n(text, first_length);
    title->records[from] = mem_copy_n(text, (size_t)(to - text));
    title->systems[other] = mem_copy_n(second, second_length);
    title->records[other] = mem_copy(second);
    return true;
}

static bool title_split(struct title *title, const struct flow *flow)
{
    const char *to = title->text;

    while ((to = strstr(to, TO)) != NULL) {
        if (title_fits(title, flow, to, SIDE_A) ||
            title_fits(title, flow, to, SIDE_B))
            return true;
        to++;
    }
    return false;
}

/* A flow begins where its records are created from. */
static void title_from_names(struct title *title, const struct flow *flow)
{
    bool backwards = flow->sides[SIDE_B].create == CREATE_NEVER &&
                     flow->sides[SIDE_A].create != CREATE_NEVER;

    title->from = backwards ? SIDE_B : SIDE_A;
    for (unsigned i = SIDE_A; i < SIDES; i++) {
        const struct flow_side *side = &flow->sides[i];

        title->systems[i] = mem_copy(side->system);
        title->records[i] = mem_print("%s %s", side->system, side->entity_name);
    }
}

/* Where "(human data)" begins, with the blank before it; NULL: nowhere. */
static char *facet_of(char *record)
{
    size_t length = strlen(record);

    if (length == 0 || record[length - 1] != ')')
        return NULL;
    return strstr(record, " (");
}

void title_read(const struct flow *flow, struct title *ret_title)
{
    *ret_title = (struct title){ .text = mem_copy(flow->title) };
    if (!title_split(ret_title, flow))
        title_from_names(ret_title, flow);
    ret_title->has_facet = facet_of(ret_title->records[SIDE_A]) != NULL ||
                           facet_of(ret_title->records[SIDE_B]) != NULL;
}

void title_read_bare(const struct flow *flow, struct title *ret_title)
{
    title_read(flow, ret_title);
    for (unsigned i = SIDE_A; i < SIDES; i++) {
        char *facet = facet_of(ret_title->records[i]);

        if (facet != NULL)
            *facet = '\0';
    }
    free(ret_title->text);
    ret_title->text =
        mem_print("%s" TO "%s", ret_title->records[ret_title->from],
                  ret_title->records[side_other(ret_title->from)]);
}

void title_free(struct title *title)
{
    free(title->text);
    for (unsigned i = SIDE_A; i < SIDES; i++) {
        free(title->systems[i]);
        free(title->records[i]);
    }
}

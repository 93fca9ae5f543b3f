/*
 * The demo: contacts become customers and won deals become orders, through
 * the three programs, Kafka and Redis. tests/demo/run starts it.
 */
#include "demo/report.h"
#include "demo/stage.h"
#include "demo/story.h"

#include <stddef.h>
#include <unistd.h>

static bool (*const steps[])(void) = {
    contacts_become_customers,
    refused_contact_is_mended,
    edit_in_zohocrm_arrives,
    edit_in_powerofficego_arrives,
    edits_at_once_survive,
    won_deals_become_orders,
    answer_is_lost,
    programs_are_restarted,
    redis_is_flushed,
    programs_forget,
    page_is_open,
};

/* On a terminal somebody may look around; nothing is checked after that. */
static int look_around(void)
{
    int code = report_close();

    page_wait();
    return code;
}

/* demo [FOLDER]: pictures of the page for that folder. */
int main(int argc, char **argv)
{
    bool goes_on = true;

    report_open();
    stage_open();
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && goes_on; i++)
        goes_on = steps[i]();
    if (goes_on && argc > 1) {
        page_pictures(argv[1]);
    } else if (goes_on && isatty(STDOUT_FILENO) != 0) {
        return look_around();
    }
    stage_close();
    return report_close();
}

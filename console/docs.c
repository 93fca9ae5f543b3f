/*
 * tandem docs: the flows as a document.
 */
#include "base/mem.h"
#include "base/text.h"
#include "console/checklist.h"
#include "console/command.h"
#include "process/flows.h"

#include <stdio.h>
#include <stdlib.h>

static const struct option_about options[] = {
    { "--format", "rst|markdown",
      "reStructuredText (the default) or Markdown" },
    { "--flows", "FOLDER", "another folder than TANDEM_FLOWS" },
    { .name = NULL },
};

static int docs_run(const struct config *config,
                    const struct arguments *arguments, struct err *err)
{
    struct config chosen = *config; /* borrows all but the folder */
    const char *folder = arguments_value(arguments, "--flows");
    bool markdown =
        text_equal(arguments_value(arguments, "--format"), "markdown");
    struct flows flows;
    struct buf text = { 0 };
    int result;

    chosen.flows = mem_copy(folder != NULL ? folder : config->flows);
    result = flows_load(&flows, &chosen, err);
    if (result == 0) {
        checklist_print(&flows, markdown ? MARKUP_MARKDOWN : MARKUP_RST, &text);
        (void)fputs(buf_text(&text), stdout);
    }
    buf_free(&text);
    flows_free(&flows);
    free(chosen.flows);
    return result;
}

const struct command docs_command = {
    .name = "docs",
    .summary = "prints what the flows keep in step, as a checklist",
    .text = "A section for each flow: its rule in words, and a table of the "
            "properties that both sides share. It is made from the flow files "
            "alone; no system is asked.",
    .example = "tandem docs --format markdown --flows flows >dataflow.md",
    .needs = NEED_FLOWS,
    .options = options,
    .run = docs_run,
};

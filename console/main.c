/*
 * tandem, the operator's program: one command a file, one table of them.
 */
#include "console/console.h"

int main(int argc, char **argv)
{
    return console_run(argc, argv);
}

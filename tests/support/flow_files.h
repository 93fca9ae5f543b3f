/*
 * tests/support/flow_files.h: flows that somebody has changed.
 */
#ifndef TANDEM_TESTS_SUPPORT_FLOW_FILES_H
#define TANDEM_TESTS_SUPPORT_FLOW_FILES_H

/*
 * Copies the five that ship to environment_folder(), with one text of the
 * contacts' replaced (it must be there), and sets TANDEM_FLOWS: programs that
 * are started from then on, in this world, work with these.
 */
void flow_files_change(const char *before, const char *after);

#endif

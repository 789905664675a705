/* disclosure.h: no published table tells about fewer people than the job allows.
 *
 * A row about fewer than `minimum` people is blanked, and where a family of rows with a shown total has just one such
 * row, the next smallest goes with it, so that no subtraction gives the first back. */
#ifndef BEHOUD_REPORT_DISCLOSURE_H
#define BEHOUD_REPORT_DISCLOSURE_H

#include "engine/report/report.h"

/* The rule itself, on groups of which a total is shown: hidden[i] says whether group i must not be. */
void disclosure_groups(const double *people, size_t n, int minimum, bool *hidden);

/* Blanks rows by the rule, and rows marked by row_hide. Returns how many rows were blanked.
 * Rows about nobody stay: an empty group tells nothing. */
size_t disclosure_protect(struct report *report, int minimum);

#endif

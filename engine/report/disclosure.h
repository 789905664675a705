/* disclosure.h: no published table tells about fewer people than the job allows, in itself or by what can be worked out.
 *
 * Whole rows go when the group they are about is small; single numbers with the cells of the ledger that they go with. What ties numbers
 * together stands in the report's ledger: the tables' own families (rows that add up to a shown total) are added to it here, and what
 * else must go, so that no sum gives a hidden number back, is decided there. */
#ifndef BEHOUD_REPORT_DISCLOSURE_H
#define BEHOUD_REPORT_DISCLOSURE_H

#include "engine/report/report.h"

/* The rule for a choice of groups of which a total is shown: hidden[i] says whether group i must not be, nor its partner. */
void disclosure_groups(const double *people, size_t n, int minimum, bool *hidden);

struct disclosure {
    size_t rows;  /* not shown at all */
    size_t cells; /* single numbers not shown in rows that are */
};

/* Blanks what must not be shown, by report->meta.minimum_cell and minimum_events. Rows about nobody stay: an empty group tells nothing. */
struct disclosure disclosure_protect(struct report *report);

#endif

/* published.h: what a run leaves behind for the next one in the same folder: which numbers were not shown, so that two runs together tell no
 * more than each, and its headline figures, so that the next can say what changed. In published.json; no hidden number is in it. */
#ifndef BEHOUD_REPORT_PUBLISHED_H
#define BEHOUD_REPORT_PUBLISHED_H

#include "engine/report/report.h"

enum { HEADLINES_MOST = 40 };

/* The figures of one run; NaN = not told. */
struct headline {
    const char *as_of; /* yyyy-mm-dd */
    int months;        /* the horizon of what is expected */
    double headcount, turnover, leavers, share, cost;
};

struct published {
    int minimum_cell, minimum_events;
    const char **hidden; /* keys of the ledger */
    size_t n_hidden;
    struct headline headlines[HEADLINES_MOST]; /* by day, the latest last */
    size_t n_headlines;
};

/* Of the run in that folder; empty when there is none, or it cannot be read. */
struct published published_read(const char *folder, struct arena *arena);

/* What was hidden under thresholds no stricter than today's stays hidden. Before disclosure_protect. */
void published_keep(const struct published *before, struct report *report);

/* This run's figures, of the protected report. */
struct headline published_headline(const struct report *report);

/* The headline of the last run at least `months` months before that day, and at most twice as many; NULL when there is none. */
const struct headline *published_before(const struct published *before, const char *as_of, int months);

/* published.json, with what was kept of the runs before. */
MUST_CHECK enum status published_write(const struct report *report, const struct published *before, const char *folder, struct diag *diag);

#endif

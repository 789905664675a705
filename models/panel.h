/* panel.h: the person-period panel, one row for each person and period, never stored.
 *
 * A discrete-time hazard model (Singer & Willett 1993, J. Educ. Stat. 18:155) is a logistic model of these rows. All
 * rows of one source (a spell) share its attributes and differ in tenure only, so they are made when needed: ten million
 * rows cost no memory, and sums over them cost as many steps as there are spells.
 *
 * A spell may be cut into several sources, each with its own attributes (begins[] tells where a spell starts): a period
 * then belongs to the source in force on its first day, whatever comes later, and holds the spell's exit if that falls in it.
 *
 * A row stands for a period observed whole: one cut short by the end of observation or begun by late entry within the
 * period is left out (panel_skipped counts them); the period of hire counts as whole, with tenure 0 at its start (hired on
 * its last day, one is first at risk in the next). */
#ifndef BEHOUD_MODELS_PANEL_H
#define BEHOUD_MODELS_PANEL_H

#include "engine/base/arena.h"
#include "engine/base/values.h"

#include <stdbool.h>

enum panel_kind {
    PANEL_CALENDAR, /* periods of the calendar: starts[] are their first days          */
    PANEL_TENURE,   /* periods of tenure: starts[] are tenure days, rows (start, next] */
    PANEL_FUTURE,   /* the n_periods to come for whoever is there: starts[] are days or tenure days ahead */
    PANEL_ROWS      /* one row a source, its outcome given                             */
};

enum { PANEL_PERIODS_MOST = 1024 };

struct panel {
    enum panel_kind kind;
    size_t n;                  /* sources */
    const int32_t *hired;      /* CALENDAR, FUTURE with dates */
    const int32_t *entry, *exit;
    const uint8_t *cause;      /* of the source that ends a spell; 0 in those before it */
    const uint8_t *begins;     /* 1 = the source begins a spell, 0 = it goes on with the one before; NULL = all begin one */
    uint8_t event_cause;       /* 0 = any exit is the event */
    const int32_t *starts;     /* n_periods + 1 of them, rising */
    size_t n_periods;
    double unit_days;          /* FUTURE without dates: the durations' own unit, so that two roundings do not add up */
    const uint8_t *include;    /* FUTURE: who is there; else: sources to use; NULL = all */
    const uint8_t *outcome;    /* ROWS: 0 or 1 */
    const double *weight;      /* a source's weight; NULL = 1; 0 = not used */
    const double *offset;      /* added to the log-odds as it is; NULL = 0 */
    bool from_start;           /* CALENDAR: only who is there when the first period begins */
    const struct panel_span *spans; /* CALENDAR, TENURE: set by panel_prepare */
    int32_t longest;           /* days of the longest period; set by panel_prepare */
};

/* The whole periods of one source. */
struct panel_span {
    int16_t first;
    uint16_t count; /* 0 = none */
    uint8_t cause;  /* of the exit that the last of them holds; 0 = none */
};

/* Works out every source's periods once; the arena owns them. Needed before panel_run for CALENDAR and TENURE. */
void panel_prepare(struct panel *panel, struct arena *arena);

/* The rows of one source: the tenure in days at the start of each into tenure[], whether the last one is the event.
 * Returns how many, at most PANEL_PERIODS_MOST. Not for ROWS, whose rows are their sources. */
size_t panel_run(const struct panel *panel, size_t source, int32_t *tenure, bool *event);

/* How many rows the source has. Not for FUTURE. */
size_t panel_count(const struct panel *panel, size_t source);

/* Does the source's last row hold the event? For CALENDAR and TENURE. */
bool panel_event(const struct panel *panel, size_t source);

/* How many started periods of all sources are left out because they were not observed whole, and how many of those held
 * the event. */
void panel_skipped(const struct panel *panel, size_t *periods, size_t *events);

/* The same panel over rows[0 .. n) of its sources, copied; prepared as it was. Not for FUTURE. */
struct panel panel_gathered(const struct panel *panel, const uint32_t *rows, size_t n, struct arena *arena);

#endif

/* flow_cells.h: who came, moved and left, counted for everybody and for each segment; and what a reader can work out of it, as cells of
 * the report's ledger: the people at the turn of each period, which groups add up to everybody. */
#ifndef BEHOUD_APP_FLOW_CELLS_H
#define BEHOUD_APP_FLOW_CELLS_H

#include "engine/app/segment_cells.h"
#include "models/flows.h"

struct flow_views {
    const struct study *study;
    const struct segment *segments;
    size_t n;               /* segments */
    struct flows *counted;  /* [n + 1] everybody first */
    bool *told;             /* [n + 1] not too fine to be told: flow_cells_make finds out */
    bool *occurs;           /* [cause] anybody leaves for it; [0] always */
    int32_t year;           /* periods in twelve months */
};

/* What is told of a segment's exits by cause: where any of its groups has few leavers in any period, only the twelve months; where those are
 * few too, nothing. */
enum causes_told { CAUSES_BY_PERIOD, CAUSES_BY_YEAR, CAUSES_NOT };

struct flow_cells {
    const struct flow_views *views;
    struct ledger *ledger;
    uint32_t ***heads;        /* [period][view][group] people when it begins; behind the last one, people now */
    enum causes_told *causes; /* [view] */
};

struct flow_views flow_views_count(const struct study *study, const struct segment *segments, size_t n, int32_t from, struct arena *arena);

/* A group's flows go with the people at either end of the period: of a group that is too small, and of those that are hidden with it,
 * nothing is told, so that sums over groups tell no more than what all of these are together. */
struct flow_cells flow_cells_make(struct flow_views *views, struct report *report);

/* The cell that what happened in a period goes with, and what is told of the twelve months to its end; by cause, 0 = all. */
uint32_t flow_cell(const struct flow_cells *cells, size_t view, size_t group, int32_t period, size_t cause);
uint32_t flow_year_cell(const struct flow_cells *cells, size_t view, size_t group, int32_t period, size_t cause);

const char *flow_period_name(const struct flow_views *views, int32_t period);
double flow_exits(const struct flow *flow, size_t cause);

/* Exits of the twelve months to the period's end over the average headcount in them; NaN where they are not all there. */
double flow_year_rate(const struct flow_views *views, size_t view, size_t group, int32_t period, size_t cause, struct arena *scratch);

#endif

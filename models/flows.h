/* flows.h: who came, moved and left in each period, per group; and the turnover rates that follow.
 *
 * For every group and period, exactly: headcount at start + hires + transfers in - transfers out - exits = headcount at
 * end. Employed on a day = hired on or before it and not yet gone at its end. Person-days run from the hire day until
 * the day before the last one, so those of leavers add up to tenure; whoever stays counts on as_of too. */
#ifndef BEHOUD_MODELS_FLOWS_H
#define BEHOUD_MODELS_FLOWS_H

#include "engine/base/arena.h"
#include "engine/base/days.h"
#include "engine/base/values.h"

struct flow_spells {
    size_t n;
    const uint8_t *used;
    const int32_t *hired;  /* day                                                       */
    const int32_t *entry;  /* tenure days from which the row is in view: late entry is a hire in the period of the hire, else a
                              transfer in (on the first
                              day of all: headcount at the start), and who
                              is not in view yet is not counted, else only survivors would be. NULL = from the hire on */
    const int32_t *tenure; /* days to the exit, to the end of observation, or to the next row of the spell */
    const uint8_t *cause;  /* 0 = observation ended; before as_of that counts as a transfer out */
    const uint8_t *begins; /* 0 = the row goes on with the one before it; in another group: a transfer. NULL = all 1 */
    int32_t as_of;
    struct values group;   /* 1..n_groups, 0 = in no group; data NULL = all in group 1   */
    size_t n_groups, n_causes;
};

struct flow {
    double headcount_start, hires, transfers_in, transfers_out, exits, headcount_end;
    double person_days, month_ends, monthly_headcount; /* sum of headcounts at month ends in the period */
    double *exits_by_cause; /* [1 .. n_causes] */
};

struct flows {
    enum period_step step;
    int32_t first, n_periods;
    size_t n_groups;
    int32_t *first_day, *days; /* of each period; the last may end at as_of */
    struct flow *cells;        /* [(group - 1) * n_periods + period] */
};

/* Periods from the one of `from` to the one of as_of. O(n + groups x periods). */
struct flows flows_count(const struct flow_spells *spells, enum period_step step, int32_t from, struct arena *arena);

const struct flow *flows_cell(const struct flows *flows, size_t group, int32_t period);

/* Sums of the cells [period - back + 1, period], as one flow: for rolling twelve months. Missing periods give NaN. */
struct flow flows_sum(const struct flows *flows, size_t group, int32_t period, int32_t back, size_t n_causes,
                      struct arena *arena, double *days);

struct turnover {
    double average;     /* person-days / days in the period: the headline's denominator */
    double rate, rate_annualised, rate_mid, rate_end, rate_start, rate_monthly; /* NaN where the denominator is 0 */
};

struct turnover flows_turnover(const struct flow *flow, double exits, double days);

#endif

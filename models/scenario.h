/* scenario.h: what a retention measure avoids, costs and brings.
 *
 * A measure multiplies the hazard of its cause among those in its scope by 1 - s(1 - r): r its hazard ratio, s how far it works in a month,
 * 0 to 1. Measures together multiply; they never add. It may raise or lower the hazard of those left out (spillover), change what is known
 * of people (`hazard`: the models' hazards under it, an association), or fill more positions from within.
 *
 * Worked out on cohorts (cohorts.h), for every draw of parameters, cost ranges and the measures' own ranges; chance is a count with the
 * avoided leavers' mean and variance. All scenarios meet the same draws. O(draws x scenarios x cohorts x months x causes). */
#ifndef BEHOUD_MODELS_SCENARIO_H
#define BEHOUD_MODELS_SCENARIO_H

#include "models/forecast.h"

enum { SCENARIOS_MOST = 64 };

struct scenario {
    const uint8_t *in_scope;        /* per source; NULL = all */
    int32_t tenure_from, tenure_to; /* scope in tenure days: [from, to); a month counts by its days within */
    uint8_t cause;                  /* whose hazard it multiplies; 0 = all */
    const double *strength;         /* [month] s */
    const double *active;           /* [month] the share of it in which it works at all */
    double start;                   /* months from the first day ahead */
    struct uncertain ratio;
    bool spills;
    const uint8_t *spill_scope;     /* per source; NULL = all who are not in scope */
    struct uncertain spill;         /* the hazard ratio of those */
    const double *hazard;           /* [source][period][model] under changed attributes; NULL = none */
    const double *direction;        /* [normal] of the logarithm of what that does to leaving, per standard normal; NULL = none */
    double internal_share;          /* of positions falling vacant in scope, filled from within; NaN = as ever */
    struct uncertain per_head, fixed, of_pay; /* the programme: for each person reached, for all, and as a share of their annual pay a year */
    size_t same_effect;             /* the first scenario whose effect is the same uncertain thing: itself, or one before it */
    const size_t *members;          /* of a combination: the scenarios in it, none of them a combination; then only they count */
    size_t n_members;
};

struct scenario_effect {
    double heads, pay;              /* people in scope at some time while it works, and their annual pay */
    double comers;                  /* and of those expected to come in the place of leavers */
    struct spread avoided, saved, net;
    double programme, roi, payback_months, probability_positive;
    double break_even;              /* the hazard ratio at which it just pays, all else at its mean; NaN = none does */
    double *avoided_by_month;       /* at the mean of everything */
    double *avoided_by_level, *saved_by_level, *heads_by_level, *programme_by_level; /* [level], from 1 */
};

/* One thing that is uncertain turned from its P10 to its P90, all else at its mean. */
enum tornado_kind { TORNADO_EFFECT, TORNADO_SPILL, TORNADO_PER_HEAD, TORNADO_FIXED, TORNADO_OF_PAY, TORNADO_HAZARD, TORNADO_COST, TORNADO_LINE };

struct tornado_bar {
    size_t scenario;
    enum tornado_kind kind;
    size_t which; /* a cost parameter or line, or a model */
    double low, high;         /* its P10 and P90; NaN where there is no one value */
    double net_low, net_high; /* the net there */
};

struct portfolio_step {
    uint32_t chosen; /* bits: candidates */
    double cost, net;
};

struct cohorts;

struct scenario_input {
    const struct forecast_input *base;
    const struct cohorts *cohorts;
    const struct scenario *scenarios;
    size_t n;
};

/* One effect a scenario. */
struct scenario_effect *scenario_run(const struct scenario_input *input, struct arena *arena);

/* What drives the net of one scenario, largest swing first. Returns how many bars. */
size_t scenario_tornado(const struct scenario_input *input, size_t scenario, struct tornado_bar **bars, struct arena *arena);

/* --- the best portfolio under a budget ------------------------------------------------------------------------------ */

enum { PORTFOLIO_MOST = 16 };

struct portfolio_input {
    const struct scenario_input *scenarios;
    const size_t *candidates; /* scenarios */
    size_t n;                 /* at most PORTFOLIO_MOST */
    const uint32_t *exclusive; /* sets of candidates as bits, of which one at most is chosen */
    size_t n_exclusive;
    double budget;            /* NaN = none */
};

struct portfolio {
    struct portfolio_step best;      /* the highest net among those within the budget; nothing is one of them */
    struct portfolio_step *frontier; /* rising in cost and in net: nothing cheaper brings as much */
    size_t n;
};

/* Every combination is worked out, at the mean of everything: what is printed is the best there is. O(2^n x cohorts x months). */
struct portfolio portfolio_choose(const struct portfolio_input *input, struct arena *arena);

#endif

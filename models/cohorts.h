/* cohorts.h: people who meet the same scenarios and run about the same risk, taken together: thousands of futures of a million people are
 * then worked out on about a thousand cohorts.
 *
 * Who shares a cohort shares every scope, the class of cost, the group and the month of retirement, and differs in hazard by some ten
 * percent at most. The cohort's hazards are those under which as many of it leave, in every month and for every cause, as of its people; so
 * the base is that of the forecast, and what a scenario changes is off by the spread within a cohort only: leavers by parts in ten
 * thousand, money by parts in a thousand where it works for a part of the horizon, for pay is that of all who leave in it. */
#ifndef BEHOUD_MODELS_COHORTS_H
#define BEHOUD_MODELS_COHORTS_H

#include "models/scenario.h"

enum { COHORTS_MOST = 1024, COHORT_LANES = 8 };

struct cohorts_input {
    const struct forecast_input *base;
    const struct scenario *scenarios;
    size_t n_scenarios;
    struct values level;               /* per source 1 .. n_levels: what results are told by; data NULL = none */
    size_t n_levels;
    const double *fresh;               /* [source][month of tenure][model]: hazards of whoever comes in the place; NULL = nobody does */
    size_t lag;                        /* months a place stands empty, 1 at least */
    size_t most;                       /* cohorts; 0 = COHORTS_MOST */
};

/* Whom a scenario reaches. Arrays over cohorts, [month] first where they differ by month. */
struct cohort_reach {
    double *cover;        /* share in scope: [cohort], or [month][cohort] */
    bool by_month;
    double *fresh_cover;  /* [month of tenure][cohort] of those who come; NULL = cover */
    double *spill;        /* [cohort] share of them who feel it while they are not in scope; NULL = none */
    double *alternative;  /* [month][cause][cohort] hazard under changed attributes over the base; NULL = none */
    double heads, pay;
    double *heads_by_level, *pay_by_level; /* [level] from 1; of those without one at 0 */
    double *comers, *comers_pay; /* [month] who come in it and are reached, and the annual pay of all who have come so far; NULL = nobody comes */
    double *comers_by_level, *comers_pay_by_level; /* [level], the pay times the years that they are there */
};

struct cohorts {
    size_t n;             /* rounded up to COHORT_LANES by empty ones */
    size_t n_real, months, causes, n_levels, lag;
    double *people;
    double *hazard;       /* [month][cause][cohort] */
    double *retire;       /* [month][cohort] share; NULL = nobody's month is known */
    uint8_t retirement;
    double *pay;          /* [cause][cohort], of those who leave */
    double *pay_variance; /* and its variance among them */
    double *transition;   /* [month][cause][cohort] a leaver; NULL = none */
    bool *is_paid;        /* [cause] is there any for it? */
    uint16_t *model_of;   /* [cause][cohort] cost model */
    uint32_t *level;
    double *fresh;        /* [month of tenure][cause][cohort]; NULL = nobody is replaced */
    struct cohort_reach *reach; /* [scenario] */
};

/* O(people x (scenarios + months x causes)). */
struct cohorts cohorts_make(const struct cohorts_input *input, struct arena *arena);

/* People whom any of these scenarios reaches, each once, and their annual pay. */
void cohorts_heads(const struct cohorts_input *input, const size_t *scenarios, size_t n, double *heads, double *pay);

/* Those of the cohorts that any of these scenarios reaches, as cohorts of their own: all that has to be lived through anew. index[k] is
 * the one that is now k. */
struct cohorts cohorts_reached(const struct cohorts *cohorts, const size_t *scenarios, size_t n, size_t n_scenarios, uint32_t **index, struct arena *arena);

/* --- living through the months ahead --------------------------------------------------------------------------------- */

/* A scenario at work: r as drawn. */
struct cohort_action {
    const struct scenario *scenario;
    const struct cohort_reach *reach;
    double off, spill_off; /* 1 - r */
    double bend;           /* what is changed in the alternative's logarithm, as a factor; 1 = nothing */
};

struct cohort_life {
    double leavers, cost;
    double *leave, *spent; /* [cohort] leavers, and what they cost; room for n */
    double *month_leave, *month_cost; /* [month][cohort]; NULL = not asked for */
    double *month_fresh, *month_hires; /* [month][cohort], of those who come in the place; NULL = not asked for */
};

/* kappa: [cause], a factor on every hazard; unit: [cause][cohort], what a leaver costs beside a statutory payment. `work` has room for
 * cohorts_work(cohorts) doubles. */
void cohorts_live(const struct cohorts *cohorts, const struct cohort_action *actions, size_t n_actions, const double *kappa, const double *unit, double *work,
                  struct cohort_life *life);
size_t cohorts_work(const struct cohorts *cohorts);

#endif

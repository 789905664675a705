/* cost.h: what one leaver costs, by component, after Cascio & Boudreau (2011), Investing in People, ch. 4.
 *
 * With a share of pay or an amount for every parameter, each component is an amount plus a multiple of annual pay, so
 * sums over leavers need only their number and their pay. All amounts in the job's currency.
 *
 * A position is filled from outside, or (a share of them) from within: then another one falls vacant in turn, and is filled from
 * outside at a stated share of what this one would have cost. */
#ifndef BEHOUD_MODELS_COST_H
#define BEHOUD_MODELS_COST_H

#include "models/uncertain.h"

#include <stddef.h>

enum cost_component {
    COST_SEPARATION, /* exit talk, administration, payout               */
    COST_TRANSITION, /* the statutory payment, by person (see severance) */
    COST_RECRUITING, /* finding a successor                             */
    COST_VACANCY,    /* output lost while empty                         */
    COST_SAVED_PAY,  /* pay and on-costs saved while empty: below 0     */
    COST_COVER,      /* overtime and agency work while empty            */
    COST_ONBOARDING, /* onboarding and training                         */
    COST_RAMP,       /* output below par until productive               */
    COST_KNOCK_ON,   /* knowledge lost, colleagues held up              */
    COST_COMPONENTS,
    COST_LINES_MOST = 8, /* the user's own lines come after them */
    COST_PARTS = COST_COMPONENTS + COST_LINES_MOST
};

enum cost_parameter {
    PARAMETER_ON_COSTS,     /* share of pay                          */
    PARAMETER_OUTPUT,       /* a year's output as a multiple of pay  */
    PARAMETER_SEPARATION,   /* amount                                */
    PARAMETER_RECRUITING,   /* amount                                */
    PARAMETER_ONBOARDING,   /* amount                                */
    PARAMETER_VACANCY_DAYS, /* days                                  */
    PARAMETER_VACANCY_LOSS, /* share of output                       */
    PARAMETER_COVER,        /* amount                                */
    PARAMETER_KNOCK_ON,     /* amount                                */
    PARAMETER_RAMP_DAYS,    /* days                                  */
    PARAMETER_RAMP_START,   /* share of output                       */
    PARAMETER_INTERNAL_SHARE,      /* of positions, filled from within      */
    PARAMETER_INTERNAL_RECRUITING, /* the same as above, where one is       */
    PARAMETER_INTERNAL_ONBOARDING,
    PARAMETER_INTERNAL_VACANCY_DAYS,
    PARAMETER_INTERNAL_RAMP_DAYS,
    PARAMETER_INTERNAL_RAMP_START,
    PARAMETER_BACKFILL,     /* what filling the place that falls vacant in turn costs, as a share of filling this one from outside */
    COST_PARAMETERS
};

enum cost_ramp { COST_RAMP_LINEAR, COST_RAMP_PARETO };

/* An amount, or, of_pay, a share of annual pay. */
struct cost_value {
    struct uncertain is;
    bool of_pay;
};

struct cost_model {
    struct cost_value parameters[COST_PARAMETERS];
    struct cost_value lines[COST_LINES_MOST]; /* the user's own, an amount a leaver; what is not used is 0 */
    enum cost_ramp shape, internal_shape;
};

/* A component costs amount + per_pay * annual pay. */
struct cost_unit {
    double amount[COST_PARTS], per_pay[COST_PARTS];
};

/* One value for every parameter and line. */
struct cost_draw {
    double parameters[COST_PARAMETERS], lines[COST_LINES_MOST];
};

/* The values at each mean, and where each parameter stands at its own u. */
struct cost_draw cost_means(const struct cost_model *model);
struct cost_draw cost_at(const struct cost_model *model, const struct cost_draw *u);

/* What a leaver costs at those values. Pareto (Waldman et al. 2004): output grows as the power of time by which four fifths of the way is
 * gone in the first fifth of it. */
struct cost_unit cost_unit_of(const struct cost_model *model, const struct cost_draw *values);

/* The same where every position is filled from outside, or from within. */
struct cost_unit cost_unit_filled(const struct cost_model *model, const struct cost_draw *values, bool internal);

/* All parts from [0] up to n of them: COST_COMPONENTS, or COST_PARTS for the user's own lines too. */
double cost_total(const struct cost_unit *unit, double pay, size_t n);

/* The Dutch transition payment (art. 7:673 BW): a third of a month's pay for each full year of service, and for the rest of a year the
 * same in proportion, which at constant pay is a third of a month's pay times the years of service; at most the cap of the year of the
 * exit, or a year's pay where that is more. */
static inline double cost_transition(double month_pay, double service_years, double cap) {
    double most = cap > 12 * month_pay ? cap : 12 * month_pay, payment = service_years > 0 ? month_pay / 3 * service_years : 0;
    return payment < most ? payment : most;
}

#endif

/* cost.h: what one leaver costs, by component, after Cascio & Boudreau (2011), Investing in People, ch. 4.
 *
 * With a share of pay or an amount for every parameter, each component is an amount plus a multiple of annual pay, so
 * sums over leavers need only their number and their pay. All amounts in the job's currency. */
#ifndef BEHOUD_MODELS_COST_H
#define BEHOUD_MODELS_COST_H

#include "engine/base/random.h"

enum cost_component {
    COST_SEPARATION,  /* exit talk, administration, payout             */
    COST_RECRUITING,  /* finding a successor                           */
    COST_VACANCY,     /* output lost while empty, less pay and on-costs saved */
    COST_COVER,       /* overtime and agency work while empty          */
    COST_ONBOARDING,  /* onboarding and training                       */
    COST_RAMP,        /* output below par until productive             */
    COST_KNOCK_ON,    /* knowledge lost, colleagues held up            */
    COST_COMPONENTS
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
    COST_PARAMETERS
};

enum cost_ramp { COST_RAMP_LINEAR, COST_RAMP_PARETO };

/* low = mode = high for a plain number; otherwise a triangular distribution. */
struct cost_range {
    double low, mode, high;
};

struct cost_model {
    struct cost_range parameters[COST_PARAMETERS];
    enum cost_ramp shape;
};

/* A component costs amount + per_pay * annual pay. */
struct cost_unit {
    double amount[COST_COMPONENTS], per_pay[COST_COMPONENTS];
};

/* The costs at these parameter values. Pareto: four fifths of the way in the first fifth of the time. */
struct cost_unit cost_unit_of(const double parameters[COST_PARAMETERS], enum cost_ramp shape);

/* The costs at each parameter's mean, and at one random draw of all of them. */
struct cost_unit cost_mean(const struct cost_model *model);
struct cost_unit cost_draw(const struct cost_model *model, struct random_stream *stream);

double cost_range_mean(struct cost_range range);

/* One draw of a triangular range, by inversion of its distribution function at `u`. */
double cost_range_at(struct cost_range range, double u);

double cost_total(const struct cost_unit *unit, double pay);

#endif

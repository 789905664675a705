/* forecast.h: who will leave over the months ahead, what that costs, and what a scenario changes.
 *
 * Everyone present goes through the coming periods with tenure moving on and attributes held. A period's
 * cause-specific probabilities p from the logistic models become hazards -log(1 - p), which add up over causes and
 * periods; so causes together never exceed one. A scenario multiplies the hazard of its cause in its scope by a ratio r.
 *
 * Uncertainty, each apart: parameters (normal on the models' covariance, carried to every sum by its gradient, on the
 * logit scale), chance (a binomial with the sum's mean and variance; Poisson-binomial sums are that close, Hoeffding
 * 1956), and costs (draws of every range). Draws are keyed by number, so scenarios share them: their differences are
 * not noise. O(people x periods x models) once, then O(draws x cells x columns). */
#ifndef BEHOUD_MODELS_FORECAST_H
#define BEHOUD_MODELS_FORECAST_H

#include "models/cost.h"
#include "models/logistic.h"

enum { FORECAST_NODES = 7 }; /* hazard ratios at which a scenario is worked out; in between it is interpolated */

struct forecast_model {
    const struct design *design;
    const struct logistic_fit *fit;
    const double *offset; /* per source, as it was fitted with; NULL = none */
    uint8_t cause;        /* 0 = every exit */
};

struct forecast_grouping {
    struct values group; /* 1..n_groups, 0 = in none; data NULL = all in group 1 */
    size_t n_groups;
};

struct forecast_scenario {
    const uint8_t *in_scope;        /* per source; NULL = all */
    int32_t tenure_from, tenure_to; /* scope in tenure days: [from, to); a period counts by its days within */
    uint8_t cause;                  /* whose hazard it multiplies; 0 = all */
    const double *share;            /* of each period to come in which it works, 0 to 1 */
    struct cost_range ratio, per_head, fixed;
};

struct forecast_input {
    size_t n_models;
    const struct forecast_model *models;
    const struct panel *future; /* PANEL_FUTURE */
    double last_share;          /* of the last period that lies within the horizon */
    double months;
    size_t n_causes, n_groupings, n_scenarios, n_cost_classes;
    const struct forecast_grouping *groupings;
    const struct forecast_scenario *scenarios;
    const double *cause_share;     /* [0 .. n_causes]: of exits; splits a model of every exit by cause */
    const double *pay;             /* per source; NULL = no money is computed */
    const uint8_t *cost_class;     /* per source, index into cost_models */
    const struct cost_model *cost_models;
    size_t draws;
    uint64_t seed;
    double *leave, *leave_of_cause; /* out, per source: the chance to leave in the horizon, for any cause and for told_cause; NULL = not told */
    uint8_t told_cause;
};

struct spread {
    double mean, p10, p50, p90;
};

struct forecast_cell {
    double headcount, pay;
    struct spread leavers, cost;
    double parameter_p10, parameter_p90; /* leavers, parameters' uncertainty alone */
    double *by_cause;                    /* [0 .. n_causes]; [0] under models of every exit */
    double component[COST_COMPONENTS];   /* expected cost */
};

struct forecast_effect {
    double heads;
    struct spread avoided, saved, net;
    double programme, roi, payback_months, probability_positive;
};

struct forecast {
    size_t n_periods;
    struct forecast_cell **cells; /* [grouping][group], groups from 1 */
    struct forecast_effect *effects;
};

struct forecast forecast_run(const struct forecast_input *input, struct arena *arena);

#endif

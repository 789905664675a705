/* forecast.h: who will leave over the months ahead, for what cause, and what that costs.
 *
 * Everyone present goes through the coming months with tenure moving on and attributes held. A period's cause-specific
 * probability p from the logistic models becomes a hazard -log(1 - p), spread evenly over its months; hazards add up over causes and
 * months, so causes together never exceed one. Where it is known when people reach the age of retirement, they go then and not by the model.
 *
 * Uncertainty, each apart: parameters (normal on the models' covariance, carried to every sum by its gradient, on the logit scale), chance
 * (a binomial with the sum's mean and variance; Poisson-binomial sums are that close, Hoeffding 1956), and costs (draws of every range).
 * The same bytes on any number of threads. */
#ifndef BEHOUD_MODELS_FORECAST_H
#define BEHOUD_MODELS_FORECAST_H

#include "models/draws.h"
#include "models/logistic.h"

enum { FORECAST_MONTHS_MOST = 36, RETIREMENT_WINDOW = 12 };

struct forecast_model {
    const struct design *design;
    const struct logistic_fit *fit;
    const double *offset; /* per source, as it was fitted with; NULL = none */
    uint8_t cause;        /* 0 = every exit: split by cause_share */
};

struct forecast_grouping {
    struct values group; /* 1..n_groups, 0 = in none; data NULL = all in group 1 */
    size_t n_groups;
};

/* What leavers cost. A slot is a class of people and a cause of exit; several may share a cost model. */
struct forecast_costs {
    const double *pay;             /* per source; NULL = no money is computed */
    const uint8_t *class_of;       /* per source */
    size_t n_classes, n_models;
    const uint16_t *model_of_slot; /* [class * n_causes + cause - 1] */
    const struct cost_model *models;
    const bool *transition;        /* [model]: is the statutory payment due? */
    double allowances;             /* on top of a twelfth of pay, for it */
    const double *cap;             /* [month], its cap */
    bool counts[COST_PARTS];       /* is the part in the total? */
};

/* Who is there, and the months ahead of them. */
struct forecast_people {
    size_t n;
    const uint8_t *include;     /* per source: is there */
    const int32_t *tenure;      /* per source, in days, on the first day ahead */
    const int16_t *retires_by;  /* per source: by the start of which month the age of retirement is reached, some time in the
                                   RETIREMENT_WINDOW months before it; 0 = it was before, and the model tells; INT16_MAX = not known. NULL = of nobody */
    uint8_t retirement;         /* the cause of those exits; 0 = none */
    size_t months, step, n_periods; /* ahead; months a period; periods = months / step, rounded up */
    size_t n_causes, n_groupings;
    const struct forecast_grouping *groupings; /* the first is everybody */
    const double *cause_share;  /* [0 .. n_causes]: of exits */
};

/* What the models say of them: all that is kept of a fit. */
struct forecast_risk {
    size_t n_models, n_normals;
    uint8_t *cause;             /* [model] 0 = every exit */
    double *hazard;             /* [source][period][model], of the whole period */
    double *direction;          /* [model][normal]: of the logarithm of the model's hazard in the company, per standard normal */
    double *cell_direction;     /* [cell][normal]: of its leavers; cells by grouping, then group */
};

/* The hazards of everybody under the models over `future` (PANEL_FUTURE, its sources the people's), and which way they turn. O(people x
 * periods x columns that differ from 0). */
struct forecast_risk forecast_risk(const struct forecast_people *people, const struct panel *future, const struct forecast_model *models, size_t n_models,
                                   struct arena *arena);

struct forecast_input {
    const struct forecast_people *people;
    const struct forecast_risk *risk;
    struct forecast_costs costs;
    const struct draws *draws;
    double *leave, *leave_of_cause; /* out, per source: the chance to leave in the horizon, for any cause and for told_cause; NULL = not told */
    uint8_t told_cause;
};

struct spread {
    double mean, p10, p50, p90;
};

struct forecast_cell {
    double headcount, pay;
    struct spread leavers, cost;
    struct spread parameters, chance;                     /* leavers, for either alone */
    struct spread cost_parameters, cost_chance, cost_ranges; /* cost, for each alone */
    double *by_month;             /* [month x n_causes + cause - 1]: expected leavers */
    double *slots;                /* [slot x 3]: leavers, their pay, their statutory payments */
    double component[COST_PARTS]; /* expected cost */
};

struct forecast {
    struct forecast_cell **cells; /* [grouping][group], groups from 1 */
};

/* O(people x (months x causes + groupings)), then O(draws x cells x (normals + slots)). */
struct forecast forecast_run(const struct forecast_input *input, struct arena *arena);

/* The hazards of one source, by cause, of one month of the period; returns their sum. */
double forecast_month_hazards(const struct forecast_people *people, const struct forecast_risk *risk, const double *hazard, size_t source, size_t period, double *of_cause);

/* The share of those still there that reaches the age of retirement at the start of month t. */
static inline double retirement_share(int16_t by, size_t t) {
    int left = (int)by - (int)t;
    return left >= 1 && left <= RETIREMENT_WINDOW ? 1.0 / left : 0;
}

/* From draws of one quantity, which are put in order: the mean is given. */
struct spread spread_of(double *values, size_t n, double mean);

/* All that counts of a unit cost: as an amount, and as a multiple of pay. */
void forecast_unit(const struct forecast_costs *costs, const struct cost_unit *unit, double sums[2]);

/* What a slot's leavers cost at these unit costs, part by part added to parts[]. Returns the total of what counts. */
double forecast_slot_cost(const struct forecast_costs *costs, const struct cost_unit *unit, const double slot[3], double parts[COST_PARTS]);

#endif

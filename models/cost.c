#include "models/cost.h"

#include <math.h>

static const double DAYS_A_YEAR = 365.25;

/* Share of output lost over the ramp, on average. Pareto: output follows u^theta, with 0.2^theta = 0.8. */
static double ramp_loss(double start, enum cost_ramp shape) {
    if (shape == COST_RAMP_LINEAR) return (1 - start) / 2;
    double theta = log(0.8) / log(0.2);
    return (1 - start) * theta / (1 + theta);
}

static void put(struct cost_unit *unit, int part, bool of_pay, double x) { (of_pay ? unit->per_pay : unit->amount)[part] += x; }

/* Which parameter plays each part in filling a position. */
static const enum cost_parameter FROM_OUTSIDE[] = {PARAMETER_RECRUITING, PARAMETER_ONBOARDING, PARAMETER_VACANCY_DAYS, PARAMETER_RAMP_DAYS, PARAMETER_RAMP_START};
static const enum cost_parameter FROM_WITHIN[] = {PARAMETER_INTERNAL_RECRUITING, PARAMETER_INTERNAL_ONBOARDING, PARAMETER_INTERNAL_VACANCY_DAYS, PARAMETER_INTERNAL_RAMP_DAYS,
                                                  PARAMETER_INTERNAL_RAMP_START};

/* Filling the position, `times` over. */
static void add_filling(struct cost_unit *unit, const struct cost_model *model, const double *p, const enum cost_parameter *by, enum cost_ramp shape, double times) {
    double days = p[by[2]], output = p[PARAMETER_OUTPUT];
    put(unit, COST_RECRUITING, model->parameters[by[0]].of_pay, times * p[by[0]]);
    put(unit, COST_ONBOARDING, model->parameters[by[1]].of_pay, times * p[by[1]]);
    unit->per_pay[COST_VACANCY] += times * output * p[PARAMETER_VACANCY_LOSS] * days / DAYS_A_YEAR;
    unit->per_pay[COST_SAVED_PAY] -= times * (1 + p[PARAMETER_ON_COSTS]) * days / DAYS_A_YEAR;
    put(unit, COST_COVER, model->parameters[PARAMETER_COVER].of_pay, times * p[PARAMETER_COVER]);
    unit->per_pay[COST_RAMP] += times * output * p[by[3]] / DAYS_A_YEAR * ramp_loss(p[by[4]], shape);
}

/* `share` of the positions filled from within. */
static struct cost_unit unit_at(const struct cost_model *model, const struct cost_draw *values, double share) {
    struct cost_unit unit = {{0}, {0}};
    const double *p = values->parameters;
    put(&unit, COST_SEPARATION, model->parameters[PARAMETER_SEPARATION].of_pay, p[PARAMETER_SEPARATION]);
    put(&unit, COST_KNOCK_ON, model->parameters[PARAMETER_KNOCK_ON].of_pay, p[PARAMETER_KNOCK_ON]);
    add_filling(&unit, model, p, FROM_OUTSIDE, model->shape, 1 - share + share * p[PARAMETER_BACKFILL]);
    if (share > 0) add_filling(&unit, model, p, FROM_WITHIN, model->internal_shape, share);
    for (int l = 0; l < COST_LINES_MOST; l++) put(&unit, COST_COMPONENTS + l, model->lines[l].of_pay, values->lines[l]);
    return unit;
}

struct cost_unit cost_unit_of(const struct cost_model *model, const struct cost_draw *values) { return unit_at(model, values, values->parameters[PARAMETER_INTERNAL_SHARE]); }

struct cost_unit cost_unit_filled(const struct cost_model *model, const struct cost_draw *values, bool internal) { return unit_at(model, values, internal); }

struct cost_draw cost_means(const struct cost_model *model) {
    struct cost_draw means;
    for (int i = 0; i < COST_PARAMETERS; i++) means.parameters[i] = uncertain_mean(model->parameters[i].is);
    for (int l = 0; l < COST_LINES_MOST; l++) means.lines[l] = uncertain_mean(model->lines[l].is);
    return means;
}

struct cost_draw cost_at(const struct cost_model *model, const struct cost_draw *u) {
    struct cost_draw values;
    for (int i = 0; i < COST_PARAMETERS; i++) values.parameters[i] = uncertain_at(model->parameters[i].is, u->parameters[i]);
    for (int l = 0; l < COST_LINES_MOST; l++) values.lines[l] = uncertain_at(model->lines[l].is, u->lines[l]);
    return values;
}

double cost_total(const struct cost_unit *unit, double pay, size_t n) {
    double total = 0;
    for (size_t i = 0; i < n; i++) total += unit->amount[i] + unit->per_pay[i] * pay;
    return total;
}

#include "models/cost.h"

#include <math.h>

static const double DAYS_A_YEAR = 365.25;

/* Share of output lost over the ramp, on average. Pareto: output follows u^theta, with 0.2^theta = 0.8. */
static double ramp_loss(double start, enum cost_ramp shape) {
    if (shape == COST_RAMP_LINEAR) return (1 - start) / 2;
    double theta = log(0.8) / log(0.2);
    return (1 - start) * theta / (1 + theta);
}

struct cost_unit cost_unit_of(const double p[COST_PARAMETERS], enum cost_ramp shape) {
    struct cost_unit unit = {{0}, {0}};
    unit.amount[COST_SEPARATION] = p[PARAMETER_SEPARATION];
    unit.amount[COST_RECRUITING] = p[PARAMETER_RECRUITING];
    unit.amount[COST_COVER] = p[PARAMETER_COVER];
    unit.amount[COST_ONBOARDING] = p[PARAMETER_ONBOARDING];
    unit.amount[COST_KNOCK_ON] = p[PARAMETER_KNOCK_ON];
    double lost = p[PARAMETER_OUTPUT] * p[PARAMETER_VACANCY_LOSS], saved = 1 + p[PARAMETER_ON_COSTS];
    unit.per_pay[COST_VACANCY] = (lost - saved) * p[PARAMETER_VACANCY_DAYS] / DAYS_A_YEAR;
    unit.per_pay[COST_RAMP] =
        p[PARAMETER_OUTPUT] * p[PARAMETER_RAMP_DAYS] / DAYS_A_YEAR * ramp_loss(p[PARAMETER_RAMP_START], shape);
    return unit;
}

double cost_range_mean(struct cost_range range) { return (range.low + range.mode + range.high) / 3; }

double cost_range_at(struct cost_range range, double u) {
    double width = range.high - range.low;
    if (width <= 0) return range.mode;
    double turn = (range.mode - range.low) / width;
    if (u < turn) return range.low + sqrt(u * width * (range.mode - range.low));
    return range.high - sqrt((1 - u) * width * (range.high - range.mode));
}

struct cost_unit cost_mean(const struct cost_model *model) {
    double values[COST_PARAMETERS];
    for (int i = 0; i < COST_PARAMETERS; i++) values[i] = cost_range_mean(model->parameters[i]);
    return cost_unit_of(values, model->shape);
}

struct cost_unit cost_draw(const struct cost_model *model, struct random_stream *stream) {
    double values[COST_PARAMETERS];
    for (int i = 0; i < COST_PARAMETERS; i++) {
        values[i] = cost_range_at(model->parameters[i], random_uniform(stream));
    }
    return cost_unit_of(values, model->shape);
}

double cost_total(const struct cost_unit *unit, double pay) {
    double total = 0;
    for (int i = 0; i < COST_COMPONENTS; i++) total += unit->amount[i] + unit->per_pay[i] * pay;
    return total;
}

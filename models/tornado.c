/* tornado.c: what drives the net of a scenario: each uncertain thing at its P10 and its P90, all else at its mean. */
#include "models/theatre.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

struct turning {
    struct theatre *theatre;
    struct cast cast;
    size_t scenario;
    struct tornado_bar *bars;
    size_t n;
};

enum { BARS_MOST = COST_PARAMETERS + COST_LINES_MOST + 4 * SCENARIOS_MOST + 256 };

static double net_now(const struct turning *turn) {
    struct outcome outcome = theatre_play(turn->theatre, &turn->cast);
    return outcome.saved + outcome.moved - outcome.programme;
}

static void keep(struct turning *turn, struct tornado_bar bar) {
    if (turn->n < BARS_MOST && bar.net_low != bar.net_high) turn->bars[turn->n++] = bar;
}

/* A value of the scenario's own. */
static void turn_value(struct turning *turn, size_t s, enum tornado_kind kind, struct uncertain range, double *value) {
    double mean = *value;
    struct tornado_bar bar = {s, kind, 0, uncertain_at(range, 0.1), uncertain_at(range, 0.9), 0, 0};
    if (is_certain(range)) return;
    *value = bar.low;
    bar.net_low = net_now(turn);
    *value = bar.high;
    bar.net_high = net_now(turn);
    *value = mean;
    keep(turn, bar);
}

/* How sure the model is of the risk itself. */
static void turn_hazard(struct turning *turn, size_t m) {
    struct theatre *t = turn->theatre;
    const struct forecast_input *base = t->input->base;
    const double *direction = base->risk->direction + m * base->draws->n_normals;
    double variance = 0, net[2], factor[2];
    for (size_t j = 0; j < base->draws->n_normals; j++) variance += direction[j] * direction[j];
    for (size_t side = 0; side < 2; side++) {
        factor[side] = exp(gsl_cdf_ugaussian_Pinv(side ? 0.9 : 0.1) * sqrt(variance));
        for (size_t c = 0; c < t->input->cohorts->causes; c++) {
            bool its = !base->risk->cause[m] || base->risk->cause[m] == c + 1;
            t->future.kappa[c] = its ? factor[side] : 1;
        }
        theatre_live_base(t);
        net[side] = net_now(turn);
    }
    for (size_t c = 0; c < t->input->cohorts->causes; c++) t->future.kappa[c] = 1;
    theatre_live_base(t);
    keep(turn, (struct tornado_bar){turn->scenario, TORNADO_HAZARD, m, factor[0], factor[1], net[0], net[1]});
}

/* All cost models with one parameter or line turned to u. */
static void set_costs(const struct turning *turn, bool line, size_t which, double u, struct cost_unit *units, double *gains) {
    const struct forecast_costs *costs = &turn->theatre->input->base->costs;
    for (size_t m = 0; m < costs->n_models; m++) {
        struct cost_draw values = cost_means(&costs->models[m]);
        if (line) {
            values.lines[which] = uncertain_at(costs->models[m].lines[which].is, u);
        } else {
            values.parameters[which] = uncertain_at(costs->models[m].parameters[which].is, u);
        }
        draws_unit(&costs->models[m], &values, &units[m], gains + 3 * m);
    }
}

static void turn_cost(struct turning *turn, bool line, size_t which, struct cost_unit *units, double *gains) {
    struct theatre *t = turn->theatre;
    const struct forecast_costs *costs = &t->input->base->costs;
    const struct cost_unit *means = t->future.units;
    const double *mean_gains = t->future.gains;
    double net[2];
    bool uncertain = false, one = true;
    const struct cost_value *first = line ? &costs->models[0].lines[which] : &costs->models[0].parameters[which];
    for (size_t m = 0; m < costs->n_models; m++) {
        const struct cost_value *value = line ? &costs->models[m].lines[which] : &costs->models[m].parameters[which];
        uncertain = uncertain || !is_certain(value->is);
        one = one && value->is.low == first->is.low && value->is.high == first->is.high && value->is.mode == first->is.mode;
    }
    if (!uncertain) return;
    t->future.units = units;
    t->future.gains = gains;
    for (size_t side = 0; side < 2; side++) {
        set_costs(turn, line, which, side ? 0.9 : 0.1, units, gains);
        theatre_live_base(t);
        net[side] = net_now(turn);
    }
    t->future.units = means;
    t->future.gains = mean_gains;
    theatre_live_base(t);
    keep(turn, (struct tornado_bar){turn->scenario, line ? TORNADO_LINE : TORNADO_COST, which, one ? uncertain_at(first->is, 0.1) : (double)NAN,
                                    one ? uncertain_at(first->is, 0.9) : (double)NAN, net[0], net[1]});
}

static int by_swing(const void *a, const void *b) {
    const struct tornado_bar *x = a, *y = b;
    double p = fabs(x->net_high - x->net_low), q = fabs(y->net_high - y->net_low);
    if (p != q) return p < q ? 1 : -1;
    return x->kind != y->kind ? (int)x->kind - (int)y->kind : (int)x->which - (int)y->which;
}

size_t scenario_tornado(const struct scenario_input *in, size_t s, struct tornado_bar **bars, struct arena *arena) {
    struct theatre t;
    size_t models = in->base->costs.n_models;
    struct turning turn = {.theatre = &t, .scenario = s, .bars = ARENA_ARRAY(arena, struct tornado_bar, BARS_MOST)};
    struct cost_unit *units = ARENA_ARRAY(arena, struct cost_unit, models + 1);
    double *gains = ARENA_ARRAY(arena, double, 3 * models + 1);
    turn.cast = cast_of(in, s, arena);
    theatre_open(&t, in, false);
    theatre_set_means(&t);
    theatre_live_base(&t);
    for (size_t i = 0; i < turn.cast.n; i++) {
        size_t k = turn.cast.scenarios[i];
        const struct scenario *scenario = &in->scenarios[k];
        if (!scenario->hazard) turn_value(&turn, k, TORNADO_EFFECT, scenario->ratio, &t.future.ratio[k]);
        if (scenario->spills) turn_value(&turn, k, TORNADO_SPILL, scenario->spill, &t.future.spill[k]);
        turn_value(&turn, k, TORNADO_PER_HEAD, scenario->per_head, &t.future.per_head[k]);
        turn_value(&turn, k, TORNADO_FIXED, scenario->fixed, &t.future.fixed[k]);
        turn_value(&turn, k, TORNADO_OF_PAY, scenario->of_pay, &t.future.of_pay[k]);
    }
    for (size_t m = 0; m < in->base->risk->n_models; m++) turn_hazard(&turn, m);
    for (size_t p = 0; p < COST_PARAMETERS; p++) turn_cost(&turn, false, p, units, gains);
    for (size_t l = 0; l < COST_LINES_MOST; l++) turn_cost(&turn, true, l, units, gains);
    theatre_close(&t);
    qsort(turn.bars, turn.n, sizeof *turn.bars, by_swing);
    *bars = turn.bars;
    return turn.n;
}

/* theatre.c: one future, and what scenarios do in it. */
#include "models/theatre.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- one future ------------------------------------------------------------------------------------------------------ */

void theatre_open(struct theatre *t, const struct scenario_input *input, bool by_month) {
    const struct cohorts *co = input->cohorts;
    size_t cells = co->causes * co->n, months = by_month ? co->months * co->n : 0, n = input->n + 1;
    *t = (struct theatre){.input = input};
    size_t room = 3 * cells + cohorts_work(co) + 4 * co->n + 4 * months + co->causes + 6 * n;
    double *at = t->cache = calloc(room + 1, sizeof *at);
    if (!at) abort();
    t->unit = at;
    t->own_unit = at += cells;
    t->filled = at += cells;
    t->work = at += cells;
    t->base.leave = at += cohorts_work(co);
    t->base.spent = at += co->n;
    t->life.leave = at += co->n;
    t->life.spent = at += co->n;
    at += co->n;
    if (by_month) {
        t->base.month_leave = at;
        t->base.month_cost = at += months;
        t->life.month_leave = at += months;
        t->life.month_cost = at += months;
        at += months;
    }
    t->future.kappa = at;
    double **of[] = {&t->future.ratio, &t->future.spill, &t->future.per_head, &t->future.fixed, &t->future.of_pay, &t->future.bend};
    at += co->causes;
    for (size_t k = 0; k < 6; k++, at += n) *of[k] = at;
}

void theatre_close(struct theatre *t) { free(t->cache); }

void theatre_set_means(struct theatre *t) {
    const struct scenario_input *in = t->input;
    const struct draws *draws = in->base->draws;
    for (size_t c = 0; c < in->cohorts->causes; c++) t->future.kappa[c] = 1;
    t->future.units = draws->means;
    t->future.gains = draws->mean_gains;
    for (size_t s = 0; s < in->n; s++) {
        const struct scenario *scenario = &in->scenarios[s];
        t->future.ratio[s] = uncertain_mean(scenario->ratio);
        t->future.spill[s] = scenario->spills ? uncertain_mean(scenario->spill) : 1;
        t->future.per_head[s] = uncertain_mean(scenario->per_head);
        t->future.fixed[s] = uncertain_mean(scenario->fixed);
        t->future.of_pay[s] = uncertain_mean(scenario->of_pay);
        t->future.bend[s] = 1;
    }
}

static void set_units(struct theatre *t) {
    const struct cohorts *co = t->input->cohorts;
    const struct forecast_costs *costs = &t->input->base->costs;
    double sums[2] = {0};
    size_t last = SIZE_MAX;
    if (!costs->pay) return;
    for (size_t i = 0; i < co->causes * co->n; i++) {
        size_t model = co->model_of[i];
        if (model != last) forecast_unit(costs, &t->future.units[last = model], sums);
        t->unit[i] = sums[0] + sums[1] * co->pay[i];
    }
}

/* Forgets what the months held: they are added to. */
static void clear_months(const struct theatre *t, struct cohort_life *life) {
    size_t n = t->input->cohorts->months * t->input->cohorts->n;
    if (life->month_leave) memset(life->month_leave, 0, n * sizeof(double));
    if (life->month_cost) memset(life->month_cost, 0, n * sizeof(double));
}

void theatre_live_base(struct theatre *t) {
    set_units(t);
    clear_months(t, &t->base);
    cohorts_live(t->input->cohorts, NULL, 0, t->future.kappa, t->unit, t->work, &t->base);
}

/* --- one scenario ---------------------------------------------------------------------------------------------------- */

struct cast cast_make(const struct scenario_input *input, const size_t *scenarios, size_t n, struct arena *arena) {
    size_t *own = ARENA_ARRAY(arena, size_t, n + 1);
    struct cast cast = {.scenarios = own, .n = n};
    if (n) memcpy(own, scenarios, n * sizeof *own);
    cast.cohorts = cohorts_reached(input->cohorts, own, n, input->n, &cast.index, arena);
    return cast;
}

struct cast cast_of(const struct scenario_input *input, size_t s, struct arena *arena) {
    const struct scenario *scenario = &input->scenarios[s];
    return scenario->n_members ? cast_make(input, scenario->members, scenario->n_members, arena) : cast_make(input, &s, 1, arena);
}

/* Months in which it works, and the first of them. */
double scenario_active(const struct scenario_input *in, const struct scenario *scenario, size_t *first) {
    double active = 0;
    *first = in->cohorts->months;
    for (size_t t = in->cohorts->months; t-- > 0;) {
        if (scenario->active[t] <= 0) continue;
        active += scenario->active[t];
        *first = t;
    }
    return active;
}

/* What it costs in month m: once for everybody there when it begins and for whoever comes later, and as a share of pay while it works. */
double theatre_spent(const struct theatre *t, size_t s, size_t m) {
    const struct cohort_reach *reach = &t->input->cohorts->reach[s];
    size_t first;
    double heads = 0, fixed = 0, pay = t->input->scenarios[s].active[m] * (reach->pay + (reach->comers ? reach->comers_pay[m] : 0));
    (void)scenario_active(t->input, &t->input->scenarios[s], &first);
    if (m == first) {
        heads = reach->heads;
        fixed = t->future.fixed[s];
    }
    if (reach->comers) heads += reach->comers[m];
    return fixed + t->future.per_head[s] * heads + t->future.of_pay[s] * pay / 12;
}

static double programme_of(const struct theatre *t, size_t s) {
    double spent = 0;
    for (size_t m = 0; m < t->input->cohorts->months; m++) spent += theatre_spent(t, s, m);
    return spent;
}

/* Positions filled from within: the unit costs under it. false when no scenario moves anything. */
static bool fill_from_within(struct theatre *t, const struct cast *cast) {
    const struct cohorts *co = &cast->cohorts;
    bool any = false;
    for (size_t i = 0; i < cast->n; i++) {
        const struct scenario *scenario = &t->input->scenarios[cast->scenarios[i]];
        const struct cohort_reach *reach = &co->reach[cast->scenarios[i]];
        size_t first;
        double share = scenario->internal_share, active = scenario_active(t->input, scenario, &first) / (double)co->months;
        if (isnan(share) || !t->input->base->costs.pay) continue;
        if (!any) memcpy(t->filled, t->own_unit, co->causes * co->n * sizeof(double));
        any = true;
        for (size_t k = 0; k < co->causes * co->n; k++) {
            const double *gain = t->future.gains + 3 * (size_t)co->model_of[k];
            t->filled[k] -= active * reach->cover[k % co->n] * (share - gain[2]) * (gain[0] + gain[1] * co->pay[k]);
        }
    }
    return any;
}

static void take_units(struct theatre *t, const struct cast *cast) {
    const struct cohorts *whole = t->input->cohorts, *part = &cast->cohorts;
    for (size_t c = 0; c < part->causes; c++) {
        for (size_t k = 0; k < part->n_real; k++) t->own_unit[c * part->n + k] = t->unit[c * whole->n + cast->index[k]];
        for (size_t k = part->n_real; k < part->n; k++) t->own_unit[c * part->n + k] = 0;
    }
}

struct outcome theatre_play(struct theatre *t, const struct cast *cast) {
    const struct cohorts *part = &cast->cohorts;
    struct cohort_action actions[SCENARIOS_MOST];
    struct outcome outcome = {0};
    for (size_t i = 0; i < cast->n; i++) {
        size_t s = cast->scenarios[i];
        actions[i] = (struct cohort_action){&t->input->scenarios[s], &part->reach[s], 1 - t->future.ratio[s], 1 - t->future.spill[s], t->future.bend[s]};
        outcome.programme += programme_of(t, s);
    }
    take_units(t, cast);
    clear_months(t, &t->life);
    cohorts_live(part, actions, cast->n, t->future.kappa, t->own_unit, t->work, &t->life);
    for (size_t k = 0; k < part->n_real; k++) {
        double kept = t->base.leave[cast->index[k]] - t->life.leave[k];
        double saved = t->base.spent[cast->index[k]] - t->life.spent[k], variance = fabs(kept) * fmax(0, 1 - fabs(kept) / part->people[k]);
        outcome.avoided += kept;
        outcome.saved += saved;
        *(kept >= 0 ? &outcome.kept : &outcome.lost) += fabs(kept);
        *(kept >= 0 ? &outcome.kept_variance : &outcome.lost_variance) += variance;
        *(kept >= 0 ? &outcome.kept_saved : &outcome.lost_saved) += saved;
    }
    if (fill_from_within(t, cast)) {
        double before = t->life.cost;
        clear_months(t, &t->life);
        cohorts_live(part, actions, cast->n, t->future.kappa, t->filled, t->work, &t->life);
        outcome.moved = before - t->life.cost;
    }
    return outcome;
}

/* The mean effect on the logarithm of the hazard of each cause, over those who then leave, added up; kept a fifth of its size from 0, where
 * some gain by the change and others lose. NaN where nothing changes. */
static double mean_logarithm(const struct scenario_input *in, size_t s) {
    const struct cohorts *co = in->cohorts;
    double sum = 0, size = 0;
    for (size_t c = 0; c < co->causes; c++) {
        double of_cause = 0, of_size = 0, weight = 0;
        for (size_t i = 0; i < co->months * co->n; i++) {
            size_t at = (i / co->n * co->causes + c) * co->n + i % co->n;
            double ratio = co->reach[s].alternative[at], hazard = co->people[i % co->n] * co->hazard[at] * ratio;
            if (!(ratio > 0)) continue;
            of_cause += hazard * log(ratio);
            of_size += hazard * fabs(log(ratio));
            weight += hazard;
        }
        sum += weight > 0 ? of_cause / weight : 0;
        size += weight > 0 ? of_size / weight : 0;
    }
    return size > 1e-9 ? copysign(fmax(fabs(sum), 0.2 * size), sum) : (double)NAN;
}

double scenario_bend(const struct scenario_input *in, size_t s, double change) {
    double mean = mean_logarithm(in, s);
    return isnan(mean) ? 1 : 1 + change / mean;
}

/* scenario_means.c: what is told of a scenario at the mean of everything: by month and group, its payback and its break-even. */
#include "models/theatre.h"

#include <math.h>

static double net_of(struct theatre *t, const struct cast *cast) {
    struct outcome outcome = theatre_play(t, cast);
    return outcome.saved + outcome.moved - outcome.programme;
}

/* The hazard ratio at which one scenario just pays, by halving; NaN when none does, or when it has no one ratio. */
static double break_even_of(struct theatre *t, size_t s, const struct cast *cast) {
    const struct scenario *scenario = &t->input->scenarios[s];
    double low = 0, high = 1, was = t->future.ratio[s];
    if (scenario->n_members || scenario->hazard || !isnan(scenario->internal_share) || !t->input->base->costs.pay) return NAN;
    t->future.ratio[s] = 0;
    double none = net_of(t, cast);
    t->future.ratio[s] = 1;
    if (none < 0 || net_of(t, cast) >= 0) low = high = none < 0 ? (double)NAN : 1;
    for (int step = 0; step < 40 && high > low; step++) {
        t->future.ratio[s] = (low + high) / 2;
        if (net_of(t, cast) >= 0) {
            low = t->future.ratio[s];
        } else {
            high = t->future.ratio[s];
        }
    }
    t->future.ratio[s] = was;
    return low;
}

static double spent_in(const struct theatre *t, const struct cast *cast, size_t month) {
    double spent = 0;
    for (size_t i = 0; i < cast->n; i++) spent += theatre_spent(t, cast->scenarios[i], month);
    return spent;
}

/* Months from its start until what it saved has paid what it cost so far, and stays so; NaN when it has not by the end. */
static double payback_of(const struct theatre *t, const struct cast *cast, const double *saved) {
    size_t months = t->input->cohorts->months;
    double start = INFINITY, balance = 0;
    for (size_t i = 0; i < cast->n; i++) start = fmin(start, t->input->scenarios[cast->scenarios[i]].start);
    for (size_t m = (size_t)fmin(fmax(start, 0), (double)months); m < months; m++) {
        double before = balance - spent_in(t, cast, m), later, from = fmax((double)m, start); /* it saves from its start on */
        later = balance = before + saved[m];
        if (balance < 0 || before >= 0) continue;
        bool stays = true;
        for (size_t k = m + 1; k < months && stays; k++) stays = (later += saved[k] - spent_in(t, cast, k)) >= 0;
        if (stays) return from - start + (saved[m] > 0 ? -before / saved[m] : 1) * ((double)m + 1 - from);
    }
    return NAN;
}

static void tell_months(struct theatre *t, const struct cast *cast, struct scenario_effect *effect, double *saved) {
    const struct cohorts *co = t->input->cohorts, *part = &cast->cohorts;
    for (size_t m = 0; m < co->months; m++) {
        saved[m] = 0;
        for (size_t k = 0; k < part->n_real; k++) {
            size_t was = m * co->n + cast->index[k], is = m * part->n + k;
            double fewer = t->base.month_leave[was] - t->life.month_leave[is], cheaper = t->base.month_cost[was] - t->life.month_cost[is];
            effect->avoided_by_month[m] += fewer;
            effect->saved_by_level[part->level[k]] += cheaper;
            saved[m] += cheaper;
        }
    }
    for (size_t k = 0; k < part->n_real; k++) effect->avoided_by_level[part->level[k]] += t->base.leave[cast->index[k]] - t->life.leave[k];
    for (size_t i = 0; i < cast->n; i++) {
        size_t s = cast->scenarios[i], first;
        const struct cohort_reach *reach = &co->reach[s];
        double years = scenario_active(t->input, &t->input->scenarios[s], &first) / 12;
        for (size_t level = 0; level <= co->n_levels; level++) {
            effect->heads_by_level[level] += reach->heads_by_level[level];
            effect->programme_by_level[level] += t->future.per_head[s] * (reach->heads_by_level[level] + reach->comers_by_level[level]) + t->future.of_pay[s] * (reach->pay_by_level[level] * years + reach->comers_pay_by_level[level]);
        }
        effect->heads += reach->heads;
        for (size_t m = 0; m < co->months && reach->comers; m++) effect->comers += reach->comers[m];
        effect->pay += reach->pay;
    }
}

void scenario_tell_means(const struct scenario_input *in, const struct cast *casts, struct scenario_effect *effects, struct arena *arena) {
    const struct cohorts *co = in->cohorts;
    struct theatre t;
    double *saved = ARENA_ARRAY(arena, double, co->months + 1);
    theatre_open(&t, in, true);
    theatre_set_means(&t);
    theatre_live_base(&t);
    for (size_t s = 0; s < in->n; s++) {
        double **const by_level[] = {&effects[s].avoided_by_level, &effects[s].saved_by_level, &effects[s].heads_by_level, &effects[s].programme_by_level};
        for (size_t k = 0; k < 4; k++) *by_level[k] = ARENA_ARRAY(arena, double, co->n_levels + 1);
        effects[s].avoided_by_month = ARENA_ARRAY(arena, double, co->months + 1);
        (void)theatre_play(&t, &casts[s]);
        tell_months(&t, &casts[s], &effects[s], saved);
        effects[s].payback_months = payback_of(&t, &casts[s], saved);
        effects[s].break_even = break_even_of(&t, s, &casts[s]);
    }
    theatre_close(&t);
}

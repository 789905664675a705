/* scenario.c: every scenario in every draw, and what is told of it at the mean of everything. */
#include "models/scenarios.h"

#include "engine/base/blocks.h"
#include "engine/base/random.h"

#include <gsl/gsl_cdf.h>
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
static double active_share(const struct scenario_input *in, const struct scenario *scenario, size_t *first) {
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
static double spent_on(const struct theatre *t, size_t s, size_t m) {
    const struct cohort_reach *reach = &t->input->cohorts->reach[s];
    size_t first;
    double heads = 0, fixed = 0, pay = t->input->scenarios[s].active[m] * (reach->pay + (reach->comers ? reach->comers_pay[m] : 0));
    (void)active_share(t->input, &t->input->scenarios[s], &first);
    if (m == first) {
        heads = reach->heads;
        fixed = t->future.fixed[s];
    }
    if (reach->comers) heads += reach->comers[m];
    return fixed + t->future.per_head[s] * heads + t->future.of_pay[s] * pay / 12;
}

static double programme_of(const struct theatre *t, size_t s) {
    double spent = 0;
    for (size_t m = 0; m < t->input->cohorts->months; m++) spent += spent_on(t, s, m);
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
        double share = scenario->internal_share, active = active_share(t->input, scenario, &first) / (double)co->months;
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

/* --- draws ----------------------------------------------------------------------------------------------------------- */

enum { POISSON_MOST = 30 };
static const double LOG_MOST = 10; /* of a hazard over its mean: a model that knows next to nothing must not overflow */

/* The count that a Poisson variable of that mean does not exceed with chance u. */
static double poisson_at(double mean, double u) {
    double chance = exp(-mean), sum = chance, count = 0;
    while (sum < u && count < 10 * POISSON_MOST) sum += chance *= mean / ++count;
    return count;
}

/* Whole people around `mean`, at probability u, z its standard normal; rising in the mean, so that a stronger lever never avoids fewer. Few of
 * them: Poisson; many: a gamma with the sum's own variance, its quantile by the cube root that is nearly normal (Wilson & Hilferty 1931). */
static double around(double mean, double variance, double u, double z) {
    if (mean < 1e-12) return 0;
    if (mean < POISSON_MOST || variance <= 0) return poisson_at(mean, u);
    double shape = mean * mean / variance, root = 1 - 1 / (9 * shape) + z / (3 * sqrt(shape));
    return mean * root * root * root;
}

struct playing {
    const struct scenario_input *input;
    const struct cast *casts; /* [scenario] */
    const double *mean_bend;  /* [scenario] 1 over the mean logarithm, 0 = none */
    double *avoided, *saved, *net, *programme; /* [scenario][draw] */
};

static double dot(const double *a, const double *b, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

/* The model whose hazard is that of the cause. */
static size_t model_of_cause(const struct forecast_risk *risk, size_t cause) {
    for (size_t m = 0; m < risk->n_models; m++) {
        if (!risk->cause[m] || risk->cause[m] == cause) return m;
    }
    return 0;
}

/* Sets the future to draw k. Scenarios of one effect meet one u, in the order of the job: one more at the end changes none before it. */
static void set_draw(const struct playing *p, struct theatre *t, size_t k, double chance[3]) {
    const struct scenario_input *in = p->input;
    const struct draws *draws = in->base->draws;
    const double *z = draws->normals + k * draws->n_normals;
    struct random_stream stream;
    double u[SCENARIOS_MOST];
    for (size_t c = 0; c < in->cohorts->causes; c++) t->future.kappa[c] = exp(fmin(LOG_MOST, dot(in->base->risk->direction + model_of_cause(in->base->risk, c + 1) * draws->n_normals, z, draws->n_normals)));
    t->future.units = draws->units + k * draws->n_models;
    t->future.gains = draws->gains + 3 * k * draws->n_models;
    random_open(&stream, draws->seed, RANDOM_SCENARIO, k);
    chance[0] = random_uniform(&stream);
    chance[1] = random_uniform(&stream);
    chance[2] = random_uniform(&stream);
    for (size_t s = 0; s < in->n; s++) {
        const struct scenario *scenario = &in->scenarios[s];
        u[s] = random_uniform(&stream);
        double effect = u[scenario->same_effect <= s ? scenario->same_effect : s], spill = random_uniform(&stream);
        t->future.ratio[s] = uncertain_at(scenario->ratio, effect);
        t->future.spill[s] = scenario->spills ? uncertain_at(scenario->spill, spill) : 1;
        t->future.per_head[s] = uncertain_at(scenario->per_head, random_uniform(&stream));
        t->future.fixed[s] = uncertain_at(scenario->fixed, random_uniform(&stream));
        t->future.of_pay[s] = uncertain_at(scenario->of_pay, random_uniform(&stream));
        t->future.bend[s] = scenario->direction ? 1 + p->mean_bend[s] * dot(scenario->direction, z, draws->n_normals) : 1;
    }
}

/* Chance: how many are kept and how many lost, each with its share of the money. */
static void take_chance(const struct outcome *o, const double u[3], double who, double *avoided, double *saved) {
    double kept = around(o->kept, o->kept_variance, u[0], gsl_cdf_ugaussian_Pinv(u[0])), lost = o->lost > 0 ? around(o->lost, o->lost_variance, u[1], gsl_cdf_ugaussian_Pinv(u[1])) : 0;
    *avoided = kept - lost;
    *saved = o->moved + (o->kept > 1e-12 ? o->kept_saved * kept / o->kept : o->kept_saved) + (o->lost > 1e-12 ? o->lost_saved * lost / o->lost : o->lost_saved);
    double each = o->kept > 1e-12 ? o->kept_saved / o->kept : 0;
    *saved += gsl_cdf_ugaussian_Pinv(u[2]) * fabs(each) * sqrt(who * fmax(0, kept)); /* who they are */
}

static void play_block(size_t block, size_t first, size_t last, void *context) {
    (void)block;
    const struct playing *p = context;
    const struct scenario_input *in = p->input;
    struct theatre t;
    theatre_open(&t, in, false);
    for (size_t k = first; k < last; k++) {
        double u[3];
        set_draw(p, &t, k, u);
        theatre_live_base(&t);
        for (size_t s = 0; s < in->n; s++) {
            size_t at = s * in->base->draws->n + k;
            struct outcome outcome = theatre_play(&t, &p->casts[s]);
            take_chance(&outcome, u, p->casts[s].who, &p->avoided[at], &p->saved[at]);
            p->programme[at] = outcome.programme;
            p->net[at] = p->saved[at] - outcome.programme;
        }
    }
    theatre_close(&t);
}

static double mean_of(const double *x, size_t n) {
    double sum = 0;
    for (size_t k = 0; k < n; k++) sum += x[k];
    return sum / (double)n;
}

static void spread_effect(const struct playing *p, size_t s, struct scenario_effect *effect) {
    size_t n = p->input->base->draws->n;
    double *avoided = p->avoided + s * n, *saved = p->saved + s * n, *net = p->net + s * n, positive = 0;
    for (size_t k = 0; k < n; k++) positive += net[k] > 0;
    effect->programme = mean_of(p->programme + s * n, n);
    effect->avoided = spread_of(avoided, n, mean_of(avoided, n));
    effect->saved = spread_of(saved, n, mean_of(saved, n));
    effect->net = spread_of(net, n, effect->saved.mean - effect->programme);
    effect->roi = effect->programme > 0 ? effect->net.mean / effect->programme : NAN;
    effect->probability_positive = positive / (double)n;
}

/* --- at the mean of everything ----------------------------------------------------------------------------------------- */

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
    for (size_t i = 0; i < cast->n; i++) spent += spent_on(t, cast->scenarios[i], month);
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
        double years = active_share(t->input, &t->input->scenarios[s], &first) / 12;
        for (size_t level = 0; level <= co->n_levels; level++) {
            effect->heads_by_level[level] += reach->heads_by_level[level];
            effect->programme_by_level[level] += t->future.per_head[s] * (reach->heads_by_level[level] + reach->comers_by_level[level]) + t->future.of_pay[s] * (reach->pay_by_level[level] * years + reach->comers_pay_by_level[level]);
        }
        effect->heads += reach->heads;
        for (size_t m = 0; m < co->months && reach->comers; m++) effect->comers += reach->comers[m];
        effect->pay += reach->pay;
    }
}

static void tell_means(const struct scenario_input *in, const struct cast *casts, struct scenario_effect *effects, struct arena *arena) {
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

/* How much what one kept person would have cost differs from another's, over its square: between cohorts, and by pay within them; by what
 * a leaver costs for the cause that most of a cohort leave for. */
static double find_who(struct theatre *t, const struct cast *cast) {
    const struct cohorts *part = &cast->cohorts;
    (void)theatre_play(t, cast);
    double people = 0, sum = 0, squares = 0;
    for (size_t k = 0; k < part->n_real; k++) {
        double kept = t->base.leave[cast->index[k]] - t->life.leave[k], unit[2];
        size_t cause = 0;
        if (kept <= 0) continue;
        for (size_t c = 1; c < part->causes; c++) cause = part->hazard[c * part->n + k] > part->hazard[cause * part->n + k] ? c : cause;
        size_t at = cause * part->n + k;
        forecast_unit(&t->input->base->costs, &t->future.units[part->model_of[at]], unit);
        double own = unit[0] + unit[1] * part->pay[at];
        people += kept;
        sum += kept * own;
        squares += kept * (own * own + unit[1] * unit[1] * part->pay_variance[at]);
    }
    return sum > 0 ? fmax(0, squares * people / (sum * sum) - 1) : 0;
}

struct scenario_effect *scenario_run(const struct scenario_input *in, struct arena *arena) {
    struct arena scratch = {0};
    size_t n = in->base->draws->n, cells = in->n * n + 1;
    struct scenario_effect *effects = ARENA_ARRAY(arena, struct scenario_effect, in->n + 1);
    double *mean_bend = ARENA_ARRAY(&scratch, double, in->n + 1);
    struct cast *casts = ARENA_ARRAY(&scratch, struct cast, in->n + 1);
    struct theatre t;
    theatre_open(&t, in, false);
    theatre_set_means(&t);
    theatre_live_base(&t);
    for (size_t s = 0; s < in->n; s++) {
        casts[s] = cast_of(in, s, &scratch);
        if (in->base->costs.pay) casts[s].who = find_who(&t, &casts[s]);
        if (in->scenarios[s].direction) mean_bend[s] = scenario_bend(in, s, 1) - 1;
    }
    theatre_close(&t);
    struct playing p = {in, casts, mean_bend, ARENA_ARRAY(&scratch, double, cells), ARENA_ARRAY(&scratch, double, cells), ARENA_ARRAY(&scratch, double, cells), ARENA_ARRAY(&scratch, double, cells)};
    blocks_run(n, blocks_count(n, 16), play_block, &p);
    for (size_t s = 0; s < in->n; s++) spread_effect(&p, s, &effects[s]);
    tell_means(in, casts, effects, arena);
    arena_free(&scratch);
    return effects;
}

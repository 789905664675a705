/* scenario.c: every scenario in every draw. */
#include "models/theatre.h"

#include "engine/base/blocks.h"
#include "engine/base/random.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

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
    scenario_tell_means(in, casts, effects, arena);
    arena_free(&scratch);
    return effects;
}

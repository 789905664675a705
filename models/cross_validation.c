#include "models/cross_validation.h"

#include "engine/base/random.h"
#include "models/logistic_sums.h"

#include <math.h>

/* The panel twice for each fold: with those who are fitted, and with those left out. */
struct dealing {
    uint8_t *fold; /* [source] */
    double *fitted, *left_out;
    struct panel training, test;
};

static struct dealing deal(const struct panel *panel, const uint32_t *person, size_t folds, uint64_t seed, struct arena *arena) {
    struct dealing d = {ARENA_ARRAY(arena, uint8_t, panel->n + 1), ARENA_ARRAY(arena, double, panel->n + 1), ARENA_ARRAY(arena, double, panel->n + 1), *panel, *panel};
    for (size_t i = 0, spell = 0; i < panel->n; i++) {
        struct random_stream stream;
        if (!panel->begins || panel->begins[i]) spell = i;
        random_open(&stream, seed, RANDOM_FOLDS, person ? person[i] : spell);
        d.fold[i] = (uint8_t)(random_uniform(&stream) * (double)folds);
    }
    return d;
}

static void set_fold(struct dealing *d, const struct panel *panel, size_t fold) {
    for (size_t i = 0; i < panel->n; i++) {
        double weight = panel->weight ? panel->weight[i] : 1;
        d->fitted[i] = d->fold[i] == fold ? 0 : weight;
        d->left_out[i] = d->fold[i] == fold ? weight : 0;
    }
    d->training.weight = d->fitted;
    d->test.weight = d->left_out;
}

struct scores cross_validation_scores(const struct design *design, const struct panel *panel, const struct logistic_fit *fit, const uint32_t *person, size_t folds,
                                      uint64_t seed, struct arena *arena) {
    struct arena all = {0};
    struct dealing d = deal(panel, person, folds, seed, &all);
    const struct logistic_options options = {fit->ridge, fit->firth, fit->beta};
    struct scores_pool *pool = scores_pool_new();
    for (size_t k = 0; k < folds; k++) {
        struct arena scratch = {0};
        set_fold(&d, panel, k);
        struct logistic_fit without = logistic_fit(design, &d.training, &options, &scratch);
        if (without.end == LOGISTIC_CONVERGED) scores_pool_add(pool, design, &d.test, &without, false);
        arena_free(&scratch);
    }
    arena_free(&all);
    return scores_pool_end(pool, arena);
}

/* The log-likelihood of the rows left out, over all folds. */
static double likelihood_left_out(const struct design *design, const struct panel *panel, struct dealing *d, size_t folds, double ridge, double **starts) {
    double sum = 0;
    for (size_t k = 0; k < folds; k++) {
        struct arena scratch = {0};
        set_fold(d, panel, k);
        struct logistic_fit fit = logistic_fit(design, &d->training, &(struct logistic_options){ridge, false, starts[k]}, &scratch);
        struct logistic_pass pass = logistic_pass_new(design, &d->test, fit.beta, fit.set_aside, &scratch);
        sum += fit.end == LOGISTIC_CONVERGED ? logistic_pass_run(&pass).loglik : -INFINITY;
        for (size_t c = 0; c < design->n_columns; c++) starts[k][c] = fit.beta[c];
        arena_free(&scratch);
    }
    return sum;
}

double cross_validation_ridge(const struct design *design, const struct panel *panel, const uint32_t *person, size_t folds, uint64_t seed) {
    enum { STEPS = 21 };
    struct arena scratch = {0};
    struct dealing d = deal(panel, person, folds, seed, &scratch);
    double **starts = ARENA_ARRAY(&scratch, double *, folds), best = -INFINITY, ridge = 0;
    struct logistic_fit all = logistic_fit(design, panel, &(struct logistic_options){.ridge = 1}, &scratch);
    for (size_t k = 0; k < folds; k++) {
        starts[k] = ARENA_ARRAY(&scratch, double, design->stride);
        for (size_t c = 0; c < design->n_columns; c++) starts[k][c] = all.beta[c];
    }
    for (int step = 0; step < STEPS; step++) { /* from where the penalty weighs as much as all events, down */
        double strength = (1 + all.n_events) * pow(10, 1 - step / 4.0), loglik = likelihood_left_out(design, panel, &d, folds, strength, starts);
        if (loglik <= best) continue;
        best = loglik;
        ridge = strength;
    }
    arena_free(&scratch);
    return ridge;
}

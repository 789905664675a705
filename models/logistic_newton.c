#include "models/logistic_newton.h"

#include "models/cholesky.h"

#include <math.h>
#include <string.h>

enum { STEPS_MOST = 50, STEPS_MOST_FIRTH = 200 };

struct logistic_newton logistic_newton_new(struct logistic_fit *fit, struct logistic_pass *pass, struct arena *scratch) {
    size_t p = fit->p + 1;
    struct logistic_newton newton = {.fit = fit, .pass = pass, .penalty = ARENA_ARRAY(scratch, double, p), .frozen = ARENA_ARRAY(scratch, bool, p),
                            .information = ARENA_ARRAY(scratch, double, p * p), .factor = ARENA_ARRAY(scratch, double, p * p),
                            .score = ARENA_ARRAY(scratch, double, p), .step = ARENA_ARRAY(scratch, double, p), .along = ARENA_ARRAY(scratch, double, p),
                            .aliased = ARENA_ARRAY(scratch, bool, p)};
    newton.curvature = fit->firth ? ARENA_ARRAY(scratch, double, p * p) : newton.information;
    if (fit->firth) newton.inverse = ARENA_ARRAY(scratch, double, pass->design->stride * pass->design->n_columns);
    for (size_t i = 1; i < fit->p && fit->ridge > 0; i++) {
        size_t c = fit->column_of[i];
        double share = fit->rows[c] / fit->n;
        newton.penalty[i] = fit->ridge * (c < pass->design->n_numbers ? 1 : share * (1 - share) * fit->n / (fit->n - 1));
    }
    return newton;
}

static double information_at(const struct logistic_newton *newton, const struct logistic_sums *sums, size_t i, size_t j) {
    const struct design *design = newton->pass->design;
    size_t a = newton->fit->column_of[i], b = newton->fit->column_of[j], q = design->stride;
    if (b == design->intercept && a > b) return sums->hessian[a * q + a]; /* a level's weight is its own */
    return sums->hessian[(a > b ? a : b) * q + (a > b ? b : a)];
}

static void take(struct logistic_newton *newton, const struct logistic_sums *sums, double *matrix) {
    size_t p = newton->fit->p;
    for (size_t i = 0; i < p; i++) {
        newton->score[i] = sums->score[newton->fit->column_of[i]];
        for (size_t j = 0; j <= i; j++) matrix[i * p + j] = matrix[j * p + i] = information_at(newton, sums, i, j);
    }
}

/* Another pass, for the hat values need the whole information; and half its log-determinant. */
static double firth(struct logistic_newton *newton) {
    struct logistic_fit *fit = newton->fit;
    size_t p = fit->p, q = newton->pass->design->stride;
    double half = 0;
    struct arena scratch = {0};
    double *inverse = ARENA_ARRAY(&scratch, double, p * p + 1);
    memcpy(newton->factor, newton->information, p * p * sizeof(double));
    cholesky_factor(newton->factor, p, 1e-10, newton->aliased);
    cholesky_inverse(newton->factor, p, newton->aliased, inverse);
    memset(newton->inverse, 0, q * newton->pass->design->n_columns * sizeof(double));
    for (size_t i = 0; i < p; i++) {
        if (!newton->aliased[i]) half += log(newton->factor[i * p + i]);
        for (size_t j = 0; j < p; j++) newton->inverse[fit->column_of[i] * q + fit->column_of[j]] = inverse[i * p + j];
    }
    arena_free(&scratch);
    newton->pass->kind = PASS_FIRTH;
    newton->pass->inverse = newton->inverse;
    struct logistic_sums sums = logistic_pass_run(newton->pass);
    take(newton, &sums, newton->curvature);
    return half;
}

void logistic_newton_look(struct logistic_newton *newton) {
    struct logistic_fit *fit = newton->fit;
    newton->pass->kind = PASS_FIT;
    newton->pass->beta = fit->beta;
    struct logistic_sums sums = logistic_pass_run(newton->pass);
    newton->loglik = newton->penalised = sums.loglik;
    take(newton, &sums, newton->information);
    if (fit->firth) newton->penalised += firth(newton);
    for (size_t i = 0; i < fit->p; i++) {
        double b = fit->beta[fit->column_of[i]];
        newton->penalised -= newton->penalty[i] * b * b / 2;
        newton->score[i] -= newton->penalty[i] * b;
        newton->information[i * fit->p + i] += newton->penalty[i];
        if (fit->firth) newton->curvature[i * fit->p + i] += newton->penalty[i];
    }
}

/* The step that also keeps the combination at its value: what the free step and the way along it make together. */
static void hold_value(struct logistic_newton *newton) {
    size_t p = newton->fit->p;
    double now = 0, by_step = 0, by_along = 0;
    memcpy(newton->along, newton->hold, p * sizeof(double));
    cholesky_solve(newton->factor, p, newton->aliased, newton->along);
    for (size_t i = 0; i < p; i++) {
        now += newton->hold[i] * newton->fit->beta[newton->fit->column_of[i]];
        by_step += newton->hold[i] * newton->step[i];
        by_along += newton->hold[i] * newton->along[i];
    }
    double by = (newton->value - now - by_step) / by_along;
    for (size_t i = 0; i < p; i++) newton->step[i] += by * newton->along[i];
}

double logistic_newton_solve(struct logistic_newton *newton) {
    size_t p = newton->fit->p;
    double decrement = 0;
    memcpy(newton->factor, newton->curvature, p * p * sizeof(double));
    for (size_t i = 0; i < p; i++) {
        if (newton->frozen[i]) newton->score[i] = 0;
        newton->step[i] = newton->score[i];
        for (size_t j = 0; j < p; j++) {
            if (newton->frozen[i] || newton->frozen[j]) newton->factor[i * p + j] = 0;
        }
    }
    cholesky_factor(newton->factor, p, 1e-10, newton->aliased);
    cholesky_solve(newton->factor, p, newton->aliased, newton->step);
    if (newton->hold) hold_value(newton);
    for (size_t i = 0; i < p; i++) {
        for (size_t j = 0; j < p; j++) decrement += newton->step[i] * newton->information[i * p + j] * newton->step[j];
    }
    return decrement;
}

static void move(const struct logistic_newton *newton, double by) {
    for (size_t i = 0; i < newton->fit->p; i++) newton->fit->beta[newton->fit->column_of[i]] += by * newton->step[i];
}

/* Under separation the steps come to point along the way that tells rows apart, each about one further: proved when no row lies on
 * the wrong side of it, but for rounding and what is left of the other columns' steps. */
static bool is_separated(const struct logistic_newton *newton) {
    struct logistic_pass pass = *newton->pass;
    struct arena scratch = {0};
    double *way = ARENA_ARRAY(&scratch, double, newton->pass->design->stride);
    for (size_t i = 0; i < newton->fit->p; i++) way[newton->fit->column_of[i]] = newton->step[i];
    pass.kind = PASS_APART;
    pass.beta = way;
    pass.apart = INFINITY;
    struct logistic_sums sums = logistic_pass_run(&pass);
    arena_free(&scratch);
    return sums.most > 0.3 && sums.least >= -1e-4 * sums.most;
}

/* No coefficient goes further than this at once: from the mean a rare level's first step may be hundreds, out to where the likelihood
 * is flat and no step back is found. */
static void shorten(const struct logistic_newton *newton) {
    const double REACH = 4;
    double most = 0;
    for (size_t i = 1; i < newton->fit->p; i++) most = fmax(most, fabs(newton->step[i]));
    for (size_t i = 0; i < newton->fit->p && most > REACH && !newton->hold; i++) newton->step[i] *= REACH / most;
}

enum logistic_end logistic_newton_iterate(struct logistic_newton *newton, double tolerance, bool *separated) {
    enum { LOOKS_MOST = 3000 };
    const double SHORTEST = 1e-9;
    struct logistic_fit *fit = newton->fit;
    double best = -INFINITY, halved = 1, previous = INFINITY, rounding = fit->firth ? 1e-24 : 1e-12;
    int most = fit->firth ? STEPS_MOST_FIRTH : STEPS_MOST;
    if (separated) *separated = false;
    fit->iterations = 0;
    for (int look = 0; fit->iterations < most && look < LOOKS_MOST; look++) {
        logistic_newton_look(newton);
        bool fell = !(isfinite(newton->penalised) && newton->penalised >= best - 1e-9 * fabs(best));
        if (fell && !(newton->hold && isfinite(newton->penalised))) { /* overshot: go back half the way; held at a value, the best may be less */
            if (halved < SHORTEST) return LOGISTIC_OUT_OF_STEPS;
            halved /= 2;
            move(newton, -halved);
            continue;
        }
        best = newton->penalised;
        halved = 1;
        double decrement = logistic_newton_solve(newton);
        bool look_apart = separated && fit->iterations >= 10 && fit->iterations % 3 == 1;
        if (look_apart && (*separated = is_separated(newton))) return LOGISTIC_OUT_OF_STEPS;
        shorten(newton);
        move(newton, 1);
        bool at_rounding = decrement < rounding && decrement > previous / 4; /* the last digits: no step is better */
        if (decrement < tolerance || at_rounding) return LOGISTIC_CONVERGED;
        previous = decrement;
        fit->iterations++;
    }
    return LOGISTIC_OUT_OF_STEPS;
}

/* logistic_tests.c: tests of terms, and limits by the profile likelihood: the fit again, with columns held. */
#include "models/logistic_newton.h"
#include "models/wald.h"

#include <math.h>
#include <string.h>

/* A copy of the fit to move about, with a pass over its rows. */
struct probe {
    struct logistic_fit fit;
    struct logistic_pass pass;
    struct logistic_newton newton;
};

static struct probe *probe_new(const struct design *design, const struct panel *panel, const struct logistic_fit *fit, struct arena *scratch) {
    struct probe *probe = ARENA_NEW(scratch, struct probe);
    probe->fit = *fit;
    probe->fit.beta = ARENA_ARRAY(scratch, double, design->stride);
    memcpy(probe->fit.beta, fit->beta, fit->n_columns * sizeof *fit->beta);
    probe->pass = logistic_pass_new(design, panel, probe->fit.beta, fit->set_aside, scratch);
    probe->pass.any_set_aside = fit->any_set_aside;
    probe->newton = logistic_newton_new(&probe->fit, &probe->pass, scratch);
    return probe;
}

static bool is_asked(const struct design *design, const struct logistic_fit *fit, size_t i, const bool *columns) {
    size_t c = fit->column_of[i];
    return c != design->intercept && fit->columns[c] == COLUMN_ESTIMATED && (!columns || columns[c]);
}

/* The fit with the columns asked for at 0, and the score test of letting them go. */
static void refit_without(const struct design *design, const struct panel *panel, const struct logistic_fit *fit, const bool *columns, struct logistic_test *test) {
    struct arena scratch = {0};
    struct probe *probe = probe_new(design, panel, fit, &scratch);
    for (size_t i = 1; i < fit->p; i++) {
        bool asked = is_asked(design, fit, i, columns);
        probe->newton.frozen[i] = asked || fit->columns[fit->column_of[i]] != COLUMN_ESTIMATED;
        if (asked) probe->fit.beta[fit->column_of[i]] = 0;
    }
    if (!columns) probe->fit.beta[design->intercept] = fit->null_intercept; /* all of them: the mean alone, which is fitted already */
    if (!columns || logistic_newton_iterate(&probe->newton, logistic_tolerance(fit), NULL) == LOGISTIC_CONVERGED) {
        test->lr = 2 * (fit->loglik - (columns ? probe->newton.loglik : fit->loglik_null));
        for (size_t i = 0; i < fit->p; i++) probe->newton.frozen[i] = probe->newton.frozen[i] && !is_asked(design, fit, i, columns);
        logistic_newton_look(&probe->newton);
        test->score = logistic_newton_solve(&probe->newton);
    }
    arena_free(&scratch);
}

struct logistic_test logistic_test(const struct design *design, const struct panel *panel, const struct logistic_fit *fit, const bool *columns,
                                   const double *covariance, bool refit) {
    struct logistic_test test = {0, NAN, NAN, NAN};
    struct arena scratch = {0};
    double *b = ARENA_ARRAY(&scratch, double, fit->p + 1);
    bool *asked = ARENA_ARRAY(&scratch, bool, fit->p + 1), *usable = ARENA_ARRAY(&scratch, bool, fit->p + 1);
    for (size_t i = 0; i < fit->p; i++) {
        b[i] = fit->beta[fit->column_of[i]];
        usable[i] = fit->columns[fit->column_of[i]] == COLUMN_ESTIMATED;
        asked[i] = is_asked(design, fit, i, columns);
    }
    test.wald = covariance ? wald_by_covariance(covariance, fit->p, b, asked, &test.df) : wald_by_information(fit->information, fit->p, b, usable, asked, &test.df);
    if (fit->firth || fit->ridge > 0 || fit->end != LOGISTIC_CONVERGED || test.df == 0) {
        test.wald = NAN;
    } else if (refit) {
        refit_without(design, panel, fit, columns, &test);
    }
    arena_free(&scratch);
    return test;
}

/* How far the likelihood falls, as a signed root, when the estimate is held at a value; less the quantile that the limit is at. */
static double fallen(struct probe *probe, double best, double value, double quantile) {
    probe->newton.value = value;
    if (logistic_newton_iterate(&probe->newton, logistic_tolerance(&probe->fit), NULL) != LOGISTIC_CONVERGED) return NAN;
    return sqrt(fmax(0, 2 * (best - probe->newton.penalised))) - quantile;
}

/* Secant steps: the root of the likelihood's fall is nearly a straight line. */
static double limit_of(struct probe *probe, double best, double from, double se, double side) {
    enum { STEPS = 40 };
    double quantile = 1.959963984540054, x0 = from, f0 = -quantile, x1 = from + side * quantile * se;
    for (int step = 0; step < STEPS; step++) {
        double f1 = fallen(probe, best, x1, quantile);
        if (isnan(f1) || fabs(x1 - from) > 1e3 * quantile * se) return side * INFINITY;
        double next = f1 != f0 ? x1 - f1 * (x1 - x0) / (f1 - f0) : x1 + side * se;
        if (fabs(next - x1) > 4 * fabs(x1 - from)) next = x1 + 3 * (x1 - from); /* flat: no further than that at once */
        if (fabs(f1) < 1e-7) return next; /* and so right to twice the digits; below that only rounding would be chased */
        x0 = x1;
        f0 = f1;
        x1 = next;
    }
    return x1;
}

void logistic_profile(const struct design *design, const struct panel *panel, const struct logistic_fit *fit, size_t column, double limits[2]) {
    struct arena scratch = {0};
    limits[0] = limits[1] = NAN;
    if (fit->end == LOGISTIC_CONVERGED && isfinite(fit->estimate[column])) {
        double *hold = ARENA_ARRAY(&scratch, double, fit->p + 1);
        for (int side = -1; side <= 1; side += 2) {
            struct probe *probe = probe_new(design, panel, fit, &scratch);
            logistic_newton_look(&probe->newton);
            double best = probe->newton.penalised;
            for (size_t i = 0; i < fit->p; i++) hold[i] = logistic_share(design, fit, column, i);
            probe->newton.hold = hold;
            limits[side > 0] = limit_of(probe, best, fit->estimate[column], fit->std_error[column], side);
        }
    }
    arena_free(&scratch);
}

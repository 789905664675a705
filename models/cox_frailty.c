#include "models/cox_newton.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>

struct frailty {
    struct newton *newton;
    struct arena *scratch;
    double *exits; /* of each effect's group, by weight */
};

static void count_exits(const struct frailty *f) {
    const struct cox_rows *rows = f->newton->rows;
    const struct design *design = &rows->design;
    const struct risk_sets *sets = rows->sets;
    size_t base = design->base[design->n_factors - 1], *effect = ARENA_ARRAY(f->scratch, size_t, design->n_columns + 1);
    for (size_t i = f->newton->first_effect; i < f->newton->fit->p; i++) effect[f->newton->fit->column_of[i]] = i - f->newton->first_effect;
    for (size_t c = 1; c <= sets->n_cells; c++) {
        for (size_t k = sets->first[c]; k < sets->first[c] + sets->events[c]; k++) {
            uint32_t code = values_code(design->factors[design->n_factors - 1].codes, k);
            if (!code) code = (uint32_t)design->factors[design->n_factors - 1].missing_level;
            f->exits[effect[base + code - 1]] += rows->weight ? rows->weight[k] : 1;
        }
    }
}

/* Fits with a precision and gives the slope of the marginal log-likelihood in it, which at the penalised optimum is
 * sum of w + digamma(d + v) - digamma(v) + log(v / (d + v)). */
static double slope_at(double precision, void *context) {
    struct frailty *f = context;
    struct newton *newton = f->newton;
    double slope = 0;
    newton->precision = precision;
    newton_fit(newton, false, f->scratch);
    for (size_t i = newton->first_effect; i < newton->fit->p; i++) {
        double d = f->exits[i - newton->first_effect];
        slope += newton->fit->beta[newton->fit->column_of[i]] + gsl_sf_psi(d + precision) - gsl_sf_psi(precision) - log1p(d / precision);
    }
    return slope;
}

/* The partial likelihood with the effects in it, made marginal over them: its limit without a frailty is the partial one. */
static double marginal(const struct frailty *f, double precision) {
    const struct newton *newton = f->newton;
    double sum = newton->state->loglik;
    for (size_t i = newton->first_effect; i < newton->fit->p; i++) {
        double d = f->exits[i - newton->first_effect], w = newton->fit->beta[newton->fit->column_of[i]];
        sum += precision * w + d + gsl_sf_lngamma(d + precision) - gsl_sf_lngamma(precision) + precision * log(precision) - (d + precision) * log(d + precision);
    }
    return sum;
}

enum { PRECISIONS = 6 };
static const double PRECISION_LEAST = 1e-2, PRECISION_MOST = 1e6;

static double slope_at_log(double log_precision, void *context) { return slope_at(exp(log_precision), context); }

/* The precision at which the slope changes sign from above to below; INFINITY where it never falls: no variance is seen. */
static double best_precision(struct frailty *f) {
    double low = log(PRECISION_MOST), high = low, step = (log(PRECISION_MOST) - log(PRECISION_LEAST)) / PRECISIONS;
    if (slope_at_log(high, f) >= 0) return INFINITY;
    do {
        high = low;
        low -= step;
    } while (low > log(PRECISION_LEAST) && slope_at_log(low, f) < 0);
    gsl_function function = {slope_at_log, f};
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    if (!solver) abort();
    int status = gsl_root_fsolver_set(solver, &function, low, high);
    if (status != GSL_SUCCESS) { /* it falls all the way: the groups differ more than is looked for */
        gsl_root_fsolver_free(solver);
        return PRECISION_LEAST;
    }
    for (int i = 0; i < 100 && status == GSL_SUCCESS; i++) {
        status = gsl_root_fsolver_iterate(solver);
        if (gsl_root_test_interval(gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver), 1e-12, 0) == GSL_SUCCESS) break;
    }
    double precision = exp(gsl_root_fsolver_root(solver));
    gsl_root_fsolver_free(solver);
    return precision;
}

void cox_fit_frailty(struct newton *newton, double variance, struct arena *scratch) {
    struct frailty f = {newton, scratch, ARENA_ARRAY(scratch, double, newton->fit->p + 1)};
    count_exits(&f);
    newton->tolerance = 1e6 * NEWTON_TOLERANCE; /* while the variance is sought */
    double precision = variance > 0 ? 1 / variance : best_precision(&f), used = fmin(precision, PRECISION_MOST);
    newton->tolerance = NEWTON_TOLERANCE;
    (void)slope_at(used, &f);
    newton->fit->frailty_variance = isinf(precision) ? 0 : 1 / precision;
    newton->fit->loglik_marginal = marginal(&f, used);
}

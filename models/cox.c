#include "models/cox_newton.h"

#include "models/cholesky.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double cox_scale(const struct cox_fit *fit, size_t column) {
    const struct design *design = &fit->in_order.design;
    return column < design->n_numbers ? design->numbers[column].scale : 1;
}

static void set_penalty(struct newton *newton, double ridge) {
    const struct cox_fit *fit = newton->fit;
    for (size_t i = 0; i < fit->p; i++) {
        size_t c = fit->column_of[i];
        double n = (double)fit->n, share = fit->rows[c] / n;
        double variance = c < newton->problem->design->n_numbers ? 1 : share * (1 - share) * n / (n - 1);
        newton->penalty[i] = ridge * variance;
    }
}

/* The effective number of columns under a ridge: the trace of V times the information without it (Gray 1992, JASA 87:942). */
static double effective_columns(const struct newton *newton, double rank) {
    const struct cox_fit *fit = newton->fit;
    double trace = rank;
    for (size_t i = 0; i < fit->p; i++) trace -= fit->covariance[i * fit->p + i] * newton_penalty(newton, i).curvature;
    return trace;
}

static void set_estimates(const struct newton *newton, struct arena *arena) {
    struct cox_fit *fit = newton->fit;
    size_t p = fit->p;
    double rank = 0;
    fit->covariance = ARENA_ARRAY(arena, double, p * p + 1);
    fit->information = ARENA_ARRAY(arena, double, p * p + 1);
    memcpy(fit->information, newton->whole, p * p * sizeof(double));
    cholesky_inverse(newton->matrix, p, newton->aliased, fit->covariance);
    for (size_t i = 0; i < p; i++) {
        size_t c = fit->column_of[i];
        if (newton->aliased[i] && fit->columns[c] == COLUMN_ESTIMATED) fit->columns[c] = COLUMN_ALIASED;
        if (fit->columns[c] != COLUMN_ESTIMATED) continue;
        double scale = cox_scale(fit, c);
        fit->estimate[c] = fit->beta[c] / scale;
        fit->std_error[c] = sqrt(fit->covariance[i * p + i]) / scale;
        rank++;
    }
    fit->df = effective_columns(newton, rank);
}

/* The score test of everything, at no effect; and the likelihood there. */
static void test_null(struct newton *newton) {
    struct cox_fit *fit = newton->fit;
    double *zero = calloc(fit->n_columns, sizeof *zero), *beta = fit->beta;
    if (!zero) abort();
    fit->beta = zero;
    cox_state_set(newton->rows, zero, newton->state);
    fit->loglik_null = newton->state->loglik;
    cox_information_set(newton->rows, newton->state, NULL, newton->information);
    double *penalty = newton->penalty;
    newton->penalty = zero;
    fit->score = newton->first_effect < fit->p ? NAN : newton_solve(newton);
    newton->penalty = penalty;
    fit->beta = beta;
    free(zero);
}

static struct cox_fit fit_new(const struct cox_problem *problem, struct arena *arena) {
    size_t q = problem->design->n_columns;
    struct cox_fit fit = {.n_columns = q, .loglik = NAN, .loglik_null = NAN, .lr = NAN, .wald = NAN, .score = NAN, .frailty_variance = NAN, .loglik_marginal = NAN,
                          .columns = ARENA_ARRAY(arena, enum column_end, q), .rows = ARENA_ARRAY(arena, double, q),
                          .events = ARENA_ARRAY(arena, double, q), .estimate = ARENA_ARRAY(arena, double, q),
                          .std_error = ARENA_ARRAY(arena, double, q), .reach = ARENA_ARRAY(arena, double, q), .beta = ARENA_ARRAY(arena, double, problem->design->stride)};
    for (size_t c = 0; c < q; c++) fit.estimate[c] = fit.std_error[c] = NAN;
    return fit;
}

static const char *words_of(enum cox_end end) {
    static const char *const WORDS[] = {"converged", "infinite", "out of steps", "no events"};
    return WORDS[end];
}

struct cox_fit cox_fit(const struct cox_problem *problem, const struct cox_options *options, struct arena *arena) {
    struct cox_fit fit = fit_new(problem, arena);
    struct arena scratch = {0};
    bool frailty = options && options->frailty;
    cox_code_columns(problem, options, &fit, arena);
    fit.sets = ARENA_NEW(arena, struct risk_sets);
    *fit.sets = risk_sets_of(&problem->spells, fit.usable, 1, arena);
    fit.in_order = cox_rows_of(problem, fit.sets, arena);
    fit.state = cox_state_new(&fit.in_order, arena);
    struct newton newton = newton_new(problem, &fit, &scratch);
    fit.end = COX_NO_EVENTS;
    if (fit.n_events) {
        set_penalty(&newton, options ? options->ridge : 0);
        while (frailty && newton.first_effect > 0 && fit.column_of[newton.first_effect - 1] >= problem->design->base[problem->design->n_factors - 1]) newton.first_effect--;
        test_null(&newton);
        if (frailty) {
            cox_fit_frailty(&newton, options->variance, &scratch);
        } else {
            newton_fit(&newton, true, &scratch);
        }
        fit.loglik = fit.state.loglik;
        set_estimates(&newton, arena);
        double df;
        fit.lr = 2 * (fit.loglik - fit.loglik_null);
        fit.wald = cox_wald(&fit, NULL, NULL, &df);
    }
    fit.end_words = words_of(fit.end);
    arena_free(&scratch);
    return fit;
}

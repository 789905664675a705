#include "models/cox_newton.h"

#include "models/cholesky.h"

#include <math.h>
#include <string.h>

static bool is_asked(const struct cox_fit *fit, size_t i, const bool *columns) {
    size_t c = fit->column_of[i];
    return fit->columns[c] == COLUMN_ESTIMATED && (!columns || columns[c]);
}

/* By a covariance: the part of it that is asked for, inverted. */
static double wald_by_covariance(const struct cox_fit *fit, const double *covariance, const bool *columns, double *df, struct arena *scratch) {
    size_t p = fit->p, n = 0;
    size_t *taken = ARENA_ARRAY(scratch, size_t, p + 1);
    double *matrix = ARENA_ARRAY(scratch, double, p * p + 1), *solved = ARENA_ARRAY(scratch, double, p + 1), wald = 0;
    bool *aliased = ARENA_ARRAY(scratch, bool, p + 1);
    for (size_t i = 0; i < p; i++) {
        if (is_asked(fit, i, columns)) taken[n++] = i;
    }
    for (size_t i = 0; i < n; i++) {
        solved[i] = fit->beta[fit->column_of[taken[i]]];
        for (size_t j = 0; j < n; j++) matrix[i * n + j] = covariance[taken[i] * p + taken[j]];
    }
    *df = (double)cholesky_factor(matrix, n, 1e-12, aliased);
    cholesky_solve(matrix, n, aliased, solved);
    for (size_t i = 0; i < n; i++) wald += fit->beta[fit->column_of[taken[i]]] * solved[i];
    return wald;
}

/* By the information: with the columns asked for last, the end of its factor L is that of the inverse of their covariance, and
 * the statistic is the length of L' b. */
static double wald_by_information(const struct cox_fit *fit, const bool *columns, double *df, struct arena *scratch) {
    size_t p = fit->p, n = 0, others;
    size_t *order = ARENA_ARRAY(scratch, size_t, p + 1);
    double *matrix = ARENA_ARRAY(scratch, double, p * p + 1), wald = 0;
    bool *aliased = ARENA_ARRAY(scratch, bool, p + 1);
    for (size_t i = 0; i < p; i++) {
        if (!is_asked(fit, i, columns) && fit->columns[fit->column_of[i]] == COLUMN_ESTIMATED) order[n++] = i;
    }
    others = n;
    for (size_t i = 0; i < p; i++) {
        if (is_asked(fit, i, columns)) order[n++] = i;
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) matrix[i * n + j] = fit->information[order[i] * p + order[j]];
    }
    cholesky_factor(matrix, n, 1e-13, aliased);
    *df = (double)(n - others);
    for (size_t j = others; j < n; j++) {
        double sum = 0;
        for (size_t i = j; i < n; i++) sum += matrix[i * n + j] * fit->beta[fit->column_of[order[i]]];
        wald += sum * sum;
    }
    return wald;
}

double cox_wald(const struct cox_fit *fit, const double *covariance, const bool *columns, double *df) {
    struct arena scratch = {0};
    double wald = covariance ? wald_by_covariance(fit, covariance, columns, df, &scratch) : wald_by_information(fit, columns, df, &scratch);
    arena_free(&scratch);
    return wald;
}

/* --- tests of one term --------------------------------------------------------------------------------------------- */

/* A copy of the fit to go on from, with the term's columns at 0 and kept there. */
static void refit_without(const struct cox_problem *problem, const struct cox_fit *fit, const bool *columns, struct cox_term_test *test) {
    struct arena scratch = {0};
    struct cox_fit probe = *fit;
    bool *away = ARENA_ARRAY(&scratch, bool, fit->p + 1);
    probe.beta = ARENA_ARRAY(&scratch, double, problem->design->stride);
    memcpy(probe.beta, fit->beta, fit->n_columns * sizeof *probe.beta);
    probe.state = cox_state_new(&fit->in_order, &scratch);
    struct newton newton = newton_new(problem, &probe, &scratch);
    for (size_t i = 0; i < fit->p; i++) {
        size_t c = fit->column_of[i];
        newton.frozen[i] = columns[c] || fit->columns[c] == COLUMN_INFINITE;
        if (columns[c]) probe.beta[c] = 0;
    }
    if (newton_iterate(&newton, 1e-16 * (1 + (double)fit->n_events), away) == COX_CONVERGED) {
        test->lr = 2 * (fit->loglik - probe.state.loglik);
        for (size_t i = 0; i < fit->p; i++) newton.frozen[i] = fit->columns[fit->column_of[i]] == COLUMN_INFINITE;
        test->score = newton_solve(&newton);
    }
    arena_free(&scratch);
}

struct cox_term_test cox_test_term(const struct cox_problem *problem, const struct cox_fit *fit, const bool *columns, bool refit) {
    struct cox_term_test test = {0, NAN, NAN, NAN};
    test.wald = cox_wald(fit, NULL, columns, &test.df);
    if (refit && test.df > 0) refit_without(problem, fit, columns, &test);
    return test;
}

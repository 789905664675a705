#include "models/cox_newton.h"

#include "models/wald.h"

#include <math.h>
#include <string.h>

static bool is_asked(const struct cox_fit *fit, size_t i, const bool *columns) {
    size_t c = fit->column_of[i];
    return fit->columns[c] == COLUMN_ESTIMATED && (!columns || columns[c]);
}

double cox_wald(const struct cox_fit *fit, const double *covariance, const bool *columns, double *df) {
    struct arena scratch = {0};
    size_t p = fit->p;
    double *b = ARENA_ARRAY(&scratch, double, p + 1);
    bool *asked = ARENA_ARRAY(&scratch, bool, p + 1), *usable = ARENA_ARRAY(&scratch, bool, p + 1);
    for (size_t i = 0; i < p; i++) {
        b[i] = fit->beta[fit->column_of[i]];
        usable[i] = is_asked(fit, i, NULL);
        asked[i] = is_asked(fit, i, columns);
    }
    double wald = covariance ? wald_by_covariance(covariance, p, b, asked, df) : wald_by_information(fit->information, p, b, usable, asked, df);
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

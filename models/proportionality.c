#include "models/proportionality.h"

#include "models/cholesky.h"
#include "models/cox_residuals.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 1 - KM just before each day, over all rows used, strata and weights apart: the clock of the test. */
static double *km_clock(const struct cox_problem *problem, const struct cox_fit *fit, struct arena *arena) {
    const struct spells *spells = &problem->spells;
    int32_t longest = 0;
    for (size_t i = 0; i < spells->n; i++) {
        if (fit->usable[i] && spells->exit[i] > longest) longest = spells->exit[i];
    }
    double *clock = ARENA_ARRAY(arena, double, (size_t)longest + 2);
    struct arena scratch = {0};
    int64_t *at_risk = ARENA_ARRAY(&scratch, int64_t, (size_t)longest + 2), *events = ARENA_ARRAY(&scratch, int64_t, (size_t)longest + 2);
    for (size_t i = 0; i < spells->n; i++) {
        if (!fit->usable[i]) continue;
        at_risk[(spells->entry[i] > 0 ? spells->entry[i] : 0) + 1]++;
        at_risk[spells->exit[i] + 1]--;
        events[spells->exit[i]] += spells->event[i] != 0;
    }
    double survival = 1;
    int64_t n = 0;
    for (int32_t day = 0; day <= longest; day++) {
        n += at_risk[day];
        clock[day] = 1 - survival;
        if (events[day]) survival *= (double)(n - events[day]) / (double)n;
    }
    arena_free(&scratch);
    return clock;
}

static void set_clock(const struct cox_problem *problem, const struct cox_fit *fit, double *g, struct arena *scratch) {
    const struct risk_sets *sets = fit->sets;
    const double *clock = km_clock(problem, fit, scratch);
    double sum = 0, events = 0;
    for (size_t c = 1; c <= sets->n_cells; c++) {
        g[c] = clock[sets->day[c]];
        sum += g[c] * sets->events[c];
        events += sets->events[c];
    }
    for (size_t c = 1; c <= sets->n_cells; c++) g[c] -= sum / events;
}

static void take_columns(const struct cox_fit *fit, const struct cox_information *information, double *matrix) {
    size_t p = fit->p, stride = fit->in_order.design.stride;
    for (size_t i = 0; i < p; i++) {
        for (size_t j = 0; j < p; j++) {
            size_t a = fit->column_of[i], b = fit->column_of[j];
            matrix[i * p + j] = information->matrix[(a > b ? a : b) * stride + (a > b ? b : a)];
        }
    }
}

struct proportionality proportionality_of(const struct cox_problem *problem, const struct cox_fit *fit, struct arena *arena) {
    size_t p = fit->p;
    struct proportionality of = {ARENA_ARRAY(arena, double, fit->sets->n_cells + 2), ARENA_ARRAY(arena, double, p + 1), ARENA_ARRAY(arena, double, p * p + 1),
                                 ARENA_ARRAY(arena, double, p * p + 1), ARENA_ARRAY(arena, double, p * p + 1), p};
    struct arena scratch = {0};
    struct cox_information information = cox_information_new(&fit->in_order.design, &scratch);
    double *squares = ARENA_ARRAY(&scratch, double, fit->sets->n_cells + 2);
    set_clock(problem, fit, of.g, &scratch);
    for (size_t c = 1; c <= fit->sets->n_cells; c++) squares[c] = of.g[c] * of.g[c];
    cox_information_set(&fit->in_order, &fit->state, NULL, &information);
    take_columns(fit, &information, of.within);
    cox_information_set(&fit->in_order, &fit->state, of.g, &information);
    take_columns(fit, &information, of.across);
    for (size_t i = 0; i < p; i++) of.score[i] = information.score[fit->column_of[i]];
    cox_information_set(&fit->in_order, &fit->state, squares, &information);
    take_columns(fit, &information, of.together);
    arena_free(&scratch);
    return of;
}

/* The matrix of the model with the columns taken running with g beside all columns as they are. */
static void expand(const struct proportionality *of, const size_t *kept, size_t n, const size_t *taken, size_t m, double *matrix) {
    size_t size = n + m, p = of->p;
    for (size_t i = 0; i < size; i++) {
        for (size_t j = 0; j < size; j++) {
            size_t a = i < n ? kept[i] : taken[i - n], b = j < n ? kept[j] : taken[j - n];
            const double *from = i < n && j < n ? of->within : i >= n && j >= n ? of->together : of->across;
            matrix[i * size + j] = from[a * p + b];
        }
    }
}

struct proportionality_test proportionality_test(const struct proportionality *of, const struct cox_fit *fit, const bool *columns) {
    size_t p = fit->p, n = 0, m = 0;
    struct arena scratch = {0};
    size_t *kept = ARENA_ARRAY(&scratch, size_t, p + 1), *taken = ARENA_ARRAY(&scratch, size_t, p + 1);
    for (size_t i = 0; i < p; i++) {
        if (fit->columns[fit->column_of[i]] != COLUMN_ESTIMATED) continue;
        kept[n++] = i;
        if (!columns || columns[fit->column_of[i]]) taken[m++] = i;
    }
    double *matrix = ARENA_ARRAY(&scratch, double, (n + m) * (n + m) + 1), *solved = ARENA_ARRAY(&scratch, double, n + m + 1);
    bool *aliased = ARENA_ARRAY(&scratch, bool, n + m + 1);
    expand(of, kept, n, taken, m, matrix);
    for (size_t i = 0; i < m; i++) solved[n + i] = of->score[taken[i]];
    cholesky_factor(matrix, n + m, 1e-9, aliased);
    cholesky_solve(matrix, n + m, aliased, solved);
    struct proportionality_test test = {0, 0, NAN};
    for (size_t i = 0; i < m; i++) {
        test.chisq += of->score[taken[i]] * solved[n + i];
        test.df += !aliased[n + i];
    }
    if (test.df > 0) test.p_value = gsl_cdf_chisq_Q(test.chisq, test.df);
    arena_free(&scratch);
    return test;
}

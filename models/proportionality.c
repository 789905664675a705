#include "models/proportionality.h"

#include "models/cholesky.h"
#include "models/spline.h"

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

/* --- effects by tenure ---------------------------------------------------------------------------------------------------- */

/* Which run each day with exits belongs to. */
static size_t make_runs(const struct risk_sets *sets, size_t least, size_t most, uint32_t *run_of_day, int32_t longest, struct arena *scratch) {
    double *exits = ARENA_ARRAY(scratch, double, (size_t)longest + 1), all = 0, here = 0;
    for (size_t c = 1; c <= sets->n_cells; c++) {
        exits[sets->day[c]] += sets->events[c];
        all += sets->events[c];
    }
    double enough = fmax((double)least, ceil(all / (double)most)), left = all;
    size_t run = 0;
    for (int32_t day = 0; day <= longest; day++) {
        run_of_day[day] = (uint32_t)run;
        here += exits[day];
        left -= exits[day];
        if (here < enough || left < enough) continue; /* the last run takes what is too little for one more */
        run++;
        here = 0;
    }
    return here > 0 ? run + 1 : run;
}

/* Adds x less its mean over the exits of a cell. */
static void add_cell(const struct cox_fit *fit, const struct cox_means *means, size_t c, struct tile *tile, double *x, double *sum) {
    const struct design *design = &fit->in_order.design;
    const struct cox_cells *cells = &fit->state.cells;
    const double *at_risk = means->at_risk + c * design->stride, *leaving = means->leaving + c * design->stride;
    size_t first = fit->sets->first[c], last = first + fit->sets->events[c];
    memset(x, 0, design->stride * sizeof *x);
    for (size_t at = first; at < last; at += DESIGN_TILE) {
        size_t n = at + DESIGN_TILE < last ? DESIGN_TILE : last - at;
        tile_fill_rows(tile, design, NULL, at, n);
        for (size_t k = 0; k < n; k++) {
            for (size_t j = 0; j < design->n_numbers; j++) x[j] += tile->numbers[k * design->lanes + j];
            for (size_t f = 0; f < design->n_factors; f++) x[tile->codes[f * DESIGN_TILE + k]] += 1;
        }
    }
    for (size_t i = 0; i < fit->p; i++) {
        size_t j = fit->column_of[i];
        sum[i] += x[j] - (cells->s0[c] * at_risk[j] - cells->s1[c] * leaving[j]);
    }
}

struct tenure_effects tenure_effects_of(const struct proportionality *of, const struct cox_fit *fit, const struct cox_means *means, size_t least, size_t most,
                                        struct arena *arena) {
    const struct risk_sets *sets = fit->sets;
    const struct design *design = &fit->in_order.design;
    struct arena scratch = {0};
    int32_t longest = 0;
    for (size_t c = 1; c <= sets->n_cells; c++) longest = sets->day[c] > longest ? sets->day[c] : longest;
    uint32_t *run_of_day = ARENA_ARRAY(&scratch, uint32_t, (size_t)longest + 1);
    size_t p = fit->p, n = make_runs(sets, least, most, run_of_day, longest, &scratch);
    struct tenure_effects effects = {n, p, ARENA_ARRAY(arena, int32_t, n + 1), ARENA_ARRAY(arena, int32_t, n + 1), ARENA_ARRAY(arena, double, n + 1),
                                     ARENA_ARRAY(arena, double, n + 1), ARENA_ARRAY(arena, double, n * p + 1), 0};
    double *sum = ARENA_ARRAY(&scratch, double, n * p + 1), *x = ARENA_ARRAY(&scratch, double, design->stride);
    struct tile tile;
    tile_init(&tile, design);
    for (size_t r = 0; r < n; r++) effects.from[r] = INT32_MAX;
    for (size_t c = 1; c <= sets->n_cells; c++) {
        size_t r = run_of_day[sets->day[c]];
        effects.from[r] = sets->day[c] < effects.from[r] ? sets->day[c] : effects.from[r];
        effects.to[r] = sets->day[c] > effects.to[r] ? sets->day[c] : effects.to[r];
        effects.events[r] += sets->events[c];
        effects.g[r] += of->g[c] * sets->events[c];
        effects.total += sets->events[c];
        add_cell(fit, means, c, &tile, x, sum + r * p);
    }
    tile_free(&tile);
    for (size_t r = 0; r < n; r++) {
        effects.g[r] /= effects.events[r];
        for (size_t i = 0; i < p; i++) {
            double scaled = 0;
            size_t column = fit->column_of[i];
            for (size_t k = 0; k < p; k++) scaled += fit->covariance[i * p + k] * sum[r * p + k];
            effects.effect[r * p + i] = (fit->beta[column] + effects.total * scaled / effects.events[r]) / cox_scale(fit, column);
        }
    }
    arena_free(&scratch);
    return effects;
}

void tenure_effects_smooth(const struct tenure_effects *effects, const struct cox_fit *fit, size_t column, double *smooth,
                           double *std_error) {
    enum { KNOTS = 5, FUNCTIONS = KNOTS };
    size_t n = effects->n;
    struct arena scratch = {0};
    double *places = ARENA_ARRAY(&scratch, double, n + 1), *basis = ARENA_ARRAY(&scratch, double, n * FUNCTIONS + 1);
    double matrix[FUNCTIONS * FUNCTIONS] = {0}, solved[FUNCTIONS] = {0}, inverse[FUNCTIONS * FUNCTIONS], scale = cox_scale(fit, fit->column_of[column]);
    double variance = effects->total * fit->covariance[column * fit->p + column] / (scale * scale);
    bool aliased[FUNCTIONS];
    struct spline spline;
    memcpy(places, effects->g, n * sizeof *places);
    for (size_t r = 0; r < n; r++) smooth[r] = std_error[r] = NAN;
    if (n > FUNCTIONS && spline_place(&spline, KNOTS, places, n)) {
        for (size_t r = 0; r < n; r++) {
            double *x = basis + r * FUNCTIONS;
            x[0] = 1;
            for (size_t j = 1; j < FUNCTIONS; j++) x[j] = spline_basis(&spline, j - 1, effects->g[r]);
            for (size_t i = 0; i < FUNCTIONS; i++) {
                solved[i] += effects->events[r] * x[i] * effects->effect[r * effects->p + column];
                for (size_t j = 0; j < FUNCTIONS; j++) matrix[i * FUNCTIONS + j] += effects->events[r] * x[i] * x[j];
            }
        }
        cholesky_factor(matrix, FUNCTIONS, 1e-12, aliased);
        cholesky_solve(matrix, FUNCTIONS, aliased, solved);
        cholesky_inverse(matrix, FUNCTIONS, aliased, inverse);
        for (size_t r = 0; r < n; r++) {
            const double *x = basis + r * FUNCTIONS;
            double spread = 0;
            smooth[r] = 0;
            for (size_t i = 0; i < FUNCTIONS; i++) {
                smooth[r] += x[i] * solved[i];
                for (size_t j = 0; j < FUNCTIONS; j++) spread += x[i] * inverse[i * FUNCTIONS + j] * x[j];
            }
            std_error[r] = sqrt(variance * spread);
        }
    }
    arena_free(&scratch);
}

#include "models/cox.h"

#include "engine/base/blocks.h"
#include "models/cholesky.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_MOST = 50, WARM_ROWS = 1 << 17, WARM_STRIDE = 16 };

/* --- which rows and columns take part ------------------------------------------------------------------------------ */

struct counting {
    const struct cox_problem *problem;
    uint8_t *usable;
    size_t width;
    double *slots, *lowest, *highest; /* slots: rows and events a column; lowest, highest: [block][n_numbers] */
};

static void count_block(size_t block, size_t first, size_t last, void *context) {
    struct counting *counting = context;
    const struct cox_problem *problem = counting->problem;
    const struct design *design = problem->design;
    const struct spells *spells = &problem->spells;
    double *rows = counting->slots + block * counting->width, *events = rows + design->n_columns;
    double *lowest = counting->lowest + block * design->n_numbers, *highest = counting->highest + block * design->n_numbers;
    struct tile tile;
    for (size_t j = 0; j < design->n_numbers; j++) lowest[j] = INFINITY, highest[j] = -INFINITY;
    memset(rows, 0, counting->width * sizeof *rows);
    tile_init(&tile, design);
    for (size_t at = first; at < last; at += DESIGN_TILE) {
        size_t n = at + DESIGN_TILE < last ? DESIGN_TILE : last - at;
        tile_fill_rows(&tile, design, NULL, at, n);
        for (size_t k = 0; k < n; k++) {
            size_t i = at + k;
            bool usable = tile.weight[k] > 0 && (!problem->usable || problem->usable[i]) && spells->exit[i] > spells->entry[i] &&
                          (!spells->weight || spells->weight[i] > 0) && (!spells->stratum || spells->stratum[i]);
            counting->usable[i] = usable;
            for (size_t f = 0; usable && f < design->n_factors; f++) {
                uint32_t column = tile.codes[f * DESIGN_TILE + k];
                rows[column]++;
                events[column] += spells->event[i] != 0;
            }
            if (!usable) continue;
            for (size_t j = 0; j < design->n_numbers; j++) {
                double x = tile.numbers[k * design->lanes + j];
                lowest[j] = x < lowest[j] ? x : lowest[j];
                highest[j] = x > highest[j] ? x : highest[j];
            }
            rows[design->intercept]++;
            events[design->intercept] += spells->event[i] != 0;
            events[design->n_columns] += spells->weight ? spells->weight[i] : 1;
        }
    }
    tile_free(&tile);
}

static void count_rows(const struct cox_problem *problem, struct cox_fit *fit, uint8_t *usable) {
    const struct design *design = problem->design;
    struct arena scratch = {0};
    size_t count = blocks_count(problem->spells.n, 4096);
    struct counting counting = {problem, usable, 2 * design->n_columns + 1, NULL, ARENA_ARRAY(&scratch, double, (count + 1) * (design->n_numbers + 1)),
                                ARENA_ARRAY(&scratch, double, (count + 1) * (design->n_numbers + 1))};
    counting.slots = ARENA_ARRAY(&scratch, double, (count + 1) * counting.width);
    blocks_run(problem->spells.n, count, count_block, &counting);
    blocks_fold(counting.slots, count, counting.width);
    memcpy(fit->rows, counting.slots, design->n_columns * sizeof(double));
    memcpy(fit->events, counting.slots + design->n_columns, design->n_columns * sizeof(double));
    fit->n = (size_t)fit->rows[design->intercept];
    fit->n_events = (size_t)fit->events[design->intercept];
    fit->sum_weights = counting.slots[2 * design->n_columns];
    for (size_t c = 0; c < design->n_columns; c++) fit->reach[c] = c < design->n_numbers ? 0 : 1;
    for (size_t j = 0; j < design->n_numbers; j++) {
        double lowest = INFINITY, highest = -INFINITY;
        for (size_t b = 0; b < count; b++) {
            lowest = fmin(lowest, counting.lowest[b * design->n_numbers + j]);
            highest = fmax(highest, counting.highest[b * design->n_numbers + j]);
        }
        fit->reach[j] = highest > lowest ? highest - lowest : 0;
    }
    arena_free(&scratch);
}

/* A reference without exits hands its part to the first level that has some. Returns whether any level is set aside: shrunken
 * estimates are finite without. */
static bool code_factor(struct cox_fit *fit, const struct design *design, size_t f, bool shrunken) {
    const struct design_factor *factor = &design->factors[f];
    size_t base = design->base[f], reference = base + factor->reference - 1, with_events = 0;
    bool aside = false;
    for (size_t c = base + factor->n_levels; c-- > base;) {
        fit->columns[c] = fit->rows[c] == 0 ? COLUMN_EMPTY : fit->events[c] == 0 && !shrunken ? COLUMN_NO_EVENTS : COLUMN_ESTIMATED;
        aside = aside || fit->columns[c] == COLUMN_NO_EVENTS;
        if (fit->columns[c] == COLUMN_ESTIMATED) with_events = c;
    }
    if (fit->columns[reference] != COLUMN_ESTIMATED) reference = with_events;
    if (reference) fit->columns[reference] = COLUMN_REFERENCE;
    return aside;
}

static void set_rows_aside(const struct cox_problem *problem, const struct cox_fit *fit, uint8_t *usable) {
    const struct design *design = problem->design;
    struct tile tile;
    tile_init(&tile, design);
    for (size_t at = 0; at < problem->spells.n; at += DESIGN_TILE) {
        size_t n = at + DESIGN_TILE < problem->spells.n ? DESIGN_TILE : problem->spells.n - at;
        tile_fill_rows(&tile, design, NULL, at, n);
        for (size_t f = 0; f < design->n_factors; f++) {
            for (size_t k = 0; k < n; k++) {
                if (fit->columns[tile.codes[f * DESIGN_TILE + k]] == COLUMN_NO_EVENTS) usable[at + k] = 0;
            }
        }
    }
    tile_free(&tile);
}

static void code_columns(const struct cox_problem *problem, struct cox_fit *fit, const struct cox_options *options, uint8_t *usable, struct arena *arena) {
    const struct design *design = problem->design;
    bool aside = false, frailty = options && options->frailty;
    size_t fixed = design->n_factors - frailty;
    for (size_t c = 0; c < design->n_columns; c++) fit->columns[c] = c < design->n_numbers ? COLUMN_ESTIMATED : COLUMN_EMPTY;
    for (size_t k = 0; k < design->n_numbers; k++) {
        if (design->numbers[k].constant) fit->columns[k] = COLUMN_ALIASED;
    }
    for (size_t f = 0; f < fixed; f++) aside = code_factor(fit, design, f, options && options->ridge > 0) || aside;
    for (size_t c = frailty ? design->base[fixed] : design->n_columns; c < design->n_columns; c++) {
        fit->columns[c] = fit->rows[c] > 0 ? COLUMN_ESTIMATED : COLUMN_EMPTY; /* no reference: the penalty holds them */
    }
    if (aside) set_rows_aside(problem, fit, usable);
    fit->column_of = ARENA_ARRAY(arena, size_t, design->n_columns);
    for (size_t c = 0; c < design->n_columns; c++) {
        if (fit->columns[c] == COLUMN_ESTIMATED) fit->column_of[fit->p++] = c;
    }
}

double cox_scale(const struct cox_problem *problem, size_t column) {
    return column < problem->design->n_numbers ? problem->design->numbers[column].scale : 1;
}

/* --- Newton's steps ------------------------------------------------------------------------------------------------ */

struct newton {
    const struct cox_problem *problem;
    struct cox_fit *fit;
    const struct cox_rows *rows;
    struct cox_state *state;
    struct cox_information *information;
    const bool *frozen;           /* [p] columns that stay where they are; NULL = none */
    double *penalty;              /* [p] ridge times the column's variance */
    size_t first_effect;          /* of the p columns, those from here on are a frailty's; p = none */
    double precision;             /* 1 / the frailty's variance */
    double *whole, *matrix, *step, *score; /* over the p columns; the information, and once solved its factor */
    bool *aliased;
    int strides; /* steps since some column began to run */
};

static double information_at(const struct newton *newton, size_t i, size_t j) {
    size_t a = newton->fit->column_of[i], b = newton->fit->column_of[j];
    return newton->information->matrix[(a > b ? a : b) * newton->problem->design->stride + (a > b ? b : a)];
}

/* What is taken from the likelihood for column i at x, and its derivatives: x^2 for a ridge, exp(x) - x for a frailty. */
struct penalty {
    double value, slope, curvature;
};

static struct penalty penalty_of(const struct newton *newton, size_t i) {
    double x = newton->fit->beta[newton->fit->column_of[i]], by = newton->penalty[i];
    if (i < newton->first_effect) return (struct penalty){by * x * x / 2, by * x, by};
    double e = exp(x), precision = newton->precision;
    return (struct penalty){precision * (e - x), precision * (e - 1), precision * e};
}

/* A column of which nothing but rounding is left once the risk sets' means are taken out tells nothing. */
static void clear_uninformed(const struct newton *newton) {
    size_t p = newton->fit->p;
    double least = 1e-12 * (1 + newton->fit->events[newton->problem->design->intercept]);
    for (size_t i = 0; i < newton->first_effect; i++) {
        if (newton->matrix[i * p + i] > least) continue;
        for (size_t j = 0; j < p; j++) newton->matrix[i * p + j] = newton->matrix[j * p + i] = 0;
        newton->step[i] = newton->score[i] = 0;
    }
}

/* The step that Newton's method would take; returns its decrement, in squared standard errors. */
static double solve_step(const struct newton *newton) {
    const struct cox_fit *fit = newton->fit;
    size_t p = fit->p;
    double decrement = 0;
    for (size_t i = 0; i < p; i++) {
        bool frozen = newton->frozen && newton->frozen[i];
        struct penalty penalty = penalty_of(newton, i);
        newton->score[i] = frozen ? 0 : newton->information->score[fit->column_of[i]] - penalty.slope;
        newton->step[i] = newton->score[i];
        for (size_t j = 0; j <= i; j++) {
            bool apart = frozen || (newton->frozen && newton->frozen[j]);
            newton->matrix[i * p + j] = newton->matrix[j * p + i] = apart ? 0 : information_at(newton, i, j);
        }
        newton->matrix[i * p + i] += frozen ? 0 : penalty.curvature;
    }
    clear_uninformed(newton);
    memcpy(newton->whole, newton->matrix, p * p * sizeof(double));
    cholesky_factor(newton->matrix, p, 1e-10, newton->aliased);
    cholesky_solve(newton->matrix, p, newton->aliased, newton->step);
    for (size_t i = 0; i < p; i++) decrement += newton->score[i] * newton->step[i];
    return decrement;
}

static void move(const struct newton *newton, double by) {
    for (size_t i = 0; i < newton->fit->p; i++) newton->fit->beta[newton->fit->column_of[i]] += by * newton->step[i];
}

static double penalised(const struct newton *newton) {
    double penalty = 0;
    for (size_t i = 0; i < newton->fit->p; i++) penalty += penalty_of(newton, i).value;
    return newton->state->loglik - penalty;
}

/* Under a monotone likelihood what a coefficient does over its column's reach strides on by about one a step while the likelihood no longer rises; or, where
 * differences are small against the column's spread, it leaps at once to where exp() has no room left. */
static bool runs_away(struct newton *newton, double decrement, bool *away) {
    enum { FAR = 60, STRIDES = 3 };
    bool any = false, leapt = newton->state->extreme > FAR;
    for (size_t i = 0; i < newton->first_effect; i++) {
        size_t column = newton->fit->column_of[i];
        double reach = newton->fit->reach[column], beta = reach * newton->fit->beta[column], step = reach * newton->step[i];
        bool strides = decrement < 1e-3 && fabs(step) > 0.3 && fabs(beta) > 5 && (beta > 0) == (step > 0);
        away[i] = strides || (leapt && fabs(beta) > FAR / 2 && !(newton->frozen && newton->frozen[i]));
        any = any || away[i];
    }
    newton->strides = any ? newton->strides + 1 : 0;
    return any && (leapt || newton->strides >= STRIDES);
}

static enum cox_end iterate(struct newton *newton, double tolerance, bool *away) {
    struct cox_fit *fit = newton->fit;
    double best = -INFINITY, halved = 1, previous = INFINITY;
    newton->strides = 0;
    for (int step = 0; step < STEPS_MOST; step++, fit->iterations++) {
        cox_state_set(newton->rows, fit->beta, newton->state);
        double loglik = penalised(newton);
        if (!(isfinite(loglik) && loglik >= best - 1e-9 * fabs(best)) && halved > 1e-6) { /* overshot: go back half the way */
            halved /= 2;
            move(newton, -halved);
            continue;
        }
        best = loglik;
        halved = 1;
        cox_information_set(newton->rows, newton->state, NULL, newton->information);
        double decrement = solve_step(newton);
        if (runs_away(newton, decrement, away)) return COX_INFINITE_BETA;
        bool at_rounding = decrement < 1e-12 && decrement > previous / 4; /* the last digits: no step is better */
        move(newton, 1);
        if (decrement < tolerance || at_rounding) return COX_CONVERGED;
        previous = decrement;
    }
    return COX_OUT_OF_STEPS;
}

static struct newton newton_new(const struct cox_problem *problem, struct cox_fit *fit, struct arena *scratch) {
    size_t p = fit->p + 1;
    struct newton newton = {.problem = problem, .fit = fit, .first_effect = fit->p, .rows = &fit->in_order, .state = &fit->state, .information = ARENA_NEW(scratch, struct cox_information),
                            .penalty = ARENA_ARRAY(scratch, double, p), .whole = ARENA_ARRAY(scratch, double, p * p), .matrix = ARENA_ARRAY(scratch, double, p * p),
                            .step = ARENA_ARRAY(scratch, double, p), .score = ARENA_ARRAY(scratch, double, p), .aliased = ARENA_ARRAY(scratch, bool, p)};
    *newton.information = cox_information_new(problem->design, scratch);
    return newton;
}

/* Many rows: a fit of every sixteenth comes near enough that few steps over all are left. What it gives is only a place to
 * start from; when it does not converge it is not used. */
static void warm_start(struct newton *newton, bool *away) {
    struct cox_fit *fit = newton->fit;
    if (fit->n < WARM_ROWS) return;
    struct arena scratch = {0};
    struct risk_sets sets = risk_sets_of(&newton->problem->spells, fit->usable, WARM_STRIDE, &scratch);
    struct cox_rows rows = cox_rows_of(newton->problem, &sets, &scratch);
    struct cox_state state = cox_state_new(&rows, &scratch);
    struct newton warm = *newton;
    warm.rows = &rows;
    warm.state = &state;
    if (iterate(&warm, 1e-3, away) != COX_CONVERGED) memset(fit->beta, 0, fit->n_columns * sizeof *fit->beta);
    fit->iterations = 0;
    arena_free(&scratch);
}

/* --- the fit ------------------------------------------------------------------------------------------------------- */

static void set_penalty(struct newton *newton, double ridge) {
    const struct cox_fit *fit = newton->fit;
    for (size_t i = 0; i < fit->p; i++) {
        size_t c = fit->column_of[i];
        double n = (double)fit->n, share = fit->rows[c] / n;
        double variance = c < newton->problem->design->n_numbers ? 1 : share * (1 - share) * n / (n - 1);
        newton->penalty[i] = ridge * variance;
    }
}

/* Frozen columns are named, and what stays is fitted on with them where they are. */
static void name_infinite(struct newton *newton, const bool *away, bool *frozen) {
    for (size_t i = 0; i < newton->fit->p; i++) {
        if (!away[i]) continue;
        frozen[i] = true;
        newton->fit->columns[newton->fit->column_of[i]] = COLUMN_INFINITE;
    }
    newton->frozen = frozen;
}

static void fit_columns(struct newton *newton, bool warm, struct arena *scratch) {
    struct cox_fit *fit = newton->fit;
    bool *away = ARENA_ARRAY(scratch, bool, fit->p + 1), *frozen = ARENA_ARRAY(scratch, bool, fit->p + 1);
    double tolerance = 1e-20 * (1 + (double)fit->n_events); /* the covariance is then right to 1e-10, whatever the size */
    if (warm) warm_start(newton, away);
    bool infinite = newton->frozen != NULL;
    for (size_t tries = 0; tries <= fit->p; tries++) {
        fit->end = iterate(newton, tolerance, away);
        if (fit->end != COX_INFINITE_BETA) break;
        infinite = true;
        name_infinite(newton, away, frozen);
    }
    if (infinite && fit->end == COX_CONVERGED) fit->end = COX_INFINITE_BETA;
}

/* --- a frailty's variance ---------------------------------------------------------------------------------------------- */

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
    fit_columns(newton, false, f->scratch);
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

enum { PRECISIONS = 18 };
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
    for (int i = 0; i < 100 && status == GSL_SUCCESS; i++) {
        status = gsl_root_fsolver_iterate(solver);
        if (gsl_root_test_interval(gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver), 1e-12, 0) == GSL_SUCCESS) break;
    }
    double precision = exp(gsl_root_fsolver_root(solver));
    gsl_root_fsolver_free(solver);
    return precision;
}

static void fit_frailty(struct newton *newton, double variance, struct arena *scratch) {
    struct frailty f = {newton, scratch, ARENA_ARRAY(scratch, double, newton->fit->p + 1)};
    count_exits(&f);
    double precision = variance > 0 ? 1 / variance : best_precision(&f), used = fmin(precision, PRECISION_MOST);
    (void)slope_at(used, &f);
    newton->fit->frailty_variance = isinf(precision) ? 0 : 1 / precision;
    newton->fit->loglik_marginal = marginal(&f, used);
}

/* --- what is made of it -------------------------------------------------------------------------------------------------- */

/* The effective number of columns under a ridge: the trace of V times the information without it (Gray 1992, JASA 87:942). */
static double effective_columns(const struct newton *newton, double rank) {
    const struct cox_fit *fit = newton->fit;
    double trace = rank;
    for (size_t i = 0; i < fit->p; i++) trace -= fit->covariance[i * fit->p + i] * penalty_of(newton, i).curvature;
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
        double scale = cox_scale(newton->problem, c);
        fit->estimate[c] = fit->beta[c] / scale;
        fit->std_error[c] = sqrt(fit->covariance[i * p + i]) / scale;
        rank++;
    }
    fit->df = effective_columns(newton, rank);
}

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
    fit->score = newton->first_effect < fit->p ? NAN : solve_step(newton);
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
    uint8_t *usable = ARENA_ARRAY(arena, uint8_t, problem->spells.n + 1);
    count_rows(problem, &fit, usable);
    bool frailty = options && options->frailty;
    code_columns(problem, &fit, options, usable, arena);
    fit.usable = usable;
    fit.sets = ARENA_NEW(arena, struct risk_sets);
    *fit.sets = risk_sets_of(&problem->spells, usable, 1, arena);
    fit.in_order = cox_rows_of(problem, fit.sets, arena);
    fit.state = cox_state_new(&fit.in_order, arena);
    struct newton newton = newton_new(problem, &fit, &scratch);
    fit.covariance = ARENA_ARRAY(arena, double, fit.p * fit.p + 1);
    fit.end = COX_NO_EVENTS;
    if (fit.n_events) {
        set_penalty(&newton, options ? options->ridge : 0);
        while (frailty && newton.first_effect > 0 && fit.column_of[newton.first_effect - 1] >= problem->design->base[problem->design->n_factors - 1]) newton.first_effect--;
        test_null(&newton);
        if (frailty) {
            fit_frailty(&newton, options->variance, &scratch);
        } else {
            fit_columns(&newton, true, &scratch);
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

/* --- tests of one term --------------------------------------------------------------------------------------------- */

/* A copy of the fit to go on from, with the term's columns at 0 and kept there. */
static void refit_without(const struct cox_problem *problem, const struct cox_fit *fit, const bool *columns, struct cox_term_test *test) {
    struct arena scratch = {0};
    struct cox_fit probe = *fit;
    bool *frozen = ARENA_ARRAY(&scratch, bool, fit->p + 1), *away = ARENA_ARRAY(&scratch, bool, fit->p + 1);
    probe.beta = ARENA_ARRAY(&scratch, double, problem->design->stride);
    memcpy(probe.beta, fit->beta, fit->n_columns * sizeof *probe.beta);
    for (size_t i = 0; i < fit->p; i++) {
        size_t c = fit->column_of[i];
        frozen[i] = columns[c] || fit->columns[c] == COLUMN_INFINITE;
        if (columns[c]) probe.beta[c] = 0;
    }
    probe.state = cox_state_new(&fit->in_order, &scratch);
    struct newton newton = newton_new(problem, &probe, &scratch);
    newton.frozen = frozen;
    if (iterate(&newton, 1e-16 * (1 + (double)fit->n_events), away) == COX_CONVERGED) {
        test->lr = 2 * (fit->loglik - probe.state.loglik);
        for (size_t i = 0; i < fit->p; i++) frozen[i] = fit->columns[fit->column_of[i]] == COLUMN_INFINITE;
        test->score = solve_step(&newton);
    }
    arena_free(&scratch);
}

struct cox_term_test cox_test_term(const struct cox_problem *problem, const struct cox_fit *fit, const bool *columns, bool refit) {
    struct cox_term_test test = {0, NAN, NAN, NAN};
    test.wald = cox_wald(fit, NULL, columns, &test.df);
    if (refit && test.df > 0) refit_without(problem, fit, columns, &test);
    return test;
}

#include "models/logistic.h"

#include "models/cholesky.h"
#include "models/logistic_newton.h"
#include "models/wald.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- the coding -------------------------------------------------------------------------------------------------- */

static size_t first_level_estimated(const struct logistic_fit *fit, const struct design *design, size_t f) {
    for (size_t level = 1; level <= design->factors[f].n_levels; level++) {
        size_t column = design->base[f] + level - 1;
        if (fit->columns[column] == COLUMN_ESTIMATED) return column;
    }
    return 0;
}

/* Decides for every column whether it can be estimated; a reference level without events hands its part to the first level that has
 * some. Returns whether any level is set aside: a penalty needs none to be. */
static bool code_columns(struct logistic_fit *fit, const struct design *design, uint8_t *set_aside) {
    bool any = false, shrunken = fit->firth || fit->ridge > 0;
    for (size_t c = 0; c < design->n_columns; c++) {
        bool padding = c >= design->n_numbers && c < design->lanes;
        fit->columns[c] = padding ? COLUMN_EMPTY : COLUMN_ESTIMATED;
    }
    for (size_t f = 0; f < design->n_factors; f++) {
        for (size_t level = 1; level <= design->factors[f].n_levels; level++) {
            size_t c = design->base[f] + level - 1;
            double rows = fit->rows[c], events = fit->events[c];
            if (rows > 0 && (shrunken || (events > 0 && events < rows))) continue;
            fit->columns[c] = rows == 0 ? COLUMN_EMPTY : events == 0 ? COLUMN_NO_EVENTS : COLUMN_ALL_EVENTS;
            set_aside[c] = rows > 0;
            any = any || rows > 0;
        }
        size_t reference = design->base[f] + design->factors[f].reference - 1;
        if (fit->columns[reference] != COLUMN_ESTIMATED) reference = first_level_estimated(fit, design, f);
        if (reference) fit->columns[reference] = COLUMN_REFERENCE;
    }
    return any;
}

static void list_term(struct logistic_fit *fit, const struct design *design, size_t term) {
    for (size_t k = 0; k < design->n_numbers; k++) {
        if (design->numbers[k].term == term && fit->columns[k] == COLUMN_ESTIMATED) fit->column_of[fit->p++] = k;
    }
    for (size_t f = 0; f < design->n_factors; f++) {
        for (size_t level = 0; level < design->factors[f].n_levels && design->factors[f].term == term; level++) {
            size_t c = design->base[f] + level;
            if (fit->columns[c] == COLUMN_ESTIMATED) fit->column_of[fit->p++] = c;
        }
    }
}

/* In the order of the terms: of columns that repeat each other the first stays, as in R. */
static void list_columns(struct logistic_fit *fit, const struct design *design, struct arena *arena) {
    fit->column_of = ARENA_ARRAY(arena, size_t, fit->n_columns);
    fit->column_of[fit->p++] = design->intercept;
    for (size_t term = 0; term <= design_last_term(design); term++) list_term(fit, design, term);
}

/* Rows and events a column; then, with the levels that cannot be estimated set aside, of what remains. */
static double count(struct logistic_fit *fit, struct logistic_pass *pass, uint8_t *set_aside) {
    size_t q = fit->n_columns;
    pass->kind = PASS_COUNT;
    struct logistic_sums sums = logistic_pass_run(pass);
    memcpy(fit->rows, sums.rows, q * sizeof *fit->rows);
    memcpy(fit->events, sums.events, q * sizeof *fit->events);
    fit->n = sums.n;
    pass->any_set_aside = fit->any_set_aside = code_columns(fit, pass->design, set_aside);
    if (pass->any_set_aside) sums = logistic_pass_run(pass);
    fit->n = sums.n;
    fit->n_events = sums.n_events;
    fit->sum_weights = sums.sum_weights;
    return sums.n_weighted_events / sums.sum_weights;
}

/* --- where to begin ---------------------------------------------------------------------------------------------- */

enum { WARM_SOURCES = 1 << 16, WARM_STRIDE = 16 };

/* The covariance is then right to 1e-10, whatever the size. */
static double tolerance_of(const struct logistic_fit *fit) { return (fit->firth ? 1e-24 : 1e-20) * (1 + fit->n_events); }

/* Many rows: a fit of every sixteenth tile comes near enough that few steps over all are left. What it gives is only a
 * place to start from; when it does not converge it is not used. */
static void warm_start(struct logistic_newton *newton) {
    struct logistic_fit *fit = newton->fit;
    size_t intercept_at = newton->pass->design->intercept;
    double intercept = fit->beta[intercept_at];
    if (newton->pass->panel->n < WARM_SOURCES || fit->firth) return;
    newton->pass->stride = WARM_STRIDE;
    enum logistic_end end = logistic_newton_iterate(newton, 1e-3, NULL);
    newton->pass->stride = 1;
    if (end == LOGISTIC_CONVERGED) return;
    memset(fit->beta, 0, fit->n_columns * sizeof *fit->beta);
    fit->beta[intercept_at] = intercept;
}

/* With an offset the mean alone has to be fitted too. */
static double null_loglik(struct logistic_fit *fit, const struct logistic_pass *pass, double share) {
    fit->null_intercept = log(share / (1 - share));
    if (!pass->panel->offset) return fit->sum_weights * (share * log(share) + (1 - share) * log(1 - share));
    struct arena scratch = {0};
    struct logistic_fit mean = *fit;
    struct logistic_pass probe = *pass;
    mean.firth = false;
    mean.beta = ARENA_ARRAY(&scratch, double, pass->design->stride);
    mean.beta[pass->design->intercept] = fit->null_intercept;
    struct logistic_newton newton = logistic_newton_new(&mean, &probe, &scratch);
    for (size_t i = 1; i < fit->p; i++) newton.frozen[i] = true;
    (void)logistic_newton_iterate(&newton, tolerance_of(fit), NULL);
    fit->null_intercept = mean.beta[pass->design->intercept];
    arena_free(&scratch);
    return newton.loglik;
}

/* --- from scaled to the data's units ----------------------------------------------------------------------------- */

static double scale_of(const struct design *design, size_t column) {
    return column < design->n_numbers ? design->numbers[column].scale : 1;
}

/* What each of the fit's columns brings to a column's estimate: itself; or to the intercept, moved to where every number is 0. */
static double share_in(const struct design *design, const struct logistic_fit *fit, size_t column, size_t i) {
    size_t a = fit->column_of[i];
    if (column != design->intercept) return a == column ? 1 / scale_of(design, a) : 0;
    return a < design->n_numbers ? -design->numbers[a].centre / design->numbers[a].scale : i == 0;
}

double logistic_error(const struct design *design, const struct logistic_fit *fit, size_t column, const double *covariance) {
    double variance = 0;
    if (column != design->intercept && fit->columns[column] != COLUMN_ESTIMATED) return NAN;
    for (size_t i = 0; i < fit->p; i++) {
        double a = share_in(design, fit, column, i);
        for (size_t j = 0; j < fit->p && a != 0; j++) variance += a * share_in(design, fit, column, j) * covariance[i * fit->p + j];
    }
    return sqrt(variance);
}

static void unscale(struct logistic_fit *fit, const struct design *design) {
    double intercept = 0;
    for (size_t i = 0; i < fit->p; i++) {
        size_t a = fit->column_of[i];
        intercept += share_in(design, fit, design->intercept, i) * fit->beta[a];
        if (fit->columns[a] != COLUMN_ESTIMATED) continue;
        fit->estimate[a] = fit->beta[a] / scale_of(design, a);
        if (a != design->intercept) fit->std_error[a] = sqrt(fit->covariance[i * fit->p + i]) / scale_of(design, a);
    }
    fit->estimate[design->intercept] = intercept;
    fit->std_error[design->intercept] = logistic_error(design, fit, design->intercept, fit->covariance);
}

/* --- levels set aside -------------------------------------------------------------------------------------------- */

/* They get what half an event among their rows would be worth, given the exits the other terms would expect there. */
static void place_set_aside(struct logistic_fit *fit, struct logistic_pass *pass) {
    if (!fit->any_set_aside) return;
    pass->kind = PASS_EXPECT;
    struct logistic_sums sums = logistic_pass_run(pass);
    for (size_t c = 0; c < fit->n_columns; c++) {
        double expected = sums.rows[c], rows = fit->rows[c];
        if (!fit->set_aside[c] || rows <= 0.5) continue;
        double odds = expected / (rows - expected), half = 0.5 / (rows - 0.5); /* odds of half an exit among the rows */
        if (fit->columns[c] == COLUMN_NO_EVENTS && half < odds) fit->beta[c] = log(half / odds);
        if (fit->columns[c] == COLUMN_ALL_EVENTS && 1 / half > odds) fit->beta[c] = log(1 / half / odds);
    }
}

/* --- the fit ----------------------------------------------------------------------------------------------------- */

static const char *words_of(const struct logistic_fit *fit) {
    static const char *const WORDS[] = {"converged", "out of steps", "no events"};
    return fit->separating && fit->end == LOGISTIC_CONVERGED ? "converged (separation: Firth's penalty)" : WORDS[fit->end];
}

static void finish(struct logistic_fit *fit, const struct logistic_newton *newton, struct logistic_pass *pass, struct arena *arena) {
    size_t p = fit->p, rank = 0;
    fit->covariance = ARENA_ARRAY(arena, double, p * p + 1);
    fit->information = ARENA_ARRAY(arena, double, p * p + 1);
    memcpy(fit->information, newton->information, p * p * sizeof(double));
    memcpy(newton->factor, newton->information, p * p * sizeof(double));
    cholesky_factor(newton->factor, p, 1e-10, newton->aliased);
    cholesky_inverse(newton->factor, p, newton->aliased, fit->covariance);
    for (size_t i = 0; i < p; i++) {
        rank += !newton->aliased[i];
        if (newton->aliased[i]) fit->columns[fit->column_of[i]] = COLUMN_ALIASED;
        fit->df += (double)!newton->aliased[i] - newton->penalty[i] * fit->covariance[i * p + i];
    }
    fit->df -= 1;
    fit->loglik = newton->loglik;
    unscale(fit, pass->design);
    place_set_aside(fit, pass);
    fit->deviance = -2 * fit->loglik;
    fit->deviance_null = -2 * fit->loglik_null;
    fit->df_null = fit->n - 1;
    fit->df_residual = fit->n - (double)rank;
    fit->aic = fit->deviance + 2 * (double)rank;
}

/* Rows told apart along a way, and whether none lies on its wrong side. */
static bool tells_apart(struct logistic_pass *pass, const double *way, struct logistic_sums *sums) {
    pass->kind = PASS_APART;
    pass->beta = way;
    pass->apart = INFINITY;
    double most = logistic_pass_run(pass).most;
    pass->apart = 1e-3 * most;
    *sums = logistic_pass_run(pass);
    return most > 0 && sums->least >= -1e-4 * most;
}

/* Takes columns off the way, the least first, as long as it tells as many rows apart: what is left is what it takes. */
static void narrow_way(const struct logistic_fit *fit, struct logistic_pass *pass, double *way, struct logistic_sums *told) {
    enum { TRIES_MOST = 200 };
    size_t n = 0, *order = malloc((fit->p + 1) * sizeof *order);
    if (!order) abort();
    for (size_t i = 1; i < fit->p; i++) {
        size_t at = n++;
        for (; at > 0 && fabs(way[order[at - 1]]) > fabs(way[fit->column_of[i]]); at--) order[at] = order[at - 1];
        order[at] = fit->column_of[i];
    }
    for (size_t k = 0; k + 1 < n && k < TRIES_MOST; k++) {
        double before = way[order[k]];
        struct logistic_sums without;
        way[order[k]] = 0;
        if (tells_apart(pass, way, &without) && without.rows_apart >= told->rows_apart) continue;
        way[order[k]] = before;
    }
    free(order);
    (void)tells_apart(pass, way, told);
}

/* Which columns tell rows apart, how many rows; then the fit that stays finite. */
static struct logistic_fit fit_separated(const struct logistic_newton *newton, const struct logistic_options *options, struct arena *arena) {
    const struct design *design = newton->pass->design;
    const struct logistic_fit *fit = newton->fit;
    struct logistic_pass pass = *newton->pass;
    struct logistic_options penalised = {.ridge = options->ridge, .firth = true};
    struct logistic_sums sums;
    bool *separating = ARENA_ARRAY(arena, bool, design->n_columns);
    double *way = ARENA_ARRAY(arena, double, design->stride), most = 0;
    for (size_t i = 0; i < fit->p; i++) way[fit->column_of[i]] = newton->step[i];
    for (size_t i = 1; i < fit->p; i++) most = fmax(most, fabs(newton->step[i]));
    for (size_t i = 1; i < fit->p; i++) way[fit->column_of[i]] = fabs(newton->step[i]) > 1e-3 * most ? newton->step[i] : 0;
    (void)tells_apart(&pass, way, &sums);
    narrow_way(fit, &pass, way, &sums);
    for (size_t i = 1; i < fit->p; i++) separating[fit->column_of[i]] = way[fit->column_of[i]] != 0;
    struct logistic_fit finite = logistic_fit(design, pass.panel, &penalised, arena);
    finite.separating = separating;
    finite.separated_events = sums.events_apart;
    finite.separated_rows = sums.rows_apart;
    finite.end_words = words_of(&finite);
    return finite;
}

struct logistic_fit logistic_fit(const struct design *design, const struct panel *panel, const struct logistic_options *options, struct arena *arena) {
    static const struct logistic_options PLAIN = {0};
    size_t q = design->n_columns;
    if (!options) options = &PLAIN;
    struct logistic_fit fit = {.n_columns = q,
                               .ridge = options->ridge,
                               .firth = options->firth,
                               .columns = ARENA_ARRAY(arena, enum column_end, q),
                               .rows = ARENA_ARRAY(arena, double, q),
                               .events = ARENA_ARRAY(arena, double, q),
                               .estimate = ARENA_ARRAY(arena, double, q),
                               .std_error = ARENA_ARRAY(arena, double, q),
                               .beta = ARENA_ARRAY(arena, double, design->stride)};
    uint8_t *set_aside = ARENA_ARRAY(arena, uint8_t, q);
    struct arena scratch = {0};
    struct logistic_pass pass = logistic_pass_new(design, panel, fit.beta, set_aside, &scratch);
    bool separated = false;
    for (size_t c = 0; c < q; c++) fit.estimate[c] = fit.std_error[c] = NAN;
    fit.set_aside = set_aside;
    double share = count(&fit, &pass, set_aside);
    list_columns(&fit, design, arena);
    if (!(share > 0 && share < 1)) {
        fit.end = LOGISTIC_NO_EVENTS;
        fit.beta[design->intercept] = -30;
        fit.covariance = ARENA_ARRAY(arena, double, fit.p * fit.p + 1);
        fit.information = ARENA_ARRAY(arena, double, fit.p * fit.p + 1);
    } else {
        struct logistic_newton newton = logistic_newton_new(&fit, &pass, &scratch);
        fit.loglik_null = null_loglik(&fit, &pass, share);
        fit.beta[design->intercept] = log(share / (1 - share));
        if (options->start) {
            for (size_t i = 0; i < fit.p; i++) fit.beta[fit.column_of[i]] = options->start[fit.column_of[i]];
        } else {
            warm_start(&newton);
        }
        fit.end = logistic_newton_iterate(&newton, tolerance_of(&fit), fit.firth || fit.ridge > 0 ? NULL : &separated);
        if (separated) {
            struct logistic_fit finite = fit_separated(&newton, options, arena);
            arena_free(&scratch);
            return finite;
        }
        finish(&fit, &newton, &pass, arena);
    }
    fit.end_words = words_of(&fit);
    arena_free(&scratch);
    return fit;
}

/* --- tests and limits -------------------------------------------------------------------------------------------- */

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
    if (!columns || logistic_newton_iterate(&probe->newton, tolerance_of(fit), NULL) == LOGISTIC_CONVERGED) {
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
static double fallen(struct probe *probe, double best, double value, double side) {
    probe->newton.value = value;
    if (logistic_newton_iterate(&probe->newton, tolerance_of(&probe->fit), NULL) != LOGISTIC_CONVERGED) return NAN;
    return sqrt(fmax(0, 2 * (best - probe->newton.penalised))) - side;
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
            for (size_t i = 0; i < fit->p; i++) hold[i] = share_in(design, fit, column, i);
            probe->newton.hold = hold;
            limits[side > 0] = limit_of(probe, best, fit->estimate[column], fit->std_error[column], side);
        }
    }
    arena_free(&scratch);
}

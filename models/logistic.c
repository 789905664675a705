#include "models/logistic.h"

#include "models/cholesky.h"
#include "models/logistic_newton.h"

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
double logistic_tolerance(const struct logistic_fit *fit) { return (fit->firth ? 1e-24 : 1e-20) * (1 + fit->n_events); }

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
    (void)logistic_newton_iterate(&newton, logistic_tolerance(fit), NULL);
    fit->null_intercept = mean.beta[pass->design->intercept];
    arena_free(&scratch);
    return newton.loglik;
}

/* --- from scaled to the data's units ----------------------------------------------------------------------------- */

static double scale_of(const struct design *design, size_t column) {
    return column < design->n_numbers ? design->numbers[column].scale : 1;
}

/* What each of the fit's columns brings to a column's estimate: itself; or to the intercept, moved to where every number is 0. */
double logistic_share(const struct design *design, const struct logistic_fit *fit, size_t column, size_t i) {
    size_t a = fit->column_of[i];
    if (column != design->intercept) return a == column ? 1 / scale_of(design, a) : 0;
    return a < design->n_numbers ? -design->numbers[a].centre / design->numbers[a].scale : i == 0;
}

double logistic_error(const struct design *design, const struct logistic_fit *fit, size_t column, const double *covariance) {
    double variance = 0;
    if (column != design->intercept && fit->columns[column] != COLUMN_ESTIMATED) return NAN;
    for (size_t i = 0; i < fit->p; i++) {
        double a = logistic_share(design, fit, column, i);
        for (size_t j = 0; j < fit->p && a != 0; j++) variance += a * logistic_share(design, fit, column, j) * covariance[i * fit->p + j];
    }
    return sqrt(variance);
}

static void unscale(struct logistic_fit *fit, const struct design *design) {
    double intercept = 0;
    for (size_t i = 0; i < fit->p; i++) {
        size_t a = fit->column_of[i];
        intercept += logistic_share(design, fit, design->intercept, i) * fit->beta[a];
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
        fit.end = logistic_newton_iterate(&newton, logistic_tolerance(&fit), fit.firth || fit.ridge > 0 ? NULL : &separated);
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

#include "models/logistic.h"

#include "engine/base/blocks.h"
#include "models/cholesky.h"
#include "models/design_products.h"
#include "models/logistic_kernel.h"

#include <math.h>
#include <string.h>

enum { STEPS_MOST = 50, ROWS_LEAST = 2048 };

/* --- sums over the rows ------------------------------------------------------------------------------------------ */

/* One block's sums: X'WX over the full coding (each pair stored once: the later factor's row holds it), X'residual,
 * the log-likelihood, and, on the counting pass, rows and events a column. */
struct sums {
    double *hessian, *score, *tail; /* tail: [0] log-likelihood, [1] rows, [2] events, [3] weights */
    double *rows, *events;
};

struct pass {
    const struct design *design;
    const struct panel *panel;
    const double *beta;
    const uint8_t *set_aside; /* columns whose rows do not count */
    bool any_set_aside;
    double *slots;
    size_t width;
    size_t stride; /* every so many tiles; 1 = all */
    bool counting;
};

static struct sums sums_of(const struct pass *pass, size_t block) {
    size_t q = pass->design->stride;
    double *slot = pass->slots + block * pass->width;
    if (pass->counting) return (struct sums){NULL, NULL, slot, slot + DESIGN_LANES, slot + DESIGN_LANES + q};
    return (struct sums){slot + DESIGN_LANES + q, slot + DESIGN_LANES, slot, NULL, NULL};
}

/* What each row counts for: its source's weight, or 0 for rows in a level that is set aside. Rows are padded to whole lanes. */
static void weigh_rows(const struct pass *pass, struct tile *tile) {
    const struct design *design = pass->design;
    size_t n_static = pass->any_set_aside ? design->n_static : 0, n_bands = pass->any_set_aside ? design->n_factors - design->n_static : 0;
    for (size_t k = 0; k < tile->n_sources; k++) {
        double weight = tile->weight[k];
        for (size_t f = 0; f < n_static; f++) {
            if (pass->set_aside[tile->codes[f * DESIGN_TILE + k]]) weight = 0;
        }
        for (size_t r = tile->row_first[k]; r < tile->row_first[k + 1]; r++) {
            double row_weight = weight;
            for (size_t f = 0; f < n_bands; f++) {
                if (pass->set_aside[tile->bands[f * tile->row_capacity + r]]) row_weight = 0;
            }
            tile->weights[r] = row_weight * tile->trials[r];
            tile->events[r] = row_weight * tile->y[r];
        }
    }
    for (size_t r = tile->n_rows; r % DESIGN_LANES; r++) tile->weights[r] = tile->events[r] = tile->eta[r] = 0;
}

static size_t padded(size_t rows) { return (rows + DESIGN_LANES - 1) / DESIGN_LANES * DESIGN_LANES; }

static void add_tile(const struct pass *pass, struct sums *sums, struct tile *tile) {
    tile_predict(tile, pass->design, pass->beta);
    weigh_rows(pass, tile);
    sums->tail[0] += logistic_rows(tile, padded(tile->n_rows));
    design_add_products(pass->design, tile, sums->hessian, sums->score);
}

static uint32_t column_of_row(const struct design *design, const struct tile *tile, size_t f, size_t k, size_t r) {
    return f < design->n_static ? tile->codes[f * DESIGN_TILE + k] : tile->bands[(f - design->n_static) * tile->row_capacity + r];
}

static void count_tile(const struct pass *pass, struct sums *sums, struct tile *tile) {
    const struct design *design = pass->design;
    weigh_rows(pass, tile);
    for (size_t k = 0; k < tile->n_sources; k++) {
        for (size_t r = tile->row_first[k]; r < tile->row_first[k + 1]; r++) {
            if (tile->weights[r] == 0) continue;
            for (size_t f = 0; f < design->n_factors; f++) {
                uint32_t column = column_of_row(design, tile, f, k, r);
                sums->rows[column] += tile->trials[r];
                sums->events[column] += tile->y[r];
            }
            sums->tail[0] += tile->events[r];
            sums->tail[1] += tile->trials[r];
            sums->tail[2] += tile->y[r];
            sums->tail[3] += tile->weights[r];
        }
    }
}

static void run_block(size_t block, size_t first, size_t last, void *context) {
    const struct pass *pass = context;
    struct sums sums = sums_of(pass, block);
    struct tile tile;
    memset(pass->slots + block * pass->width, 0, pass->width * sizeof(double));
    tile_init(&tile, pass->design);
    for (size_t at = first; at < last; at += DESIGN_TILE * pass->stride) {
        tile_fill(&tile, pass->design, pass->panel, at, at + DESIGN_TILE < last ? at + DESIGN_TILE : last);
        (pass->counting ? count_tile : add_tile)(pass, &sums, &tile);
    }
    tile_free(&tile);
}

/* Fewer blocks where X'WX is large: their slots together stay under a quarter of a gigabyte. Depends on the data alone. */
static size_t n_blocks(const struct design *design, const struct panel *panel) {
    size_t slot = (design->n_columns + 1) * design->stride * sizeof(double), most = ((size_t)1 << 28) / slot;
    size_t count = blocks_count(panel->n, ROWS_LEAST);
    return count < most ? count : most > 2 ? most : 2;
}

/* All blocks, folded into slot 0. */
static struct sums run_pass(struct pass *pass) {
    size_t count = n_blocks(pass->design, pass->panel);
    memset(pass->slots, 0, pass->width * sizeof(double));
    blocks_run(pass->panel->n, count, run_block, pass);
    blocks_fold(pass->slots, count, pass->width);
    return sums_of(pass, 0);
}

/* --- the coding -------------------------------------------------------------------------------------------------- */

static size_t first_level_with_events(const struct logistic_fit *fit, const struct design *design, size_t f) {
    for (size_t level = 1; level <= design->factors[f].n_levels; level++) {
        size_t column = design->base[f] + level - 1;
        if (fit->columns[column] == COLUMN_ESTIMATED) return column;
    }
    return 0;
}

/* Decides for every column whether it can be estimated; a reference level without exits hands its part to the first
 * level that has some. Returns whether any level is set aside. */
static bool code_columns(struct logistic_fit *fit, const struct design *design, uint8_t *set_aside) {
    bool any = false;
    for (size_t c = 0; c < design->n_columns; c++) {
        bool padding = c >= design->n_numbers && c < design->lanes;
        fit->columns[c] = padding ? COLUMN_EMPTY : COLUMN_ESTIMATED;
    }
    for (size_t f = 0; f < design->n_factors; f++) {
        for (size_t level = 1; level <= design->factors[f].n_levels; level++) {
            size_t c = design->base[f] + level - 1;
            double rows = fit->rows[c], events = fit->events[c];
            if (rows > 0 && events > 0 && events < rows) continue;
            fit->columns[c] = rows == 0 ? COLUMN_EMPTY : events == 0 ? COLUMN_NO_EVENTS : COLUMN_ALL_EVENTS;
            set_aside[c] = rows > 0;
            any = any || rows > 0;
        }
        size_t reference = design->base[f] + design->factors[f].reference - 1;
        if (fit->columns[reference] != COLUMN_ESTIMATED) reference = first_level_with_events(fit, design, f);
        if (reference) fit->columns[reference] = COLUMN_REFERENCE;
    }
    return any;
}

static void list_columns(struct logistic_fit *fit, const struct design *design, struct arena *arena) {
    fit->column_of = ARENA_ARRAY(arena, size_t, fit->n_columns);
    fit->column_of[fit->p++] = design->intercept;
    for (size_t c = 0; c < fit->n_columns; c++) { /* numbers first, then factors: the order aliasing goes by */
        if (c != design->intercept && fit->columns[c] == COLUMN_ESTIMATED) fit->column_of[fit->p++] = c;
    }
}

/* --- Newton's steps ---------------------------------------------------------------------------------------------- */

struct newton {
    struct logistic_fit *fit;
    const struct design *design;
    double *matrix, *step;
    bool *aliased;
};

static void gather(const struct newton *newton, const struct sums *sums) {
    size_t p = newton->fit->p, q = newton->design->stride;
    for (size_t i = 0; i < p; i++) {
        size_t a = newton->fit->column_of[i];
        newton->step[i] = sums->score[a];
        for (size_t j = 0; j <= i; j++) {
            size_t b = newton->fit->column_of[j], intercept = newton->design->intercept;
            double h = sums->hessian[(a > b ? a : b) * q + (a > b ? b : a)];
            if (b == intercept && a > intercept) h = sums->hessian[a * q + a]; /* a level's weight is its own */
            newton->matrix[i * p + j] = newton->matrix[j * p + i] = h;
        }
    }
}

/* Newton's decrement: how far, in squared standard errors, the step goes. */
static double solve_step(const struct newton *newton, const struct sums *sums) {
    size_t p = newton->fit->p;
    gather(newton, sums);
    double *score = newton->step + p, decrement = 0;
    memcpy(score, newton->step, p * sizeof *score);
    cholesky_factor(newton->matrix, p, 1e-10, newton->aliased);
    cholesky_solve(newton->matrix, p, newton->aliased, newton->step);
    for (size_t i = 0; i < p; i++) decrement += score[i] * newton->step[i];
    return decrement;
}

static void move(const struct newton *newton, double by) {
    for (size_t i = 0; i < newton->fit->p; i++) newton->fit->beta[newton->fit->column_of[i]] += by * newton->step[i];
}

/* Still striding after many steps, far out: under separation a coefficient grows by about one a step for ever, while
 * columns that are merely alike are large and come to rest. */
static bool runs_away(const struct newton *newton) {
    if (newton->fit->iterations < 12) return false;
    for (size_t i = 1; i < newton->fit->p; i++) {
        if (fabs(newton->fit->beta[newton->fit->column_of[i]]) > 10 && fabs(newton->step[i]) > 0.3) return true;
    }
    return false;
}

static void iterate(struct newton *newton, struct pass *pass, double tolerance) {
    struct logistic_fit *fit = newton->fit;
    double best = -INFINITY, halved = 1, previous = INFINITY;
    fit->end = LOGISTIC_OUT_OF_STEPS;
    for (fit->iterations = 0; fit->iterations < STEPS_MOST; fit->iterations++) {
        struct sums sums = run_pass(pass);
        double loglik = sums.tail[0];
        if (loglik < best - 1e-9 * fabs(best) && halved > 1e-6) { /* overshot: go back half the way */
            halved /= 2;
            move(newton, -halved);
            continue;
        }
        best = fit->loglik = loglik;
        halved = 1;
        double decrement = solve_step(newton, &sums);
        if (runs_away(newton)) {
            fit->end = LOGISTIC_SEPARATED;
            return;
        }
        move(newton, 1);
        bool at_rounding = decrement < 1e-12 && decrement > previous / 4; /* the last digits: no step is better */
        if (decrement < tolerance || at_rounding) {
            fit->end = LOGISTIC_CONVERGED;
            return;
        }
        previous = decrement;
    }
}

enum { WARM_SOURCES = 1 << 16, WARM_STRIDE = 16 };

/* Many rows: a fit of every sixteenth tile comes near enough that few steps over all are left. What it gives is only a
 * place to start from; when it does not converge it is not used. */
static void warm_start(struct newton *newton, struct pass *pass) {
    struct logistic_fit *fit = newton->fit;
    double intercept = fit->beta[newton->design->intercept];
    if (pass->panel->n < WARM_SOURCES) return;
    pass->stride = WARM_STRIDE;
    iterate(newton, pass, 1e-3);
    pass->stride = 1;
    if (fit->end == LOGISTIC_CONVERGED) return;
    memset(fit->beta, 0, fit->n_columns * sizeof *fit->beta);
    fit->beta[newton->design->intercept] = intercept;
}

/* --- from scaled to the data's units ----------------------------------------------------------------------------- */

static double scale_of(const struct design *design, size_t column) {
    return column < design->n_numbers ? design->numbers[column].scale : 1;
}

/* The intercept moves back to where every number is 0. */
static void unscale(struct logistic_fit *fit, const struct design *design) {
    size_t p = fit->p;
    double intercept = fit->beta[design->intercept], variance = 0;
    for (size_t i = 0; i < p; i++) {
        size_t a = fit->column_of[i];
        double scale = scale_of(design, a);
        double shift_i = a < design->n_numbers ? -design->numbers[a].centre / scale : i == 0;
        if (a < design->n_numbers) intercept += shift_i * fit->beta[a];
        for (size_t j = 0; j < p; j++) {
            size_t b = fit->column_of[j];
            double shift_j = b < design->n_numbers ? -design->numbers[b].centre / scale_of(design, b) : j == 0;
            variance += shift_i * shift_j * fit->covariance[i * p + j];
        }
        if (fit->columns[a] != COLUMN_ESTIMATED) continue;
        fit->estimate[a] = fit->beta[a] / scale;
        fit->std_error[a] = sqrt(fit->covariance[i * p + i]) / scale;
    }
    fit->estimate[design->intercept] = intercept;
    fit->std_error[design->intercept] = sqrt(variance);
}

/* --- levels set aside -------------------------------------------------------------------------------------------- */

struct expecting {
    struct pass pass;
    const uint8_t *levels;
};

/* Sums, in score[], the exits the other terms would expect among the rows of each level set aside. */
static void expect_block(size_t block, size_t first, size_t last, void *context) {
    const struct expecting *e = context;
    const struct design *design = e->pass.design;
    double *expected = e->pass.slots + block * design->n_columns;
    struct tile tile;
    memset(expected, 0, design->n_columns * sizeof *expected);
    tile_init(&tile, design);
    for (size_t at = first; at < last; at += DESIGN_TILE) {
        tile_fill(&tile, design, e->pass.panel, at, at + DESIGN_TILE < last ? at + DESIGN_TILE : last);
        tile_predict(&tile, design, e->pass.beta);
        logistic_means(tile.n_rows, tile.eta, tile.mu);
        for (size_t k = 0; k < tile.n_sources; k++) {
            for (size_t r = tile.row_first[k]; r < tile.row_first[k + 1]; r++) {
                for (size_t f = 0; f < design->n_factors; f++) {
                    uint32_t column = column_of_row(design, &tile, f, k, r);
                    if (e->levels[column]) expected[column] += tile.mu[r] * tile.trials[r];
                }
            }
        }
    }
    tile_free(&tile);
}

static void place_set_aside(struct logistic_fit *fit, struct pass *pass) {
    bool any = false;
    for (size_t c = 0; c < fit->n_columns; c++) any = any || pass->set_aside[c];
    if (!any) return;
    struct expecting expecting = {*pass, pass->set_aside};
    size_t count = n_blocks(pass->design, pass->panel);
    blocks_run(pass->panel->n, count, expect_block, &expecting);
    blocks_fold(pass->slots, count, fit->n_columns);
    for (size_t c = 0; c < fit->n_columns; c++) {
        double expected = pass->slots[c], rows = fit->rows[c];
        if (!pass->set_aside[c] || rows <= 0.5) continue;
        double odds = expected / (rows - expected), half = 0.5 / (rows - 0.5); /* odds of half an exit among the rows */
        if (fit->columns[c] == COLUMN_NO_EVENTS && half < odds) fit->beta[c] = log(half / odds);
        if (fit->columns[c] == COLUMN_ALL_EVENTS && 1 / half > odds) fit->beta[c] = log(1 / half / odds);
    }
}

/* --- the fit ----------------------------------------------------------------------------------------------------- */

static const char *words_of(enum logistic_end end) {
    static const char *const WORDS[] = {"converged", "separated", "out of steps", "no events"};
    return WORDS[end];
}

static void finish(struct logistic_fit *fit, const struct newton *newton, struct pass *pass, struct arena *arena) {
    size_t p = fit->p;
    fit->covariance = ARENA_ARRAY(arena, double, p * p + 1);
    cholesky_inverse(newton->matrix, p, newton->aliased, fit->covariance);
    size_t rank = 0;
    for (size_t i = 0; i < p; i++) {
        rank += !newton->aliased[i];
        if (newton->aliased[i]) fit->columns[fit->column_of[i]] = COLUMN_ALIASED;
    }
    unscale(fit, newton->design);
    place_set_aside(fit, pass);
    fit->deviance = -2 * fit->loglik;
    fit->deviance_null = -2 * fit->loglik_null;
    fit->df_null = fit->n - 1;
    fit->df_residual = fit->n - (double)rank;
    fit->aic = fit->deviance + 2 * (double)rank;
}

/* Rows and events a column; then, with the levels that cannot be estimated set aside, of what remains. */
static void count(struct logistic_fit *fit, struct pass *pass, uint8_t *set_aside, double *weighted_events) {
    size_t q = fit->n_columns;
    pass->counting = true;
    struct sums sums = run_pass(pass);
    memcpy(fit->rows, sums.rows, q * sizeof *fit->rows);
    memcpy(fit->events, sums.events, q * sizeof *fit->events);
    pass->any_set_aside = code_columns(fit, pass->design, set_aside);
    if (pass->any_set_aside) sums = run_pass(pass);
    fit->n = sums.tail[1];
    fit->n_events = sums.tail[2];
    fit->sum_weights = sums.tail[3];
    *weighted_events = sums.tail[0];
    pass->counting = false;
}

struct logistic_fit logistic_fit(const struct design *design, const struct panel *panel, struct arena *arena) {
    size_t q = design->n_columns, blocks = n_blocks(design, panel);
    size_t width = DESIGN_LANES + design->stride * (1 + q);
    struct logistic_fit fit = {.n_columns = q,
                               .columns = ARENA_ARRAY(arena, enum column_end, q),
                               .rows = ARENA_ARRAY(arena, double, q),
                               .events = ARENA_ARRAY(arena, double, q),
                               .estimate = ARENA_ARRAY(arena, double, q),
                               .std_error = ARENA_ARRAY(arena, double, q),
                               .beta = ARENA_ARRAY(arena, double, q)};
    uint8_t *set_aside = ARENA_ARRAY(arena, uint8_t, q);
    struct arena scratch = {0};
    struct pass pass = {.design = design, .panel = panel, .beta = fit.beta, .set_aside = set_aside, .width = width, .stride = 1};
    pass.slots = ARENA_ARRAY(&scratch, double, (blocks + 1) * width);
    for (size_t c = 0; c < q; c++) fit.estimate[c] = fit.std_error[c] = NAN;
    double events;
    count(&fit, &pass, set_aside, &events);
    list_columns(&fit, design, arena);
    double share = events / fit.sum_weights;
    if (!(share > 0 && share < 1)) {
        fit.end = LOGISTIC_NO_EVENTS;
        fit.beta[design->intercept] = -30;
        fit.covariance = ARENA_ARRAY(arena, double, fit.p * fit.p + 1);
    } else {
        struct newton newton = {&fit, design, ARENA_ARRAY(&scratch, double, fit.p * fit.p),
                                ARENA_ARRAY(&scratch, double, fit.p * 2), ARENA_ARRAY(&scratch, bool, fit.p)};
        fit.beta[design->intercept] = log(share / (1 - share));
        fit.loglik_null = fit.sum_weights * (share * log(share) + (1 - share) * log(1 - share));
        warm_start(&newton, &pass);
        iterate(&newton, &pass, 1e-20 * (1 + fit.n_events)); /* the covariance is then right to 1e-10, whatever the size */
        finish(&fit, &newton, &pass, arena);
    }
    fit.end_words = words_of(fit.end);
    arena_free(&scratch);
    return fit;
}

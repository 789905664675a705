#include "models/marginal.h"

#include "engine/base/blocks.h"
#include "models/logistic_kernel.h"
#include "models/logistic_sums.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A slot: sum of weights; sum of slopes mu (1 - mu); sum of (1 - 2 mu) mu (1 - mu) x, a column each; then for every level of every
 * factor wanted the sum of risks and the sum of slopes x, a column each. */
enum { WEIGHTS, SLOPES, HEAD = DESIGN_LANES };

struct averaging {
    const struct design *design;
    const struct logistic_fit *fit;
    const struct panel *panel;
    const bool *factors;
    struct logistic_pass pass;
    size_t *at; /* [column of a level] where its part of a slot begins */
    double *slots;
    size_t width;
};

/* One row: its numbers, and the column of its level of each factor. */
struct row {
    const double *x;
    uint32_t *levels;
};

static void add_row(const struct averaging *a, double *sums, const struct row *row, double w, size_t but) {
    const struct design *design = a->design;
    for (size_t j = 0; j < design->lanes; j++) sums[j] += w * row->x[j];
    sums[design->intercept] += w;
    for (size_t f = 0; f < design->n_factors; f++) {
        if (f != but) sums[row->levels[f]] += w;
    }
}

static bool is_in(const struct logistic_fit *fit, size_t column) {
    return fit->columns[column] == COLUMN_ESTIMATED || fit->columns[column] == COLUMN_REFERENCE;
}

/* The row as if it had each of the factor's levels. */
static void add_levels(const struct averaging *a, double *slot, const struct row *row, size_t f, double eta, double weight, double *risk) {
    const struct design *design = a->design;
    size_t n = design->factors[f].n_levels, base = design->base[f];
    double rest = eta - a->fit->beta[row->levels[f]];
    double *log_odds = risk + design->n_columns;
    for (size_t l = 0; l < n; l++) log_odds[l] = rest + a->fit->beta[base + l];
    logistic_means(n, log_odds, risk);
    for (size_t l = 0; l < n; l++) {
        double *sums = slot + a->at[base + l];
        if (!is_in(a->fit, base + l)) continue;
        sums[0] += weight * risk[l];
        add_row(a, sums + HEAD, row, weight * risk[l] * (1 - risk[l]), f);
    }
}

static void run_block(size_t block, size_t first, size_t last, void *context) {
    const struct averaging *a = context;
    const struct design *design = a->design;
    double *slot = a->slots + block * a->width, *risk = malloc(2 * (design->n_columns + 1) * sizeof *risk);
    uint32_t levels[FACTORS_MOST];
    struct tile tile;
    if (!risk) abort();
    tile_init(&tile, design);
    for (size_t at = first; at < last; at += DESIGN_TILE) {
        tile_fill(&tile, design, a->panel, at, at + DESIGN_TILE < last ? at + DESIGN_TILE : last);
        tile_predict(&tile, design, a->fit->beta);
        logistic_weigh_rows(&a->pass, &tile);
        logistic_means(tile.n_rows, tile.eta, tile.mu);
        for (size_t k = 0; k < tile.n_sources; k++) {
            for (size_t r = tile.row_first[k]; r < tile.row_first[k + 1]; r++) {
                double weight = tile.weights[r], mu = tile.mu[r], slope = weight * mu * (1 - mu);
                if (weight == 0) continue;
                for (size_t f = 0; f < design->n_factors; f++) levels[f] = tile_column(&tile, design, f, k, r);
                struct row row = {tile.numbers + (design->by_row ? r : k) * design->lanes, levels};
                slot[WEIGHTS] += weight;
                slot[SLOPES] += slope;
                add_row(a, slot + HEAD, &row, slope * (1 - 2 * mu), SIZE_MAX);
                for (size_t f = 0; f < design->n_factors; f++) {
                    if (a->factors[f]) add_levels(a, slot, &row, f, tile.eta[r], weight, risk);
                }
            }
        }
    }
    tile_free(&tile);
    free(risk);
}

/* g' V g, g over the full coding. */
static double error_of(const struct logistic_fit *fit, const double *gradient, const double *covariance) {
    double variance = 0;
    for (size_t i = 0; i < fit->p; i++) {
        double inner = 0;
        for (size_t j = 0; j < fit->p; j++) inner += covariance[i * fit->p + j] * gradient[fit->column_of[j]];
        variance += gradient[fit->column_of[i]] * inner;
    }
    return sqrt(variance);
}

static void of_levels(const struct averaging *a, size_t f, const double *covariance, double *gradient, double *effect, double *error) {
    const struct design *design = a->design;
    size_t base = design->base[f], n = design->factors[f].n_levels, reference = SIZE_MAX;
    for (size_t l = 0; l < n; l++) {
        if (a->fit->columns[base + l] == COLUMN_REFERENCE) reference = base + l;
    }
    for (size_t l = 0; l < n && reference != SIZE_MAX; l++) {
        size_t c = base + l;
        const double *with = a->slots + a->at[c], *without = a->slots + a->at[reference];
        if (c == reference) effect[c] = 0;
        if (a->fit->columns[c] != COLUMN_ESTIMATED) continue;
        effect[c] = (with[0] - without[0]) / a->slots[WEIGHTS];
        for (size_t k = 0; k < design->n_columns; k++) gradient[k] = (with[HEAD + k] - without[HEAD + k]) / a->slots[WEIGHTS];
        for (size_t k = 0; k < n; k++) gradient[base + k] = 0;
        gradient[c] = with[HEAD + design->intercept] / a->slots[WEIGHTS];
        error[c] = error_of(a->fit, gradient, covariance);
    }
}

static void of_number(const struct averaging *a, size_t j, const double *covariance, double *gradient, double *effect, double *error) {
    double by = a->fit->beta[j] / a->design->numbers[j].scale / a->slots[WEIGHTS];
    if (a->fit->columns[j] != COLUMN_ESTIMATED) return;
    effect[j] = by * a->slots[SLOPES];
    for (size_t k = 0; k < a->design->n_columns; k++) gradient[k] = by * a->slots[HEAD + k];
    gradient[j] += a->slots[SLOPES] / a->design->numbers[j].scale / a->slots[WEIGHTS];
    error[j] = error_of(a->fit, gradient, covariance);
}

void marginal_effects(const struct design *design, const struct panel *panel, const struct logistic_fit *fit, const double *covariance,
                      const bool *factors, const bool *numbers, double *effect, double *error) {
    struct arena scratch = {0};
    struct averaging a = {.design = design, .fit = fit, .panel = panel, .factors = factors, .at = ARENA_ARRAY(&scratch, size_t, design->n_columns)};
    a.pass = (struct logistic_pass){.design = design, .set_aside = fit->set_aside, .any_set_aside = fit->any_set_aside};
    a.width = HEAD + design->stride;
    for (size_t c = 0; c < design->n_columns; c++) effect[c] = error[c] = NAN;
    for (size_t f = 0; f < design->n_factors; f++) {
        for (size_t l = 0; l < design->factors[f].n_levels && factors[f]; l++) {
            a.at[design->base[f] + l] = a.width;
            a.width += HEAD + design->stride;
        }
    }
    size_t most = ((size_t)1 << 27) / (a.width * sizeof(double)), count = blocks_count(panel->n, 2048);
    if (count > most) count = most > 2 ? most : 2;
    a.slots = ARENA_ARRAY(&scratch, double, (count + 1) * a.width);
    blocks_run(panel->n, count, run_block, &a);
    blocks_fold(a.slots, count, a.width);
    double *gradient = ARENA_ARRAY(&scratch, double, design->stride);
    for (size_t f = 0; f < design->n_factors; f++) {
        if (factors[f]) of_levels(&a, f, covariance, gradient, effect, error);
    }
    for (size_t j = 0; j < design->n_numbers; j++) {
        if (numbers[j]) of_number(&a, j, covariance, gradient, effect, error);
    }
    arena_free(&scratch);
}

#include "models/marginal.h"

#include "engine/base/blocks.h"
#include "engine/base/processors.h"
#include "models/logistic_kernel.h"
#include "models/logistic_sums.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A slot: sum of weights and of slopes mu (1 - mu); sum of (1 - 2 mu) mu (1 - mu) x, a column each; then over the levels of all factors
 * wanted, side by side, the sum of risks, and a row for each column of the design with the sum of slopes x. */
enum { WEIGHTS, SLOPES, HEAD = DESIGN_LANES };

struct averaging {
    const struct design *design;
    const struct logistic_fit *fit;
    const struct panel *panel;
    const bool *factors;
    struct logistic_pass pass;
    size_t *place;       /* [column of a level] its place among the levels wanted */
    double *level_beta;  /* [place] */
    size_t *level_factor; /* [place] */
    size_t n_levels, levels; /* levels: rounded up to lanes */
    double *slots;
    size_t width;
};

static double *risks_in(const struct averaging *a, double *slot) { return slot + HEAD + a->design->stride; }

static double *slopes_in(const struct averaging *a, double *slot, size_t column) { return risks_in(a, slot) + (1 + column) * a->levels; }

/* One row: its numbers, and the column of its level of each factor. */
struct row {
    const double *x;
    uint32_t *columns;
    double eta, weight;
};

/* The row as if it had each level of each factor wanted, one at a time: log-odds become risks, and then weighted slopes. */
FOR_SEVERAL_PROCESSORS
static void weigh_levels(double weight, const double *restrict risk, double *restrict sum, double *restrict slope, size_t n) {
    for (size_t l = 0; l < n; l++) {
        sum[l] += weight * risk[l];
        slope[l] = weight * risk[l] * (1 - risk[l]);
    }
}

FOR_SEVERAL_PROCESSORS
static void add_times(double *restrict to, const double *restrict x, double by, size_t n) {
    for (size_t l = 0; l < n; l++) to[l] += by * x[l];
}

static void add_levels(const struct averaging *a, double *slot, const struct row *row, double *scratch) {
    const struct design *design = a->design;
    double *log_odds = scratch, *risk = scratch + a->levels, *slope = risk + a->levels;
    for (size_t l = 0; l < a->n_levels; l++) log_odds[l] = row->eta - a->fit->beta[row->columns[a->level_factor[l]]] + a->level_beta[l];
    logistic_means(a->levels, log_odds, risk);
    weigh_levels(row->weight, risk, risks_in(a, slot), slope, a->levels);
    for (size_t j = 0; j < design->n_numbers; j++) add_times(slopes_in(a, slot, j), slope, row->x[j], a->levels);
    add_times(slopes_in(a, slot, design->intercept), slope, 1, a->levels);
    for (size_t f = 0; f < design->n_factors; f++) add_times(slopes_in(a, slot, row->columns[f]), slope, 1, a->levels);
}

static void add_row(const struct averaging *a, double *slot, const struct row *row, double *scratch) {
    const struct design *design = a->design;
    double mu = 1 / (1 + exp(-row->eta)), slope = row->weight * mu * (1 - mu), bend = slope * (1 - 2 * mu), *sums = slot + HEAD;
    slot[WEIGHTS] += row->weight;
    slot[SLOPES] += slope;
    for (size_t j = 0; j < design->lanes; j++) sums[j] += bend * row->x[j];
    sums[design->intercept] += bend;
    for (size_t f = 0; f < design->n_factors; f++) sums[row->columns[f]] += bend;
    if (a->n_levels) add_levels(a, slot, row, scratch);
}

static void run_block(size_t block, size_t first, size_t last, void *context) {
    const struct averaging *a = context;
    const struct design *design = a->design;
    double *slot = a->slots + block * a->width, *scratch = calloc(3 * a->levels + 1, sizeof *scratch);
    uint32_t columns[FACTORS_MOST];
    struct tile tile;
    if (!scratch) abort();
    tile_init(&tile, design);
    for (size_t at = first; at < last; at += DESIGN_TILE) {
        tile_fill(&tile, design, a->panel, at, at + DESIGN_TILE < last ? at + DESIGN_TILE : last);
        tile_predict(&tile, design, a->fit->beta);
        logistic_weigh_rows(&a->pass, &tile);
        for (size_t k = 0; k < tile.n_sources; k++) {
            for (size_t r = tile.row_first[k]; r < tile.row_first[k + 1]; r++) {
                if (tile.weights[r] == 0) continue;
                for (size_t f = 0; f < design->n_factors; f++) columns[f] = tile_column(&tile, design, f, k, r);
                add_row(a, slot, &(struct row){tile.numbers + (design->by_row ? r : k) * design->lanes, columns, tile.eta[r], tile.weights[r]}, scratch);
            }
        }
    }
    tile_free(&tile);
    free(scratch);
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
        size_t with = a->place[c], without = a->place[reference];
        if (c == reference) effect[c] = 0;
        if (a->fit->columns[c] != COLUMN_ESTIMATED) continue;
        effect[c] = (risks_in(a, a->slots)[with] - risks_in(a, a->slots)[without]) / a->slots[WEIGHTS];
        for (size_t k = 0; k < design->n_columns; k++) gradient[k] = (slopes_in(a, a->slots, k)[with] - slopes_in(a, a->slots, k)[without]) / a->slots[WEIGHTS];
        for (size_t k = 0; k < n; k++) gradient[base + k] = 0; /* its own levels: one at a time */
        gradient[c] = slopes_in(a, a->slots, design->intercept)[with] / a->slots[WEIGHTS];
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

/* The levels of the factors wanted, side by side. */
static void list_levels(struct averaging *a, struct arena *scratch) {
    const struct design *design = a->design;
    a->place = ARENA_ARRAY(scratch, size_t, design->n_columns);
    a->level_beta = ARENA_ARRAY(scratch, double, design->n_columns);
    a->level_factor = ARENA_ARRAY(scratch, size_t, design->n_columns);
    for (size_t f = 0; f < design->n_factors; f++) {
        for (size_t l = 0; l < design->factors[f].n_levels && a->factors[f]; l++) {
            a->place[design->base[f] + l] = a->n_levels;
            a->level_beta[a->n_levels] = a->fit->beta[design->base[f] + l];
            a->level_factor[a->n_levels++] = f;
        }
    }
    a->levels = (a->n_levels + DESIGN_LANES - 1) / DESIGN_LANES * DESIGN_LANES;
}

void marginal_effects(const struct design *design, const struct panel *panel, const struct logistic_fit *fit, const double *covariance,
                      const bool *factors, const bool *numbers, double *effect, double *error) {
    struct arena scratch = {0};
    struct averaging a = {.design = design, .fit = fit, .panel = panel, .factors = factors};
    a.pass = (struct logistic_pass){.design = design, .set_aside = fit->set_aside, .any_set_aside = fit->any_set_aside};
    list_levels(&a, &scratch);
    a.width = HEAD + design->stride + (1 + design->n_columns) * a.levels;
    for (size_t c = 0; c < design->n_columns; c++) effect[c] = error[c] = NAN;
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

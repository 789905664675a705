#include "models/logistic_sums.h"

#include "engine/base/blocks.h"
#include "models/design_products.h"
#include "models/logistic_kernel.h"

#include <math.h>
#include <string.h>

enum { ROWS_LEAST = 2048, TAIL = DESIGN_LANES };

/* A slot: [tail, score or rows, X'WX or events]. The tail of APART holds extremes, which are not added up. */
struct slot {
    double *tail, *score, *hessian;
};

static struct slot slot_of(const struct logistic_pass *pass, size_t block) {
    double *at = pass->slots + block * pass->width;
    return (struct slot){at, at + TAIL, at + TAIL + pass->design->stride};
}

/* What each row counts for: its source's weight, or 0 for rows in a level that is set aside. Rows are padded to whole lanes. */
void logistic_weigh_rows(const struct logistic_pass *pass, struct tile *tile) {
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

/* --- Firth: each row's hat value h moves its residual by h (1/2 - mu) ------------------------------------------------- */

/* x' C x of a row: its numbers x, and the columns of its levels with the intercept's. */
static double quadratic(const struct logistic_pass *pass, const double *x, const uint32_t *levels, size_t n_levels) {
    const struct design *design = pass->design;
    double sum = 0;
    for (size_t i = 0; i < design->n_numbers; i++) {
        const double *row = pass->inverse + i * design->stride;
        double inner = 0;
        for (size_t j = 0; j < design->n_numbers; j++) inner += row[j] * x[j];
        for (size_t f = 0; f < n_levels; f++) inner += 2 * row[levels[f]];
        sum += x[i] * inner;
    }
    for (size_t f = 0; f < n_levels; f++) {
        for (size_t g = 0; g < n_levels; g++) sum += pass->inverse[levels[f] * design->stride + levels[g]];
    }
    return sum;
}

/* And its weight by 1 + h: near enough to how the moved score itself falls that the steps come to rest, which by the weights alone
 * they do not where a level is of one row (h = 1). */
static void adjust_rows(const struct logistic_pass *pass, struct tile *tile) {
    const struct design *design = pass->design;
    uint32_t levels[FACTORS_MOST + 1];
    for (size_t k = 0; k < tile->n_sources; k++) {
        levels[0] = (uint32_t)design->intercept;
        for (size_t r = tile->row_first[k]; r < tile->row_first[k + 1]; r++) {
            for (size_t f = 0; f < design->n_factors; f++) levels[f + 1] = tile_column(tile, design, f, k, r);
            double x = quadratic(pass, tile->numbers + (design->by_row ? r : k) * design->lanes, levels, design->n_factors + 1);
            tile->residual[r] += tile->w[r] * x * (0.5 - tile->mu[r]);
            tile->w[r] *= 1 + tile->mu[r] * (1 - tile->mu[r]) * x;
        }
    }
}

/* --- what is done with a tile ------------------------------------------------------------------------------------------ */

static void fit_tile(const struct logistic_pass *pass, const struct slot *slot, struct tile *tile) {
    tile_predict(tile, pass->design, pass->beta);
    logistic_weigh_rows(pass, tile);
    slot->tail[0] += logistic_rows(tile, padded(tile->n_rows));
    if (pass->kind == PASS_FIRTH) adjust_rows(pass, tile);
    design_add_products(pass->design, tile, slot->hessian, slot->score);
}

static void count_tile(const struct logistic_pass *pass, const struct slot *slot, struct tile *tile) {
    const struct design *design = pass->design;
    logistic_weigh_rows(pass, tile);
    for (size_t k = 0; k < tile->n_sources; k++) {
        for (size_t r = tile->row_first[k]; r < tile->row_first[k + 1]; r++) {
            if (tile->weights[r] == 0) continue;
            for (size_t f = 0; f < design->n_factors; f++) {
                uint32_t column = tile_column(tile, design, f, k, r);
                slot->score[column] += tile->trials[r];
                slot->hessian[column] += tile->y[r];
            }
            slot->tail[0] += tile->events[r];
            slot->tail[1] += tile->trials[r];
            slot->tail[2] += tile->y[r];
            slot->tail[3] += tile->weights[r];
        }
    }
}

static void expect_tile(const struct logistic_pass *pass, const struct slot *slot, struct tile *tile) {
    tile_predict(tile, pass->design, pass->beta);
    logistic_means(tile->n_rows, tile->eta, tile->mu);
    for (size_t k = 0; k < tile->n_sources; k++) {
        if (tile->weight[k] == 0) continue;
        for (size_t r = tile->row_first[k]; r < tile->row_first[k + 1]; r++) {
            for (size_t f = 0; f < pass->design->n_factors; f++) {
                slot->score[tile_column(tile, pass->design, f, k, r)] += tile->mu[r] * tile->trials[r];
            }
        }
    }
}

/* Signed so that a row on the side of its outcome is above 0. */
static void apart_tile(const struct logistic_pass *pass, const struct slot *slot, struct tile *tile) {
    memset(tile->offset, 0, sizeof tile->offset);
    tile_predict(tile, pass->design, pass->beta);
    logistic_weigh_rows(pass, tile);
    for (size_t r = 0; r < tile->n_rows; r++) {
        if (tile->weights[r] == 0) continue;
        double x = tile->eta[r], others = tile->trials[r] - tile->y[r];
        double least = tile->y[r] > 0 && others > 0 ? -fabs(x) : tile->y[r] > 0 ? x : -x;
        slot->tail[0] = fmin(slot->tail[0], least);
        slot->tail[1] = fmax(slot->tail[1], fabs(x));
        if (least > pass->apart) {
            slot->tail[2] += tile->y[r];
            slot->tail[3] += tile->trials[r];
        }
    }
}

static void run_block(size_t block, size_t first, size_t last, void *context) {
    static void (*const TAKE[])(const struct logistic_pass *, const struct slot *, struct tile *) = {
        [PASS_COUNT] = count_tile, [PASS_FIT] = fit_tile, [PASS_FIRTH] = fit_tile, [PASS_EXPECT] = expect_tile, [PASS_APART] = apart_tile};
    const struct logistic_pass *pass = context;
    struct slot slot = slot_of(pass, block);
    struct tile tile;
    memset(slot.tail, 0, pass->width * sizeof(double));
    tile_init(&tile, pass->design);
    for (size_t at = first; at < last; at += DESIGN_TILE * pass->stride) {
        tile_fill(&tile, pass->design, pass->panel, at, at + DESIGN_TILE < last ? at + DESIGN_TILE : last);
        TAKE[pass->kind](pass, &slot, &tile);
    }
    tile_free(&tile);
}

/* Fewer blocks where X'WX is large: their slots together stay under a quarter of a gigabyte. Depends on the data alone. */
static size_t n_blocks(const struct design *design, const struct panel *panel) {
    size_t slot = (design->n_columns + 1) * design->stride * sizeof(double), most = ((size_t)1 << 28) / slot;
    size_t count = blocks_count(panel->n, ROWS_LEAST);
    return count < most ? count : most > 2 ? most : 2;
}

struct logistic_pass logistic_pass_new(const struct design *design, const struct panel *panel, const double *beta, const uint8_t *set_aside, struct arena *scratch) {
    struct logistic_pass pass = {.kind = PASS_FIT, .design = design, .panel = panel, .beta = beta, .set_aside = set_aside, .stride = 1};
    pass.width = TAIL + design->stride * (1 + design->n_columns);
    pass.slots = ARENA_ARRAY(scratch, double, (n_blocks(design, panel) + 1) * pass.width);
    return pass;
}

/* The extremes of all blocks, before their sums are folded. */
static void take_extremes(const struct logistic_pass *pass, size_t count, struct logistic_sums *sums) {
    for (size_t b = 0; b < count; b++) {
        const double *tail = slot_of(pass, b).tail;
        sums->least = fmin(sums->least, tail[0]);
        sums->most = fmax(sums->most, tail[1]);
    }
}

struct logistic_sums logistic_pass_run(struct logistic_pass *pass) {
    size_t count = n_blocks(pass->design, pass->panel);
    struct slot all = slot_of(pass, 0);
    struct logistic_sums sums = {.hessian = all.hessian, .score = all.score, .rows = all.score, .events = all.hessian};
    memset(pass->slots, 0, pass->width * sizeof(double));
    blocks_run(pass->panel->n, count, run_block, pass);
    if (pass->kind == PASS_APART) take_extremes(pass, count, &sums);
    blocks_fold(pass->slots, count, pass->width);
    sums.loglik = sums.n_weighted_events = all.tail[0];
    sums.n = all.tail[1];
    sums.n_events = sums.events_apart = all.tail[2];
    sums.sum_weights = sums.rows_apart = all.tail[3];
    return sums;
}

#include "models/design_products.h"

#include "engine/base/processors.h"

enum { LANES = DESIGN_LANES };

static inline __attribute__((always_inline)) void add_scaled(double *restrict to, const double *restrict x, double a, size_t lanes) {
    for (size_t i = 0; i < lanes; i += LANES) {
#pragma omp simd
        for (size_t l = 0; l < LANES; l++) to[i + l] += a * x[i + l];
    }
}

/* So that what is inlined stays in registers: the loops below are what fitting costs. */
#define INLINE static inline __attribute__((always_inline))

struct sums {
    double *hessian, *score;
    size_t q, lanes, /* q: length of a row */
        n_numbers, intercept;
};

/* What every observation adds to, kept in registers over a tile: the number x number part of eight numbers or fewer, the
 * intercept's row and the numbers' score. */
struct core {
    double square[LANES][LANES], numbers[LANES], score[LANES], w, residual;
};

INLINE void core_add(struct core *core, double w, double residual, const double *restrict x, double *restrict wx) {
#pragma omp simd
    for (size_t l = 0; l < LANES; l++) {
        wx[l] = w * x[l];
        core->numbers[l] += wx[l];
        core->score[l] += residual * x[l];
    }
    for (size_t i = 0; i < LANES; i++) {
#pragma omp simd
        for (size_t l = 0; l < LANES; l++) core->square[i][l] += x[i] * wx[l];
    }
    core->w += w;
    core->residual += residual;
}

INLINE void add_lanes(double *restrict to, const double *restrict x) {
#pragma omp simd
    for (size_t l = 0; l < LANES; l++) to[l] += x[l];
}

static void core_flush(const struct core *core, const struct sums *sums) {
    double *intercept = sums->hessian + sums->intercept * sums->q;
    for (size_t i = 0; i < sums->n_numbers; i++) add_lanes(sums->hessian + i * sums->q, core->square[i]);
    add_lanes(intercept, core->numbers);
    add_lanes(sums->score, core->score);
    intercept[sums->intercept] += core->w;
    sums->score[sums->intercept] += core->residual;
}

/* An observation's levels, their columns in rising order: with each other, themselves and the residual. */
INLINE void add_levels(const struct sums *sums, double w, double residual, const uint32_t *levels, size_t n_levels) {
    for (size_t f = 0; f < n_levels; f++) {
        double *row = sums->hessian + levels[f] * sums->q;
        for (size_t e = 0; e <= f; e++) row[levels[e]] += w;
        sums->score[levels[f]] += residual;
    }
}

/* One weighted observation of eight numbers or fewer. */
INLINE void add_small(const struct sums *sums, struct core *core, double w, double residual, const double *restrict x, const uint32_t *levels, size_t n_levels) {
    double wx[LANES];
    core_add(core, w, residual, x, wx);
    for (size_t f = 0; f < n_levels; f++) add_lanes(sums->hessian + levels[f] * sums->q, wx);
    add_levels(sums, w, residual, levels, n_levels);
}

/* The same of any number of numbers. */
static void add_large(const struct sums *sums, double w, double residual, const double *restrict x, const uint32_t *levels, size_t n_levels) {
    double *intercept = sums->hessian + sums->intercept * sums->q;
    for (size_t i = 0; i < sums->n_numbers; i++) add_scaled(sums->hessian + i * sums->q, x, w * x[i], sums->lanes);
    add_scaled(sums->score, x, residual, sums->lanes);
    add_scaled(intercept, x, w, sums->lanes);
    intercept[sums->intercept] += w;
    sums->score[sums->intercept] += residual;
    for (size_t f = 0; f < n_levels; f++) add_scaled(sums->hessian + levels[f] * sums->q, x, w, sums->lanes);
    add_levels(sums, w, residual, levels, n_levels);
}

INLINE void add_observation(const struct sums *sums, struct core *core, double w, double residual, const double *restrict x, const uint32_t *levels, size_t n_levels) {
    if (sums->lanes == LANES) {
        add_small(sums, core, w, residual, x, levels, n_levels);
    } else {
        add_large(sums, w, residual, x, levels, n_levels);
    }
}

/* What one row's band of tenure brings beyond the source it belongs to. */
INLINE void add_band(const struct sums *sums, double w, double residual, const double *restrict x,
                            const uint32_t *levels, size_t n_levels, uint32_t band) {
    double *row = sums->hessian + band * sums->q;
    add_scaled(row, x, w, sums->lanes);
    for (size_t e = 0; e < n_levels; e++) row[levels[e]] += w;
    row[band] += w;
    sums->score[band] += residual;
}

INLINE void levels_of(const struct tile *tile, size_t k, uint32_t *levels, size_t n_levels) {
    for (size_t f = 0; f < n_levels; f++) levels[f] = tile->codes[f * DESIGN_TILE + k];
}

/* A source's rows share numbers and levels: one observation with their summed weight, and one addition a band. */
INLINE void add_source(const struct design *design, const struct sums *sums, struct core *core, const struct tile *tile, size_t k, uint32_t *levels) {
    const double *x = tile->numbers + k * design->lanes;
    size_t first = tile->row_first[k], last = tile->row_first[k + 1];
    double w = 0, residual = 0;
    for (size_t r = first; r < last; r++) {
        w += tile->w[r];
        residual += tile->residual[r];
    }
    add_observation(sums, core, w, residual, x, levels, design->n_static);
    for (size_t r = first; r < last; r++) {
        for (size_t f = design->n_static; f < design->n_factors; f++) {
            levels[f] = tile->bands[(f - design->n_static) * tile->row_capacity + r];
            add_band(sums, tile->w[r], tile->residual[r], x, levels, f, levels[f]);
        }
    }
}

/* Every row has numbers of its own. */
INLINE void add_rows(const struct design *design, const struct sums *sums, struct core *core, const struct tile *tile, size_t k, uint32_t *levels) {
    for (size_t r = tile->row_first[k]; r < tile->row_first[k + 1]; r++) {
        for (size_t f = design->n_static; f < design->n_factors; f++) {
            levels[f] = tile->bands[(f - design->n_static) * tile->row_capacity + r];
        }
        add_observation(sums, core, tile->w[r], tile->residual[r], tile->numbers + r * design->lanes, levels, design->n_factors);
    }
}

/* Sources of one row each, with eight numbers or fewer and n factors: n is a constant wherever this is inlined. */
INLINE void add_plain(const struct sums *sums, const struct tile *tile, size_t n) {
    struct core core = {0};
    for (size_t k = 0; k < tile->n_rows; k++) {
        uint32_t levels[FACTORS_MOST];
        levels_of(tile, k, levels, n);
        add_small(sums, &core, tile->w[k], tile->residual[k], tile->numbers + k * LANES, levels, n);
    }
    core_flush(&core, sums);
}

FOR_SEVERAL_PROCESSORS
static bool add_plain_tile(const struct sums *sums, const struct tile *tile, size_t n_factors) {
    switch (n_factors) {
    case 1: add_plain(sums, tile, 1); return true;
    case 2: add_plain(sums, tile, 2); return true;
    case 3: add_plain(sums, tile, 3); return true;
    case 4: add_plain(sums, tile, 4); return true;
    case 5: add_plain(sums, tile, 5); return true;
    case 6: add_plain(sums, tile, 6); return true;
    case 7: add_plain(sums, tile, 7); return true;
    case 8: add_plain(sums, tile, 8); return true;
    default: return false;
    }
}

FOR_SEVERAL_PROCESSORS
static void add_tile(const struct design *design, const struct sums *sums, const struct tile *tile) {
    struct core core = {0};
    uint32_t levels[FACTORS_MOST];
    for (size_t k = 0; k < tile->n_sources; k++) {
        if (tile->row_first[k] == tile->row_first[k + 1]) continue;
        levels_of(tile, k, levels, design->n_static);
        if (design->by_row) {
            add_rows(design, sums, &core, tile, k, levels);
        } else {
            add_source(design, sums, &core, tile, k, levels);
        }
    }
    if (sums->lanes == LANES) core_flush(&core, sums);
}

void design_add_products(const struct design *design, const struct tile *tile, double *hessian, double *score) {
    const struct sums sums = {hessian, score, design->stride, design->lanes, design->n_numbers, design->intercept};
    bool plain = tile->one_row_each && design->lanes == LANES && design->n_factors == design->n_static;
    if (plain && add_plain_tile(&sums, tile, design->n_static)) return;
    add_tile(design, &sums, tile);
}

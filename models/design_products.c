#include "models/design_products.h"

#include "engine/base/processors.h"

enum { LANES = DESIGN_LANES };

static inline void add_scaled(double *restrict to, const double *restrict x, double a, size_t lanes) {
    for (size_t i = 0; i < lanes; i += LANES) {
#pragma omp simd
        for (size_t l = 0; l < LANES; l++) to[i + l] += a * x[i + l];
    }
}

struct sums {
    double *hessian, *score;
    size_t q, lanes, /* q: length of a row */
        n_numbers, intercept;
};

/* The number x number part of eight numbers or fewer, kept in registers over a tile. */
struct square {
    double cells[LANES][LANES];
};

static inline void square_add(struct square *square, const double *restrict x, double w) {
    double wx[LANES];
    for (size_t i = 0; i < LANES; i++) wx[i] = w * x[i];
    for (size_t i = 0; i < LANES; i++) {
#pragma omp simd
        for (size_t l = 0; l < LANES; l++) square->cells[i][l] += wx[i] * x[l];
    }
}

static inline void square_flush(const struct square *square, const struct sums *sums) {
    for (size_t i = 0; i < sums->n_numbers; i++) add_scaled(sums->hessian + i * sums->q, square->cells[i], 1, LANES);
}

/* Adds one weighted observation: numbers x, and the columns of its levels in rising order. */
static inline void add_observation(const struct sums *sums, struct square *square, double w, double residual,
                                   const double *restrict x, const uint32_t *levels, size_t n_levels) {
    if (sums->lanes == LANES) {
        square_add(square, x, w);
    } else {
        for (size_t i = 0; i < sums->n_numbers; i++) add_scaled(sums->hessian + i * sums->q, x, w * x[i], sums->lanes);
    }
    add_scaled(sums->score, x, residual, sums->lanes);
    double *row = sums->hessian + sums->intercept * sums->q;
    add_scaled(row, x, w, sums->lanes);
    row[sums->intercept] += w;
    sums->score[sums->intercept] += residual;
    for (size_t f = 0; f < n_levels; f++) {
        row = sums->hessian + levels[f] * sums->q;
        add_scaled(row, x, w, sums->lanes);
        for (size_t e = 0; e < f; e++) row[levels[e]] += w;
        row[levels[f]] += w;
        sums->score[levels[f]] += residual;
    }
}

/* What one row's band of tenure brings beyond the source it belongs to. */
static inline void add_band(const struct sums *sums, double w, double residual, const double *restrict x,
                            const uint32_t *levels, size_t n_levels, uint32_t band) {
    double *row = sums->hessian + band * sums->q;
    add_scaled(row, x, w, sums->lanes);
    for (size_t e = 0; e < n_levels; e++) row[levels[e]] += w;
    row[band] += w;
    sums->score[band] += residual;
}

static inline void levels_of(const struct design *design, const struct tile *tile, size_t k, uint32_t *levels) {
    for (size_t f = 0; f < design->n_static; f++) levels[f] = tile->codes[f * DESIGN_TILE + k];
}

/* A source's rows share numbers and levels: one observation with their summed weight, and one addition a band. */
static inline void add_source(const struct design *design, const struct sums *sums, struct square *square, const struct tile *tile,
                              size_t k, uint32_t *levels) {
    const double *x = tile->numbers + k * design->lanes;
    size_t first = tile->row_first[k], last = tile->row_first[k + 1];
    double w = 0, residual = 0;
    for (size_t r = first; r < last; r++) {
        w += tile->w[r];
        residual += tile->residual[r];
    }
    add_observation(sums, square, w, residual, x, levels, design->n_static);
    for (size_t r = first; r < last; r++) {
        for (size_t f = design->n_static; f < design->n_factors; f++) {
            levels[f] = tile->bands[(f - design->n_static) * tile->row_capacity + r];
            add_band(sums, tile->w[r], tile->residual[r], x, levels, f, levels[f]);
        }
    }
}

static inline void add_rows(const struct design *design, const struct sums *sums, struct square *square, const struct tile *tile,
                            size_t k, uint32_t *levels) {
    for (size_t r = tile->row_first[k]; r < tile->row_first[k + 1]; r++) {
        for (size_t f = design->n_static; f < design->n_factors; f++) {
            levels[f] = tile->bands[(f - design->n_static) * tile->row_capacity + r];
        }
        add_observation(sums, square, tile->w[r], tile->residual[r], tile->numbers + r * design->lanes, levels, design->n_factors);
    }
}

FOR_SEVERAL_PROCESSORS
void design_add_products(const struct design *design, const struct tile *tile, double *hessian, double *score) {
    const struct sums sums = {hessian, score, design->stride, design->lanes, design->n_numbers, design->intercept};
    struct square square = {{{0}}};
    uint32_t levels[FACTORS_MOST];
    for (size_t k = 0; k < tile->n_sources; k++) {
        if (tile->row_first[k] == tile->row_first[k + 1]) continue;
        levels_of(design, tile, k, levels);
        if (design->by_row) {
            add_rows(design, &sums, &square, tile, k, levels);
        } else {
            add_source(design, &sums, &square, tile, k, levels);
        }
    }
    if (design->lanes == LANES) square_flush(&square, &sums);
}

#include "models/logistic_kernel.h"

#include "engine/base/processors.h"

#include <stdint.h>
#include <string.h>

enum { LANES = 8 };

/* exp(-a) for a >= 0; a is cut at 708, below which the result is no smaller than the least normal number. */
static inline double exp_minus(double a) {
    const double shift = 0x1.8p52, ln2_high = 0x1.62e42fefa3800p-1, ln2_low = 0x1.ef35793c76730p-45;
    a = a < 708 ? a : 708;
    double t = a * 1.4426950408889634 + shift, n = t - shift;
    double r = (n * ln2_high - a) + n * ln2_low; /* -a + n ln 2, within half of ln 2 */
    double p = 1.0 / 479001600;
    p = p * r + 1.0 / 39916800;
    p = p * r + 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    p = p * r + 1.0;
    p = p * r + 1.0;
    int64_t bits;
    memcpy(&bits, &t, sizeof bits);
    int64_t power = (1023 - (bits & 0xFFFF)) << 52; /* the low bits of t hold n */
    double scale;
    memcpy(&scale, &power, sizeof scale);
    return p * scale;
}

/* log(1 + t) for 0 <= t <= 1. */
static inline double log1p_unit(double t) {
    double s = t / (2 + t), z = s * s, p = 1.0 / 33;
    p = p * z + 1.0 / 31;
    p = p * z + 1.0 / 29;
    p = p * z + 1.0 / 27;
    p = p * z + 1.0 / 25;
    p = p * z + 1.0 / 23;
    p = p * z + 1.0 / 21;
    p = p * z + 1.0 / 19;
    p = p * z + 1.0 / 17;
    p = p * z + 1.0 / 15;
    p = p * z + 1.0 / 13;
    p = p * z + 1.0 / 11;
    p = p * z + 1.0 / 9;
    p = p * z + 1.0 / 7;
    p = p * z + 1.0 / 5;
    p = p * z + 1.0 / 3;
    p = p * z + 1.0;
    return 2 * s * p;
}

FOR_SEVERAL_PROCESSORS
double logistic_rows(const struct tile *tile, size_t n) {
    double lanes[LANES] = {0}, sum = 0;
    const double *restrict eta = tile->eta, *restrict events = tile->events, *restrict weights = tile->weights;
    double *restrict mu = tile->mu, *restrict w = tile->w, *restrict residual = tile->residual;
    for (size_t i = 0; i < n; i += LANES) {
        double gain[LANES];
#pragma omp simd
        for (size_t l = 0; l < LANES; l++) {
            double x = eta[i + l], a = x < 0 ? -x : x, t = exp_minus(a), inverse = 1 / (1 + t);
            double m = x < 0 ? t * inverse : inverse;
            mu[i + l] = m;
            w[i + l] = weights[i + l] * t * inverse * inverse;
            residual[i + l] = events[i + l] - weights[i + l] * m;
            gain[l] = events[i + l] * x - weights[i + l] * ((x < 0 ? 0 : x) + log1p_unit(t));
        }
        for (size_t l = 0; l < LANES; l++) lanes[l] += gain[l];
    }
    for (int l = 0; l < LANES; l++) sum += lanes[l];
    return sum;
}

FOR_SEVERAL_PROCESSORS
void logistic_means(size_t n, const double *restrict eta, double *restrict mu) {
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        double x = eta[i], a = x < 0 ? -x : x, t = exp_minus(a), inverse = 1 / (1 + t);
        mu[i] = x < 0 ? t * inverse : inverse;
    }
}

/* --- X'WX ------------------------------------------------------------------------------------------------------------ */

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
void logistic_add(const struct design *design, const struct tile *tile, double *hessian, double *score) {
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
    }    if (design->lanes == LANES) square_flush(&square, &sums);
}

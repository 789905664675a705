#include "models/cox_residuals.h"

#include "engine/base/blocks.h"
#include "models/wald.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- martingale and deviance --------------------------------------------------------------------------------------- */

void cox_martingale(const struct cox_problem *problem, const struct cox_fit *fit, double *residual) {
    const struct cox_rows *rows = &fit->in_order;
    size_t n = fit->sets->n;
    double *expected = malloc((n + 1) * sizeof *expected);
    if (!expected) abort();
    cox_expected(rows, &fit->state, expected);
    for (size_t i = 0; i < problem->spells.n; i++) residual[i] = fit->usable[i] ? 0 : NAN; /* never at risk when anyone left */
    for (size_t k = 0; k < n; k++) {
        uint32_t i = fit->sets->order[k];
        residual[i] = (problem->spells.event[i] != 0) - expected[k] / (rows->weight ? rows->weight[k] : 1);
    }
    free(expected);
}

double cox_deviance(double martingale, bool event) {
    double inside = martingale + (event ? log(1 - martingale) : 0);
    return (martingale > 0 ? 1 : -1) * sqrt(inside < 0 ? -2 * inside : 0);
}

/* --- means of the risk sets ---------------------------------------------------------------------------------------- */

struct averaging {
    const struct cox_rows *rows;
    const struct cox_state *state;
    struct cox_means means;
};

static void add_to(double *sum, const struct design *design, const struct tile *tile, size_t k, double by) {
    const double *x = tile->numbers + k * design->lanes;
    for (size_t j = 0; j < design->n_numbers; j++) sum[j] += by * x[j];
    for (size_t f = 0; f < design->n_factors; f++) sum[tile->codes[f * DESIGN_TILE + k]] += by;
}

/* Each cell's own rows, into at_risk; whoever enters after it taken out. */
static void sum_cells(size_t block, size_t first, size_t last, void *context) {
    struct averaging *a = context;
    const struct risk_sets *sets = a->rows->sets;
    const struct design *design = &a->rows->design;
    struct tile tile;
    (void)block;
    tile_init(&tile, design);
    for (size_t c = first + 1; c <= last; c++) {
        double *at_risk = a->means.at_risk + c * design->stride, *leaving = a->means.leaving + c * design->stride;
        for (size_t at = sets->first[c]; at < sets->first[c + 1]; at += DESIGN_TILE) {
            size_t n = at + DESIGN_TILE < sets->first[c + 1] ? DESIGN_TILE : sets->first[c + 1] - at;
            tile_fill_rows(&tile, design, NULL, at, n);
            for (size_t k = 0; k < n; k++) {
                add_to(at_risk, design, &tile, k, a->state->risk[at + k]);
                if (at + k < sets->first[c] + sets->events[c]) add_to(leaving, design, &tile, k, a->state->risk[at + k]);
            }
        }
        for (size_t at = sets->late_first[c]; at < sets->late_first[c + 1]; at += DESIGN_TILE) {
            size_t n = at + DESIGN_TILE < sets->late_first[c + 1] ? DESIGN_TILE : sets->late_first[c + 1] - at;
            tile_fill_rows(&tile, design, sets->late + at, 0, n);
            for (size_t k = 0; k < n; k++) add_to(at_risk, design, &tile, k, -a->state->risk[sets->late[at + k]]);
        }
    }
    tile_free(&tile);
}

struct cox_means cox_means_of(const struct cox_rows *rows, const struct cox_state *state, struct arena *arena) {
    const struct risk_sets *sets = rows->sets;
    const struct cox_cells *cells = &state->cells;
    size_t stride = rows->design.stride, size = (sets->n_cells + 2) * stride;
    struct averaging a = {rows, state, {ARENA_ARRAY(arena, double, size), ARENA_ARRAY(arena, double, size), ARENA_ARRAY(arena, double, size)}};
    blocks_run(sets->n_cells, blocks_count(sets->n_cells, 16), sum_cells, &a);
    for (size_t c = sets->n_cells; c-- > 1;) { /* not across the first cell of the stratum behind */
        for (size_t j = 0; j < stride && !sets->opens[c + 1]; j++) a.means.at_risk[c * stride + j] += a.means.at_risk[(c + 1) * stride + j];
    }
    for (size_t c = 1; c <= sets->n_cells; c++) {
        double h = cells->weight[c], *lived = a.means.lived + c * stride;
        for (size_t j = 0; j < stride; j++) {
            lived[j] = h * (cells->q0[c] * a.means.at_risk[c * stride + j] - cells->q1[c] * a.means.leaving[c * stride + j]);
            if (!sets->opens[c]) lived[j] += lived[j - (ptrdiff_t)stride];
        }
    }
    return a.means;
}

/* --- one row's x, in the fit's columns ------------------------------------------------------------------------------ */

/* x of place k of a tile in column c of the full coding, centred and scaled. */
static double x_of(const struct design *design, const struct tile *tile, size_t k, size_t c) {
    if (c < design->lanes) return tile->numbers[k * design->lanes + c];
    for (size_t f = 0; f < design->n_factors; f++) {
        if (tile->codes[f * DESIGN_TILE + k] == c) return 1;
    }
    return 0;
}

size_t cox_schoenfeld(const struct cox_fit *fit, const struct cox_means *means, uint32_t *row, uint32_t *cell, double *residual) {
    const struct risk_sets *sets = fit->sets;
    const struct cox_cells *cells = &fit->state.cells;
    const struct design *design = &fit->in_order.design;
    size_t n = 0, stride = design->stride;
    struct tile tile;
    tile_init(&tile, design);
    for (size_t c = 1; c <= sets->n_cells; c++) {
        const double *at_risk = means->at_risk + c * stride, *leaving = means->leaving + c * stride;
        double d = sets->events[c];
        for (size_t e = 0; e < sets->events[c]; e++, n++) {
            tile_fill_rows(&tile, design, NULL, sets->first[c] + e, 1);
            row[n] = sets->order[sets->first[c] + e];
            cell[n] = (uint32_t)c;
            for (size_t i = 0; i < fit->p; i++) {
                size_t j = fit->column_of[i];
                double mean = (cells->s0[c] * at_risk[j] - cells->s1[c] * leaving[j]) / d;
                residual[n * fit->p + i] = (x_of(design, &tile, 0, j) - mean) * cox_scale(fit, j);
            }
        }
    }
    tile_free(&tile);
    return n;
}

/* --- score residuals ------------------------------------------------------------------------------------------------ */

struct scoring {
    const struct cox_fit *fit;
    const struct cox_means *means;
};

/* Over the full coding, scaled, times the row's weight: (x - mean) at its own exit, less (x - mean) times the hazard it lived
 * through (Therneau & Grambsch 4.6). `position` stands at place k of the tile. */
static void score_of_row(const struct scoring *s, const struct tile *tile, size_t k, size_t position, double *score) {
    const struct cox_rows *rows = &s->fit->in_order;
    const struct risk_sets *sets = rows->sets;
    const struct cox_cells *cells = &s->fit->state.cells;
    const struct design *design = &rows->design;
    size_t stride = design->stride, c = risk_sets_hi(sets, position), lo = sets->lo ? sets->lo[position] : 0;
    bool event = position < sets->first[c] + sets->events[c];
    double risk = s->fit->state.risk[position], weight = rows->weight ? rows->weight[position] : 1;
    double lived = cells->cumulative[c] - (lo ? cells->cumulative[lo] : 0), seen = 0;
    const double *means = s->means->lived + c * stride, *before = s->means->lived + lo * stride;
    for (size_t j = 0; j < stride; j++) score[j] = risk * (means[j] - (lo ? before[j] : 0));
    if (event) {
        const double *at_risk = s->means->at_risk + c * stride, *leaving = s->means->leaving + c * stride;
        double h = cells->weight[c], d = sets->events[c];
        double of_all = weight * cells->s0[c] / d + risk * h * cells->q1[c], of_leaving = weight * cells->s1[c] / d + risk * h * cells->q2[c];
        lived -= cells->hazard[c] - cells->hazard_leaving[c];
        seen = weight;
        for (size_t j = 0; j < stride; j++) score[j] -= of_all * at_risk[j] - of_leaving * leaving[j];
    }
    add_to(score, design, tile, k, seen - risk * lived);
}

void cox_score_residuals(const struct cox_problem *problem, const struct cox_fit *fit, const struct cox_means *means, double *residual) {
    const struct design *design = &fit->in_order.design;
    const struct scoring scoring = {fit, means};
    double *score = calloc(design->stride, sizeof *score);
    struct tile tile;
    if (!score) abort();
    tile_init(&tile, design);
    for (size_t i = 0; i < problem->spells.n * fit->p; i++) residual[i] = 0;
    for (size_t at = 0; at < fit->sets->n; at++) {
        tile_fill_rows(&tile, design, NULL, at, 1);
        score_of_row(&scoring, &tile, 0, at, score);
        double *to = residual + fit->sets->order[at] * fit->p, weight = fit->in_order.weight ? fit->in_order.weight[at] : 1;
        for (size_t i = 0; i < fit->p; i++) to[i] = score[fit->column_of[i]] * cox_scale(fit, fit->column_of[i]) / weight;
    }
    tile_free(&tile);
    free(score);
}

void cox_dfbeta(const struct cox_problem *problem, const struct cox_fit *fit, const double *score, double *dfbeta) {
    size_t p = fit->p;
    for (size_t i = 0; i < problem->spells.n; i++) {
        for (size_t a = 0; a < p; a++) {
            double sum = 0, scale = cox_scale(fit, fit->column_of[a]);
            for (size_t b = 0; b < p; b++) sum += score[i * p + b] / cox_scale(fit, fit->column_of[b]) * fit->covariance[b * p + a];
            dfbeta[i * p + a] = sum / scale;
        }
    }
}

/* --- robust covariance ----------------------------------------------------------------------------------------------- */

struct clustering {
    struct scoring scoring;
    const uint32_t *positions; /* by cluster */
    const size_t *first;       /* of cluster g: positions[first[g] .. first[g + 1]) */
    double *slots;             /* [block] p x p: sums of squares of the clusters' scores */
};

static void square_clusters(size_t block, size_t first, size_t last, void *context) {
    const struct clustering *c = context;
    const struct cox_fit *fit = c->scoring.fit;
    const struct design *design = &fit->in_order.design;
    size_t p = fit->p, stride = design->stride;
    double *matrix = c->slots + block * p * p, *row = calloc(2 * stride, sizeof *row), *sum = row + stride, *u = malloc((p + 1) * sizeof *u);
    struct tile tile;
    if (!row || !u) abort();
    memset(matrix, 0, p * p * sizeof *matrix);
    tile_init(&tile, design);
    for (size_t g = first; g < last; g++) {
        memset(sum, 0, stride * sizeof *sum);
        for (size_t at = c->first[g + 1]; at < c->first[g + 2]; at += DESIGN_TILE) {
            size_t n = at + DESIGN_TILE < c->first[g + 2] ? DESIGN_TILE : c->first[g + 2] - at;
            tile_fill_rows(&tile, design, c->positions + at, 0, n);
            for (size_t k = 0; k < n; k++) {
                score_of_row(&c->scoring, &tile, k, c->positions[at + k], row);
                for (size_t j = 0; j < stride; j++) sum[j] += row[j];
            }
        }
        for (size_t i = 0; i < p; i++) u[i] = sum[fit->column_of[i]];
        for (size_t i = 0; i < p; i++) {
            for (size_t j = 0; j <= i; j++) matrix[i * p + j] += u[i] * u[j];
        }
    }
    tile_free(&tile);
    free(row);
    free(u);
}

void cox_robust(const struct cox_fit *fit, const struct cox_means *means, const uint32_t *cluster, size_t n_clusters, double *covariance) {
    struct arena scratch = {0};
    uint32_t *positions = ARENA_ARRAY(&scratch, uint32_t, fit->sets->n + 1);
    size_t *first = ARENA_ARRAY(&scratch, size_t, n_clusters + 3), p = fit->p;
    for (size_t k = 0; k < fit->sets->n; k++) first[cluster[fit->sets->order[k]] + 1]++;
    for (size_t g = 1; g <= n_clusters + 1; g++) first[g] += first[g - 1];
    for (size_t k = 0; k < fit->sets->n; k++) positions[first[cluster[fit->sets->order[k]]]++] = (uint32_t)k;
    for (size_t g = n_clusters + 2; g > 0; g--) first[g] = first[g - 1]; /* filled: where each begins again */
    first[0] = 0;
    size_t most = ((size_t)1 << 28) / ((p * p + 1) * sizeof(double)), count = blocks_count(n_clusters, 64);
    if (count > most) count = most > 2 ? most : 2;
    struct clustering c = {{fit, means}, positions, first, ARENA_ARRAY(&scratch, double, (count + 1) * (p * p + 1))};
    blocks_run(n_clusters, count, square_clusters, &c);
    blocks_fold(c.slots, count, p * p);
    wald_sandwich(fit->covariance, c.slots, p, covariance);
    arena_free(&scratch);
}

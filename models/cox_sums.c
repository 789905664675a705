#include "models/cox_sums.h"

#include "engine/base/blocks.h"
#include "models/exponential.h"

#include <math.h>

/* --- the rows' risks ----------------------------------------------------------------------------------------------- */

static double *gathered(const double *values, const uint32_t *rows, size_t n, struct arena *arena) {
    double *out = values ? ARENA_ARRAY(arena, double, n + 1) : NULL;
    if (values) values_copy_at(values, 8, rows, n, out);
    return out;
}

struct cox_rows cox_rows_of(const struct cox_problem *problem, const struct risk_sets *sets, struct arena *arena) {
    size_t n = sets->n;
    double *offset = gathered(problem->offset, sets->order, n, arena), sum = 0;
    for (size_t k = 0; offset && k < n; k++) sum += offset[k];
    double mean = offset && n ? sum / (double)n : 0;
    for (size_t k = 0; offset && k < n; k++) offset[k] -= mean;
    return (struct cox_rows){sets, design_gathered(problem->design, sets->order, n, arena), gathered(problem->spells.weight, sets->order, n, arena), offset,
                             mean, problem->ties};
}

struct scoring {
    const struct cox_rows *rows;
    const double *beta;
    struct cox_state *state;
    double loglik[BLOCKS_MAX], extreme[BLOCKS_MAX];
};

/* The risks of n positions from `first` on; returns what their exits add to the log-likelihood. */
static double score_rows(const struct cox_rows *rows, size_t first, size_t n, const double *eta, size_t *cell, double *risk) {
    double loglik = 0;
    for (size_t k = 0; k < n; k++) risk[first + k] = exp_both(eta[k]);
    for (size_t k = 0; rows->weight && k < n; k++) risk[first + k] *= rows->weight[first + k];
    for (size_t k = 0; k < n; k++) {
        if (risk_sets_leaves(rows->sets, first + k, cell)) loglik += (rows->weight ? rows->weight[first + k] : 1) * eta[k];
    }
    return loglik;
}

static void predict_rows(const struct cox_rows *rows, size_t first, size_t n, const double *beta, double *eta) {
    design_predict(&rows->design, first, n, beta, eta);
    for (size_t k = 0; rows->offset && k < n; k++) eta[k] += rows->offset[first + k];
}

static void score_block(size_t block, size_t first, size_t last, void *context) {
    struct scoring *scoring = context;
    const struct cox_rows *rows = scoring->rows;
    size_t cell = risk_sets_hi(rows->sets, first);
    double extreme = 0, eta[DESIGN_TILE];
    scoring->loglik[block] = 0;
    for (size_t at = first; at < last; at += DESIGN_TILE) {
        size_t n = at + DESIGN_TILE < last ? DESIGN_TILE : last - at;
        predict_rows(rows, at, n, scoring->beta, eta);
        scoring->loglik[block] += score_rows(rows, at, n, eta, &cell, scoring->state->risk);
        for (size_t k = 0; k < n; k++) extreme = fabs(eta[k]) > extreme ? fabs(eta[k]) : extreme;
    }
    scoring->extreme[block] = extreme;
}

struct predicting {
    const struct cox_rows *rows;
    const double *beta;
    double *eta;
};

static void predict_block(size_t block, size_t first, size_t last, void *context) {
    const struct predicting *p = context;
    (void)block;
    for (size_t at = first; at < last; at += DESIGN_TILE) predict_rows(p->rows, at, at + DESIGN_TILE < last ? DESIGN_TILE : last - at, p->beta, p->eta + at);
}

void cox_predict(const struct cox_rows *rows, const double *beta, double *eta) {
    struct predicting predicting = {rows, beta, eta};
    blocks_run(rows->sets->n, blocks_count(rows->sets->n, 4096), predict_block, &predicting);
}

/* --- the cells ----------------------------------------------------------------------------------------------------- */

struct summing {
    const struct cox_rows *rows;
    struct cox_state *state;
};

/* What each cell's own rows add up to, to be added up further from the last cell down. */
static void sum_cells(size_t block, size_t first, size_t last, void *context) {
    struct summing *s = context;
    const struct risk_sets *sets = s->rows->sets;
    struct cox_cells *cells = &s->state->cells;
    const double *risk = s->state->risk, *weight = s->rows->weight;
    (void)block;
    for (size_t c = first + 1; c <= last; c++) {
        size_t k = sets->first[c], leave = k + sets->events[c];
        double all = 0, entering = 0, weights = 0;
        for (; k < leave; k++) {
            all += risk[k];
            weights += weight ? weight[k] : 1;
        }
        cells->leaving[c] = all;
        for (; k < sets->first[c + 1]; k++) all += risk[k];
        for (k = sets->late_first[c]; k < sets->late_first[c + 1]; k++) entering += risk[sets->late[k]];
        cells->at_risk[c] = all;
        cells->cumulative[c] = entering; /* for the time being: who enters after this cell */
        cells->weight[c] = weights / sets->events[c];
    }
}

/* From the last cell of each stratum down: whoever is still there at the next one was there before, less who entered between. */
static void add_up_risk(const struct risk_sets *sets, struct cox_cells *cells) {
    double running = 0;
    for (size_t c = sets->n_cells; c > 0; c--) {
        running += cells->at_risk[c] - cells->cumulative[c];
        cells->at_risk[c] = running;
        if (sets->opens[c]) running = 0;
    }
}

static double set_cell(const struct risk_sets *sets, struct cox_cells *cells, enum cox_ties ties, size_t c) {
    size_t d = sets->events[c];
    double at_risk = cells->at_risk[c], leaving = ties == COX_EFRON ? cells->leaving[c] : 0, h = cells->weight[c], log_sum = 0;
    double s0 = 0, s1 = 0, q0 = 0, q1 = 0, q2 = 0;
    for (size_t k = 0; k < d; k++) {
        double share = ties == COX_EFRON ? (double)k / (double)d : 0, rest = at_risk - share * leaving, inverse = 1 / rest;
        log_sum += log(rest);
        s0 += inverse;
        s1 += share * inverse;
        q0 += inverse * inverse;
        q1 += share * inverse * inverse;
        q2 += share * share * inverse * inverse;
    }
    cells->s0[c] = s0, cells->s1[c] = s1;
    cells->q0[c] = q0, cells->q1[c] = q1, cells->q2[c] = q2;
    cells->hazard[c] = h * s0;
    cells->hazard_leaving[c] = h * (s0 - s1);
    return -h * log_sum;
}

static double set_cells(const struct cox_rows *rows, struct cox_cells *cells) {
    const struct risk_sets *sets = rows->sets;
    double loglik = 0;
    for (size_t c = 1; c <= sets->n_cells; c++) {
        loglik += set_cell(sets, cells, rows->ties, c);
        cells->cumulative[c] = (sets->opens[c] ? 0 : cells->cumulative[c - 1]) + cells->hazard[c];
    }
    return loglik;
}

struct cox_state cox_state_new(const struct cox_rows *rows, struct arena *arena) {
    struct cox_state state = {.risk = ARENA_ARRAY(arena, double, rows->sets->n + 1)};
    struct cox_cells *cells = &state.cells;
    double **arrays[] = {&cells->at_risk, &cells->leaving, &cells->weight, &cells->s0, &cells->s1, &cells->q0,
                         &cells->q1, &cells->q2, &cells->hazard, &cells->hazard_leaving, &cells->cumulative};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) *arrays[i] = ARENA_ARRAY(arena, double, rows->sets->n_cells + 2);
    return state;
}

void cox_state_set(const struct cox_rows *rows, const double *beta, struct cox_state *state) {
    const struct risk_sets *sets = rows->sets;
    struct scoring scoring = {rows, beta, state, {0}, {0}};
    struct summing summing = {rows, state};
    size_t count = blocks_count(sets->n, 4096);
    blocks_run(sets->n, count, score_block, &scoring);
    state->loglik = state->extreme = 0;
    for (size_t b = 0; b < count; b++) {
        state->loglik += scoring.loglik[b];
        state->extreme = scoring.extreme[b] > state->extreme ? scoring.extreme[b] : state->extreme;
    }
    blocks_run(sets->n_cells, blocks_count(sets->n_cells, 16), sum_cells, &summing);
    add_up_risk(sets, &state->cells);
    state->loglik += set_cells(rows, &state->cells);
    if (state->extreme > COX_ETA_MOST) state->loglik = NAN;
}

void cox_expected(const struct cox_rows *rows, const struct cox_state *state, double *expected) {
    const struct risk_sets *sets = rows->sets;
    const struct cox_cells *cells = &state->cells;
    for (size_t k = 0, cell = 1; k < sets->n; k++) {
        bool event = risk_sets_leaves(sets, k, &cell);
        double lived = cells->cumulative[cell] - (sets->lo ? cells->cumulative[sets->lo[k]] : 0);
        if (event) lived -= cells->hazard[cell] - cells->hazard_leaving[cell];
        expected[k] = state->risk[k] * lived;
    }
}

/* logistic_robust.c: the covariance that allows for what rows of a cluster share. */
#include "models/logistic_sums.h"

#include "engine/base/blocks.h"
#include "models/logistic_kernel.h"
#include "models/wald.h"

#include <math.h>
#include <string.h>

enum { CLUSTERS_LEAST = 64 };

/* Sources in the order of their clusters. */
struct clustering {
    const struct design *design;
    const struct panel *panel;
    const struct logistic_fit *fit;
    const size_t *first; /* [cluster]: its first source; one more ends the last */
    const size_t *place; /* [column]: its number in the fit, or SIZE_MAX */
    double *slots;       /* p x p, lower triangle */
};

/* A cluster's score, and which columns it has. */
struct score {
    double *sum;       /* [p] */
    size_t *touched, n;
    bool *is_touched;  /* [p] */
};

static void add(struct score *score, size_t place, double x) {
    if (place == SIZE_MAX || x == 0) return;
    score->sum[place] += x;
    if (score->is_touched[place]) return;
    score->is_touched[place] = true;
    score->touched[score->n++] = place;
}

static void add_source(const struct clustering *c, const struct tile *tile, size_t k, struct score *score) {
    const struct design *design = c->design;
    for (size_t r = tile->row_first[k]; r < tile->row_first[k + 1]; r++) {
        double residual = tile->weight[k] * (tile->y[r] - tile->trials[r] * tile->mu[r]);
        const double *x = tile->numbers + (design->by_row ? r : k) * design->lanes;
        bool aside = false;
        for (size_t f = 0; f < design->n_factors && c->fit->any_set_aside; f++) {
            aside = aside || c->fit->set_aside[tile_column(tile, design, f, k, r)];
        }
        if (aside || residual == 0) continue;
        add(score, 0, residual);
        for (size_t j = 0; j < design->n_numbers; j++) add(score, c->place[j], residual * x[j]);
        for (size_t f = 0; f < design->n_factors; f++) add(score, c->place[tile_column(tile, design, f, k, r)], residual);
    }
}

/* Adds the score's square, and begins anew; behind the squares stands how many there were. */
static void square(struct score *score, size_t p, double *meat) {
    meat[p * p] += score->n > 0;
    for (size_t a = 0; a < score->n; a++) {
        size_t i = score->touched[a];
        for (size_t b = 0; b < score->n; b++) {
            size_t j = score->touched[b];
            if (j <= i) meat[i * p + j] += score->sum[i] * score->sum[j];
        }
    }
    for (size_t a = 0; a < score->n; a++) {
        score->sum[score->touched[a]] = 0;
        score->is_touched[score->touched[a]] = false;
    }
    score->n = 0;
}

static void run_block(size_t block, size_t first, size_t last, void *context) {
    const struct clustering *c = context;
    size_t p = c->fit->p, end = c->first[last], cluster = first;
    struct arena scratch = {0};
    struct score score = {ARENA_ARRAY(&scratch, double, p + 1), ARENA_ARRAY(&scratch, size_t, p + 1), 0, ARENA_ARRAY(&scratch, bool, p + 1)};
    struct tile tile;
    tile_init(&tile, c->design);
    for (size_t at = c->first[first]; at < end; at += tile.n_sources) {
        tile_fill(&tile, c->design, c->panel, at, at + DESIGN_TILE < end ? at + DESIGN_TILE : end);
        tile_predict(&tile, c->design, c->fit->beta);
        logistic_means(tile.n_rows, tile.eta, tile.mu);
        for (size_t k = 0; k < tile.n_sources; k++) {
            while (at + k >= c->first[cluster + 1]) {
                square(&score, p, c->slots + block * (p * p + 1));
                cluster++;
            }
            if (tile.weight[k] != 0) add_source(c, &tile, k, &score);
        }
    }
    square(&score, p, c->slots + block * (p * p + 1));
    tile_free(&tile);
    arena_free(&scratch);
}

static bool in_order(const uint32_t *cluster, size_t n) {
    for (size_t i = 1; i < n; i++) {
        if (cluster[i] < cluster[i - 1]) return false;
    }
    return true;
}

double logistic_robust(const struct design *design, const struct panel *panel, const struct logistic_fit *fit, const uint32_t *cluster, size_t n_clusters,
                     double *covariance) {
    struct arena scratch = {0};
    size_t p = fit->p, n = panel->n, *first = ARENA_ARRAY(&scratch, size_t, n_clusters + 3), *place = ARENA_ARRAY(&scratch, size_t, fit->n_columns + 1);
    for (size_t i = 0; i < n; i++) first[cluster[i] + 1]++;
    for (size_t g = 1; g <= n_clusters + 1; g++) first[g] += first[g - 1]; /* cluster g: [first[g], first[g + 1]) */
    struct design ordered = *design;
    struct panel people = *panel;
    if (!in_order(cluster, n)) {
        uint32_t *rows = ARENA_ARRAY(&scratch, uint32_t, n + 1);
        size_t *next = ARENA_ARRAY(&scratch, size_t, n_clusters + 2);
        memcpy(next, first, (n_clusters + 2) * sizeof *next);
        for (size_t i = 0; i < n; i++) rows[next[cluster[i]]++] = (uint32_t)i;
        ordered = design_gathered(design, rows, n, &scratch);
        people = panel_gathered(panel, rows, n, &scratch);
    }
    for (size_t c = 0; c < fit->n_columns; c++) place[c] = SIZE_MAX;
    for (size_t i = 0; i < p; i++) place[fit->column_of[i]] = i;
    size_t most = ((size_t)1 << 28) / ((p * p + 1) * sizeof(double)), count = blocks_count(n_clusters, CLUSTERS_LEAST);
    if (count > most) count = most > 2 ? most : 2;
    struct clustering c = {&ordered, &people, fit, first + 1, place, ARENA_ARRAY(&scratch, double, (count + 1) * (p * p + 1))};
    blocks_run(n_clusters, count, run_block, &c);
    blocks_fold(c.slots, count, p * p + 1);
    wald_sandwich(fit->covariance, c.slots, p, covariance);
    double groups = c.slots[p * p], more = groups / (groups - 1);
    for (size_t i = 0; i < p * p; i++) covariance[i] *= more;
    arena_free(&scratch);
    return groups;
}

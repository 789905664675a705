/* tile.h: a stretch of a design's rows, made ready for arithmetic: what every model's sums are taken over. */
#ifndef BEHOUD_MODELS_TILE_H
#define BEHOUD_MODELS_TILE_H

#include "models/design.h"

/* A stretch of sources and their panel rows, ready for arithmetic. Rows of one source that differ in nothing the design
 * knows (the same bands of tenure) are one row with their number in `trials`; FUTURE rows stay apart, in order. */
struct tile {
    const uint32_t *rows; /* the sources, or NULL: first, first + 1, ... */
    size_t first, n_sources, n_rows;
    bool one_row_each;
    size_t row_first[DESIGN_TILE + 1]; /* rows of source k: [row_first[k], row_first[k + 1]) */
    uint32_t *codes;                   /* [factor][source]: column of its level, static factors */
    uint32_t *bands;                   /* [factor - n_static][row] */
    double *numbers;                   /* [source][lanes], or [row][lanes] when by_row */
    double weight[DESIGN_TILE], offset[DESIGN_TILE];
    int32_t *tenure;                   /* [row] */
    double *y, *trials;                  /* [row]: exits among the rows it stands for, and their number */
    double *eta, *mu, *events, *weights, *w, *residual; /* [row]; events, weights: y and trials times the weight */
    size_t row_capacity;
    double *columns;                   /* [number][source]; only scratch when by_row */
};

void tile_init(struct tile *tile, const struct design *design);
void tile_free(struct tile *tile);

/* Fills the tile with sources [first, last), last - first <= DESIGN_TILE. */
void tile_fill(struct tile *tile, const struct design *design, const struct panel *panel, size_t first, size_t last);

/* Fills the tile with n <= DESIGN_TILE sources as one row each, for models of rows: those that rows[] names, or, when it is NULL,
 * first, first + 1, ... Their weight is 1, or 0 where something is missing; y, trials and tenure are not set. No factor may be of
 * tenure. */
void tile_fill_rows(struct tile *tile, const struct design *design, const uint32_t *rows, size_t first, size_t n);

/* The column of the level that factor f has in row r, of source k. */
static inline uint32_t tile_column(const struct tile *tile, const struct design *design, size_t f, size_t k, size_t r) {
    return f < design->n_static ? tile->codes[f * DESIGN_TILE + k] : tile->bands[(f - design->n_static) * tile->row_capacity + r];
}

/* eta of sources first, first + 1, ..., n <= DESIGN_TILE of them, as one row each, column by column: for models of rows of which
 * nothing is missing. Equal rows have equal bits. */
void design_predict(const struct design *design, size_t first, size_t n, const double *beta, double *eta);

/* eta of every row for coefficients over the full coding. */
void tile_predict(struct tile *tile, const struct design *design, const double *beta);

#endif

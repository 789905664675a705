#include "models/design.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void design_layout(struct design *design, struct arena *arena) {
    design->lanes = (design->n_numbers + DESIGN_LANES - 1) / DESIGN_LANES * DESIGN_LANES;
    design->intercept = design->lanes;
    design->base = ARENA_ARRAY(arena, size_t, design->n_factors + 1);
    size_t column = design->intercept + 1;
    for (size_t f = 0; f < design->n_factors; f++) {
        design->base[f] = column;
        column += design->factors[f].n_levels;
    }
    design->n_columns = column;
    design->n_static = 0;
    while (design->n_static < design->n_factors && design->factors[design->n_static].codes.data) design->n_static++;
    for (size_t k = 0; k < design->n_numbers; k++) design->by_row = design->by_row || !design->numbers[k].values.data;
}

static double shaped(const struct design_number *number, double value) {
    if (isnan(value)) return number->fill;
    return number->logarithm ? log(value) : value;
}

/* Is the source in the panel at all? Keeps means over the people who count. */
static bool in_panel(const struct panel *panel, size_t i) {
    if (panel->include && !panel->include[i]) return false;
    return panel->kind == PANEL_ROWS || panel->exit[i] > panel->entry[i];
}

static void scale_number(struct design_number *number, const struct panel *panel) {
    double n = 0, mean = 0, squares = 0, buffer[1024];
    for (size_t first = 0; first < panel->n && number->values.data; first += 1024) {
        size_t last = first + 1024 < panel->n ? first + 1024 : panel->n;
        values_numbers(number->values, first, last, buffer);
        for (size_t i = first; i < last; i++) {
            double x = number->logarithm ? log(buffer[i - first]) : buffer[i - first];
            if (!in_panel(panel, i) || !isfinite(x)) continue;
            double from_mean = x - mean; /* Welford 1962 */
            mean += from_mean / ++n;
            squares += from_mean * (x - mean);
        }
    }
    number->centre = mean;
    number->scale = n > 1 && squares > 0 ? sqrt(squares / (n - 1)) : 1;
}

void design_scale(struct design *design, const struct panel *panel) {
    for (size_t k = 0; k < design->n_numbers; k++) scale_number(&design->numbers[k], panel);
}

void tile_init(struct tile *tile, const struct design *design) {
    *tile = (struct tile){0};
    tile->codes = calloc(design->n_static * DESIGN_TILE + 1, sizeof *tile->codes);
    tile->buffer = calloc(DESIGN_TILE, sizeof *tile->buffer);
    if (!design->by_row) tile->numbers = calloc(design->lanes * DESIGN_TILE + 1, sizeof *tile->numbers);
    if (!tile->codes || !tile->buffer || (!design->by_row && !tile->numbers)) abort();
}

void tile_free(struct tile *tile) {
    free(tile->codes);
    free(tile->bands);
    free(tile->numbers);
    free(tile->tenure);
    free(tile->y);
    free(tile->buffer);
}

/* Room for `rows` rows, rounded up so that kernels may run past the end by a lane. */
static void reserve_rows(struct tile *tile, const struct design *design, size_t rows) {
    if (rows + DESIGN_LANES <= tile->row_capacity) return;
    size_t capacity = (rows + DESIGN_LANES) * 2, bands = design->n_factors - design->n_static;
    tile->tenure = realloc(tile->tenure, capacity * sizeof *tile->tenure);
    double *y = calloc(capacity * 6, sizeof *y);
    if (!tile->tenure || !y) abort();
    if (tile->y) memcpy(y, tile->y, tile->row_capacity * sizeof *y);
    free(tile->y);
    tile->y = y;
    tile->eta = y + capacity;
    tile->mu = tile->eta + capacity;
    tile->weights = tile->mu + capacity;
    tile->w = tile->weights + capacity;
    tile->residual = tile->w + capacity;
    free(tile->bands);
    tile->bands = calloc(bands * capacity + 1, sizeof *tile->bands);
    if (!tile->bands) abort();
    if (design->by_row) {
        free(tile->numbers);
        tile->numbers = calloc(design->lanes * capacity + 1, sizeof *tile->numbers);
        if (!tile->numbers) abort();
    }
    tile->row_capacity = capacity;
}

static void fill_rows(struct tile *tile, const struct design *design, const struct panel *panel, size_t last) {
    tile->n_rows = 0;
    for (size_t i = tile->first; i < last; i++) {
        bool event;
        reserve_rows(tile, design, tile->n_rows + PANEL_PERIODS_MOST);
        size_t n = panel_run(panel, i, tile->tenure + tile->n_rows, &event);
        tile->row_first[i - tile->first] = tile->n_rows;
        for (size_t r = 0; r < n; r++) tile->y[tile->n_rows + r] = 0;
        if (n) tile->y[tile->n_rows + n - 1] = event;
        tile->n_rows += n;
    }
    tile->row_first[tile->n_sources] = tile->n_rows;
}

uint32_t design_band(const struct design_factor *factor, int32_t tenure) {
    uint32_t band = 1;
    while (band < factor->n_levels && tenure >= factor->cuts[band - 1]) band++;
    return band;
}

static void fill_bands(struct tile *tile, const struct design *design) {
    for (size_t f = design->n_static; f < design->n_factors; f++) {
        const struct design_factor *factor = &design->factors[f];
        uint32_t *bands = tile->bands + (f - design->n_static) * tile->row_capacity;
        for (size_t k = 0; k < tile->n_sources; k++) {
            uint32_t band = 1; /* tenure rises along a source's rows */
            for (size_t r = tile->row_first[k]; r < tile->row_first[k + 1]; r++) {
                while (band < factor->n_levels && tile->tenure[r] >= factor->cuts[band - 1]) band++;
                bands[r] = (uint32_t)design->base[f] + band - 1;
            }
        }
    }
}

/* Levels to columns; a source that cannot be used gets weight 0. */
static void fill_codes(struct tile *tile, const struct design *design, size_t last) {
    for (size_t f = 0; f < design->n_static; f++) {
        const struct design_factor *factor = &design->factors[f];
        uint32_t *codes = tile->codes + f * DESIGN_TILE, base = (uint32_t)design->base[f] - 1;
        values_codes(factor->codes, tile->first, last, codes);
        for (size_t k = 0; k < tile->n_sources; k++) {
            if (codes[k] == 0) {
                if (!factor->missing_level) tile->weight[k] = 0;
                codes[k] = factor->missing_level ? (uint32_t)factor->missing_level : 1;
            }
            codes[k] += base;
        }
    }
}

static void fill_numbers(struct tile *tile, const struct design *design, size_t last) {
    for (size_t j = 0; j < design->n_numbers; j++) {
        const struct design_number *number = &design->numbers[j];
        double scale = 1 / number->scale;
        if (number->values.data) values_numbers(number->values, tile->first, last, tile->buffer);
        for (size_t k = 0; k < tile->n_sources; k++) {
            double x = 0;
            if (number->values.data) {
                x = shaped(number, tile->buffer[k]);
                if (!isfinite(x)) {
                    tile->weight[k] = 0;
                    x = number->centre;
                }
            }
            if (!design->by_row) {
                tile->numbers[k * design->lanes + j] = (x - number->centre) * scale;
                continue;
            }
            for (size_t r = tile->row_first[k]; r < tile->row_first[k + 1]; r++) {
                double value = number->values.data ? x : tile->tenure[r] / number->unit_days;
                tile->numbers[r * design->lanes + j] = (value - number->centre) * scale;
            }
        }
    }
}

void tile_fill(struct tile *tile, const struct design *design, const struct panel *panel, size_t first, size_t last) {
    tile->first = first;
    tile->n_sources = last - first;
    for (size_t k = 0; k < tile->n_sources; k++) tile->weight[k] = panel->weight ? panel->weight[first + k] : 1;
    fill_rows(tile, design, panel, last);
    fill_codes(tile, design, last);
    fill_bands(tile, design);
    fill_numbers(tile, design, last);
}

static double dot(const double *a, const double *b, size_t n) {
    double lanes[DESIGN_LANES] = {0}, sum = 0;
    for (size_t i = 0; i < n; i += DESIGN_LANES) {
        for (size_t l = 0; l < DESIGN_LANES; l++) lanes[l] += a[i + l] * b[i + l];
    }
    for (size_t l = 0; l < DESIGN_LANES; l++) sum += lanes[l];
    return sum;
}

void tile_predict(struct tile *tile, const struct design *design, const double *beta) {
    for (size_t k = 0; k < tile->n_sources; k++) {
        double shared = beta[design->intercept];
        for (size_t f = 0; f < design->n_static; f++) shared += beta[tile->codes[f * DESIGN_TILE + k]];
        if (!design->by_row) shared += dot(tile->numbers + k * design->lanes, beta, design->lanes);
        for (size_t r = tile->row_first[k]; r < tile->row_first[k + 1]; r++) {
            double eta = shared;
            for (size_t f = 0; f < design->n_factors - design->n_static; f++) {
                eta += beta[tile->bands[f * tile->row_capacity + r]];
            }
            if (design->by_row) eta += dot(tile->numbers + r * design->lanes, beta, design->lanes);
            tile->eta[r] = eta;
        }
    }
}

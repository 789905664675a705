#include "models/tile.h"

#include "engine/base/processors.h"
#include "models/design_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Doubles on a vector's boundary; `n` is a multiple of DESIGN_LANES. */
static double *zeroed_lanes(size_t n) {
    double *lanes = aligned_alloc(64, (n + DESIGN_LANES) * sizeof *lanes);
    if (!lanes) abort();
    memset(lanes, 0, (n + DESIGN_LANES) * sizeof *lanes);
    return lanes;
}

void tile_init(struct tile *tile, const struct design *design) {
    *tile = (struct tile){0};
    tile->codes = calloc(design->n_static * DESIGN_TILE + 1, sizeof *tile->codes);
    tile->columns = zeroed_lanes((design->by_row ? DESIGN_LANES : design->lanes) * DESIGN_TILE);
    if (!design->by_row) tile->numbers = zeroed_lanes(design->lanes * DESIGN_TILE);
    if (!tile->codes) abort();
}

void tile_free(struct tile *tile) {
    free(tile->codes);
    free(tile->bands);
    free(tile->numbers);
    free(tile->tenure);
    free(tile->y);
    free(tile->columns);
}

/* Room for `rows` rows, rounded up so that kernels may run past the end by a lane. */
static void reserve_rows(struct tile *tile, const struct design *design, size_t rows) {
    if (rows + DESIGN_LANES <= tile->row_capacity) return;
    size_t capacity = (rows + DESIGN_LANES) * 2, bands = design->n_factors - design->n_static;
    tile->tenure = realloc(tile->tenure, capacity * sizeof *tile->tenure);
    double *y = calloc(capacity * 8, sizeof *y);
    if (!tile->tenure || !y) abort();
    free(tile->y);
    tile->y = y;
    tile->trials = y + capacity;
    tile->eta = tile->trials + capacity;
    tile->mu = tile->eta + capacity;
    tile->events = tile->mu + capacity;
    tile->weights = tile->events + capacity;
    tile->w = tile->weights + capacity;
    tile->residual = tile->w + capacity;
    free(tile->bands);
    tile->bands = calloc(bands * capacity + 1, sizeof *tile->bands);
    if (!tile->bands) abort();
    if (design->by_row) {
        free(tile->numbers);
        tile->numbers = zeroed_lanes(design->lanes * capacity);
    }
    tile->row_capacity = capacity;
}

/* The bands of a tenure, as columns, into bands[][row]; true when any differs from the row before. */
static bool set_bands(struct tile *tile, const struct design *design, size_t row, int32_t tenure, bool first) {
    bool changed = first;
    for (size_t f = design->n_static; f < design->n_factors; f++) {
        const struct design_factor *factor = &design->factors[f];
        uint32_t *bands = tile->bands + (f - design->n_static) * tile->row_capacity, base = (uint32_t)design->base[f] - 1;
        uint32_t band = first ? 1 : bands[row - 1] - base; /* tenure rises along a source's rows */
        while (band < factor->n_levels && tenure >= factor->cuts[band - 1]) band++;
        bands[row] = base + band;
        changed = changed || bands[row] != bands[row - 1];
    }
    return changed;
}

static void add_run(struct tile *tile, const struct design *design, const int32_t *tenure, size_t n, bool event, bool apart) {
    for (size_t r = 0; r < n; r++) {
        bool changed = set_bands(tile, design, tile->n_rows, tenure[r], r == 0);
        if (!changed && !apart) {
            tile->trials[tile->n_rows - 1] += 1;
            continue;
        }
        tile->tenure[tile->n_rows] = tenure[r];
        tile->trials[tile->n_rows] = 1;
        tile->y[tile->n_rows++] = 0;
    }
    if (n) tile->y[tile->n_rows - 1] = event;
}

/* One row a source, all with tenure 0. */
static void fill_plain_rows(struct tile *tile, const struct design *design, const struct panel *panel) {
    size_t n = tile->n_sources;
    reserve_rows(tile, design, n);
    for (size_t k = 0; k < n; k++) {
        tile->row_first[k] = k;
        tile->tenure[k] = 0;
        tile->trials[k] = 1;
        tile->y[k] = panel->outcome[tile->first + k] != 0;
        if (panel->include && !panel->include[tile->first + k]) tile->weight[k] = 0;
    }
    for (size_t k = 0; k < n && design->n_static < design->n_factors; k++) (void)set_bands(tile, design, k, 0, true);
    tile->row_first[n] = tile->n_rows = n;
}

/* The rows of one source under one clock alone: a stretch of periods for each band, found without making the periods. */
static void add_stretches(struct tile *tile, const struct design *design, const struct panel *panel, size_t i) {
    const struct design_factor *factor = &design->factors[design->n_static];
    const struct panel_span *span = &panel->spans[i];
    const int32_t *starts = panel->starts, longest = panel->longest, origin = panel->kind == PANEL_CALENDAR ? panel->hired[i] : 0;
    uint32_t base = (uint32_t)design->base[design->n_static] - 1, band = 1;
    for (size_t p = (size_t)span->first, end = p + span->count, q; p < end; p = q) {
        int32_t tenure = starts[p] > origin ? starts[p] - origin : 0;
        while (band < factor->n_levels && tenure >= factor->cuts[band - 1]) band++;
        q = end; /* the last band has no end */
        if (band < factor->n_levels) {
            int32_t until = origin + factor->cuts[band - 1];
            q = p + (size_t)((until - starts[p]) / longest); /* so many periods at the least */
            if (q <= p) q = p + 1;
            while (q < end && starts[q] < until) q++;
            if (q > end) q = end;
        }
        tile->bands[tile->n_rows] = base + band;
        tile->tenure[tile->n_rows] = tenure;
        tile->trials[tile->n_rows] = (double)(q - p);
        tile->y[tile->n_rows++] = 0;
    }
    if (span->count) tile->y[tile->n_rows - 1] = panel_event(panel, i);
}

static void fill_rows(struct tile *tile, const struct design *design, const struct panel *panel, size_t last) {
    int32_t tenure[PANEL_PERIODS_MOST];
    bool apart = design->by_row || panel->kind == PANEL_FUTURE, event;
    if (panel->kind == PANEL_ROWS) {
        fill_plain_rows(tile, design, panel);
        return;
    }
    reserve_rows(tile, design, tile->n_sources * panel->n_periods);
    tile->n_rows = 0;
    bool one_clock = !apart && design->n_factors == design->n_static + 1;
    for (size_t i = tile->first; i < last; i++) {
        tile->row_first[i - tile->first] = tile->n_rows;
        if (one_clock) {
            add_stretches(tile, design, panel, i);
            continue;
        }
        size_t n = panel_run(panel, i, tenure, &event);
        add_run(tile, design, tenure, n, event, apart);
    }
    tile->row_first[tile->n_sources] = tile->n_rows;
}

/* Levels to columns; a source that cannot be used gets weight 0. */
static void fill_codes(struct tile *tile, const struct design *design) {
    const struct design_stretch at = {tile->rows, tile->first, tile->n_sources};
    for (size_t f = 0; f < design->n_static; f++) {
        const struct design_factor *factor = &design->factors[f];
        uint32_t *codes = tile->codes + f * DESIGN_TILE, base = (uint32_t)design->base[f] - 1, missing = 0;
        design_read_codes(factor->codes, &at, codes);
        for (size_t k = 0; k < at.n; k++) missing |= codes[k] == 0;
        for (size_t k = 0; k < at.n && missing; k++) {
            if (codes[k]) continue;
            if (!factor->missing_level) tile->weight[k] = 0;
            codes[k] = (uint32_t)(factor->missing_level ? factor->missing_level : factor->reference);
        }
        for (size_t k = 0; k < at.n; k++) codes[k] += base;
    }
}

FOR_SEVERAL_PROCESSORS
static bool all_finite(const double *x, size_t n) {
    int odd = 0;
    for (size_t k = 0; k < n; k++) odd |= !(x[k] - x[k] == 0);
    return !odd;
}

/* A source of which the number is missing gets weight 0, and 0 for it. */
static void leave_out_missing(struct tile *tile, double *x) {
    if (all_finite(x, tile->n_sources)) return;
    for (size_t k = 0; k < tile->n_sources; k++) {
        if (isfinite(x[k])) continue;
        tile->weight[k] = 0;
        x[k] = 0;
    }
}

/* A number of every source, as the model takes it. */
static void fill_number(struct tile *tile, const struct design_number *number, double *x) {
    design_read_scaled(number, &(struct design_stretch){tile->rows, tile->first, tile->n_sources}, x);
    leave_out_missing(tile, x);
}

/* What each row's tenure is multiplied with: 1, or what its source says. */
static void fill_multipliers(struct tile *tile, const struct design_number *number, double *x) {
    for (size_t k = 0; k < tile->n_sources; k++) x[k] = 1;
    design_multiply(number, &(struct design_stretch){tile->rows, tile->first, tile->n_sources}, true, x);
    leave_out_missing(tile, x);
}

static double tenure_of_row(const struct design_number *number, double multiplier, int32_t tenure) {
    double t = tenure / number->unit_days;
    return (multiplier * (number->spline ? spline_basis(number->spline, number->basis, t) : t) - number->centre) / number->scale;
}

/* Eight columns of numbers to rows of eight. */
FOR_SEVERAL_PROCESSORS
static void lay_in_rows(const double *restrict columns, size_t n, size_t lanes, double *restrict rows) {
    for (size_t k = 0; k < n; k++) {
        for (size_t l = 0; l < DESIGN_LANES; l++) rows[k * lanes + l] = columns[l * DESIGN_TILE + k];
    }
}

static void fill_by_source(struct tile *tile, const struct design *design) {
    for (size_t j = 0; j < design->n_numbers; j++) fill_number(tile, &design->numbers[j], tile->columns + j * DESIGN_TILE);
    for (size_t first = 0; first < design->lanes; first += DESIGN_LANES) {
        lay_in_rows(tile->columns + first * DESIGN_TILE, tile->n_sources, design->lanes, tile->numbers + first);
    }
}

/* Some number is tenure, which differs from row to row of a source. */
static void fill_by_row(struct tile *tile, const struct design *design) {
    for (size_t j = 0; j < design->n_numbers; j++) {
        const struct design_number *number = &design->numbers[j];
        bool tenure = !number->values.data;
        double *x = tile->columns;
        (tenure ? fill_multipliers : fill_number)(tile, number, x);
        for (size_t k = 0; k < tile->n_sources; k++) {
            for (size_t r = tile->row_first[k]; r < tile->row_first[k + 1]; r++) {
                tile->numbers[r * design->lanes + j] = tenure ? tenure_of_row(number, x[k], tile->tenure[r]) : x[k];
            }
        }
    }
}

static void fill_numbers(struct tile *tile, const struct design *design) {
    (design->by_row ? fill_by_row : fill_by_source)(tile, design);
}

void tile_fill(struct tile *tile, const struct design *design, const struct panel *panel, size_t first, size_t last) {
    tile->rows = NULL;
    tile->first = first;
    tile->n_sources = last - first;
    tile->one_row_each = panel->kind == PANEL_ROWS;
    for (size_t k = 0; k < tile->n_sources; k++) tile->weight[k] = panel->weight ? panel->weight[first + k] : 1;
    for (size_t k = 0; k < tile->n_sources; k++) tile->offset[k] = panel->offset ? panel->offset[first + k] : 0;
    fill_rows(tile, design, panel, last);
    fill_codes(tile, design);
    fill_numbers(tile, design);
}

void tile_fill_rows(struct tile *tile, const struct design *design, const uint32_t *rows, size_t first, size_t n) {
    tile->rows = rows;
    tile->first = first;
    tile->n_sources = tile->n_rows = n;
    tile->one_row_each = true;
    reserve_rows(tile, design, n);
    for (size_t k = 0; k <= n; k++) tile->row_first[k] = k;
    for (size_t k = 0; k < n; k++) {
        tile->weight[k] = 1;
        tile->offset[k] = 0;
    }
    fill_codes(tile, design);
    fill_numbers(tile, design);
}

static double dot(const double *a, const double *b, size_t n) {
    double lanes[DESIGN_LANES] = {0}, sum = 0;
    for (size_t i = 0; i < n; i += DESIGN_LANES) {
        for (size_t l = 0; l < DESIGN_LANES; l++) lanes[l] += a[i + l] * b[i + l];
    }
    for (size_t l = 0; l < DESIGN_LANES; l++) sum += lanes[l];
    return sum;
}

/* What the rows of each source share, column by column. */
FOR_SEVERAL_PROCESSORS
static void predict_sources(const struct tile *tile, const struct design *design, const double *restrict beta, double *restrict eta) {
    size_t n = tile->n_sources;
    for (size_t k = 0; k < n; k++) eta[k] = beta[design->intercept] + tile->offset[k];
    for (size_t f = 0; f < design->n_static; f++) {
        const uint32_t *restrict codes = tile->codes + f * DESIGN_TILE;
        for (size_t k = 0; k < n; k++) eta[k] += beta[codes[k]];
    }
    for (size_t j = 0; j < design->n_numbers && !design->by_row; j++) {
        const double *restrict x = tile->columns + j * DESIGN_TILE;
        for (size_t k = 0; k < n; k++) eta[k] += beta[j] * x[k];
    }
}

void tile_predict(struct tile *tile, const struct design *design, const double *beta) {
    double shared[DESIGN_TILE];
    size_t bands = design->n_factors - design->n_static;
    bool one_row = !bands && !design->by_row && tile->one_row_each;
    predict_sources(tile, design, beta, one_row ? tile->eta : shared);
    for (size_t k = 0; k < tile->n_sources && !one_row; k++) {
        for (size_t r = tile->row_first[k]; r < tile->row_first[k + 1]; r++) {
            double eta = shared[k];
            for (size_t f = 0; f < bands; f++) eta += beta[tile->bands[f * tile->row_capacity + r]];
            if (design->by_row) eta += dot(tile->numbers + r * design->lanes, beta, design->lanes);
            tile->eta[r] = eta;
        }
    }
}

FOR_SEVERAL_PROCESSORS
static void add_number(double *restrict eta, const double *restrict x, double centre, double by, size_t n) {
    for (size_t k = 0; k < n; k++) eta[k] += (x[k] - centre) * by;
}

void design_predict(const struct design *design, size_t first, size_t n, const double *beta, double *eta) {
    const struct design_stretch at = {NULL, first, n};
    double x[DESIGN_TILE];
    uint32_t codes[DESIGN_TILE];
    for (size_t k = 0; k < n; k++) eta[k] = beta[design->intercept];
    for (size_t j = 0; j < design->n_numbers; j++) {
        const struct design_number *number = &design->numbers[j];
        if (beta[j] == 0) continue;
        design_read_number(number, &at, true, x);
        add_number(eta, x, number->centre, beta[j] / number->scale, n);
    }
    for (size_t f = 0; f < design->n_factors; f++) {
        const struct design_factor *factor = &design->factors[f];
        const double *of_level = beta + design->base[f] - 1;
        design_read_codes(factor->codes, &at, codes);
        for (size_t k = 0; k < n; k++) eta[k] += of_level[codes[k] ? codes[k] : factor->missing_level];
    }
}

#include "models/design.h"

#include "engine/base/blocks.h"
#include "engine/base/processors.h"

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
    design->stride = (column + DESIGN_LANES - 1) / DESIGN_LANES * DESIGN_LANES;
    design->n_static = 0;
    while (design->n_static < design->n_factors && design->factors[design->n_static].codes.data) design->n_static++;
    for (size_t k = 0; k < design->n_numbers; k++) design->by_row = design->by_row || !design->numbers[k].values.data;
}

/* --- the numbers --------------------------------------------------------------------------------------------------- */

/* Sources first, first + 1, ..., or those that rows[] names. */
struct stretch {
    const uint32_t *rows;
    size_t first, n;
};

static void codes_at(struct values values, const struct stretch *at, uint32_t *out) {
    if (at->rows) {
        values_codes_at(values, at->rows, at->n, out);
    } else {
        values_codes(values, at->first, at->first + at->n, out);
    }
}

static void numbers_at(struct values values, const struct stretch *at, double *out) {
    if (at->rows) {
        values_numbers_at(values, at->rows, at->n, out);
    } else {
        values_numbers(values, at->first, at->first + at->n, out);
    }
}

static void read_number(const struct design_number *number, const struct stretch *at, bool fill, double *x);

/* Times another number; nothing where the level is another one. */
static void multiply(const struct design_number *number, const struct stretch *at, bool fill, double *x) {
    if (number->times) {
        double other[DESIGN_TILE];
        read_number(number->times, at, fill, other);
        for (size_t k = 0; k < at->n; k++) x[k] *= other[k];
    }
    if (number->when.data) {
        uint32_t codes[DESIGN_TILE];
        codes_at(number->when, at, codes);
        for (size_t k = 0; k < at->n; k++) {
            if (codes[k] != number->when_code) x[k] = codes[k] || number->when_missing ? 0 : NAN;
        }
    }
}

/* A value as the model reads it, before it is centred; NaN where it is missing. At most DESIGN_TILE at a time. */
static void read_number(const struct design_number *number, const struct stretch *at, bool fill, double *x) {
    numbers_at(number->values, at, x);
    for (size_t k = 0; k < at->n && number->logarithm; k++) x[k] = log(x[k]);
    for (size_t k = 0; k < at->n && fill && !isnan(number->fill); k++) x[k] = isnan(x[k]) ? number->fill : x[k];
    for (size_t k = 0; k < at->n && number->spline; k++) x[k] = spline_basis(number->spline, number->basis, x[k]);
    for (size_t k = 0; k < at->n && number->origin != 0; k++) x[k] -= number->origin;
    if (number->times || number->when.data) multiply(number, at, fill, x);
}

/* Mean and sum of squares about it, of the values seen so far. */
struct moments {
    double n, mean, squares;
};

/* Two samples as one (Chan, Golub & LeVeque 1983, The American Statistician 37:242). */
static struct moments merge(struct moments a, struct moments b) {
    double n = a.n + b.n, apart = b.mean - a.mean;
    if (n == 0) return a;
    return (struct moments){n, a.mean + apart * b.n / n, a.squares + b.squares + apart * apart * a.n * b.n / n};
}

struct scaling {
    const struct design_number *number;
    const struct panel *panel;
    struct moments blocks[BLOCKS_MAX];
};

static struct moments stretch_moments(const struct scaling *scaling, size_t first, size_t last) {
    double x[DESIGN_TILE], rows[DESIGN_TILE];
    struct moments m = {0};
    read_number(scaling->number, &(struct stretch){NULL, first, last - first}, false, x);
    for (size_t i = 0; i < last - first; i++) {
        rows[i] = isfinite(x[i]) ? (double)panel_count(scaling->panel, first + i) : 0;
        if (rows[i] == 0) x[i] = 0;
        m.n += rows[i];
        m.mean += rows[i] * x[i];
    }
    m.mean = m.n > 0 ? m.mean / m.n : 0;
    for (size_t i = 0; i < last - first; i++) m.squares += rows[i] * (x[i] - m.mean) * (x[i] - m.mean);
    return m;
}

static void scale_block(size_t block, size_t first, size_t last, void *context) {
    struct scaling *scaling = context;
    for (size_t at = first; at < last; at += DESIGN_TILE) {
        size_t end = at + DESIGN_TILE < last ? at + DESIGN_TILE : last;
        scaling->blocks[block] = merge(scaling->blocks[block], stretch_moments(scaling, at, end));
    }
}

void design_scale(struct design *design, const struct panel *panel) {
    for (size_t k = 0; k < design->n_numbers; k++) {
        struct scaling scaling = {.number = &design->numbers[k], .panel = panel};
        struct moments all = {0};
        size_t count = design->numbers[k].values.data ? blocks_count(panel->n, 4096) : 0;
        blocks_run(panel->n, count, scale_block, &scaling);
        for (size_t b = 0; b < count; b++) all = merge(all, scaling.blocks[b]);
        design->numbers[k].centre = all.mean;
        double rounding = 1e-13 * fabs(all.mean); /* what a sum of equal numbers may be off by */
        design->numbers[k].constant = count && all.squares <= all.n * rounding * rounding;
        design->numbers[k].scale = all.n > 1 && !design->numbers[k].constant && all.squares > 0 ? sqrt(all.squares / (all.n - 1)) : 1;
    }
}

/* --- a copy in another order ---------------------------------------------------------------------------------------- */

/* Columns to copy: where they stand in the new design, each array once however many columns share it. */
struct gathering {
    const uint32_t *rows;
    size_t n, n_arrays;
    const void **from;
    void **to;
    int *width;
};

static struct values gather_later(struct gathering *g, struct values values, struct arena *arena) {
    size_t k = 0;
    if (!values.data) return values;
    while (k < g->n_arrays && g->from[k] != values.data) k++;
    if (k == g->n_arrays) {
        g->from[k] = values.data;
        g->width[k] = values.width;
        g->to[k] = arena_array(arena, g->n + 1, (size_t)values.width);
        g->n_arrays++;
    }
    return (struct values){g->to[k], values.width, values.scale};
}

static void gather_array(size_t k, void *context) {
    const struct gathering *g = context;
    values_copy_at(g->from[k], g->width[k], g->rows, g->n, g->to[k]);
}

struct design design_gathered(const struct design *design, const uint32_t *rows, size_t n, struct arena *arena) {
    struct design copy = *design;
    size_t most = design->n_factors + 3 * design->n_numbers + 1;
    struct gathering g = {rows, n, 0, ARENA_ARRAY(arena, const void *, most), ARENA_ARRAY(arena, void *, most), ARENA_ARRAY(arena, int, most)};
    copy.factors = ARENA_ARRAY(arena, struct design_factor, design->n_factors + 1);
    copy.numbers = ARENA_ARRAY(arena, struct design_number, design->n_numbers + 1);
    for (size_t f = 0; f < design->n_factors; f++) {
        copy.factors[f] = design->factors[f];
        copy.factors[f].codes = gather_later(&g, design->factors[f].codes, arena);
    }
    for (size_t k = 0; k < design->n_numbers; k++) {
        struct design_number *number = &copy.numbers[k];
        *number = design->numbers[k];
        number->values = gather_later(&g, number->values, arena);
        number->when = gather_later(&g, number->when, arena);
        if (!number->times) continue;
        struct design_number *times = ARENA_NEW(arena, struct design_number);
        *times = *number->times;
        times->values = gather_later(&g, times->values, arena);
        number->times = times;
    }
    blocks_each(g.n_arrays, gather_array, &g);
    return copy;
}

/* --- tiles --------------------------------------------------------------------------------------------------------- */

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
    tile->buffer = calloc(DESIGN_TILE, sizeof *tile->buffer);
    if (!design->by_row) tile->numbers = zeroed_lanes(design->lanes * DESIGN_TILE);
    if (!tile->codes || !tile->buffer) abort();
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
    const int32_t *starts = panel->starts, origin = panel->kind == PANEL_CALENDAR ? panel->hired[i] : 0;
    uint32_t base = (uint32_t)design->base[design->n_static] - 1, band = 1;
    for (size_t p = (size_t)span->first, end = p + span->count, q; p < end; p = q) {
        int32_t tenure = starts[p] > origin ? starts[p] - origin : 0;
        while (band < factor->n_levels && tenure >= factor->cuts[band - 1]) band++;
        int32_t until = band < factor->n_levels ? origin + factor->cuts[band - 1] : INT32_MAX;
        for (q = p + 1; q < end && starts[q] < until;) q++;
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
    const struct stretch at = {tile->rows, tile->first, tile->n_sources};
    for (size_t f = 0; f < design->n_static; f++) {
        const struct design_factor *factor = &design->factors[f];
        uint32_t *codes = tile->codes + f * DESIGN_TILE, base = (uint32_t)design->base[f] - 1;
        codes_at(factor->codes, &at, codes);
        for (size_t k = 0; k < tile->n_sources; k++) {
            if (codes[k] == 0) {
                if (!factor->missing_level) tile->weight[k] = 0;
                codes[k] = factor->missing_level ? (uint32_t)factor->missing_level : 1;
            }
            codes[k] += base;
        }
    }
}

/* The number of every source of the tile into the buffer; a source without one gets weight 0. */
static void fill_buffer(struct tile *tile, const struct design_number *number) {
    double *x = tile->buffer, odd = 0;
    read_number(number, &(struct stretch){tile->rows, tile->first, tile->n_sources}, true, x);
    for (size_t k = 0; k < tile->n_sources; k++) odd += x[k] - x[k]; /* 0, or NaN when any is not finite */
    if (odd == 0) return;
    for (size_t k = 0; k < tile->n_sources; k++) {
        if (isfinite(x[k])) continue;
        tile->weight[k] = 0;
        x[k] = number->centre;
    }
}

/* What each row's tenure is multiplied with: 1, or what its source says. */
static void fill_multipliers(struct tile *tile, const struct design_number *number) {
    for (size_t k = 0; k < tile->n_sources; k++) tile->buffer[k] = 1;
    multiply(number, &(struct stretch){tile->rows, tile->first, tile->n_sources}, true, tile->buffer);
    for (size_t k = 0; k < tile->n_sources; k++) {
        if (isfinite(tile->buffer[k])) continue;
        tile->weight[k] = 0;
        tile->buffer[k] = 0;
    }
}

static double number_of_row(const struct design_number *number, double of_source, int32_t tenure) {
    if (number->values.data) return of_source;
    double t = tenure / number->unit_days;
    return of_source * (number->spline ? spline_basis(number->spline, number->basis, t) : t);
}

static void fill_numbers(struct tile *tile, const struct design *design) {
    size_t lanes = design->lanes;
    for (size_t j = 0; j < design->n_numbers; j++) {
        const struct design_number *number = &design->numbers[j];
        double scale = 1 / number->scale, centre = number->centre, *to = tile->numbers + j;
        (number->values.data ? fill_buffer : fill_multipliers)(tile, number);
        for (size_t k = 0; k < tile->n_sources && !design->by_row; k++) to[k * lanes] = (tile->buffer[k] - centre) * scale;
        for (size_t k = 0; k < tile->n_sources && design->by_row; k++) {
            for (size_t r = tile->row_first[k]; r < tile->row_first[k + 1]; r++) {
                to[r * lanes] = (number_of_row(number, tile->buffer[k], tile->tenure[r]) - centre) * scale;
            }
        }
    }
}

void tile_fill(struct tile *tile, const struct design *design, const struct panel *panel, size_t first, size_t last) {
    tile->rows = NULL;
    tile->first = first;
    tile->n_sources = last - first;
    for (size_t k = 0; k < tile->n_sources; k++) tile->weight[k] = panel->weight ? panel->weight[first + k] : 1;
    fill_rows(tile, design, panel, last);
    fill_codes(tile, design);
    fill_numbers(tile, design);
}

void tile_fill_rows(struct tile *tile, const struct design *design, const uint32_t *rows, size_t first, size_t n) {
    tile->rows = rows;
    tile->first = first;
    tile->n_sources = tile->n_rows = n;
    reserve_rows(tile, design, n);
    for (size_t k = 0; k <= n; k++) tile->row_first[k] = k;
    for (size_t k = 0; k < n; k++) tile->weight[k] = 1;
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

FOR_SEVERAL_PROCESSORS
static void add_number(double *restrict eta, const double *restrict x, double centre, double by, size_t n) {
    for (size_t k = 0; k < n; k++) eta[k] += (x[k] - centre) * by;
}

void design_predict(const struct design *design, size_t first, size_t n, const double *beta, double *eta) {
    const struct stretch at = {NULL, first, n};
    double x[DESIGN_TILE];
    uint32_t codes[DESIGN_TILE];
    for (size_t k = 0; k < n; k++) eta[k] = beta[design->intercept];
    for (size_t j = 0; j < design->n_numbers; j++) {
        const struct design_number *number = &design->numbers[j];
        if (beta[j] == 0) continue;
        read_number(number, &at, true, x);
        add_number(eta, x, number->centre, beta[j] / number->scale, n);
    }
    for (size_t f = 0; f < design->n_factors; f++) {
        const struct design_factor *factor = &design->factors[f];
        const double *of_level = beta + design->base[f] - 1;
        codes_at(factor->codes, &at, codes);
        for (size_t k = 0; k < n; k++) eta[k] += of_level[codes[k] ? codes[k] : factor->missing_level];
    }
}

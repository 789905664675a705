#include "models/design.h"

#include "engine/base/blocks.h"
#include "engine/base/processors.h"
#include "models/design_read.h"

#include <math.h>
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

/* --- the numbers' scales --------------------------------------------------------------------------------------------- */

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

/* Of x[0 .. n), of which x[i] counts rows[i] times and what is not finite never; both have room for DESIGN_TILE. */
FOR_SEVERAL_PROCESSORS
static struct moments moments_of(double *restrict x, double *restrict rows, size_t n) {
    double count[DESIGN_LANES] = {0}, sum[DESIGN_LANES] = {0}, squares[DESIGN_LANES] = {0};
    struct moments m = {0};
    for (size_t i = n; i < DESIGN_TILE; i++) x[i] = rows[i] = 0;
    for (size_t i = 0; i < DESIGN_TILE; i += DESIGN_LANES) {
        for (size_t l = 0; l < DESIGN_LANES; l++) {
            bool finite = x[i + l] - x[i + l] == 0;
            rows[i + l] = finite ? rows[i + l] : 0;
            x[i + l] = finite ? x[i + l] : 0;
            count[l] += rows[i + l];
            sum[l] += rows[i + l] * x[i + l];
        }
    }
    for (size_t l = 0; l < DESIGN_LANES; l++) m.n += count[l];
    for (size_t l = 0; l < DESIGN_LANES; l++) m.mean += sum[l];
    m.mean = m.n > 0 ? m.mean / m.n : 0;
    for (size_t i = 0; i < DESIGN_TILE; i += DESIGN_LANES) {
        for (size_t l = 0; l < DESIGN_LANES; l++) squares[l] += rows[i + l] * (x[i + l] - m.mean) * (x[i + l] - m.mean);
    }
    for (size_t l = 0; l < DESIGN_LANES; l++) m.squares += squares[l];
    return m;
}

struct scaling {
    const struct design *design;
    const struct panel *panel;
    struct moments *blocks; /* [block][number] */
};

static void scale_block(size_t block, size_t first, size_t last, void *context) {
    const struct scaling *scaling = context;
    struct moments *moments = scaling->blocks + block * scaling->design->n_numbers;
    double x[DESIGN_TILE], rows[DESIGN_TILE], counts[DESIGN_TILE];
    for (size_t at = first; at < last; at += DESIGN_TILE) {
        size_t n = at + DESIGN_TILE < last ? DESIGN_TILE : last - at;
        for (size_t i = 0; i < n; i++) rows[i] = (double)panel_count(scaling->panel, at + i);
        for (size_t k = 0; k < scaling->design->n_numbers; k++) {
            const struct design_number *number = &scaling->design->numbers[k];
            if (!number->values.data) continue;
            design_read_number(number, &(struct design_stretch){NULL, at, n}, false, x);
            memcpy(counts, rows, n * sizeof *rows);
            moments[k] = merge(moments[k], moments_of(x, counts, n));
        }
    }
}

static void set_scale(struct design_number *number, struct moments all) {
    double rounding = 1e-13 * fabs(all.mean); /* what a sum of equal numbers may be off by */
    number->centre = all.mean;
    number->constant = number->values.data && all.squares <= all.n * rounding * rounding;
    number->scale = all.n > 1 && !number->constant && all.squares > 0 ? sqrt(all.squares / (all.n - 1)) : 1;
}

void design_scale(struct design *design, const struct panel *panel) {
    size_t count = blocks_count(panel->n, 4096);
    struct arena scratch = {0};
    struct scaling scaling = {design, panel, ARENA_ARRAY(&scratch, struct moments, (count + 1) * (design->n_numbers + 1))};
    if (design->n_numbers) blocks_run(panel->n, count, scale_block, &scaling);
    for (size_t k = 0; k < design->n_numbers; k++) {
        struct moments all = {0};
        for (size_t b = 0; b < count; b++) all = merge(all, scaling.blocks[b * design->n_numbers + k]);
        set_scale(&design->numbers[k], all);
    }
    arena_free(&scratch);
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

/* --- a design's terms ---------------------------------------------------------------------------------------------------- */

const char *design_term(const struct design *design, size_t term, bool *columns) {
    const char *name = NULL;
    memset(columns, 0, design->n_columns * sizeof *columns);
    for (size_t k = 0; k < design->n_numbers; k++) {
        if (design->numbers[k].term != term) continue;
        columns[k] = true;
        name = design->numbers[k].name;
    }
    for (size_t f = 0; f < design->n_factors; f++) {
        if (design->factors[f].term != term) continue;
        for (size_t level = 0; level < design->factors[f].n_levels; level++) columns[design->base[f] + level] = true;
        name = design->factors[f].name;
    }
    return name;
}

size_t design_last_term(const struct design *design) {
    size_t last = 0;
    for (size_t k = 0; k < design->n_numbers; k++) last = design->numbers[k].term > last ? design->numbers[k].term : last;
    for (size_t f = 0; f < design->n_factors; f++) last = design->factors[f].term > last ? design->factors[f].term : last;
    return last;
}

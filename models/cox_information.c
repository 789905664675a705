#include "models/cox_sums.h"

#include "engine/base/blocks.h"
#include "engine/base/processors.h"
#include "models/design_products.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH = 16, ROWS_LEAST = 2048 };

/* Cells' vectors, held back until there are enough of them to go over the matrix once for all. */
struct batch {
    size_t n, stride;
    double *left, *right; /* [BATCH][stride]: the matrix loses left right' */
};

/* Positions from the last to the first, a tile at a time: all of a stretch, or those of a list. */
struct reader {
    struct tile tile;
    const uint32_t *list; /* NULL = the positions themselves */
    size_t first, next;   /* the tile holds first, first + 1, ...; `next` is one past the one to come */
};

/* What one block of rows, in the order in which they leave, knows: its own sums, and how they depend on the sum of r x over the
 * rows that leave after it, which the blocks behind it will tell. */
struct slot {
    double *matrix, *score;
    double *running;         /* sum of r x over the rows read since the last stratum began */
    double *leaving;         /* sum of r x over the exits of the cell being read */
    double *towards;         /* h (q0 S1 - q1 D1) over the cells whose S1 is to be completed */
    double factor;           /* h q0 over them */
    bool begun;              /* a stratum began within: what comes after it concerns no row before */
};

struct sweep {
    const struct cox_rows *rows;
    const struct cox_state *state;
    const double *by;
    double *cumulative, *tied; /* hazard up to a cell, and what an exit has less in its own, `by` counted in */
    size_t count, width;
    double *slots;
    struct slot *blocks;
};

FOR_SEVERAL_PROCESSORS
static void flush(struct batch *batch, double *matrix, size_t n_columns) {
    size_t stride = batch->stride;
    for (size_t i = 0; i < n_columns; i++) {
        double *row = matrix + i * stride;
        for (size_t j = 0; j <= i; j += DESIGN_LANES) {
            double lanes[DESIGN_LANES];
            for (size_t l = 0; l < DESIGN_LANES; l++) lanes[l] = row[j + l];
            for (size_t b = 0; b < batch->n; b++) {
                double a = batch->left[b * stride + i];
                const double *right = batch->right + b * stride + j;
#pragma omp simd
                for (size_t l = 0; l < DESIGN_LANES; l++) lanes[l] -= a * right[l];
            }
            for (size_t l = 0; l < DESIGN_LANES; l++) row[j + l] = lanes[l];
        }
    }
    batch->n = 0;
}

static double *next_vector(struct batch *batch, double *of) { return of + batch->n * batch->stride; }

FOR_SEVERAL_PROCESSORS
static void add_row(double *restrict sum, const struct design *design, const struct tile *tile, size_t k, double risk) {
    const double *restrict x = tile->numbers + k * design->lanes;
    for (size_t j = 0; j < design->lanes; j += DESIGN_LANES) {
#pragma omp simd
        for (size_t l = 0; l < DESIGN_LANES; l++) sum[j + l] += risk * x[j + l];
    }
    for (size_t f = 0; f < design->n_factors; f++) sum[tile->codes[f * DESIGN_TILE + k]] += risk;
}

static void reader_begin(struct reader *reader, const struct design *design, const uint32_t *list, size_t end) {
    tile_init(&reader->tile, design);
    reader->list = list;
    reader->first = reader->next = end;
}

/* The place in the tile of the position before; `from`: how far down the reader will ever go. */
static size_t reader_back(struct reader *reader, const struct design *design, size_t from) {
    if (reader->next == reader->first) {
        reader->first = reader->next > from + DESIGN_TILE ? reader->next - DESIGN_TILE : from;
        tile_fill_rows(&reader->tile, design, reader->list ? reader->list + reader->first : NULL, reader->first, reader->next - reader->first);
    }
    return --reader->next - reader->first;
}

/* Takes the cell's part from the information, as far as the rows read tell it. */
static void close_cell(const struct sweep *sweep, struct slot *slot, struct batch *batch, size_t c) {
    const struct cox_cells *cells = &sweep->state->cells;
    const struct design *design = &sweep->rows->design;
    size_t stride = design->stride;
    double by = sweep->by ? sweep->by[c] : 1, h = by * cells->weight[c], tied = cells->q1[c] / cells->q0[c];
    double whole = h * cells->q0[c], rest = h * (cells->q2[c] - cells->q1[c] * tied);
    double *left = next_vector(batch, batch->left), *right = next_vector(batch, batch->right);
    for (size_t j = 0; j < stride; j++) {
        right[j] = slot->running[j] - tied * slot->leaving[j];
        left[j] = whole * right[j];
        if (!slot->begun) slot->towards[j] += left[j];
    }
    if (!slot->begun) slot->factor += whole;
    batch->n++;
    if (tied > 0) {
        left = next_vector(batch, batch->left), right = next_vector(batch, batch->right);
        for (size_t j = 0; j < stride; j++) {
            right[j] = slot->leaving[j];
            left[j] = rest * right[j];
        }
        batch->n++;
    }
    if (batch->n + 2 > BATCH) flush(batch, slot->matrix, design->n_columns);
    memset(slot->leaving, 0, stride * sizeof(double));
    if (!sweep->rows->sets->opens[c]) return;
    memset(slot->running, 0, stride * sizeof(double));
    slot->begun = true;
}

/* Each row's expected exits, and what it left them short or over, for X'EX and the score. */
static void weigh_rows(const struct sweep *sweep, struct reader *reader) {
    const struct risk_sets *sets = sweep->rows->sets;
    const double *weight = sweep->rows->weight;
    struct tile *tile = &reader->tile;
    size_t cell = risk_sets_hi(sets, reader->first);
    for (size_t k = 0; k < tile->n_rows; k++) {
        size_t at = reader->first + k;
        double seen = 0;
        bool event = risk_sets_leaves(sets, at, &cell);
        double lived = sweep->cumulative[cell] - (sets->lo ? sweep->cumulative[sets->lo[at]] : 0);
        if (event) {
            lived -= sweep->tied[cell];
            seen = (sweep->by ? sweep->by[cell] : 1) * (weight ? weight[at] : 1);
        }
        tile->w[k] = sweep->state->risk[at] * lived;
        tile->residual[k] = seen - tile->w[k];
    }
}

/* A cell's exits stay in one block: a cut among them moves before them. */
static size_t cut_before(const struct sweep *sweep, size_t block) {
    const struct risk_sets *sets = sweep->rows->sets;
    if (block >= sweep->count) return sets->n;
    size_t cut = blocks_first(sets->n, sweep->count, block), c = risk_sets_hi(sets, cut);
    return cut > sets->first[c] && cut < sets->first[c] + sets->events[c] ? sets->first[c] : cut;
}

/* Who enters after the cell was not at risk in it. */
static void take_out_late(const struct sweep *sweep, struct slot *slot, struct reader *late, size_t c) {
    const struct risk_sets *sets = sweep->rows->sets;
    while (late->next > sets->late_first[c]) {
        size_t k = reader_back(late, &sweep->rows->design, 0);
        add_row(slot->running, &sweep->rows->design, &late->tile, k, -sweep->state->risk[sets->late[late->next]]);
    }
}

static void read_rows(const struct sweep *sweep, struct slot *slot, struct batch *batch, size_t first, size_t last) {
    const struct risk_sets *sets = sweep->rows->sets;
    const struct design *design = &sweep->rows->design;
    struct reader rows, late;
    size_t cell = risk_sets_hi(sets, last - 1);
    reader_begin(&rows, design, NULL, last);
    reader_begin(&late, design, sets->late, sets->late_first[cell + 1]);
    for (size_t at = last; at-- > first;) {
        bool fresh = rows.next == rows.first;
        size_t k = reader_back(&rows, design, first);
        double risk = sweep->state->risk[at];
        if (fresh) {
            weigh_rows(sweep, &rows);
            design_add_products(design, &rows.tile, slot->matrix, slot->score);
        }
        add_row(slot->running, design, &rows.tile, k, risk);
        if (at < sets->first[cell] + sets->events[cell]) add_row(slot->leaving, design, &rows.tile, k, risk);
        if (at != sets->first[cell]) continue;
        take_out_late(sweep, slot, &late, cell);
        close_cell(sweep, slot, batch, cell--);
    }
    tile_free(&rows.tile);
    tile_free(&late.tile);
}

static void sweep_block(size_t block, void *context) {
    const struct sweep *sweep = context;
    const struct design *design = &sweep->rows->design;
    size_t stride = design->stride, first = cut_before(sweep, block), last = cut_before(sweep, block + 1);
    struct slot *slot = &sweep->blocks[block];
    double *own = sweep->slots + block * sweep->width;
    memset(own, 0, sweep->width * sizeof *own);
    *slot = (struct slot){.matrix = own, .score = own + design->n_columns * stride};
    slot->running = slot->score + stride;
    slot->leaving = slot->running + stride;
    slot->towards = slot->leaving + stride;
    struct batch batch = {0, stride, slot->towards + stride, slot->towards + stride * (1 + BATCH)};
    if (first < last) read_rows(sweep, slot, &batch, first, last);
    flush(&batch, slot->matrix, design->n_columns);
}

/* The blocks in one, from the last to the first: each learns what the rows behind it add up to. */
static void join_blocks(const struct sweep *sweep, struct cox_information *information) {
    const struct design *design = &sweep->rows->design;
    size_t stride = design->stride, cells = design->n_columns * stride;
    double *behind = calloc(stride, sizeof *behind);
    if (!behind) abort();
    memset(information->matrix, 0, cells * sizeof(double));
    memset(information->score, 0, stride * sizeof(double));
    for (size_t b = sweep->count; b-- > 0;) {
        const struct slot *slot = &sweep->blocks[b];
        for (size_t j = 0; j < cells; j++) information->matrix[j] += slot->matrix[j];
        for (size_t j = 0; j < stride; j++) information->score[j] += slot->score[j];
        for (size_t i = 0; i < design->n_columns; i++) {
            for (size_t j = 0; j <= i; j++) {
                information->matrix[i * stride + j] -= slot->towards[i] * behind[j] + behind[i] * slot->towards[j] + slot->factor * behind[i] * behind[j];
            }
        }
        for (size_t j = 0; j < stride; j++) behind[j] = (slot->begun ? 0 : behind[j]) + slot->running[j];
    }
    free(behind);
}

struct cox_information cox_information_new(const struct design *design, struct arena *arena) {
    return (struct cox_information){ARENA_ARRAY(arena, double, design->stride), ARENA_ARRAY(arena, double, design->n_columns * design->stride)};
}

/* Fewer blocks where the matrix is large: their slots together stay under a quarter of a gigabyte. Depends on the data alone. */
static size_t n_blocks(const struct sweep *sweep) {
    size_t most = ((size_t)1 << 28) / (sweep->width * sizeof(double)), count = blocks_count(sweep->rows->sets->n, ROWS_LEAST);
    return count < most ? count : most > 2 ? most : 2;
}

void cox_information_set(const struct cox_rows *rows, const struct cox_state *state, const double *by, struct cox_information *information) {
    const struct design *design = &rows->design;
    const struct risk_sets *sets = rows->sets;
    struct arena scratch = {0};
    struct sweep sweep = {rows, state, by, ARENA_ARRAY(&scratch, double, sets->n_cells + 2), ARENA_ARRAY(&scratch, double, sets->n_cells + 2),
                          0, (design->n_columns + 4 + 2 * BATCH) * design->stride, NULL, NULL};
    for (size_t c = 1; c <= sets->n_cells; c++) {
        double times = by ? by[c] : 1;
        sweep.cumulative[c] = (sets->opens[c] ? 0 : sweep.cumulative[c - 1]) + times * state->cells.hazard[c];
        sweep.tied[c] = times * (state->cells.hazard[c] - state->cells.hazard_leaving[c]);
    }
    sweep.count = n_blocks(&sweep);
    sweep.slots = ARENA_ARRAY(&scratch, double, (sweep.count + 1) * sweep.width);
    sweep.blocks = ARENA_ARRAY(&scratch, struct slot, sweep.count + 1);
    blocks_each(sweep.count, sweep_block, &sweep);
    join_blocks(&sweep, information);
    arena_free(&scratch);
}

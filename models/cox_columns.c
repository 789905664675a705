#include "models/cox_newton.h"

#include "engine/base/blocks.h"

#include <math.h>
#include <string.h>

struct counting {
    const struct cox_problem *problem;
    uint8_t *usable;
    size_t width;
    double *slots, *lowest, *highest; /* slots: rows and events a column; lowest, highest: [block][n_numbers] */
};

static void count_block(size_t block, size_t first, size_t last, void *context) {
    struct counting *counting = context;
    const struct cox_problem *problem = counting->problem;
    const struct design *design = problem->design;
    const struct spells *spells = &problem->spells;
    double *rows = counting->slots + block * counting->width, *events = rows + design->n_columns;
    double *lowest = counting->lowest + block * design->n_numbers, *highest = counting->highest + block * design->n_numbers;
    struct tile tile;
    for (size_t j = 0; j < design->n_numbers; j++) lowest[j] = INFINITY, highest[j] = -INFINITY;
    memset(rows, 0, counting->width * sizeof *rows);
    tile_init(&tile, design);
    for (size_t at = first; at < last; at += DESIGN_TILE) {
        size_t n = at + DESIGN_TILE < last ? DESIGN_TILE : last - at;
        tile_fill_rows(&tile, design, NULL, at, n);
        for (size_t k = 0; k < n; k++) {
            size_t i = at + k;
            bool usable = tile.weight[k] > 0 && (!problem->usable || problem->usable[i]) && spells->exit[i] > spells->entry[i] &&
                          (!spells->weight || spells->weight[i] > 0) && (!spells->stratum || spells->stratum[i]);
            counting->usable[i] = usable;
            for (size_t f = 0; usable && f < design->n_factors; f++) {
                uint32_t column = tile.codes[f * DESIGN_TILE + k];
                rows[column]++;
                events[column] += spells->event[i] != 0;
            }
            if (!usable) continue;
            for (size_t j = 0; j < design->n_numbers; j++) {
                double x = tile.numbers[k * design->lanes + j];
                lowest[j] = x < lowest[j] ? x : lowest[j];
                highest[j] = x > highest[j] ? x : highest[j];
            }
            rows[design->intercept]++;
            events[design->intercept] += spells->event[i] != 0;
        }
    }
    tile_free(&tile);
}

static void count_rows(const struct cox_problem *problem, struct cox_fit *fit, uint8_t *usable) {
    const struct design *design = problem->design;
    struct arena scratch = {0};
    size_t count = blocks_count(problem->spells.n, 4096);
    struct counting counting = {problem, usable, 2 * design->n_columns, NULL, ARENA_ARRAY(&scratch, double, (count + 1) * (design->n_numbers + 1)),
                                ARENA_ARRAY(&scratch, double, (count + 1) * (design->n_numbers + 1))};
    counting.slots = ARENA_ARRAY(&scratch, double, (count + 1) * counting.width);
    blocks_run(problem->spells.n, count, count_block, &counting);
    blocks_fold(counting.slots, count, counting.width);
    memcpy(fit->rows, counting.slots, design->n_columns * sizeof(double));
    memcpy(fit->events, counting.slots + design->n_columns, design->n_columns * sizeof(double));
    fit->n = (size_t)fit->rows[design->intercept];
    fit->n_events = (size_t)fit->events[design->intercept];
    for (size_t c = 0; c < design->n_columns; c++) fit->reach[c] = c < design->n_numbers ? 0 : 1;
    for (size_t j = 0; j < design->n_numbers; j++) {
        double lowest = INFINITY, highest = -INFINITY;
        for (size_t b = 0; b < count; b++) {
            lowest = fmin(lowest, counting.lowest[b * design->n_numbers + j]);
            highest = fmax(highest, counting.highest[b * design->n_numbers + j]);
        }
        fit->reach[j] = highest > lowest ? highest - lowest : 0;
    }
    arena_free(&scratch);
}

/* A reference without exits hands its part to the first level that has some. Returns whether any level is set aside: shrunken
 * estimates are finite without. */
static bool code_factor(struct cox_fit *fit, const struct design *design, size_t f, bool shrunken) {
    const struct design_factor *factor = &design->factors[f];
    size_t base = design->base[f], reference = base + factor->reference - 1, with_events = 0;
    bool aside = false;
    for (size_t c = base + factor->n_levels; c-- > base;) {
        fit->columns[c] = fit->rows[c] == 0 ? COLUMN_EMPTY : fit->events[c] == 0 && !shrunken ? COLUMN_NO_EVENTS : COLUMN_ESTIMATED;
        aside = aside || fit->columns[c] == COLUMN_NO_EVENTS;
        if (fit->columns[c] == COLUMN_ESTIMATED) with_events = c;
    }
    if (fit->columns[reference] != COLUMN_ESTIMATED) reference = with_events;
    if (reference) fit->columns[reference] = COLUMN_REFERENCE;
    return aside;
}

static void set_rows_aside(const struct cox_problem *problem, const struct cox_fit *fit, uint8_t *usable) {
    const struct design *design = problem->design;
    struct tile tile;
    tile_init(&tile, design);
    for (size_t at = 0; at < problem->spells.n; at += DESIGN_TILE) {
        size_t n = at + DESIGN_TILE < problem->spells.n ? DESIGN_TILE : problem->spells.n - at;
        tile_fill_rows(&tile, design, NULL, at, n);
        for (size_t f = 0; f < design->n_factors; f++) {
            for (size_t k = 0; k < n; k++) {
                if (fit->columns[tile.codes[f * DESIGN_TILE + k]] == COLUMN_NO_EVENTS) usable[at + k] = 0;
            }
        }
    }
    tile_free(&tile);
}

void cox_code_columns(const struct cox_problem *problem, const struct cox_options *options, struct cox_fit *fit, struct arena *arena) {
    uint8_t *usable = ARENA_ARRAY(arena, uint8_t, problem->spells.n + 1);
    count_rows(problem, fit, usable);
    fit->usable = usable;
    const struct design *design = problem->design;
    bool aside = false, frailty = options && options->frailty;
    size_t fixed = design->n_factors - frailty;
    for (size_t c = 0; c < design->n_columns; c++) fit->columns[c] = c < design->n_numbers ? COLUMN_ESTIMATED : COLUMN_EMPTY;
    for (size_t k = 0; k < design->n_numbers; k++) {
        if (design->numbers[k].constant) fit->columns[k] = COLUMN_ALIASED;
    }
    for (size_t f = 0; f < fixed; f++) aside = code_factor(fit, design, f, options && options->ridge > 0) || aside;
    for (size_t c = frailty ? design->base[fixed] : design->n_columns; c < design->n_columns; c++) {
        fit->columns[c] = fit->rows[c] > 0 ? COLUMN_ESTIMATED : COLUMN_EMPTY; /* no reference: the penalty holds them */
    }
    if (aside) set_rows_aside(problem, fit, usable);
    fit->column_of = ARENA_ARRAY(arena, size_t, design->n_columns);
    for (size_t c = 0; c < design->n_columns; c++) {
        if (fit->columns[c] == COLUMN_ESTIMATED) fit->column_of[fit->p++] = c;
    }
}

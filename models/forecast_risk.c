/* forecast_risk.c: the models' hazards of everybody, and which way the uncertainty of the models' coefficients turns them. */
#include "models/forecast.h"

#include "engine/base/blocks.h"
#include "models/cholesky.h"
#include "models/logistic_kernel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RISK_BLOCKS = 16, SOURCES_LEAST = 4096 };

static const double SUREST = 1 - 1e-12; /* nobody's leaving is quite certain: hazards stay finite */

struct risk_pass {
    const struct forecast_people *people;
    const struct panel *future;
    const struct forecast_model *models;
    size_t n_models, n_cells, width; /* width: columns of all models, of one cell */
    size_t *column_at;               /* [model] */
    size_t *first_cell;              /* [grouping] */
    double *hazard, *slots;          /* slots: [block][cell][width] */
};

/* Months of a period that lie within the horizon, as a share of it. */
static double exposure(const struct forecast_people *people, size_t period) {
    size_t begun = period * people->step;
    return fmin((double)(people->months - begun), (double)people->step) / (double)people->step;
}

/* The probabilities in mu become hazards of whole periods. Whose month of retirement is known does not retire by the model. The share that is
 * still there at the end is returned. */
static double take_hazards(const struct risk_pass *pass, struct tile *tiles, size_t k) {
    const struct forecast_people *people = pass->people;
    size_t source = tiles[0].first + k;
    int16_t by = people->retires_by ? people->retires_by[source] : INT16_MAX;
    double total = 0, stay = 1;
    for (size_t m = 0; m < pass->n_models; m++) {
        struct tile *tile = &tiles[m];
        for (size_t p = 0; p < people->n_periods; p++) {
            size_t r = tile->row_first[k] + p;
            if (by > 0 && by != INT16_MAX && pass->models[m].cause == people->retirement) tile->mu[r] = 0;
            double hazard = -log1p(-fmin(tile->mu[r], SUREST));
            pass->hazard[(source * people->n_periods + p) * pass->n_models + m] = hazard;
            total += hazard * exposure(people, p);
        }
    }
    for (size_t t = 0; t < people->months && by != INT16_MAX; t++) stay *= 1 - retirement_share(by, t);
    return stay * exp(-total);
}

/* d leave / d beta = stay x sum of d hazard; and d hazard / d eta = p x exposure. Written, not added: row g of the scratch. */
static void add_gradient(const struct forecast_people *people, const struct tile *tile, const struct design *design, size_t k, double stay, double *gradient) {
    double whole = 0;
    size_t first = tile->row_first[k], periods = tile->row_first[k + 1] - first;
    for (size_t p = 0; p < periods; p++) {
        double g = stay * tile->mu[first + p] * exposure(people, p);
        whole += g;
        for (size_t f = 0; f < design->n_factors - design->n_static; f++) gradient[tile->bands[f * tile->row_capacity + first + p]] += g;
        for (size_t j = 0; design->by_row && j < design->n_numbers; j++) gradient[j] += g * tile->numbers[(first + p) * design->lanes + j];
    }
    gradient[design->intercept] += whole;
    for (size_t f = 0; f < design->n_static; f++) gradient[tile->codes[f * DESIGN_TILE + k]] += whole;
    for (size_t j = 0; !design->by_row && j < design->n_numbers; j++) gradient[j] += whole * tile->numbers[k * design->lanes + j];
}

static void take_person(const struct risk_pass *pass, struct tile *tiles, size_t k, double *slot) {
    double stay = take_hazards(pass, tiles, k);
    for (size_t g = 0; g < pass->people->n_groupings; g++) {
        const struct values *group = &pass->people->groupings[g].group;
        uint32_t code = group->data ? values_code(*group, tiles[0].first + k) : 1;
        double *cell = slot + (pass->first_cell[g] + code - 1) * pass->width;
        if (!code) continue;
        for (size_t m = 0; m < pass->n_models; m++) add_gradient(pass->people, &tiles[m], pass->models[m].design, k, stay, cell + pass->column_at[m]);
    }
}

static void run_block(size_t block, size_t first, size_t last, void *context) {
    const struct risk_pass *pass = context;
    struct tile *tiles = calloc(pass->n_models + 1, sizeof *tiles);
    if (!tiles) abort();
    for (size_t m = 0; m < pass->n_models; m++) tile_init(&tiles[m], pass->models[m].design);
    for (size_t at = first; at < last; at += DESIGN_TILE) {
        size_t end = at + DESIGN_TILE < last ? at + DESIGN_TILE : last;
        for (size_t m = 0; m < pass->n_models; m++) {
            struct panel future = *pass->future;
            future.offset = pass->models[m].offset;
            tile_fill(&tiles[m], pass->models[m].design, &future, at, end);
            tile_predict(&tiles[m], pass->models[m].design, pass->models[m].fit->beta);
            logistic_means(tiles[m].n_rows, tiles[m].eta, tiles[m].mu);
        }
        for (size_t k = 0; k < tiles[0].n_sources; k++) {
            if (tiles[0].row_first[k] < tiles[0].row_first[k + 1]) take_person(pass, tiles, k, pass->slots + block * pass->n_cells * pass->width);
        }
    }
    for (size_t m = 0; m < pass->n_models; m++) tile_free(&tiles[m]);
    free(tiles);
}

/* u = L' g with L L' the covariance, so that g' delta = u' z for standard normal z. */
static void add_direction(const struct logistic_fit *fit, const double *root, const double *gradient, double *u) {
    for (size_t j = 0; j < fit->p; j++) {
        double sum = 0;
        for (size_t i = j; i < fit->p; i++) sum += root[i * fit->p + j] * gradient[fit->column_of[i]];
        u[j] = sum;
    }
}

/* The company's, of each model: its gradient over how the leavers answer to a change of all its odds alike. */
static void find_directions(const struct risk_pass *pass, struct forecast_risk *risk, struct arena *scratch) {
    size_t at = 0;
    for (size_t m = 0; m < pass->n_models; m++) {
        const struct logistic_fit *fit = pass->models[m].fit;
        double *root = ARENA_ARRAY(scratch, double, fit->p * fit->p + 1), *own = risk->direction + m * risk->n_normals + at;
        bool *aliased = ARENA_ARRAY(scratch, bool, fit->p + 1);
        memcpy(root, fit->covariance, fit->p * fit->p * sizeof *root);
        cholesky_factor(root, fit->p, 1e-12, aliased);
        for (size_t c = 0; c < pass->n_cells; c++) {
            add_direction(fit, root, pass->slots + c * pass->width + pass->column_at[m], risk->cell_direction + c * risk->n_normals + at);
        }
        const double *whole = pass->slots + pass->column_at[m];
        double slope = whole[pass->models[m].design->intercept];
        add_direction(fit, root, whole, own);
        for (size_t j = 0; j < fit->p; j++) own[j] = slope > 0 ? own[j] / slope : 0;
        at += fit->p;
    }
}

struct forecast_risk forecast_risk(const struct forecast_people *people, const struct panel *future, const struct forecast_model *models, size_t n_models,
                                   struct arena *arena) {
    struct arena scratch = {0};
    struct forecast_risk risk = {.n_models = n_models, .cause = ARENA_ARRAY(arena, uint8_t, n_models + 1)};
    struct risk_pass pass = {.people = people, .future = future, .models = models, .n_models = n_models};
    pass.column_at = ARENA_ARRAY(&scratch, size_t, n_models + 1);
    pass.first_cell = ARENA_ARRAY(&scratch, size_t, people->n_groupings + 1);
    for (size_t m = 0; m < n_models; m++) {
        risk.cause[m] = models[m].cause;
        risk.n_normals += models[m].fit->p;
        pass.column_at[m] = pass.width;
        pass.width += models[m].design->n_columns;
    }
    for (size_t g = 0; g < people->n_groupings; g++) {
        pass.first_cell[g] = pass.n_cells;
        pass.n_cells += people->groupings[g].n_groups;
    }
    size_t count = blocks_count(people->n, SOURCES_LEAST), width = pass.n_cells * pass.width;
    if (count > RISK_BLOCKS) count = RISK_BLOCKS;
    pass.hazard = risk.hazard = ARENA_ARRAY(arena, double, people->n * people->n_periods * n_models + 1);
    pass.slots = ARENA_ARRAY(&scratch, double, (count + 1) * width + 1);
    risk.direction = ARENA_ARRAY(arena, double, n_models * risk.n_normals + 1);
    risk.cell_direction = ARENA_ARRAY(arena, double, pass.n_cells * risk.n_normals + 1);
    blocks_run(people->n, count, run_block, &pass);
    blocks_fold(pass.slots, count, width);
    find_directions(&pass, &risk, &scratch);
    arena_free(&scratch);
    return risk;
}

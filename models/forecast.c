/* forecast.c: the pass over people. What the sums then mean is in forecast_draws.c. */
#include "models/forecast_sums.h"

#include "engine/base/blocks.h"
#include "models/logistic_kernel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FORECAST_BLOCKS = 16, SOURCES_LEAST = 4096 };

/* --- where each sum stands --------------------------------------------------------------------------------------- */

static void lay_out(struct forecast_sums *sums, const struct forecast_input *input, struct arena *arena) {
    size_t at = SUM_FIRST_CAUSE + input->n_causes + 1;
    sums->class_at = at;
    at += input->n_cost_classes * 2;
    sums->gradient_at = ARENA_ARRAY(arena, size_t, input->n_models + 1);
    for (size_t m = 0; m < input->n_models; m++) {
        sums->gradient_at[m] = at;
        at += input->models[m].design->n_columns;
    }
    sums->cell_width = at;
    sums->first_cell = ARENA_ARRAY(arena, size_t, input->n_groupings + 1);
    for (size_t g = 0; g < input->n_groupings; g++) {
        sums->first_cell[g] = sums->n_cells;
        sums->n_cells += input->groupings[g].n_groups;
    }
    sums->node_width = 2 + 2 * input->n_cost_classes; /* avoided, its variance, and number and pay by class */
    sums->scenario_width = 1 + FORECAST_NODES * sums->node_width;
    sums->scenarios_at = sums->n_cells * sums->cell_width;
    sums->width = sums->scenarios_at + input->n_scenarios * sums->scenario_width;
}

/* --- one person -------------------------------------------------------------------------------------------------- */

struct person {
    size_t source;
    double stay, leave;               /* over the horizon */
    double by_cause[256];
    double hazard[PANEL_PERIODS_MOST]; /* all causes, per period */
};

struct pass {
    const struct forecast_input *input;
    const struct forecast_sums *sums;
    double *slots;
};

static double exposure(const struct forecast_input *input, size_t period) {
    return period + 1 == input->future->n_periods ? input->last_share : 1;
}

/* The probabilities in mu become hazards, over the exposed share of their period. */
static void hazards_of(const struct forecast_input *input, struct tile *tiles, size_t k, struct person *person) {
    size_t periods = input->future->n_periods;
    memset(person->by_cause, 0, (input->n_causes + 1) * sizeof(double));
    for (size_t p = 0; p < periods; p++) person->hazard[p] = 0;
    for (size_t m = 0; m < input->n_models; m++) {
        struct tile *tile = &tiles[m];
        for (size_t p = 0; p < periods; p++) {
            size_t r = tile->row_first[k] + p;
            tile->w[r] = -log1p(-tile->mu[r]) * exposure(input, p); /* w: this cause's hazard */
            person->hazard[p] += tile->w[r];
        }
    }
    double stay = 1;
    for (size_t p = 0; p < periods; p++) {
        double leave_now = stay * -expm1(-person->hazard[p]);
        for (size_t m = 0; m < input->n_models && person->hazard[p] > 0; m++) {
            double share = tiles[m].w[tiles[m].row_first[k] + p] / person->hazard[p];
            person->by_cause[input->models[m].cause] += leave_now * share;
        }
        stay -= leave_now;
    }
    person->stay = stay;
    person->leave = 1 - stay;
}

/* d leave / d beta = stay x sum of d hazard; and d hazard / d eta = p x exposure. */
static void add_gradient(const struct forecast_input *input, const struct tile *tile, const struct design *design,
                         size_t k, double stay, double *gradient) {
    double whole = 0;
    size_t first = tile->row_first[k], periods = tile->row_first[k + 1] - first;
    for (size_t p = 0; p < periods; p++) {
        double g = stay * tile->mu[first + p] * exposure(input, p);
        whole += g;
        for (size_t f = 0; f < design->n_factors - design->n_static; f++) {
            gradient[tile->bands[f * tile->row_capacity + first + p]] += g;
        }
        for (size_t j = 0; design->by_row && j < design->n_numbers; j++) {
            gradient[j] += g * tile->numbers[(first + p) * design->lanes + j];
        }
    }
    gradient[design->intercept] += whole;
    for (size_t f = 0; f < design->n_static; f++) gradient[tile->codes[f * DESIGN_TILE + k]] += whole;
    for (size_t j = 0; !design->by_row && j < design->n_numbers; j++) {
        gradient[j] += whole * tile->numbers[k * design->lanes + j];
    }
}

static void add_person(const struct pass *pass, struct tile *tiles, size_t k, const struct person *person, double *cell) {
    const struct forecast_input *input = pass->input;
    cell[SUM_HEADCOUNT] += 1;
    cell[SUM_LEAVERS] += person->leave;
    cell[SUM_VARIANCE] += person->leave * person->stay;
    for (size_t c = 0; c <= input->n_causes; c++) cell[SUM_FIRST_CAUSE + c] += person->by_cause[c];
    if (input->pay) {
        double *class = cell + pass->sums->class_at + 2 * (size_t)input->cost_class[person->source];
        cell[SUM_PAY] += input->pay[person->source];
        class[0] += person->leave;
        class[1] += person->leave * input->pay[person->source];
    }
    for (size_t m = 0; m < input->n_models; m++) {
        add_gradient(input, &tiles[m], input->models[m].design, k, person->stay, cell + pass->sums->gradient_at[m]);
    }
}

/* --- one person in one scenario ---------------------------------------------------------------------------------- */

/* The part of a period, begun at `tenure`, that lies within the scenario's scope. */
static double within_scope(const struct forecast_scenario *scenario, int32_t tenure, int32_t days) {
    double from = fmax(tenure, scenario->tenure_from), to = fmin((double)tenure + days, scenario->tenure_to);
    return to > from ? (to - from) / days : 0;
}

/* The hazard that the scenario multiplies: of its cause, in its scope, while it works. */
static double scoped_hazard(const struct forecast_input *input, const struct forecast_scenario *scenario,
                            const struct tile *tiles, size_t k) {
    double sum = 0;
    for (size_t m = 0; m < input->n_models; m++) {
        uint8_t cause = input->models[m].cause;
        if (scenario->cause && cause && cause != scenario->cause) continue;
        double of_cause = scenario->cause && !cause ? input->cause_share[scenario->cause] : 1;
        for (size_t p = 0; p < input->future->n_periods; p++) {
            size_t r = tiles[m].row_first[k] + p;
            int32_t days = input->future->starts[p + 1] - input->future->starts[p];
            sum += tiles[m].w[r] * of_cause * scenario->share[p] * within_scope(scenario, tiles[m].tenure[r], days);
        }
    }
    return sum;
}

static void add_scenario(const struct pass *pass, const struct forecast_scenario *scenario, const struct tile *tiles,
                         size_t k, const struct person *person, double *sums) {
    const struct forecast_input *input = pass->input;
    if (scenario->in_scope && !scenario->in_scope[person->source]) return;
    double scoped = scoped_hazard(input, scenario, tiles, k);
    if (scoped <= 0) return;
    sums[0] += 1;
    for (size_t node = 0; node < FORECAST_NODES; node++) {
        double avoided = person->stay * expm1((1 - forecast_node(scenario->ratio, node)) * scoped);
        double *at = sums + 1 + node * pass->sums->node_width;
        at[0] += avoided;
        at[1] += fabs(avoided) * (1 - fabs(avoided));
        if (!input->pay) continue;
        double *class = at + 2 + 2 * (size_t)input->cost_class[person->source];
        class[0] += avoided;
        class[1] += avoided * input->pay[person->source];
    }
}

/* --- everyone ---------------------------------------------------------------------------------------------------- */

static void take_tiles(const struct pass *pass, struct tile *tiles, double *slot) {
    const struct forecast_input *input = pass->input;
    struct person person;
    for (size_t k = 0; k < tiles[0].n_sources; k++) {
        if (tiles[0].row_first[k] == tiles[0].row_first[k + 1]) continue;
        person.source = tiles[0].first + k;
        hazards_of(input, tiles, k, &person);
        if (input->leave) input->leave[person.source] = person.leave;
        if (input->leave_of_cause) input->leave_of_cause[person.source] = person.by_cause[input->told_cause];
        for (size_t g = 0; g < input->n_groupings; g++) {
            const struct values *group = &input->groupings[g].group;
            uint32_t code = group->data ? values_code(*group, person.source) : 1;
            size_t cell = pass->sums->first_cell[g] + code - 1;
            if (code) add_person(pass, tiles, k, &person, slot + cell * pass->sums->cell_width);
        }
        for (size_t s = 0; s < input->n_scenarios; s++) {
            double *sums = slot + pass->sums->scenarios_at + s * pass->sums->scenario_width;
            add_scenario(pass, &input->scenarios[s], tiles, k, &person, sums);
        }
    }
}

static void run_block(size_t block, size_t first, size_t last, void *context) {
    const struct pass *pass = context;
    const struct forecast_input *input = pass->input;
    struct tile *tiles = calloc(input->n_models + 1, sizeof *tiles);
    if (!tiles) abort();
    for (size_t m = 0; m < input->n_models; m++) tile_init(&tiles[m], input->models[m].design);
    for (size_t at = first; at < last; at += DESIGN_TILE) {
        size_t end = at + DESIGN_TILE < last ? at + DESIGN_TILE : last;
        for (size_t m = 0; m < input->n_models; m++) {
            struct panel future = *input->future;
            future.offset = input->models[m].offset;
            tile_fill(&tiles[m], input->models[m].design, &future, at, end);
            tile_predict(&tiles[m], input->models[m].design, input->models[m].fit->beta);
            logistic_means(tiles[m].n_rows, tiles[m].eta, tiles[m].mu);
        }
        take_tiles(pass, tiles, pass->slots + block * pass->sums->width);
    }
    for (size_t m = 0; m < input->n_models; m++) tile_free(&tiles[m]);
    free(tiles);
}

struct forecast forecast_run(const struct forecast_input *input, struct arena *arena) {
    struct forecast_sums sums = {0};
    struct arena scratch = {0};
    lay_out(&sums, input, &scratch);
    size_t count = blocks_count(input->future->n, SOURCES_LEAST);
    if (count > FORECAST_BLOCKS) count = FORECAST_BLOCKS;
    struct pass pass = {input, &sums, ARENA_ARRAY(&scratch, double, (count + 1) * sums.width)};
    blocks_run(input->future->n, count, run_block, &pass);
    blocks_fold(pass.slots, count, sums.width);
    sums.values = pass.slots;
    struct forecast forecast = forecast_draw(input, &sums, arena);
    arena_free(&scratch);
    return forecast;
}

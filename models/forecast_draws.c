/* forecast_draws.c: from sums over people to futures drawn, and their quantiles. */
#include "models/forecast_sums.h"

#include "engine/base/blocks.h"
#include "engine/base/random.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct drawing {
    const struct forecast_input *input;
    const struct forecast_sums *sums;
    struct forecast_cell **cell_at; /* [cell] */
};

static const double *cell_of(const struct drawing *d, size_t cell) { return d->sums->values + cell * d->sums->cell_width; }

struct spread spread_of(double *values, size_t n, double mean) {
    gsl_sort(values, 1, n);
    return (struct spread){mean, gsl_stats_quantile_from_sorted_data(values, 1, n, 0.1),
                           gsl_stats_quantile_from_sorted_data(values, 1, n, 0.5),
                           gsl_stats_quantile_from_sorted_data(values, 1, n, 0.9)};
}

/* --- parameters -------------------------------------------------------------------------------------------------- */

static double dot(const double *a, const double *b, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

/* Expected leavers of a cell under the parameters of one draw: moved on the logit scale. */
static double leavers_at(const struct drawing *d, size_t cell, size_t draw) {
    const double *sums = cell_of(d, cell);
    const struct forecast_risk *risk = d->input->risk;
    double headcount = sums[SUM_HEADCOUNT], leavers = sums[SUM_LEAVERS], slope = leavers * (1 - leavers / headcount);
    if (leavers <= 0 || slope <= 0) return leavers;
    double shift = dot(risk->cell_direction + cell * risk->n_normals, d->input->draws->normals + draw * risk->n_normals, risk->n_normals) / slope;
    return headcount / (1 + (headcount / leavers - 1) * exp(-shift));
}

/* --- chance and money ---------------------------------------------------------------------------------------------- */

/* Whole leavers around `mean`: a binomial whose variance falls short of its mean as the cell's own does. `apart`: chance alone, of
 * draws of its own. */
static double chance(const struct drawing *d, const double *cell, double mean, size_t c, size_t draw, bool apart) {
    struct random_stream stream;
    random_open(&stream, d->input->draws->seed, apart ? RANDOM_CHANCE_ALONE : RANDOM_CHANCE, draw * d->sums->n_cells + c);
    double p = 1 - cell[SUM_VARIANCE] / cell[SUM_LEAVERS];
    if (!(mean > 0)) return 0;
    if (p < 1e-9) return gsl_ran_poisson(&stream.rng, mean);
    double trials = fmin(mean / p, 4e9), whole = floor(trials);
    whole += random_uniform(&stream) < trials - whole;
    return fmin(gsl_ran_binomial(&stream.rng, p < 1 ? p : 1, (unsigned)whole), cell[SUM_HEADCOUNT]);
}

double forecast_slot_cost(const struct forecast_costs *costs, const struct cost_unit *unit, const double slot[3], double parts[COST_PARTS]) {
    double total = 0;
    for (size_t i = 0; i < COST_PARTS; i++) {
        double cost = unit->amount[i] * slot[0] + unit->per_pay[i] * slot[1] + (i == COST_TRANSITION ? slot[2] : 0);
        if (parts) parts[i] += cost;
        total += costs->counts[i] ? cost : 0;
    }
    return total;
}

/* Cost of a cell's expected leavers at these unit costs. */
static double cost_of(const struct drawing *d, const double *slots, const struct cost_unit *units, double *parts) {
    double sum = 0;
    for (size_t s = 0; s < d->sums->n_slots; s++) {
        if (slots[3 * s] > 0) sum += forecast_slot_cost(&d->input->costs, &units[d->input->costs.model_of_slot[s]], slots + 3 * s, parts);
    }
    return sum;
}

/* --- cells ------------------------------------------------------------------------------------------------------- */

static void keep_sums(const struct drawing *d, const double *sums, struct forecast_cell *cell) {
    cell->headcount = sums[SUM_HEADCOUNT];
    cell->pay = sums[SUM_PAY];
    memcpy(cell->by_month, sums + SUM_FIRST_MONTH, d->input->people->months * d->input->people->n_causes * sizeof(double));
    memcpy(cell->slots, sums + d->sums->slots_at, 3 * d->sums->n_slots * sizeof(double));
}

/* The cost of whoever leaves: it goes with their number, and varies beside it with who they are. */
struct who {
    double slope, deviation; /* per leaver more than expected; of what their number does not tell */
};

static struct who who_of(const double *sums) {
    double variance = sums[SUM_VARIANCE], covariance = sums[SUM_COST_COVARIANCE];
    struct who who = {variance > 0 ? covariance / variance : 0, 0};
    who.deviation = sqrt(fmax(0, sums[SUM_COST_VARIANCE] - covariance * who.slope));
    return who;
}

static double normal_of(const struct drawing *d, size_t c, size_t draw, enum random_purpose purpose) {
    struct random_stream stream;
    random_open(&stream, d->input->draws->seed, purpose, draw * d->sums->n_cells + c);
    return gsl_cdf_ugaussian_Pinv(random_uniform(&stream));
}

static void spread_costs(const struct drawing *d, size_t c, struct forecast_cell *cell, const double *counts, const double *means, const double *alone, double *values) {
    const struct draws *draws = d->input->draws;
    const double *sums = cell_of(d, c), *slots = sums + d->sums->slots_at;
    double leavers = sums[SUM_LEAVERS], expected = cost_of(d, slots, draws->means, cell->component);
    struct who who = who_of(sums);
    double *factor = values + draws->n; /* this draw's unit costs over the mean ones */
    for (size_t k = 0; k < draws->n; k++) {
        factor[k] = expected != 0 ? cost_of(d, slots, draws->units + k * draws->n_models, NULL) / expected : 0;
        double mean = expected * means[k] / leavers, chance = who.slope * (counts[k] - means[k]) + who.deviation * sqrt(means[k] / leavers) * normal_of(d, c, k, RANDOM_WHO);
        values[k] = factor[k] * (mean + chance);
    }
    cell->cost = spread_of(values, draws->n, expected);
    for (size_t k = 0; k < draws->n; k++) values[k] = expected * means[k] / leavers;
    cell->cost_parameters = spread_of(values, draws->n, expected);
    for (size_t k = 0; k < draws->n; k++) values[k] = expected + who.slope * (alone[k] - leavers) + who.deviation * normal_of(d, c, k, RANDOM_WHO_ALONE);
    cell->cost_chance = spread_of(values, draws->n, expected);
    for (size_t k = 0; k < draws->n; k++) values[k] = factor[k] * expected;
    cell->cost_ranges = spread_of(values, draws->n, expected);
}

static void draw_cell(size_t c, void *context) {
    struct drawing *d = context;
    const double *sums = cell_of(d, c);
    struct forecast_cell *cell = d->cell_at[c];
    size_t n = d->input->draws->n;
    double leavers = sums[SUM_LEAVERS];
    keep_sums(d, sums, cell);
    if (leavers <= 0) return;
    double *means = calloc(5 * n + 1, sizeof *means), *counts = means + n, *alone = counts + n, *values = alone + n;
    if (!means) abort();
    for (size_t k = 0; k < n; k++) {
        means[k] = leavers_at(d, c, k);
        counts[k] = chance(d, sums, means[k], c, k, false);
        alone[k] = chance(d, sums, leavers, c, k, true);
    }
    if (d->input->costs.pay) spread_costs(d, c, cell, counts, means, alone, values);
    cell->leavers = spread_of(counts, n, leavers);
    cell->parameters = spread_of(means, n, leavers);
    cell->chance = spread_of(alone, n, leavers);
    free(means);
}

struct forecast forecast_draw(const struct forecast_input *input, const struct forecast_sums *sums, struct arena *arena) {
    struct arena scratch = {0};
    const struct forecast_people *people = input->people;
    struct forecast forecast = {ARENA_ARRAY(arena, struct forecast_cell *, people->n_groupings + 1)};
    struct drawing d = {.input = input, .sums = sums, .cell_at = ARENA_ARRAY(&scratch, struct forecast_cell *, sums->n_cells + 1)};
    for (size_t g = 0; g < people->n_groupings; g++) {
        forecast.cells[g] = ARENA_ARRAY(arena, struct forecast_cell, people->groupings[g].n_groups + 1);
        for (size_t c = 0; c < people->groupings[g].n_groups; c++) {
            struct forecast_cell *cell = &forecast.cells[g][c + 1];
            cell->by_month = ARENA_ARRAY(arena, double, people->months * people->n_causes + 1);
            cell->slots = ARENA_ARRAY(arena, double, 3 * sums->n_slots + 1);
            d.cell_at[sums->first_cell[g] + c] = cell;
        }
    }
    blocks_each(sums->n_cells, draw_cell, &d);
    arena_free(&scratch);
    return forecast;
}

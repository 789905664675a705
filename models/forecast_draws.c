/* forecast_draws.c: from sums over people to futures drawn, and their quantiles. */
#include "models/forecast_sums.h"

#include "engine/base/blocks.h"
#include "models/cholesky.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

struct drawing {
    const struct forecast_input *input;
    const struct forecast_sums *sums;
    size_t n_normals;      /* of all models' estimated columns together */
    double *directions;    /* [cell][n_normals]: d logit(leavers / headcount) per standard normal */
    size_t whole;          /* the cell of everyone */
    double *normals;       /* [draw][n_normals] */
    double *unit_costs;    /* [draw][class]: a struct cost_unit each */
    double *factors;       /* [draw]: the whole's leavers against expectation, parameters alone */
    double *values;        /* [draw], scratch of one cell or scenario at a time */
};

static const double *cell_of(const struct drawing *d, size_t cell) { return d->sums->values + cell * d->sums->cell_width; }

static struct spread spread_of(double *values, size_t n, double mean) {
    gsl_sort(values, 1, n);
    return (struct spread){mean, gsl_stats_quantile_from_sorted_data(values, 1, n, 0.1),
                           gsl_stats_quantile_from_sorted_data(values, 1, n, 0.5),
                           gsl_stats_quantile_from_sorted_data(values, 1, n, 0.9)};
}

/* --- parameters -------------------------------------------------------------------------------------------------- */

/* u = L' g with L L' the covariance, so that g' delta = u' z for standard normal z. */
static void add_direction(const struct logistic_fit *fit, const double *root, const double *gradient, double *u) {
    for (size_t j = 0; j < fit->p; j++) {
        double sum = 0;
        for (size_t i = j; i < fit->p; i++) sum += root[i * fit->p + j] * gradient[fit->column_of[i]];
        u[j] = sum;
    }
}

static void find_directions(struct drawing *d, struct arena *scratch) {
    const struct forecast_input *input = d->input;
    for (size_t m = 0; m < input->n_models; m++) d->n_normals += input->models[m].fit->p;
    d->directions = ARENA_ARRAY(scratch, double, d->sums->n_cells * d->n_normals + 1);
    size_t at = 0;
    for (size_t m = 0; m < input->n_models; m++) {
        const struct logistic_fit *fit = input->models[m].fit;
        double *root = ARENA_ARRAY(scratch, double, fit->p * fit->p + 1);
        bool *aliased = ARENA_ARRAY(scratch, bool, fit->p + 1);
        memcpy(root, fit->covariance, fit->p * fit->p * sizeof *root);
        cholesky_factor(root, fit->p, 1e-12, aliased);
        for (size_t c = 0; c < d->sums->n_cells; c++) {
            const double *cell = cell_of(d, c);
            double *u = d->directions + c * d->n_normals + at;
            double q = cell[SUM_LEAVERS] / cell[SUM_HEADCOUNT], slope = cell[SUM_LEAVERS] * (1 - q);
            add_direction(fit, root, cell + d->sums->gradient_at[m], u);
            for (size_t j = 0; j < fit->p; j++) u[j] = slope > 0 ? u[j] / slope : 0;
        }
        at += fit->p;
    }
}

static double dot(const double *a, const double *b, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

/* Expected leavers of a cell under the parameters of one draw. */
static double leavers_at(const struct drawing *d, size_t cell, size_t draw) {
    const double *sums = cell_of(d, cell);
    double headcount = sums[SUM_HEADCOUNT], leavers = sums[SUM_LEAVERS];
    if (leavers <= 0 || leavers >= headcount) return leavers;
    double shift = dot(d->directions + cell * d->n_normals, d->normals + draw * d->n_normals, d->n_normals);
    return headcount / (1 + (headcount / leavers - 1) * exp(-shift));
}

static void draw_block(size_t block, size_t first, size_t last, void *context) {
    (void)block;
    struct drawing *d = context;
    size_t classes = d->input->n_cost_classes;
    for (size_t k = first; k < last; k++) {
        struct random_stream stream;
        random_open(&stream, d->input->seed, RANDOM_PARAMETERS, k);
        for (size_t j = 0; j < d->n_normals; j++) {
            d->normals[k * d->n_normals + j] = gsl_cdf_ugaussian_Pinv(random_uniform(&stream));
        }
        for (size_t c = 0; c < classes; c++) {
            random_open(&stream, d->input->seed, RANDOM_COSTS, k); /* classes share what they share of the ranges */
            struct cost_unit unit = cost_draw(&d->input->cost_models[c], &stream);
            memcpy(d->unit_costs + (k * classes + c) * 2 * COST_COMPONENTS, &unit, sizeof unit);
        }
        d->factors[k] = leavers_at(d, d->whole, k) / cell_of(d, d->whole)[SUM_LEAVERS];
    }
}

/* --- cells ------------------------------------------------------------------------------------------------------- */

/* Whole leavers around `mean`: a binomial whose variance falls short of its mean as the cell's own does. */
static double chance(const struct drawing *d, const double *cell, double mean, size_t c, size_t draw) {
    struct random_stream stream;
    random_open(&stream, d->input->seed, RANDOM_CHANCE, draw * d->sums->n_cells + c);
    double p = 1 - cell[SUM_VARIANCE] / cell[SUM_LEAVERS];
    if (!(mean > 0)) return 0;
    if (p < 1e-9) return gsl_ran_poisson(&stream.rng, mean);
    double trials = mean / p, whole = floor(trials);
    whole += random_uniform(&stream) < trials - whole;
    return gsl_ran_binomial(&stream.rng, p, (unsigned)whole);
}

/* Cost of a cell's expected leavers at one draw's unit costs. */
static double cost_at(const struct drawing *d, const double *classes, size_t draw) {
    double sum = 0;
    for (size_t c = 0; c < d->input->n_cost_classes; c++) {
        struct cost_unit unit;
        memcpy(&unit, d->unit_costs + (draw * d->input->n_cost_classes + c) * 2 * COST_COMPONENTS, sizeof unit);
        for (int i = 0; i < COST_COMPONENTS; i++) {
            sum += unit.amount[i] * classes[2 * c] + unit.per_pay[i] * classes[2 * c + 1];
        }
    }
    return sum;
}

static double expected_cost(const struct drawing *d, const double *classes, double component[COST_COMPONENTS]) {
    double total = 0;
    for (size_t c = 0; c < d->input->n_cost_classes; c++) {
        struct cost_unit unit = cost_mean(&d->input->cost_models[c]);
        for (int i = 0; i < COST_COMPONENTS; i++) {
            double cost = unit.amount[i] * classes[2 * c] + unit.per_pay[i] * classes[2 * c + 1];
            component[i] += cost;
            total += cost;
        }
    }
    return total;
}

static void draw_cell(struct drawing *d, size_t c, struct forecast_cell *cell, struct arena *arena) {
    const double *sums = cell_of(d, c);
    size_t n = d->input->draws;
    double *costs = d->values + n, leavers = sums[SUM_LEAVERS];
    cell->headcount = sums[SUM_HEADCOUNT];
    cell->pay = sums[SUM_PAY];
    cell->by_cause = ARENA_ARRAY(arena, double, d->input->n_causes + 1);
    memcpy(cell->by_cause, sums + SUM_FIRST_CAUSE, (d->input->n_causes + 1) * sizeof(double));
    if (leavers <= 0) return;
    for (size_t k = 0; k < n; k++) d->values[k] = leavers_at(d, c, k);
    struct spread parameters = spread_of(d->values, n, leavers);
    cell->parameter_p10 = parameters.p10;
    cell->parameter_p90 = parameters.p90;
    for (size_t k = 0; k < n; k++) {
        d->values[k] = chance(d, sums, leavers_at(d, c, k), c, k);
        costs[k] = d->input->pay ? cost_at(d, sums + d->sums->class_at, k) * d->values[k] / leavers : 0;
    }
    cell->leavers = spread_of(d->values, n, leavers);
    double expected = d->input->pay ? expected_cost(d, sums + d->sums->class_at, cell->component) : 0;
    cell->cost = spread_of(costs, n, expected);
}

/* --- scenarios --------------------------------------------------------------------------------------------------- */

double forecast_node(struct cost_range ratio, size_t node) {
    if (ratio.high <= ratio.low) return ratio.mode;
    double x = cos((double)node * 3.14159265358979323846 / (FORECAST_NODES - 1)); /* Chebyshev's points, ends included */
    return (ratio.low + ratio.high) / 2 - x * (ratio.high - ratio.low) / 2;
}

/* The polynomial through a scenario's nodes (barycentric; Berrut & Trefethen 2004, SIAM Review 46:501). */
static double interpolate(const double *nodes, size_t width, struct cost_range ratio, double r) {
    if (ratio.high <= ratio.low) return nodes[0];
    double top = 0, bottom = 0;
    for (size_t j = 0; j < FORECAST_NODES; j++) {
        double gap = r - forecast_node(ratio, j);
        if (gap == 0) return nodes[j * width];
        double weight = (j % 2 ? -1.0 : 1.0) * (j == 0 || j + 1 == FORECAST_NODES ? 0.5 : 1.0) / gap;
        top += weight * nodes[j * width];
        bottom += weight;
    }
    return top / bottom;
}

struct draw_inputs {
    double ratio_u, chance_u, head_u, fixed_u;
};

static struct draw_inputs inputs_of(const struct drawing *d, size_t draw) {
    struct random_stream stream;
    random_open(&stream, d->input->seed, RANDOM_SCENARIO, draw);
    struct draw_inputs in;
    in.ratio_u = random_uniform(&stream);
    in.chance_u = random_uniform(&stream);
    in.head_u = random_uniform(&stream);
    in.fixed_u = random_uniform(&stream);
    return in;
}

enum { POISSON_MOST = 30 };

/* The count that a Poisson variable of that mean does not exceed with chance u. */
static double poisson_at(double mean, double u) {
    double chance = exp(-mean), sum = chance, count = 0;
    while (sum < u && count < 10 * POISSON_MOST) sum += chance *= mean / ++count;
    return count;
}

/* Whole people around `mean`, at probability u; rising in the mean, so that a stronger lever never avoids fewer. Few of
 * them: Poisson; many: a gamma with the sum's own variance. */
static double around(double mean, double variance, double u) {
    double size = fabs(mean);
    if (size < 1e-12) return 0;
    if (size < POISSON_MOST || variance <= 0) return copysign(poisson_at(size, u), mean);
    return copysign(gsl_cdf_gamma_Pinv(u, size * size / variance, variance / size), mean);
}

static void draw_scenario(struct drawing *d, size_t s, struct forecast_effect *effect) {
    const struct forecast_scenario *scenario = &d->input->scenarios[s];
    const double *sums = d->sums->values + d->sums->scenarios_at + s * d->sums->scenario_width, *nodes = sums + 1;
    size_t n = d->input->draws, width = d->sums->node_width, classes = d->input->n_cost_classes;
    double *avoided = d->values, *saved = avoided + n, *net = saved + n, by_class[2 * 256];
    double avoided_mean = 0, saved_mean = 0, programme_mean = 0, positive = 0;
    effect->heads = sums[0];
    for (size_t k = 0; k < n; k++) {
        struct draw_inputs in = inputs_of(d, k);
        double r = cost_range_at(scenario->ratio, in.ratio_u), factor = d->factors[k];
        double mean = interpolate(nodes, width, scenario->ratio, r) * factor;
        double variance = fabs(interpolate(nodes + 1, width, scenario->ratio, r)) * factor;
        for (size_t c = 0; c < 2 * classes; c++) by_class[c] = interpolate(nodes + 2 + c, width, scenario->ratio, r) * factor;
        avoided[k] = around(mean, variance, in.chance_u);
        double whole = fabs(mean) > 1e-12 ? avoided[k] / mean : 0;
        saved[k] = d->input->pay ? cost_at(d, by_class, k) * whole : 0;
        double programme = cost_range_at(scenario->fixed, in.fixed_u) +
                           cost_range_at(scenario->per_head, in.head_u) * effect->heads;
        net[k] = saved[k] - programme;
        positive += net[k] > 0;
        avoided_mean += avoided[k] / (double)n;
        saved_mean += saved[k] / (double)n;
        programme_mean += programme / (double)n;
    }
    double net_mean = saved_mean - programme_mean;
    effect->avoided = spread_of(avoided, n, avoided_mean);
    effect->saved = spread_of(saved, n, saved_mean);
    effect->net = spread_of(net, n, net_mean);
    effect->programme = programme_mean;
    effect->roi = programme_mean > 0 ? net_mean / programme_mean : NAN;
    effect->payback_months = saved_mean > 0 ? programme_mean / saved_mean * d->input->months : NAN;
    effect->probability_positive = positive / (double)n;
}

struct forecast forecast_draw(const struct forecast_input *input, const struct forecast_sums *sums, struct arena *arena) {
    struct arena scratch = {0};
    size_t n = input->draws;
    struct drawing d = {.input = input, .sums = sums};
    find_directions(&d, &scratch);
    d.normals = ARENA_ARRAY(&scratch, double, n * d.n_normals + 1);
    d.unit_costs = ARENA_ARRAY(&scratch, double, n * input->n_cost_classes * 2 * COST_COMPONENTS + 1);
    d.factors = ARENA_ARRAY(&scratch, double, n);
    d.values = ARENA_ARRAY(&scratch, double, 3 * n);
    blocks_run(n, blocks_count(n, 16), draw_block, &d);
    struct forecast forecast = {input->future->n_periods, ARENA_ARRAY(arena, struct forecast_cell *, input->n_groupings + 1),
                                ARENA_ARRAY(arena, struct forecast_effect, input->n_scenarios + 1)};
    for (size_t g = 0; g < input->n_groupings; g++) {
        forecast.cells[g] = ARENA_ARRAY(arena, struct forecast_cell, input->groupings[g].n_groups + 1);
        for (size_t c = 0; c < input->groupings[g].n_groups; c++) {
            draw_cell(&d, sums->first_cell[g] + c, &forecast.cells[g][c + 1], arena);
        }
    }
    for (size_t s = 0; s < input->n_scenarios; s++) draw_scenario(&d, s, &forecast.effects[s]);
    arena_free(&scratch);
    return forecast;
}

/* The forecast against a slow twin that enumerates people and simulates their futures. */
#include "tests/support.h"

#include "models/cohorts.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PEOPLE = 500, PERIODS = 4, GROUPS = 3 };

struct fixture {
    struct arena arena;
    uint8_t group[PEOPLE], include[PEOPLE], class_of[PEOPLE], y[PEOPLE * 8], fit_group[PEOPLE * 8];
    int32_t hired[PEOPLE], exit[PEOPLE], starts[PERIODS + 1], cuts[1];
    double x[PEOPLE], pay[PEOPLE], fit_x[PEOPLE * 8];
    struct design_factor factors[2];
    struct design_number numbers[1];
    struct design design;
    struct logistic_fit fit;
    struct panel future;
    struct cost_model costs[2];
    int32_t tenure[PEOPLE];
    double cap[12];
    struct forecast_people people;
    struct forecast_risk risk;
    struct draws draws;
    struct forecast_input input;
};

static const char *const LABELS[] = {"", "a", "b", "c"};
static const char *const BANDS[] = {"", "young", "old"};

/* A fit made by hand: coefficients and a covariance, as if estimated. */
static void make_fit(struct fixture *f) {
    static const double BETA[] = {-2.2, 0.4, -0.3, -0.6, 0.5}; /* intercept, b, c, old, x */
    f->factors[0] = (struct design_factor){.name = "group", .labels = LABELS, .n_levels = GROUPS, .reference = 1, .codes = {f->group, 1, 0}};
    f->factors[1] = (struct design_factor){.name = "tenure", .labels = BANDS, .n_levels = 2, .reference = 1, .cuts = f->cuts};
    f->numbers[0] = (struct design_number){.name = "x", .values = {f->x, 8, 0}, .fill = NAN, .scale = 1};
    f->design = (struct design){.n_factors = 2, .n_numbers = 1, .factors = f->factors, .numbers = f->numbers};
    design_layout(&f->design, &f->arena);
    struct logistic_fit *fit = &f->fit;
    size_t columns[] = {f->design.intercept, f->design.base[0] + 1, f->design.base[0] + 2, f->design.base[1] + 1, 0};
    *fit = (struct logistic_fit){.n_columns = f->design.n_columns, .p = 5, .beta = ARENA_ARRAY(&f->arena, double, f->design.n_columns),
                                 .column_of = ARENA_ARRAY(&f->arena, size_t, 5), .covariance = ARENA_ARRAY(&f->arena, double, 25)};
    for (size_t i = 0; i < 5; i++) {
        fit->column_of[i] = columns[i];
        fit->beta[columns[i]] = BETA[i];
        fit->covariance[i * 5 + i] = 0.01;
    }
}

static void make(struct fixture *f) {
    *f = (struct fixture){.cuts = {365}};
    srand(5);
    for (size_t i = 0; i < PEOPLE; i++) {
        f->group[i] = (uint8_t)(1 + rand() % GROUPS);
        f->include[i] = rand() % 10 != 0;
        f->hired[i] = -rand() % 800;
        f->x[i] = rand() % 200 / 100.0 - 1;
        f->pay[i] = 30000 + rand() % 40000;
        f->class_of[i] = f->group[i] == 2;
    }
    for (int p = 0; p <= PERIODS; p++) f->starts[p] = 1 + p * 91;
    f->costs[0] = (struct cost_model){.parameters = {[PARAMETER_RECRUITING] = {certain(5000), false}, [PARAMETER_OUTPUT] = {certain(1), false}, [PARAMETER_VACANCY_LOSS] = {certain(1), false},
                                                     [PARAMETER_RAMP_DAYS] = {certain(365.25), false}, [PARAMETER_RAMP_START] = {certain(0.5), false}}};
    f->costs[1] = f->costs[0];
    f->costs[1].parameters[PARAMETER_RECRUITING] = (struct cost_value){{8000, 9000, 16000, UNCERTAIN_TRIANGULAR}, false};
    for (size_t i = 0; i < PEOPLE; i++) f->tenure[i] = 1 - f->hired[i];
    f->future = (struct panel){.kind = PANEL_FUTURE, .n = PEOPLE, .hired = f->hired, .exit = f->exit, .starts = f->starts, .n_periods = PERIODS, .include = f->include};
    make_fit(f);
}

static double probability(const struct fixture *f, size_t i, int p, const double *beta) {
    int32_t tenure = f->starts[p] - f->hired[i];
    double eta = beta[0] + (f->group[i] == 2) * beta[1] + (f->group[i] == 3) * beta[2] + (tenure >= 365) * beta[3] + f->x[i] * beta[4];
    return 1 / (1 + exp(-eta));
}

static const double BETA[] = {-2.2, 0.4, -0.3, -0.6, 0.5};

/* 1 - product of (1 - p)^share, period by period. */
static double leave(const struct fixture *f, size_t i, const double *beta, double last_share) {
    double stay = 1;
    for (int p = 0; p < PERIODS; p++) stay *= pow(1 - probability(f, i, p, beta), p + 1 == PERIODS ? last_share : 1);
    return 1 - stay;
}

static struct forecast run(struct fixture *f, size_t months, size_t draws) {
    static struct forecast_model models[1];
    static struct forecast_grouping groupings[2];
    static const uint16_t MODEL_OF_SLOT[] = {0, 1};
    static const bool TRANSITION[] = {false, false};
    static const double SHARES[] = {1, 1};
    models[0] = (struct forecast_model){&f->design, &f->fit, NULL, 1};
    groupings[0] = (struct forecast_grouping){{0}, 1};
    groupings[1] = (struct forecast_grouping){{f->group, 1, 0}, GROUPS};
    f->people = (struct forecast_people){.n = PEOPLE, .include = f->include, .tenure = f->tenure, .months = months, .step = 3, .n_periods = PERIODS, .n_causes = 1,
                                         .n_groupings = 2, .groupings = groupings, .cause_share = SHARES};
    f->future.n_periods = f->people.n_periods = (months + 2) / 3;
    f->risk = forecast_risk(&f->people, &f->future, models, 1, &f->arena);
    f->draws = draws_make(draws, 1, f->risk.n_normals, f->costs, 2, &f->arena);
    f->input = (struct forecast_input){.people = &f->people, .risk = &f->risk, .draws = &f->draws,
                                       .costs = {.pay = f->pay, .class_of = f->class_of, .n_classes = 2, .n_models = 2, .model_of_slot = MODEL_OF_SLOT, .models = f->costs,
                                                 .transition = TRANSITION, .cap = f->cap}};
    for (int i = 0; i < COST_COMPONENTS; i++) f->input.costs.counts[i] = true;
    return forecast_run(&f->input, &f->arena);
}

static void test_expectations(void **state) {
    (void)state;
    struct fixture *f = malloc(sizeof *f);
    make(f);
    struct forecast forecast = run(f, 10, 200);
    double all = 0, cost = 0;
    for (size_t g = 1; g <= GROUPS; g++) {
        double expected = 0, headcount = 0, money = 0;
        for (size_t i = 0; i < PEOPLE; i++) {
            if (!f->include[i] || f->group[i] != g) continue;
            double q = leave(f, i, BETA, 1.0 / 3);
            headcount++;
            expected += q;
            money += q * ((f->class_of[i] ? 11000 : 5000) + f->pay[i] * 0.25);
        }
        const struct forecast_cell *cell = &forecast.cells[1][g];
        assert_digits(cell->headcount, headcount, 15, 1);
        assert_digits(cell->leavers.mean, expected, 12, 1);
        double months = 0;
        for (size_t t = 0; t < 10; t++) months += cell->by_month[t];
        assert_digits(months, expected, 12, 1);
        assert_digits(cell->cost.mean, money, 12, 1);
        all += expected;
        cost += money;
    }
    assert_digits(forecast.cells[0][1].leavers.mean, all, 12, 1);
    assert_digits(forecast.cells[0][1].cost.mean, cost, 12, 1);
    arena_free(&f->arena);
    free(f);
}

/* Quantiles of leavers: coefficients drawn, then every person's future drawn, 20,000 times. */
static void test_intervals(void **state) {
    (void)state;
    enum { DRAWS = 20000 };
    struct fixture *f = malloc(sizeof *f);
    make(f);
    struct forecast forecast = run(f, 12, DRAWS);
    double *counts = calloc(DRAWS * (GROUPS + 1), sizeof *counts);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (size_t k = 0; k < DRAWS; k++) {
        double beta[5];
        for (int j = 0; j < 5; j++) beta[j] = BETA[j] + gsl_ran_gaussian(rng, 0.1);
        for (size_t i = 0; i < PEOPLE; i++) {
            if (!f->include[i] || gsl_rng_uniform(rng) >= leave(f, i, beta, 1)) continue;
            counts[k]++;
            counts[f->group[i] * (size_t)DRAWS + k]++;
        }
    }
    for (size_t g = 0; g <= GROUPS; g++) {
        const struct forecast_cell *cell = g ? &forecast.cells[1][g] : &forecast.cells[0][1];
        double *column = counts + g * DRAWS;
        gsl_sort(column, 1, DRAWS);
        double tolerance = 1 + 0.01 * cell->leavers.mean; /* counts are whole */
        assert_true(fabs(cell->leavers.p10 - gsl_stats_quantile_from_sorted_data(column, 1, DRAWS, 0.1)) <= tolerance);
        assert_true(fabs(cell->leavers.p50 - gsl_stats_quantile_from_sorted_data(column, 1, DRAWS, 0.5)) <= tolerance);
        assert_true(fabs(cell->leavers.p90 - gsl_stats_quantile_from_sorted_data(column, 1, DRAWS, 0.9)) <= tolerance);
        size_t within = 0; /* how many of the futures drawn lie in the range that is told as four of five: counts are whole, so a few more */
        for (size_t k = 0; k < DRAWS; k++) within += column[k] >= cell->leavers.p10 && column[k] <= cell->leavers.p90;
        assert_true(within > 0.78 * DRAWS && within < 0.90 * DRAWS);
    }
    gsl_rng_free(rng);
    free(counts);
    arena_free(&f->arena);
    free(f);
}

/* Chance alone and parameters alone are each less than both, and money's parts are each in it. */
static void test_apart(void **state) {
    (void)state;
    struct fixture *f = malloc(sizeof *f);
    make(f);
    struct forecast forecast = run(f, 12, 4000);
    const struct forecast_cell *cell = &forecast.cells[0][1];
    double variance = 0, gradient[5] = {0}, parameters = 0, cost_variance = 0;
    for (size_t i = 0; i < PEOPLE; i++) {
        if (!f->include[i]) continue;
        double q = leave(f, i, BETA, 1);
        double each = (f->class_of[i] ? 11000 : 5000) + f->pay[i] * 0.25;
        variance += q * (1 - q); /* Poisson-binomial */
        cost_variance += q * (1 - q) * each * each;
        for (int j = 0; j < 5; j++) {
            double up[5], down[5];
            memcpy(up, BETA, sizeof up);
            memcpy(down, BETA, sizeof down);
            up[j] += 1e-4;
            down[j] -= 1e-4;
            gradient[j] += (leave(f, i, up, 1) - leave(f, i, down, 1)) / 2e-4;
        }
    }
    for (int j = 0; j < 5; j++) parameters += gradient[j] * gradient[j] * 0.01;
    double direction = 0; /* of the logarithm of the hazard, in standard deviations: the gradient over that of the intercept */
    for (size_t j = 0; j < f->risk.n_normals; j++) direction += f->risk.direction[j] * f->risk.direction[j];
    assert_digits(direction, parameters / (gradient[0] * gradient[0]), 6, 1);
    const double wide = 2 * 1.2815515655446004; /* P90 - P10 of a normal, in standard deviations */
    assert_true(fabs((cell->chance.p90 - cell->chance.p10) / wide - sqrt(variance)) < 0.06 * sqrt(variance));
    assert_true(fabs((cell->parameters.p90 - cell->parameters.p10) / wide - sqrt(parameters)) < 0.06 * sqrt(parameters));
    assert_true(fabs((cell->leavers.p90 - cell->leavers.p10) / wide - sqrt(variance + parameters)) < 0.06 * sqrt(variance + parameters));
    assert_true(fabs((cell->cost_chance.p90 - cell->cost_chance.p10) / wide - sqrt(cost_variance)) < 0.06 * sqrt(cost_variance)); /* who leaves is chance too */
    assert_digits(cell->cost_parameters.p10 / cell->cost.mean, cell->parameters.p10 / cell->leavers.mean, 9, 1);
    assert_true(cell->cost_ranges.p10 < cell->cost.mean && cell->cost_ranges.p90 > cell->cost.mean && cell->cost.p10 < cell->cost_ranges.p10);
    arena_free(&f->arena);
    free(f);
}

/* Two people, one period: the chances of 0, 1 and 2 leavers are known. */
static void test_two_people(void **state) {
    (void)state;
    struct fixture *f = malloc(sizeof *f);
    make(f);
    memset(f->include, 0, sizeof f->include);
    f->include[3] = f->include[8] = 1;
    f->future.n_periods = 1;
    for (size_t i = 0; i < 25; i++) f->fit.covariance[i] = 0;
    struct forecast forecast = run(f, f->future.n_periods * 3, 20000);
    double p = probability(f, 3, 0, BETA), q = probability(f, 8, 0, BETA);
    assert_digits(forecast.cells[0][1].leavers.mean, p + q, 12, 1);
    double none = (1 - p) * (1 - q);
    assert_digits(forecast.cells[0][1].leavers.p50, none > 0.5 ? 0 : 1, 12, 1);
    arena_free(&f->arena);
    free(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_expectations), cmocka_unit_test(test_intervals), cmocka_unit_test(test_apart), cmocka_unit_test(test_two_people)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

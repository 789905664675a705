/* Cholesky, panel, flows, costs: against hand results and slow, obvious twins. */
#include "tests/support.h"

#include "models/cholesky.h"
#include "datasets/statutory.h"
#include "models/cost.h"
#include "models/flows.h"
#include "models/panel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The third column repeats the first two: it is left out, and the system is solved without it. */
static void test_cholesky(void **state) {
    (void)state;
    double a[9] = {4, 2, 6, 2, 3, 5, 6, 5, 11}, b[3] = {2, 1, 3}, inverse[9];
    bool aliased[3];
    assert_int_equal(cholesky_factor(a, 3, 1e-10, aliased), 2);
    assert_true(!aliased[0] && !aliased[1] && aliased[2]);
    cholesky_solve(a, 3, aliased, b);
    assert_digits(b[0], 0.5, 15, 1);
    assert_digits(b[1], 0, 15, 1);
    cholesky_inverse(a, 3, aliased, inverse);
    assert_digits(inverse[0], 3.0 / 8, 15, 1);
    assert_digits(inverse[1], -2.0 / 8, 15, 1);
    assert_digits(inverse[8], 0, 15, 1);
}

/* --- panel ---------------------------------------------------------------------------------------------------------- */

static void test_calendar_panel(void **state) {
    (void)state;
    int32_t starts[5], day = days_from_civil(2024, 1, 1);
    for (int p = 0; p < 5; p++) starts[p] = period_first(period_of(day, PERIOD_QUARTER) + p, PERIOD_QUARTER);
    /* hired in the first quarter, leaves in the third; hired long ago and still there; hired and gone in one quarter;
     * observed from the middle of the second quarter on; watched until the middle of the third */
    int32_t hired[] = {day + 30, day - 400, day + 100, day - 50, day + 10};
    int32_t entry[] = {0, 0, 0, 50 + 120, 0}, exit[] = {180, 400 + 365, 20, 50 + 365, 210};
    uint8_t cause[] = {1, 0, 2, 0, 0};
    struct panel panel = {.kind = PANEL_CALENDAR, .n = 5, .hired = hired, .entry = entry, .exit = exit, .cause = cause, .starts = starts, .n_periods = 4};
    struct arena arena = {0};
    panel_prepare(&panel, &arena);
    static const size_t ROWS[] = {3, 4, 1, 2, 2};
    static const bool EVENTS[] = {true, false, true, false, false};
    int32_t tenure[8];
    bool event;
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(panel_run(&panel, i, tenure, &event), ROWS[i]);
        assert_int_equal(event, EVENTS[i]);
    }
    panel_run(&panel, 0, tenure, &event);
    assert_int_equal(tenure[0], 0);
    assert_int_equal(tenure[1], 91 - 30);
    panel.event_cause = 2;
    panel_run(&panel, 0, tenure, &event);
    assert_false(event);
    size_t periods, events;
    panel.event_cause = 0;
    panel_skipped(&panel, &periods, &events);
    assert_int_equal(periods, 2);
    assert_int_equal(events, 0);
    arena_free(&arena);
}

/* --- flows: a day-by-day twin ------------------------------------------------------------------------------------- */

enum { PEOPLE = 400 };

struct company {
    int32_t hired[PEOPLE], tenure[PEOPLE], as_of;
    uint8_t used[PEOPLE], cause[PEOPLE], group[PEOPLE];
};

static void make_company(struct company *c) {
    srand(11);
    c->as_of = days_from_civil(2024, 8, 17);
    for (size_t i = 0; i < PEOPLE; i++) {
        c->used[i] = rand() % 50 != 0;
        c->hired[i] = c->as_of - rand() % 1500;
        c->group[i] = (uint8_t)(rand() % 4);
        int32_t most = c->as_of - c->hired[i];
        bool leaves = rand() % 3 == 0;
        c->tenure[i] = leaves ? rand() % (most + 1) : most;
        c->cause[i] = leaves ? (uint8_t)(1 + rand() % 2) : 0;
        if (rand() % 20 == 0 && !leaves) c->tenure[i] = rand() % (most + 1); /* moved out of sight */
    }
}

static bool there(const struct company *c, size_t i, int32_t day) {
    int32_t last = c->hired[i] + c->tenure[i];
    return c->used[i] && c->hired[i] <= day && (day < last || (c->cause[i] == 0 && last == c->as_of && day <= c->as_of));
}

static void test_flows(void **state) {
    (void)state;
    struct company *c = calloc(1, sizeof *c);
    struct arena arena = {0};
    make_company(c);
    struct flow_spells spells = {.n = PEOPLE, .used = c->used, .hired = c->hired, .tenure = c->tenure, .cause = c->cause,
                                 .as_of = c->as_of, .group = {c->group, 1, 0}, .n_groups = 3, .n_causes = 2};
    struct flows flows = flows_count(&spells, PERIOD_QUARTER, days_from_civil(2022, 5, 3), &arena);
    assert_int_equal(flows.first_day[0], days_from_civil(2022, 4, 1));
    for (uint8_t g = 1; g <= 3; g++) {
        for (int32_t p = 0; p < flows.n_periods; p++) {
            const struct flow *flow = flows_cell(&flows, g, p);
            int32_t first = flows.first_day[p], last = first + flows.days[p] - 1;
            double start = 0, end = 0, days = 0, hires = 0, exits = 0, second = 0, months = 0, monthly = 0;
            for (size_t i = 0; i < PEOPLE; i++) {
                if (c->group[i] != g || !c->used[i]) continue;
                start += there(c, i, first - 1);
                end += there(c, i, last);
                hires += c->hired[i] >= first && c->hired[i] <= last;
                int32_t gone = c->hired[i] + c->tenure[i];
                exits += c->cause[i] && gone >= first && gone <= last;
                second += c->cause[i] == 2 && gone >= first && gone <= last;
                for (int32_t day = first; day <= last; day++) days += there(c, i, day);
            }
            for (int32_t day = first; day <= last; day++) {
                if (days_to_civil(day + 1).day != 1) continue;
                months++;
                for (size_t i = 0; i < PEOPLE; i++) monthly += c->group[i] == g && there(c, i, day);
            }
            assert_digits(flow->headcount_start, start, 15, 1);
            assert_digits(flow->headcount_end, end, 15, 1);
            assert_digits(flow->hires, hires, 15, 1);
            assert_digits(flow->exits, exits, 15, 1);
            assert_digits(flow->exits_by_cause[2], second, 15, 1);
            assert_digits(flow->person_days, days, 15, 1);
            assert_digits(flow->month_ends, months, 15, 1);
            assert_digits(flow->monthly_headcount, monthly, 15, 1);
            assert_digits(flow->headcount_start + flow->hires + flow->transfers_in - flow->transfers_out - flow->exits, flow->headcount_end, 15, 1);
        }
    }
    arena_free(&arena);
    free(c);
}

/* The published monthly figures (r-for-hr): 12 separations on a mean headcount of 127 is .09448819. */
static void test_turnover(void **state) {
    (void)state;
    struct flow flow = {.headcount_start = 120, .headcount_end = 134, .exits = 12, .person_days = 127.0 * 31, .month_ends = 1, .monthly_headcount = 134};
    struct turnover t = flows_turnover(&flow, flow.exits, 31);
    assert_digits(t.rate, .09448819, 7, 1e-3);
    assert_digits(t.rate_mid, 12.0 / 127, 15, 1e-3);
    assert_digits(t.rate_start, 0.1, 15, 1e-3);
    assert_digits(t.rate_end, 12.0 / 134, 15, 1e-3);
    assert_digits(t.rate_annualised, 12.0 / 127 * 365.25 / 31, 14, 1e-3);
}

/* --- costs ---------------------------------------------------------------------------------------------------------- */

/* The field's worked example: direct 18,900 + lost output 72,917 - salary saved 13,333 = 78,484; here as two months
 * empty and six months of ramp from nothing, at pay 80,000 and a year's output worth 175,000. */
static void test_worked_cost(void **state) {
    (void)state;
    const double month = 365.25 / 12;
    struct cost_model model = {.parameters = {[PARAMETER_OUTPUT] = {certain(175000.0 / 80000), false}, [PARAMETER_RECRUITING] = {certain(18900), false}, [PARAMETER_VACANCY_DAYS] = {certain(2 * month), false},
                                              [PARAMETER_VACANCY_LOSS] = {certain(1), false}, [PARAMETER_RAMP_DAYS] = {certain(6 * month), false}}};
    struct cost_draw means = cost_means(&model);
    struct cost_unit unit = cost_unit_of(&model, &means);
    assert_digits(cost_total(&unit, 80000, COST_PARTS), 18900 + 72916.0 + 2.0 / 3 - 13333 - 1.0 / 3, 9, 1);
    assert_digits(80000 * (unit.per_pay[COST_VACANCY] + unit.per_pay[COST_RAMP]), 72916.0 + 2.0 / 3, 9, 1);
    assert_digits(80000 * unit.per_pay[COST_SAVED_PAY], -13333 - 1.0 / 3, 9, 1);
    model.shape = COST_RAMP_PARETO;
    double pareto = cost_unit_of(&model, &means).per_pay[COST_RAMP], linear = unit.per_pay[COST_RAMP], theta = log(0.8) / log(0.2), area = 0;
    for (int i = 0; i < 100000; i++) area += (1 - pow((i + 0.5) / 100000, theta)) / 100000; /* output lost under the curve */
    assert_digits(pareto / linear, area / 0.5, 4, 1);
}

/* A fifth of pay for recruiting; half of the positions filled from within, at no cost but what filling the place behind costs. */
static void test_filled_from_within(void **state) {
    (void)state;
    struct cost_model model = {.parameters = {[PARAMETER_RECRUITING] = {certain(0.2), true}, [PARAMETER_SEPARATION] = {certain(1000), false}, [PARAMETER_BACKFILL] = {certain(0.75), false},
                                              [PARAMETER_INTERNAL_SHARE] = {certain(0.5), false}}};
    struct cost_draw means = cost_means(&model);
    struct cost_unit unit = cost_unit_of(&model, &means), outside = cost_unit_filled(&model, &means, false), within = cost_unit_filled(&model, &means, true);
    assert_digits(cost_total(&outside, 50000, COST_PARTS), 1000 + 10000, 12, 1);
    assert_digits(cost_total(&within, 50000, COST_PARTS), 1000 + 7500, 12, 1);
    assert_digits(cost_total(&unit, 50000, COST_PARTS), 1000 + 8750, 12, 1);
}

/* Ten years and three months at 3,600 a month: 10 x 1,200 + (3 x 3,600 / 3,600) x (1,200 / 12); the cap, and a year's pay where that is more. */
static void test_transition(void **state) {
    (void)state;
    assert_digits(cost_transition(3600, 10.25, 98000), 12300, 12, 1);
    assert_digits(cost_transition(3600, 0.5, 98000), 600, 12, 1);
    assert_digits(cost_transition(9000, 40, 98000), 108000, 12, 1); /* 120,000 is over the cap, and over a year's pay */
    assert_digits(cost_transition(7000, 45, 98000), 98000, 12, 1);  /* 105,000 is over the cap, which is over a year's pay of 84,000 */
    assert_int_equal(statutory_transition_cap(2025)->amount, 98000);
    assert_int_equal(statutory_transition_cap(2031)->amount, statutory_transition_cap(statutory_last_cap())->amount);
    assert_int_equal(statutory_pension_months(1957, 12), 67 * 12); /* 67 in December 2024 */
    assert_int_equal(statutory_pension_months(1960, 12), 67 * 12); /* in December 2027 */
    assert_int_equal(statutory_pension_months(1961, 1), 67 * 12 + 3);
}

/* Draws of each shape against its known mean and variance, and where they are known its quantiles. */
static void test_shapes(void **state) {
    (void)state;
    enum { N = 200000 };
    const double sd = log(8.0 / 2) / (2 * 1.2815515655446004), middle = 4;
    static const struct uncertain RANGES[] = {{2, 3, 7, UNCERTAIN_TRIANGULAR}, {2, 3, 7, UNCERTAIN_PERT}, {2, 4, 8, UNCERTAIN_LOG_NORMAL}, {2, 4.5, 7, UNCERTAIN_UNIFORM}};
    const double means[] = {4, (2 + 12 + 7) / 6.0, middle * exp(sd * sd / 2), 4.5}, mu = (2 + 12 + 7) / 6.0;
    const double variances[] = {(4.0 + 9 + 49 - 6 - 14 - 21) / 18, (mu - 2) * (7 - mu) / 7, (exp(sd * sd) - 1) * middle * middle * exp(sd * sd), 25.0 / 12};
    for (size_t r = 0; r < 4; r++) {
        double sum = 0, squares = 0, last = -1;
        for (int i = 0; i < N; i++) {
            double x = uncertain_at(RANGES[r], (i + 0.5) / N);
            sum += x;
            squares += x * x;
            assert_true(x >= last);
            last = x;
        }
        assert_digits(sum / N, uncertain_mean(RANGES[r]), 4, 1);
        assert_digits(uncertain_mean(RANGES[r]), means[r], 12, 1);
        assert_true(fabs(squares / N - sum / N * sum / N - variances[r]) < 2e-3 * variances[r]);
    }
    assert_digits(uncertain_at(RANGES[2], 0.1), 2, 10, 1);
    assert_digits(uncertain_at(RANGES[2], 0.9), 8, 10, 1);
    assert_digits(uncertain_at(certain(5), 0.3), 5, 15, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cholesky), cmocka_unit_test(test_calendar_panel), cmocka_unit_test(test_flows),
                                       cmocka_unit_test(test_turnover), cmocka_unit_test(test_worked_cost),    cmocka_unit_test(test_shapes),
                                       cmocka_unit_test(test_filled_from_within), cmocka_unit_test(test_transition)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

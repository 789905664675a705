/* Cholesky, panel, flows, costs: against hand results and slow, obvious twins. */
#include "tests/support.h"

#include "models/cholesky.h"
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
    double p[COST_PARAMETERS] = {[PARAMETER_OUTPUT] = 175000.0 / 80000, [PARAMETER_RECRUITING] = 18900, [PARAMETER_VACANCY_DAYS] = 2 * month,
                                 [PARAMETER_VACANCY_LOSS] = 1, [PARAMETER_RAMP_DAYS] = 6 * month};
    struct cost_unit unit = cost_unit_of(p, COST_RAMP_LINEAR);
    assert_digits(cost_total(&unit, 80000), 18900 + 72916.0 + 2.0 / 3 - 13333 - 1.0 / 3, 9, 1);
    double pareto = cost_unit_of(p, COST_RAMP_PARETO).per_pay[COST_RAMP], linear = unit.per_pay[COST_RAMP];
    assert_true(pareto > 0 && pareto < linear / 2);
}

/* Draws of a triangular range against its known mean and variance. */
static void test_triangular(void **state) {
    (void)state;
    struct cost_range range = {2, 3, 7};
    double sum = 0, squares = 0;
    enum { N = 100000 };
    for (int i = 0; i < N; i++) {
        double x = cost_range_at(range, (i + 0.5) / N);
        sum += x;
        squares += x * x;
    }
    double mean = sum / N;
    assert_digits(mean, cost_range_mean(range), 6, 1);
    assert_digits(squares / N - mean * mean, (4.0 + 9 + 49 - 6 - 14 - 21) / 18, 4, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cholesky), cmocka_unit_test(test_calendar_panel), cmocka_unit_test(test_flows),
                                       cmocka_unit_test(test_turnover), cmocka_unit_test(test_worked_cost),    cmocka_unit_test(test_triangular)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

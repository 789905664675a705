/* Scenarios, portfolios and replacement on cohorts, against twins that go through everybody month by month. */
#include "tests/support.h"

#include "models/cohorts.h"

#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PEOPLE = 3000, MONTHS = 12, STEP = 3, PERIODS = 4, CAUSES = 2, MODELS = 2, DRAWS = 2000 };

struct fixture {
    struct arena arena;
    uint8_t include[PEOPLE], class_of[PEOPLE], team[PEOPLE], first_team[PEOPLE], others[PEOPLE];
    int32_t tenure[PEOPLE];
    int16_t by[PEOPLE];
    double pay[PEOPLE], hazard[PEOPLE * PERIODS * MODELS], cap[MONTHS], always[MONTHS];
    struct cost_model costs[2];
    struct forecast_people people;
    struct forecast_risk risk;
    struct draws draws;
    struct forecast_input base;
    struct cohorts cohorts;
    struct scenario_input input;
};

static const uint16_t MODEL_OF_SLOT[] = {0, 1, 0, 1}; /* by cause */
static const bool TRANSITION[] = {false, true};
static const uint8_t CAUSE[] = {1, 2};

static void make(struct fixture *f) {
    memset(f, 0, sizeof *f);
    srand(11);
    for (size_t i = 0; i < PEOPLE; i++) {
        f->include[i] = rand() % 20 != 0;
        f->class_of[i] = (uint8_t)(rand() % 2);
        f->team[i] = (uint8_t)(1 + rand() % 3);
        f->first_team[i] = f->team[i] == 1;
        f->others[i] = f->team[i] == 2;
        f->tenure[i] = rand() % 3000;
        f->by[i] = INT16_MAX;
        f->pay[i] = 30000 + rand() % 40000;
        double frailty = exp((rand() % 200 - 100) / 100.0);
        for (size_t p = 0; p < PERIODS; p++) {
            f->hazard[(i * PERIODS + p) * MODELS] = 0.03 * frailty * (f->tenure[i] < 365 ? 2 : 1);
            f->hazard[(i * PERIODS + p) * MODELS + 1] = 0.008 * frailty;
        }
    }
    for (size_t t = 0; t < MONTHS; t++) {
        f->cap[t] = 98000;
        f->always[t] = 1;
    }
    f->costs[0] = (struct cost_model){.parameters = {[PARAMETER_RECRUITING] = {certain(5000), false}, [PARAMETER_OUTPUT] = {certain(1), false}, [PARAMETER_RAMP_DAYS] = {certain(365.25), false},
                                                     [PARAMETER_RAMP_START] = {certain(0.5), false}, [PARAMETER_BACKFILL] = {certain(0.5), false}}};
    f->costs[1] = f->costs[0];
    f->costs[1].parameters[PARAMETER_SEPARATION] = (struct cost_value){certain(2000), false};
    f->people = (struct forecast_people){.n = PEOPLE, .include = f->include, .tenure = f->tenure, .months = MONTHS, .step = STEP, .n_periods = PERIODS, .n_causes = CAUSES};
    f->risk = (struct forecast_risk){.n_models = MODELS, .cause = (uint8_t *)CAUSE, .hazard = f->hazard, .direction = ARENA_ARRAY(&f->arena, double, 1)};
    f->draws = draws_make(DRAWS, 1, 0, f->costs, 2, &f->arena);
    f->base = (struct forecast_input){.people = &f->people, .risk = &f->risk, .draws = &f->draws,
                                      .costs = {.pay = f->pay, .class_of = f->class_of, .n_classes = 2, .n_models = 2, .model_of_slot = MODEL_OF_SLOT, .models = f->costs, .transition = TRANSITION, .cap = f->cap}};
    for (int i = 0; i < COST_COMPONENTS; i++) f->base.costs.counts[i] = true;
}

static struct scenario plain(const struct fixture *f, double ratio) {
    return (struct scenario){.tenure_to = INT32_MAX, .cause = 1, .strength = f->always, .active = f->always, .ratio = certain(ratio), .spill = certain(1), .internal_share = NAN};
}

static void set_up(struct fixture *f, struct scenario *scenarios, size_t n, const double *fresh, size_t lag) {
    for (size_t s = 0; s < n; s++) scenarios[s].same_effect = s;
    struct cohorts_input input = {.base = &f->base, .scenarios = scenarios, .n_scenarios = n, .level = {f->team, 1, 0}, .n_levels = 3, .fresh = fresh, .lag = lag};
    f->cohorts = cohorts_make(&input, &f->arena);
    f->input = (struct scenario_input){&f->base, &f->cohorts, scenarios, n};
}

/* --- the twin: one person, month by month ------------------------------------------------------------------------------ */

struct fate {
    double leave, cost;
};

static double scoped(const struct scenario *s, const struct fixture *f, size_t i, size_t t) {
    if (s->in_scope && !s->in_scope[i]) return 0;
    double part = 0;
    for (int k = 0; k < 1000; k++) {
        double tenure = f->tenure[i] + ((double)t + (k + 0.5) / 1000) * 30.4375;
        part += tenure >= s->tenure_from && tenure < s->tenure_to;
    }
    return part / 1000;
}

static double factor(const struct scenario *s, const struct fixture *f, size_t i, size_t t, size_t cause, double ratio) {
    if (s->hazard) {
        size_t at = (i * PERIODS + t / STEP) * MODELS + cause - 1;
        return (s->in_scope && !s->in_scope[i]) ? 1 : 1 + s->strength[t] * (s->hazard[at] / f->hazard[at] - 1);
    }
    if (s->cause && s->cause != cause) return 1;
    double in = scoped(s, f, i, t), spill = s->spills && (!s->spill_scope || s->spill_scope[i]) ? (1 - in) * (1 - s->spill.mode) : 0;
    return 1 - s->strength[t] * (in * (1 - ratio) + spill);
}

static struct fate live(const struct fixture *f, size_t i, const struct scenario *scenarios, const size_t *members, size_t n) {
    double stay = 1;
    struct fate fate = {0, 0};
    for (size_t t = 0; t < MONTHS; t++) {
        double h[CAUSES], sum = 0, retired = f->people.retires_by ? stay * retirement_share(f->by[i], t) : 0;
        stay -= retired;
        fate.leave += retired;
        fate.cost += retired * (7000 + f->pay[i] * 0.25);
        for (size_t c = 0; c < CAUSES; c++) {
            h[c] = f->hazard[(i * PERIODS + t / STEP) * MODELS + c] / STEP;
            for (size_t k = 0; k < n; k++) h[c] *= factor(&scenarios[members[k]], f, i, t, c + 1, scenarios[members[k]].ratio.mode);
            sum += h[c];
        }
        double gone = stay * (1 - exp(-sum)), years = (f->tenure[i] + ((double)t + 0.5) * 30.4375) / 365.25;
        double paid = fmin(f->pay[i] / 36 * years, fmax(98000, f->pay[i]));
        fate.leave += gone;
        fate.cost += gone * (h[0] * (5000 + f->pay[i] * 0.25) + h[1] * (7000 + f->pay[i] * 0.25 + paid)) / sum;
        stay -= gone;
    }
    return fate;
}

static struct fate all(const struct fixture *f, const struct scenario *scenarios, const size_t *members, size_t n) {
    struct fate sum = {0, 0};
    for (size_t i = 0; i < PEOPLE; i++) {
        if (!f->include[i]) continue;
        struct fate one = live(f, i, scenarios, members, n);
        sum.leave += one.leave;
        sum.cost += one.cost;
    }
    return sum;
}

/* Relative, for what cohorts take together. */
static void near(double actual, double expected, double tolerance) {
    if (!(fabs(actual - expected) <= tolerance * fabs(expected))) fprintf(stderr, "found %.10g, expected %.10g\n", actual, expected);
    assert_true(fabs(actual - expected) <= tolerance * fabs(expected));
}

/* --- tests ------------------------------------------------------------------------------------------------------------- */

/* Scope, tenure, build-up, spillover, combination: what everybody together avoids and saves. */
static void test_effects(void **state) {
    (void)state;
    struct fixture *f = malloc(sizeof *f);
    make(f);
    double grows[MONTHS] = {0, 0, 0.1, 0.3, 0.6, 0.9, 1, 1, 1, 0.5, 0, 0};
    static const size_t BOTH[] = {0, 1, 3};
    struct scenario s[8];
    for (size_t k = 0; k < 8; k++) s[k] = plain(f, 0.7);
    s[1].in_scope = f->first_team;
    s[1].strength = s[1].active = grows;
    s[2].tenure_to = 400;
    s[3].cause = 0;
    s[3].ratio = certain(0.9);
    s[4].in_scope = f->first_team;
    s[4].spills = true;
    s[4].spill = certain(1.2);
    s[4].spill_scope = f->others;
    s[5].tenure_from = 200;
    s[5].tenure_to = 900;
    s[5].spills = true;
    s[5].spill = certain(1.1);
    s[6].members = BOTH;
    s[6].n_members = 3;
    s[7].ratio = certain(0.5);
    set_up(f, s, 8, NULL, 1);
    assert_true(f->cohorts.n_real <= COHORTS_MOST);
    struct scenario_effect *effects = scenario_run(&f->input, &f->arena);
    struct fate base = all(f, s, NULL, 0);
    for (size_t k = 0; k < 8; k++) {
        const size_t *members = s[k].n_members ? s[k].members : &k;
        struct fate fate = all(f, s, members, s[k].n_members ? s[k].n_members : 1);
        double months = 0, levels = 0, saved = 0;
        for (size_t t = 0; t < MONTHS; t++) months += effects[k].avoided_by_month[t];
        for (size_t l = 0; l <= 3; l++) {
            levels += effects[k].avoided_by_level[l];
            saved += effects[k].saved_by_level[l];
        }
        near(months, base.leave - fate.leave, 2e-3);
        near(levels, months, 1e-9);
        near(saved, base.cost - fate.cost, 3e-3);
    }
    assert_true(effects[7].avoided.mean > effects[0].avoided.mean && effects[7].avoided.p10 >= effects[0].avoided.p10 && effects[7].avoided.p90 >= effects[0].avoided.p90);
    arena_free(&f->arena);
    free(f);
}

/* The base of the cohorts is everybody's own, to the last digits; with statutory payments and retirement. */
static void test_conservation(void **state) {
    (void)state;
    struct fixture *f = malloc(sizeof *f);
    make(f);
    for (size_t i = 0; i < PEOPLE; i += 7) {
        f->by[i] = (int16_t)(1 + i % 40);
        for (size_t p = 0; p < PERIODS; p++) f->hazard[(i * PERIODS + p) * MODELS + 1] = 0; /* who retires then does not by the model */
    }
    f->people.retires_by = f->by;
    f->people.retirement = 2;
    struct scenario s[] = {plain(f, 0.6)};
    set_up(f, s, 1, NULL, 1);
    double kappa[] = {1, 1}, *unit = ARENA_ARRAY(&f->arena, double, CAUSES * f->cohorts.n), *work = ARENA_ARRAY(&f->arena, double, cohorts_work(&f->cohorts));
    for (size_t k = 0; k < f->cohorts.n; k++) {
        unit[k] = 5000 + 0.25 * f->cohorts.pay[k];
        unit[f->cohorts.n + k] = 7000 + 0.25 * f->cohorts.pay[f->cohorts.n + k];
    }
    struct cohort_life life = {.leave = ARENA_ARRAY(&f->arena, double, f->cohorts.n)};
    cohorts_live(&f->cohorts, NULL, 0, kappa, unit, work, &life);
    struct fate base = all(f, s, NULL, 0);
    assert_digits(life.leavers, base.leave, 11, 1);
    near(life.cost, base.cost, 1e-9);
    double avoided = 0, people = 0;
    struct cohort_action action = {&s[0], &f->cohorts.reach[0], 0.4, 0, 1};
    struct cohort_life changed = {.leave = ARENA_ARRAY(&f->arena, double, f->cohorts.n)};
    cohorts_live(&f->cohorts, &action, 1, kappa, unit, work, &changed);
    for (size_t k = 0; k < f->cohorts.n_real; k++) {
        avoided += life.leave[k] - changed.leave[k];
        people += f->cohorts.people[k];
        assert_true(changed.leave[k] <= life.leave[k] + 1e-9 && life.leave[k] <= f->cohorts.people[k] * (1 + 1e-12));
    }
    assert_digits(avoided + changed.leavers, life.leavers, 12, 1);
    size_t there = 0;
    for (size_t i = 0; i < PEOPLE; i++) there += f->include[i];
    assert_digits(people, (double)there, 15, 1);
    arena_free(&f->arena);
    free(f);
}

/* Chance: how many a sure measure avoids, drawn person by person. */
static void test_chance(void **state) {
    (void)state;
    struct fixture *f = malloc(sizeof *f);
    make(f);
    struct scenario s[] = {plain(f, 0.5)};
    set_up(f, s, 1, NULL, 1);
    struct scenario_effect *effects = scenario_run(&f->input, &f->arena);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    double *drawn = calloc(DRAWS, sizeof *drawn), *saved = calloc(DRAWS, sizeof *saved);
    static const size_t ME[] = {0};
    for (size_t i = 0; i < PEOPLE; i++) {
        if (!f->include[i]) continue;
        struct fate base = live(f, i, s, NULL, 0), fate = live(f, i, s, ME, 1);
        double kept = base.leave - fate.leave, each = (base.cost - fate.cost) / kept;
        for (size_t k = 0; k < DRAWS; k++) {
            bool stays = gsl_rng_uniform(rng) < kept;
            drawn[k] += stays;
            saved[k] += stays ? each : 0;
        }
    }
    gsl_sort(saved, 1, DRAWS);
    near(effects[0].saved.p90 - effects[0].saved.p10, gsl_stats_quantile_from_sorted_data(saved, 1, DRAWS, 0.9) - gsl_stats_quantile_from_sorted_data(saved, 1, DRAWS, 0.1), 0.08);
    free(saved);
    gsl_sort(drawn, 1, DRAWS);
    near(effects[0].avoided.p10, gsl_stats_quantile_from_sorted_data(drawn, 1, DRAWS, 0.1), 0.02);
    near(effects[0].avoided.p50, gsl_stats_quantile_from_sorted_data(drawn, 1, DRAWS, 0.5), 0.02);
    near(effects[0].avoided.p90, gsl_stats_quantile_from_sorted_data(drawn, 1, DRAWS, 0.9), 0.02);
    gsl_rng_free(rng);
    free(drawn);
    arena_free(&f->arena);
    free(f);
}

/* Programme, net, break-even and payback by hand. */
static void test_money(void **state) {
    (void)state;
    struct fixture *f = malloc(sizeof *f);
    make(f);
    struct scenario s[] = {plain(f, 0.8), plain(f, 0.8), plain(f, 1)};
    static const size_t ME[] = {0};
    s[0].in_scope = s[1].in_scope = f->first_team;
    s[0].per_head = certain(100);
    s[0].fixed = certain(20000);
    s[1].of_pay = certain(0.02);
    s[2].in_scope = f->first_team;
    s[2].internal_share = 0.4;
    set_up(f, s, 3, NULL, 1);
    struct scenario_effect *effects = scenario_run(&f->input, &f->arena);
    double heads = 0, pay = 0, promoted = 0;
    for (size_t i = 0; i < PEOPLE; i++) {
        if (!f->include[i] || f->team[i] != 1) continue;
        heads++;
        pay += f->pay[i];
        promoted += live(f, i, s, NULL, 0).leave * 0.4 * 0.5 * (5000 + f->pay[i] * 0.25); /* filling from within costs half of filling from outside */
    }
    assert_digits(effects[0].heads, heads, 15, 1);
    assert_digits(effects[0].programme, 20000 + 100 * heads, 12, 1);
    assert_digits(effects[1].programme, 0.02 * pay, 12, 1);
    assert_digits(effects[0].net.mean, effects[0].saved.mean - effects[0].programme, 10, 1);
    assert_digits(effects[0].roi, effects[0].net.mean / effects[0].programme, 10, 1);
    near(effects[2].saved.mean, promoted, 2e-3);
    near(effects[2].net.p10, promoted, 2e-3); /* nothing is uncertain in it */
    assert_true(effects[2].avoided.mean == 0);
    struct fate base = all(f, s, NULL, 0);
    struct scenario at[] = {s[0]};
    at[0].ratio = certain(effects[0].break_even);
    near(base.cost - all(f, at, ME, 1).cost, effects[0].programme, 5e-3);
    /* payback: the month in which the twin's savings pass the programme */
    double paid = 0, before = 0, month = NAN;
    for (size_t t = 0; t < MONTHS && isnan(month); t++) {
        for (size_t m = 0; m <= t; m++) before = paid;
        struct fixture *cut = f;
        double saved = 0;
        for (size_t i = 0; i < PEOPLE; i++) { /* all they cost until the end of month t: the same lives, cut short */
            if (!f->include[i] || f->team[i] != 1) continue;
            double stay = 1, kept = 1, each = 0;
            for (size_t m = 0; m <= t; m++) {
                double h0 = cut->hazard[(i * PERIODS + m / STEP) * MODELS] / STEP, h1 = cut->hazard[(i * PERIODS + m / STEP) * MODELS + 1] / STEP, years = (f->tenure[i] + ((double)m + 0.5) * 30.4375) / 365.25;
                double u0 = 5000 + f->pay[i] * 0.25, u1 = 7000 + f->pay[i] * 0.25 + fmin(f->pay[i] / 36 * years, 98000);
                double gone = stay * (1 - exp(-h0 - h1)), less = kept * (1 - exp(-0.8 * h0 - h1));
                each += gone * (h0 * u0 + h1 * u1) / (h0 + h1) - less * (0.8 * h0 * u0 + h1 * u1) / (0.8 * h0 + h1);
                stay -= gone;
                kept -= less;
            }
            saved += each;
        }
        paid = saved;
        if (paid >= effects[0].programme) month = (double)t + (effects[0].programme - before) / (paid - before);
    }
    if (isnan(month)) assert_true(isnan(effects[0].payback_months));
    else assert_true(fabs(effects[0].payback_months - month) < 0.05);
    arena_free(&f->arena);
    free(f);
}

/* Changed attributes: the hazards that the models would give. */
static void test_association(void **state) {
    (void)state;
    struct fixture *f = malloc(sizeof *f);
    make(f);
    double *changed = ARENA_ARRAY(&f->arena, double, PEOPLE * PERIODS * MODELS), direction[] = {0};
    for (size_t k = 0; k < PEOPLE * PERIODS * MODELS; k++) changed[k] = f->hazard[k] * (k % MODELS ? 1 : (k / (PERIODS * MODELS)) % 3 ? 0.8 : 1.1);
    struct scenario s[] = {plain(f, 1)};
    static const size_t ME[] = {0};
    s[0].hazard = changed;
    s[0].direction = direction;
    s[0].in_scope = f->first_team;
    set_up(f, s, 1, NULL, 1);
    struct scenario_effect *effects = scenario_run(&f->input, &f->arena);
    double months = 0;
    for (size_t t = 0; t < MONTHS; t++) months += effects[0].avoided_by_month[t];
    near(months, all(f, s, NULL, 0).leave - all(f, s, ME, 1).leave, 5e-3);
    arena_free(&f->arena);
    free(f);
}

/* Parameters: a hazard known to a factor of e^0.6, and an association whose size is as uncertain; the other one follows from the twin. */
static void test_parameters(void **state) {
    (void)state;
    struct fixture *f = malloc(sizeof *f);
    make(f);
    const double SIZE = 0.6, BEND = 0.08, z90 = 1.2815515655446004;
    double *changed = ARENA_ARRAY(&f->arena, double, PEOPLE * PERIODS * MODELS), *was = ARENA_ARRAY(&f->arena, double, PEOPLE * PERIODS * MODELS), bend[] = {0, BEND};
    for (size_t k = 0; k < PEOPLE * PERIODS * MODELS; k++) changed[k] = f->hazard[k] * (k % MODELS ? 1 : 0.8);
    memcpy(was, f->hazard, sizeof f->hazard);
    f->risk.n_normals = 2; /* one turns the first model's hazard, the other the effect */
    f->risk.direction = ARENA_ARRAY(&f->arena, double, 2 * MODELS);
    f->risk.direction[0] = SIZE;
    f->draws = draws_make(DRAWS, 1, 2, f->costs, 2, &f->arena);
    struct scenario s[] = {plain(f, 0.5), plain(f, 1)};
    s[1].hazard = changed;
    s[1].direction = bend;
    set_up(f, s, 2, NULL, 1);
    struct scenario_effect *effects = scenario_run(&f->input, &f->arena);
    static const size_t FIRST[] = {0}, SECOND[] = {1};
    for (int side = 0; side < 2; side++) {
        double z = side ? z90 : -z90;
        for (size_t k = 0; k < PEOPLE * PERIODS * MODELS; k++) f->hazard[k] = was[k] * (k % MODELS ? 1 : exp(SIZE * z));
        near(side ? effects[0].avoided.p90 : effects[0].avoided.p10, all(f, s, NULL, 0).leave - all(f, s, FIRST, 1).leave, 0.08);
        for (size_t k = 0; k < PEOPLE * PERIODS * MODELS; k++) f->hazard[k] = was[k];
    }
    /* of the association hazard and effect together, by their variances: at the mean hazard, and at the mean effect */
    double base = all(f, s, NULL, 0).leave, mean = base - all(f, s, SECOND, 1).leave, apart[2], chance = mean;
    for (int side = 0; side < 2; side++) {
        for (size_t k = 0; k < PEOPLE * PERIODS * MODELS; k++) changed[k] = was[k] * (k % MODELS ? 1 : 0.8 * exp(BEND * (side ? 1 : -1)));
        apart[side] = base - all(f, s, SECOND, 1).leave;
    }
    double effect = (apart[0] - apart[1]) / 2, hazard = SIZE * mean * 0.85; /* leavers answer to the hazard a little less than in proportion */
    near(effects[1].avoided.p90 - effects[1].avoided.p10, 2 * z90 * sqrt(effect * effect + hazard * hazard + chance), 0.15);
    arena_free(&f->arena);
    free(f);
}

/* Places that are filled again: one kind of people, counted month by month. */
static void test_replacement(void **state) {
    (void)state;
    struct fixture *f = malloc(sizeof *f);
    enum { LAG = 2 };
    make(f);
    double *fresh = ARENA_ARRAY(&f->arena, double, PEOPLE * MONTHS * MODELS), leavers[MONTHS] = {0}, hires[MONTHS] = {0}, again[MONTHS] = {0}, there = 0;
    for (size_t i = 0; i < PEOPLE; i++) {
        there += f->include[i];
        for (size_t p = 0; p < PERIODS * MODELS; p++) f->hazard[i * PERIODS * MODELS + p] = p % MODELS ? 0.01 : 0.06;
        for (size_t a = 0; a < MONTHS; a++) {
            fresh[(i * MONTHS + a) * MODELS] = a < 3 ? 0.08 : 0.03;
            fresh[(i * MONTHS + a) * MODELS + 1] = 0.005;
        }
    }
    struct scenario s[] = {plain(f, 0.5)};
    s[0].tenure_to = 61;
    set_up(f, s, 1, fresh, LAG);
    double stay = there, new[MONTHS] = {0};
    for (size_t t = 0; t < MONTHS; t++) {
        leavers[t] = stay * (1 - exp(-(0.06 + 0.01) / 3));
        stay -= leavers[t];
        if (t >= LAG) new[t] = hires[t] = leavers[t - LAG] + again[t - LAG];
        for (size_t came = LAG; came <= t; came++) {
            double gone = new[came] * (1 - exp(-((t - came < 3 ? 0.08 : 0.03) + 0.005)));
            again[t] += gone;
            new[came] -= gone;
        }
    }
    double kappa[] = {1, 1}, *unit = ARENA_ARRAY(&f->arena, double, CAUSES * f->cohorts.n), *work = ARENA_ARRAY(&f->arena, double, cohorts_work(&f->cohorts));
    size_t cells = MONTHS * f->cohorts.n;
    struct cohort_life life = {.leave = ARENA_ARRAY(&f->arena, double, f->cohorts.n), .month_leave = ARENA_ARRAY(&f->arena, double, cells), .month_fresh = ARENA_ARRAY(&f->arena, double, cells),
                               .month_hires = ARENA_ARRAY(&f->arena, double, cells)};
    cohorts_live(&f->cohorts, NULL, 0, kappa, unit, work, &life);
    double total = 0;
    for (size_t t = 0; t < MONTHS; t++) {
        double a = 0, b = 0, c = 0;
        for (size_t k = 0; k < f->cohorts.n; k++) {
            a += life.month_leave[t * f->cohorts.n + k];
            b += life.month_hires[t * f->cohorts.n + k];
            c += life.month_fresh[t * f->cohorts.n + k];
        }
        assert_digits(a, leavers[t], 11, 1);
        assert_digits(b, hires[t], 11, 1);
        assert_digits(c, again[t], 11, 1);
        total += leavers[t] + again[t];
    }
    assert_digits(life.leavers, total, 11, 1);
    struct scenario_effect *effects = scenario_run(&f->input, &f->arena); /* newcomers are in a scope of new people: it avoids some of their exits too */
    assert_true(effects[0].avoided.mean > 20);
    arena_free(&f->arena);
    free(f);
}

/* Of seven scenarios, the best under every budget: all 128 combinations through the twin. */
static void test_portfolio(void **state) {
    (void)state;
    enum { N = 7 };
    struct fixture *f = malloc(sizeof *f);
    make(f);
    for (size_t i = 600; i < PEOPLE; i++) f->include[i] = 0;
    struct scenario s[N + 1];
    const double ratios[] = {0.7, 0.8, 0.9, 0.6, 0.85, 0.75, 1.1}, heads[] = {300, 150, 60, 900, 20, 700, 10};
    size_t candidates[N];
    for (size_t k = 0; k < N; k++) {
        s[k] = plain(f, ratios[k]);
        s[k].per_head = certain(heads[k]);
        s[k].in_scope = k % 3 == 0 ? NULL : k % 3 == 1 ? f->first_team : f->others;
        if (k == 2) s[k].cause = 0;
        candidates[k] = k;
    }
    set_up(f, s, N, NULL, 1);
    static const uint32_t EXCLUSIVE[] = {1u << 0 | 1u << 3, 1u << 1 | 1u << 4};
    double cost[N], net[128], base = all(f, s, NULL, 0).cost;
    for (size_t k = 0; k < N; k++) cost[k] = heads[k] * f->cohorts.reach[k].heads;
    for (uint32_t chosen = 0; chosen < 128; chosen++) {
        size_t members[N], n = 0;
        net[chosen] = 0;
        for (size_t k = 0; k < N; k++) {
            if (!(chosen >> k & 1)) continue;
            members[n++] = k;
            net[chosen] -= cost[k];
        }
        net[chosen] += base - all(f, s, members, n).cost;
    }
    for (size_t b = 0; b < 20 + 64; b++) { /* by equal steps, and just enough for each of some combinations */
        double budget = b < 20 ? 35000.0 * (double)b : 0;
        for (size_t k = 0; k < N && b >= 20; k++) budget += (b * 37 + 11) % 128 >> k & 1 ? cost[k] : 0;
        struct portfolio portfolio = portfolio_choose(&(struct portfolio_input){&f->input, candidates, N, EXCLUSIVE, 2, budget}, &f->arena);
        uint32_t best = 0;
        for (uint32_t chosen = 0; chosen < 128; chosen++) {
            double spent = 0;
            for (size_t k = 0; k < N; k++) spent += chosen >> k & 1 ? cost[k] : 0;
            bool allowed = (chosen & 9) != 9 && (chosen & 18) != 18;
            if (allowed && spent <= budget && net[chosen] > net[best]) best = chosen;
        }
        assert_int_equal(portfolio.best.chosen, best);
        near(portfolio.best.net, net[best], 5e-3);
        for (size_t k = 1; k < portfolio.n; k++) assert_true(portfolio.frontier[k].cost > portfolio.frontier[k - 1].cost && portfolio.frontier[k].net > portfolio.frontier[k - 1].net);
    }
    arena_free(&f->arena);
    free(f);
}

/* The tornado: each thing at its P10 and P90, alone. */
static void test_tornado(void **state) {
    (void)state;
    struct fixture *f = malloc(sizeof *f);
    make(f);
    static const size_t ME[] = {0};
    struct scenario s[] = {plain(f, 0.8)};
    s[0].ratio = (struct uncertain){0.6, 0.8, 1, UNCERTAIN_UNIFORM};
    s[0].per_head = (struct uncertain){100, 200, 300, UNCERTAIN_UNIFORM};
    f->costs[0].parameters[PARAMETER_RECRUITING] = f->costs[1].parameters[PARAMETER_RECRUITING] = (struct cost_value){{4000, 5000, 6000, UNCERTAIN_UNIFORM}, false};
    set_up(f, s, 1, NULL, 1);
    struct tornado_bar *bars;
    size_t n = scenario_tornado(&f->input, 0, &bars, &f->arena);
    assert_int_equal(n, 3);
    struct fate base = all(f, s, NULL, 0), fate = all(f, s, ME, 1);
    double heads = f->cohorts.reach[0].heads;
    for (size_t k = 0; k < n; k++) {
        if (k) assert_true(fabs(bars[k].net_high - bars[k].net_low) <= fabs(bars[k - 1].net_high - bars[k - 1].net_low));
        double low = base.cost - fate.cost - 200 * heads, high = low;
        if (bars[k].kind == TORNADO_PER_HEAD) {
            low += 80 * heads;
            high -= 80 * heads;
        } else if (bars[k].kind == TORNADO_COST) {
            low -= 800 * (base.leave - fate.leave);
            high += 800 * (base.leave - fate.leave);
        } else {
            struct scenario at[] = {s[0]};
            at[0].ratio = certain(0.64);
            low = base.cost - all(f, at, ME, 1).cost - 200 * heads;
            at[0].ratio = certain(0.96);
            high = base.cost - all(f, at, ME, 1).cost - 200 * heads;
        }
        assert_true(fabs(bars[k].net_low - low) < 3e-3 * (base.cost - fate.cost) && fabs(bars[k].net_high - high) < 3e-3 * (base.cost - fate.cost));
    }
    arena_free(&f->arena);
    free(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_effects), cmocka_unit_test(test_conservation), cmocka_unit_test(test_chance), cmocka_unit_test(test_money), cmocka_unit_test(test_association),
                                       cmocka_unit_test(test_parameters), cmocka_unit_test(test_replacement), cmocka_unit_test(test_portfolio), cmocka_unit_test(test_tornado)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

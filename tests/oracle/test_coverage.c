/* Do 95 % intervals hold the truth 95 times in a hundred? A thousand workforces drawn from a known hazard, quarter by quarter, and the
 * panel model fitted to each. The truth and the drawing are this file's own. */
#include "tests/support.h"

#include "models/logistic.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORKFORCES = 1000, FIRTH_EVERY = 4, PEOPLE = 900, QUARTERS = 10, DEPARTMENTS = 4, BANDS = 3, MANAGERS = 60 };

/* Log-odds of leaving in a quarter. */
static const double INTERCEPT = -2.6, OF_DEPARTMENT[DEPARTMENTS] = {0, 0.4, -0.3, 0.7}, OF_BAND[BANDS] = {0, -0.5, -1.0}, OF_SCORE = -0.35, OF_PAY = 0.2;
static const int32_t CUTS[BANDS - 1] = {365, 1000};
enum { TRUTHS = 1 + (DEPARTMENTS - 1) + (BANDS - 1) + 2 };

struct workforce {
    int32_t hired[PEOPLE], entry[PEOPLE], exit[PEOPLE], starts[QUARTERS + 1];
    uint8_t cause[PEOPLE], department[PEOPLE];
    uint32_t manager[PEOPLE];
    double score[PEOPLE], pay[PEOPLE];
};

static int band_at(int32_t tenure) { return tenure < CUTS[0] ? 0 : tenure < CUTS[1] ? 1 : 2; }

static double log_odds(const struct workforce *w, size_t i, int32_t start, double of_manager) {
    int32_t tenure = start > w->hired[i] ? start - w->hired[i] : 0;
    return INTERCEPT + OF_DEPARTMENT[w->department[i] - 1] + OF_BAND[band_at(tenure)] + OF_SCORE * w->score[i] + OF_PAY * w->pay[i] + of_manager;
}

/* Hired up to eight years before the window, or in it; followed quarter by quarter until they leave. Managers set the pay of all theirs. */
static void draw(struct workforce *w, gsl_rng *rng, double manager_spread) {
    double effect[MANAGERS], pay[MANAGERS];
    for (size_t m = 0; m < MANAGERS; m++) {
        effect[m] = manager_spread > 0 ? gsl_ran_gaussian(rng, manager_spread) : 0;
        pay[m] = gsl_ran_gaussian(rng, 1);
    }
    for (int p = 0; p <= QUARTERS; p++) w->starts[p] = 10000 + 91 * p;
    for (size_t i = 0; i < PEOPLE; i++) {
        w->hired[i] = w->starts[0] - 2900 + (int32_t)gsl_rng_uniform_int(rng, 2900 + 91 * (QUARTERS - 2));
        w->department[i] = (uint8_t)(1 + gsl_rng_uniform_int(rng, DEPARTMENTS));
        w->manager[i] = (uint32_t)gsl_rng_uniform_int(rng, MANAGERS) + 1;
        w->score[i] = gsl_ran_gaussian(rng, 1);
        w->pay[i] = manager_spread > 0 ? pay[w->manager[i] - 1] : gsl_ran_gaussian(rng, 1);
        w->entry[i] = w->hired[i] < w->starts[0] ? w->starts[0] - 1 - w->hired[i] : 0;
        w->exit[i] = w->starts[QUARTERS] - 1 - w->hired[i];
        w->cause[i] = 0;
        for (int p = 0; p < QUARTERS && !w->cause[i]; p++) {
            if (w->hired[i] >= w->starts[p + 1]) continue;
            double eta = log_odds(w, i, w->starts[p], effect[w->manager[i] - 1]);
            if (gsl_rng_uniform(rng) >= 1 / (1 + exp(-eta))) continue;
            int32_t first = w->hired[i] + 1 > w->starts[p] ? w->hired[i] + 1 : w->starts[p];
            if (first >= w->starts[p + 1]) continue;
            w->exit[i] = first + (int32_t)gsl_rng_uniform_int(rng, (unsigned long)(w->starts[p + 1] - first)) - w->hired[i];
            w->cause[i] = 1;
        }
    }
}

/* The model that is true, over a workforce. */
struct model {
    struct arena arena;
    struct panel panel;
    struct design design;
    struct design_factor factors[2];
    struct design_number numbers[2];
};

static const char *const DEPARTMENT_NAMES[] = {"", "A", "B", "C", "D"}, *const BAND_NAMES[] = {"", "new", "some", "long"};

static void set_up(struct model *m, const struct workforce *w) {
    *m = (struct model){.panel = {.kind = PANEL_CALENDAR, .n = PEOPLE, .hired = w->hired, .entry = w->entry, .exit = w->exit, .cause = w->cause, .starts = w->starts, .n_periods = QUARTERS}};
    m->factors[0] = (struct design_factor){.name = "department", .labels = DEPARTMENT_NAMES, .n_levels = DEPARTMENTS, .reference = 1, .codes = {w->department, 1, 0}};
    m->factors[1] = (struct design_factor){.name = "tenure", .term = 1, .labels = BAND_NAMES, .n_levels = BANDS, .reference = 1, .cuts = CUTS};
    m->numbers[0] = (struct design_number){.name = "score", .term = 2, .level = "", .values = {w->score, 8, 0}, .unit_days = 1, .fill = NAN};
    m->numbers[1] = (struct design_number){.name = "pay", .term = 3, .level = "", .values = {w->pay, 8, 0}, .unit_days = 1, .fill = NAN};
    m->design = (struct design){.n_factors = 2, .n_numbers = 2, .factors = m->factors, .numbers = m->numbers};
    panel_prepare(&m->panel, &m->arena);
    design_layout(&m->design, &m->arena);
    design_scale(&m->design, &m->panel);
}

/* Column and value of each truth. */
static size_t truth(const struct model *m, size_t k, double *value) {
    if (k == 0) return *value = INTERCEPT, m->design.intercept;
    if (k < DEPARTMENTS) return *value = OF_DEPARTMENT[k], m->design.base[0] + k;
    if (k < DEPARTMENTS + BANDS - 1) return *value = OF_BAND[k - DEPARTMENTS + 1], m->design.base[1] + k - DEPARTMENTS + 1;
    *value = k == TRUTHS - 2 ? OF_SCORE : OF_PAY;
    return k - (TRUTHS - 2);
}

struct coverage {
    double held[TRUTHS], sum[TRUTHS], all;
};

/* Every coefficient within what a thousand draws can tell, all together within 95 +- 1. */
static void check(const struct coverage *c, double n) {
    double all = 0;
    for (size_t k = 0; k < TRUTHS; k++) {
        if (fabs(c->held[k] / n - 0.95) > 4 * sqrt(0.95 * 0.05 / n)) fail_msg("coefficient %zu: its interval holds the truth in %.1f%%", k, 100 * c->held[k] / n);
        if (fabs(c->sum[k] / n) > 0.15) fail_msg("coefficient %zu is off by %.2f errors on average", k, c->sum[k] / n);
        all += c->held[k] / n / TRUTHS;
    }
    if (fabs(all - 0.95) > 0.01) fail_msg("the intervals hold the truth in %.2f%%", 100 * all);
}

static void test_wald_and_firth(void **state) {
    (void)state;
    struct workforce *w = malloc(sizeof *w);
    struct coverage wald = {0}, firth = {0};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, 20261122);
    for (size_t i = 0; i < WORKFORCES; i++) {
        struct model m;
        draw(w, rng, 0);
        set_up(&m, w);
        struct logistic_fit plain = logistic_fit(&m.design, &m.panel, NULL, &m.arena);
        struct logistic_fit shrunken = plain;
        if (i % FIRTH_EVERY == 0) shrunken = logistic_fit(&m.design, &m.panel, &(struct logistic_options){.firth = true}, &m.arena);
        assert_int_equal(plain.end, LOGISTIC_CONVERGED);
        assert_int_equal(shrunken.end, LOGISTIC_CONVERGED);
        for (size_t k = 0; k < TRUTHS; k++) {
            double value;
            size_t c = truth(&m, k, &value);
            double z = (plain.estimate[c] - value) / plain.std_error[c], f = (shrunken.estimate[c] - value) / shrunken.std_error[c];
            wald.held[k] += fabs(z) < 1.959964;
            wald.sum[k] += z;
            firth.held[k] += i % FIRTH_EVERY == 0 && fabs(f) < 1.959964;
            firth.sum[k] += i % FIRTH_EVERY == 0 ? f : 0;
        }
        arena_free(&m.arena);
    }
    check(&wald, WORKFORCES);
    check(&firth, WORKFORCES / FIRTH_EVERY);
    gsl_rng_free(rng);
    free(w);
}

/* The profile's limits hold the truth as often, on fewer workforces. */
static void test_profile(void **state) {
    (void)state;
    enum { FEWER = 200 };
    struct workforce *w = malloc(sizeof *w);
    struct coverage profile = {0};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, 7);
    for (size_t i = 0; i < FEWER; i++) {
        struct model m;
        draw(w, rng, 0);
        set_up(&m, w);
        struct logistic_fit fit = logistic_fit(&m.design, &m.panel, NULL, &m.arena);
        for (size_t k = 0; k < TRUTHS; k++) {
            double value, limits[2];
            size_t c = truth(&m, k, &value);
            logistic_profile(&m.design, &m.panel, &fit, c, limits);
            assert_true(limits[0] < fit.estimate[c] && fit.estimate[c] < limits[1]);
            profile.held[k] += limits[0] <= value && value <= limits[1];
        }
        arena_free(&m.arena);
    }
    double all = 0;
    for (size_t k = 0; k < TRUTHS; k++) all += profile.held[k] / FEWER / TRUTHS;
    assert_true(fabs(all - 0.95) < 0.02);
    gsl_rng_free(rng);
    free(w);
}

/* People of one manager share something unseen, and their pay: plain errors of pay are too small, the cluster's are not. */
static void test_robust(void **state) {
    (void)state;
    enum { FEWER = 400 };
    struct workforce *w = malloc(sizeof *w);
    double plain = 0, robust = 0;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, 11);
    for (size_t i = 0; i < FEWER; i++) {
        struct model m;
        draw(w, rng, 0.7);
        set_up(&m, w);
        struct logistic_fit fit = logistic_fit(&m.design, &m.panel, NULL, &m.arena);
        double *covariance = ARENA_ARRAY(&m.arena, double, fit.p * fit.p), own = 0.185; /* what is left of .2 when the unseen is averaged over */
        logistic_robust(&m.design, &m.panel, &fit, w->manager, MANAGERS, covariance);
        plain += fabs(fit.estimate[1] - own) < 1.959964 * fit.std_error[1];
        robust += fabs(fit.estimate[1] - own) < 1.959964 * logistic_error(&m.design, &fit, 1, covariance);
        arena_free(&m.arena);
    }
    if (plain / FEWER > 0.85 || robust / FEWER < 0.91 || robust / FEWER > 0.98) fail_msg("plain %.3f, robust %.3f", plain / FEWER, robust / FEWER);
    gsl_rng_free(rng);
    free(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_wald_and_firth), cmocka_unit_test(test_profile), cmocka_unit_test(test_robust)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Kaplan-Meier and the log-rank test against R's survfit and survdiff (answers.R wrote answers/). */
#include "tests/support.h"

#include "models/hazard.h"
#include "models/kaplan_meier.h"
#include "models/logrank.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

enum { SPELLS = 240 };

struct fixture {
    struct arena arena;
    int32_t entry[SPELLS], none[SPELLS], exit[SPELLS];
    uint8_t event[SPELLS];
    uint32_t group[SPELLS];
};

static void read_spells(struct fixture *f) {
    *f = (struct fixture){0};
    struct sheet sheet = sheet_read("oracle/answers/spells.csv");
    assert_int_equal(sheet.n_rows, SPELLS);
    for (size_t i = 0; i < SPELLS; i++) {
        f->entry[i] = (int32_t)sheet_number(&sheet, i, "entry");
        f->exit[i] = (int32_t)sheet_number(&sheet, i, "exit");
        f->event[i] = sheet_number(&sheet, i, "cause") > 0;
        f->group[i] = (uint32_t)(sheet_text(&sheet, i, "group")[0] - 'A') + 1;
    }
    sheet_free(&sheet);
}

static const struct km_curve *curve_named(const char *stratum, const struct km_curve *groups, const struct km_curve *all) {
    return strcmp(stratum, "all") ? &groups[stratum[0] - 'A' + 1] : &all[1];
}

static void compare_curves(struct fixture *f, enum km_scale scale, const char *lower, const char *upper) {
    struct spells by_group = {SPELLS, f->entry, f->exit, f->event, f->group, 3, NULL}, whole = {SPELLS, f->entry, f->exit, f->event, NULL, 1, NULL};
    const struct km_curve *groups = km_fit(&by_group, scale, &f->arena), *all = km_fit(&whole, scale, &f->arena);
    struct sheet sheet = sheet_read("oracle/answers/km.csv");
    size_t row = 0;
    for (size_t i = 0; i < sheet.n_rows; i++) {
        const char *stratum = sheet_text(&sheet, i, "stratum");
        if (i && strcmp(stratum, sheet_text(&sheet, i - 1, "stratum")) != 0) row = 0;
        const struct km_curve *curve = curve_named(stratum, groups, all);
        assert_true(row < curve->n_rows);
        assert_int_equal(curve->time[row], (int)sheet_number(&sheet, i, "time"));
        assert_digits(curve->n_risk[row], sheet_number(&sheet, i, "n_risk"), 15, 1);
        assert_digits(curve->n_event[row], sheet_number(&sheet, i, "n_event"), 15, 1);
        assert_digits(curve->n_censored[row], sheet_number(&sheet, i, "n_censored"), 15, 1);
        assert_digits(curve->survival[row], sheet_number(&sheet, i, "survival"), 12, 1e-3);
        assert_digits(curve->std_error[row], sheet_number(&sheet, i, "std_error"), 12, 1e-3);
        assert_digits(curve->lower[row], sheet_number(&sheet, i, lower), 11, 1e-3);
        assert_digits(curve->upper[row], sheet_number(&sheet, i, upper), 11, 1e-3);
        row++;
    }
    sheet_free(&sheet);
    arena_free(&f->arena);
}

static void test_curves(void **state) {
    (void)state;
    struct fixture f;
    read_spells(&f);
    compare_curves(&f, KM_LOG_LOG, "lower", "upper");
    compare_curves(&f, KM_LOG, "lower_log", "upper_log");
    compare_curves(&f, KM_PLAIN, "lower_plain", "upper_plain");
}

static void test_quantiles_and_means(void **state) {
    (void)state;
    struct fixture f;
    read_spells(&f);
    struct spells by_group = {SPELLS, f.entry, f.exit, f.event, f.group, 3, NULL}, whole = {SPELLS, f.entry, f.exit, f.event, NULL, 1, NULL};
    const struct km_curve *groups = km_fit(&by_group, KM_LOG_LOG, &f.arena), *all = km_fit(&whole, KM_LOG_LOG, &f.arena);
    struct sheet sheet = sheet_read("oracle/answers/km_quantiles.csv");
    for (size_t i = 0; i < sheet.n_rows; i++) {
        const struct km_curve *curve = curve_named(sheet_text(&sheet, i, "stratum"), groups, all);
        struct km_quantile median = km_quantile(curve, 0.5), quarter = km_quantile(curve, 0.25);
        struct km_mean mean = km_restricted_mean(curve, 365);
        assert_digits(median.time, sheet_number(&sheet, i, "median"), 12, 1);
        assert_digits(median.lower, sheet_number(&sheet, i, "median_lower"), 12, 1);
        assert_digits(median.upper, sheet_number(&sheet, i, "median_upper"), 12, 1);
        assert_digits(quarter.time, sheet_number(&sheet, i, "q25"), 12, 1);
        assert_digits(quarter.lower, sheet_number(&sheet, i, "q25_lower"), 12, 1);
        assert_digits(quarter.upper, sheet_number(&sheet, i, "q25_upper"), 12, 1);
        assert_digits(mean.mean, sheet_number(&sheet, i, "rmst_365"), 12, 1);
        assert_digits(mean.std_error, sheet_number(&sheet, i, "rmst_365_se"), 11, 1);
    }
    sheet_free(&sheet);
    arena_free(&f.arena);
}

static struct km_curve *small_curve(int n, const int32_t *exit, const uint8_t *event, struct arena *arena) {
    static const int32_t NONE[8] = {0};
    struct spells spells = {(size_t)n, NONE, exit, event, NULL, 1, NULL};
    return km_fit(&spells, KM_LOG_LOG, arena);
}

/* R: quantile(survfit(Surv(1:4) ~ 1), .5) is 2.5; with the fourth of six censored it is 4; with 3 and 4 of four censored 3. */
static void test_flat_medians(void **state) {
    (void)state;
    struct arena arena = {0};
    static const int32_t TIMES[] = {1, 2, 3, 4, 5, 6};
    assert_digits(km_quantile(small_curve(4, TIMES, (uint8_t[]){1, 1, 1, 1}, &arena) + 1, 0.5).time, 2.5, 15, 1);
    assert_digits(km_quantile(small_curve(6, TIMES, (uint8_t[]){1, 1, 1, 0, 1, 1}, &arena) + 1, 0.5).time, 4, 15, 1);
    assert_digits(km_quantile(small_curve(4, TIMES, (uint8_t[]){1, 1, 0, 0}, &arena) + 1, 0.5).time, 3, 15, 1);
    assert_true(isnan(km_quantile(small_curve(4, TIMES, (uint8_t[]){1, 0, 0, 0}, &arena) + 1, 0.5).time));
    arena_free(&arena);
}

static void test_logrank(void **state) {
    (void)state;
    struct fixture f;
    read_spells(&f);
    struct sheet sheet = sheet_read("oracle/answers/logrank.csv");
    size_t compared = 0;
    for (size_t i = 0; i < sheet.n_rows; i++) {
        if (sheet_text(&sheet, i, "strata")[0] || sheet_number(&sheet, i, "rho") > 0) continue;
        bool late = sheet_number(&sheet, i, "late_entry") > 0;
        struct spells spells = {SPELLS, late ? f.entry : f.none, f.exit, f.event, f.group, 3, NULL};
        struct logrank test = logrank_test(&spells, &f.arena);
        size_t group = (size_t)(sheet_text(&sheet, i, "group")[0] - 'A') + 1;
        assert_digits(test.chisq, sheet_number(&sheet, i, "chisq"), 11, 1);
        assert_digits(test.df, 2, 15, 1);
        assert_digits(test.p_value, sheet_number(&sheet, i, "p"), 10, 1e-12);
        assert_digits(test.observed[group], sheet_number(&sheet, i, "observed"), 12, 1);
        assert_digits(test.expected[group], sheet_number(&sheet, i, "expected"), 12, 1);
        compared++;
    }
    assert_int_equal(compared, 6);
    sheet_free(&sheet);
    arena_free(&f.arena);
}

/* A spell that entered on the day of an event is not at risk for it. */
static void test_entry_on_an_event_day(void **state) {
    (void)state;
    struct arena arena = {0};
    const int32_t entry[] = {0, 5, 0}, exit[] = {5, 9, 9};
    const uint8_t event[] = {1, 1, 0};
    struct spells spells = {3, entry, exit, event, NULL, 1, NULL};
    const struct km_curve *curve = &km_fit(&spells, KM_LOG_LOG, &arena)[1];
    assert_int_equal(curve->time[0], 5);
    assert_digits(curve->n_risk[0], 2, 15, 1);
    assert_digits(curve->survival[0], 0.5, 15, 1);
    assert_digits(curve->n_risk[1], 2, 15, 1);
    assert_digits(curve->survival[1], 0.25, 15, 1);
    arena_free(&arena);
}

/* Splitting a spell in two at any day changes nothing; nor does the order of rows. */
static void test_metamorphic(void **state) {
    (void)state;
    struct fixture f;
    read_spells(&f);
    int32_t entry[2 * SPELLS], exit[2 * SPELLS];
    uint8_t event[2 * SPELLS];
    size_t n = 0;
    for (size_t k = 0; k < SPELLS; k++) {
        size_t i = (k * 7 + 3) % SPELLS;
        int32_t cut = f.entry[i] + (f.exit[i] - f.entry[i]) / 2;
        if (cut > f.entry[i]) {
            entry[n] = f.entry[i];
            exit[n] = cut;
            event[n++] = 0;
        }
        entry[n] = cut;
        exit[n] = f.exit[i];
        event[n++] = f.event[i];
    }
    struct spells split = {n, entry, exit, event, NULL, 1, NULL}, whole = {SPELLS, f.entry, f.exit, f.event, NULL, 1, NULL};
    const struct km_curve *a = &km_fit(&split, KM_LOG_LOG, &f.arena)[1], *b = &km_fit(&whole, KM_LOG_LOG, &f.arena)[1];
    for (size_t row = 0; row < b->n_rows; row++) {
        assert_digits(km_at(a, b->time[row]).survival, b->survival[row], 15, 1e-3);
    }
    arena_free(&f.arena);
}

/* Two exits in 400 person-days: 2 / (400 / 365.25) a year; limits from the chi-square quantiles at 4 and 6 df. */
static void test_hazard(void **state) {
    (void)state;
    struct arena arena = {0};
    const int32_t entry[] = {0, 50, 0}, exit[] = {100, 200, 150}, cuts[] = {0, 100, 200};
    const uint8_t event[] = {1, 1, 0};
    struct spells spells = {3, entry, exit, event, NULL, 1, NULL};
    struct hazard_band bands[2];
    hazard_by_tenure(&spells, cuts, 3, bands, &arena);
    assert_digits(bands[0].person_days, 250, 15, 1);
    assert_digits(bands[1].person_days, 150, 15, 1);
    assert_digits(bands[0].rate, 365.25 / 250, 15, 1);
    assert_digits(bands[0].lower, gsl_cdf_chisq_Pinv(0.025, 2) / 2 * 365.25 / 250, 12, 1e-6);
    assert_digits(bands[0].upper, gsl_cdf_chisq_Pinv(0.975, 4) / 2 * 365.25 / 250, 12, 1e-6);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_curves),        cmocka_unit_test(test_quantiles_and_means),   cmocka_unit_test(test_flat_medians),
        cmocka_unit_test(test_logrank),       cmocka_unit_test(test_entry_on_an_event_day), cmocka_unit_test(test_metamorphic),
        cmocka_unit_test(test_hazard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

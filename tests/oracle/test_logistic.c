/* Logistic regression, AUC and Brier score against R's glm and DeLong's formula (answers.R wrote answers/). */
#include "tests/support.h"

#include "models/cross_validation.h"
#include "models/validation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 3000, LEVELS_MOST = 16 };

struct fixture {
    struct arena arena;
    uint8_t y[ROWS], all[ROWS];
    double engagement[ROWS], log_engagement[ROWS], lsalary[ROWS], year[ROWS], weight[ROWS];
    uint8_t department[ROWS], level[ROWS], band[ROWS], year_code[ROWS];
    const char *labels[4][LEVELS_MOST];
    size_t n_levels[4];
    struct design_factor factors[5];
    struct design_number numbers[5];
};

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* Levels in alphabetical order, as R has them. */
static void code_column(struct fixture *f, const struct sheet *sheet, const char *column, int k, uint8_t *codes) {
    for (size_t i = 0; i < ROWS; i++) {
        const char *text = sheet_text(sheet, i, column);
        size_t at = 1;
        while (at <= f->n_levels[k] && strcmp(f->labels[k][at], text) != 0) at++;
        if (at > f->n_levels[k]) f->labels[k][++f->n_levels[k]] = strdup(text);
    }
    qsort(f->labels[k] + 1, f->n_levels[k], sizeof(char *), by_text);
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t at = 1; at <= f->n_levels[k]; at++) {
            if (!strcmp(f->labels[k][at], sheet_text(sheet, i, column))) codes[i] = (uint8_t)at;
        }
    }
}

static void read_panel(struct fixture *f) {
    *f = (struct fixture){0};
    struct sheet sheet = sheet_read("oracle/answers/panel.csv");
    assert_int_equal(sheet.n_rows, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        f->y[i] = (uint8_t)sheet_number(&sheet, i, "y");
        f->engagement[i] = sheet_number(&sheet, i, "engagement");
        f->log_engagement[i] = log(f->engagement[i]);
        f->lsalary[i] = sheet_number(&sheet, i, "lsalary");
        f->year[i] = sheet_number(&sheet, i, "year");
        f->weight[i] = sheet_number(&sheet, i, "weight");
    }
    code_column(f, &sheet, "department", 0, f->department);
    code_column(f, &sheet, "level", 1, f->level);
    code_column(f, &sheet, "band", 2, f->band);
    code_column(f, &sheet, "year", 3, f->year_code);
    sheet_free(&sheet);
}

static void free_panel(struct fixture *f) {
    for (int k = 0; k < 4; k++) {
        for (size_t l = 1; l <= f->n_levels[k]; l++) free((char *)f->labels[k][l]);
    }
    arena_free(&f->arena);
}

static struct design_factor factor(const struct fixture *f, const char *name, int k, const uint8_t *codes) {
    return (struct design_factor){.name = name, .labels = f->labels[k], .n_levels = f->n_levels[k], .reference = 1, .codes = {codes, 1, 0}};
}

static struct design_number number(const char *name, const double *values) {
    return (struct design_number){.name = name, .values = {values, 8, 0}, .unit_days = 1, .fill = NAN};
}

static struct design design_of(struct fixture *f, char model, const struct panel *panel) {
    struct design design = {.factors = f->factors, .numbers = f->numbers, .n_factors = 3, .n_numbers = 2};
    f->factors[0] = factor(f, "department", 0, f->department);
    f->factors[1] = factor(f, "level", 1, f->level);
    f->factors[2] = factor(f, "band", 2, f->band);
    f->numbers[0] = number("engagement", f->engagement);
    f->numbers[1] = number("lsalary", f->lsalary);
    if (model == 'B') {
        f->numbers[design.n_numbers++] = number("year", f->year);
        f->factors[design.n_factors++] = factor(f, "factor(year)", 3, f->year_code);
    }
    if (model == 'D') f->numbers[design.n_numbers++] = number("log(engagement)", f->log_engagement);
    design_layout(&design, &f->arena);
    design_scale(&design, panel);
    return design;
}

/* R's name of a column: term and level run together. */
static size_t column_named(const struct design *design, const char *name) {
    if (!strcmp(name, "(Intercept)")) return design->intercept;
    for (size_t k = 0; k < design->n_numbers; k++) {
        if (!strcmp(design->numbers[k].name, name)) return k;
    }
    for (size_t i = 0; i < design->n_factors; i++) {
        size_t length = strlen(design->factors[i].name);
        for (size_t l = 1; l <= design->factors[i].n_levels; l++) {
            if (!strncmp(name, design->factors[i].name, length) && !strcmp(name + length, design->factors[i].labels[l])) return design->base[i] + l - 1;
        }
    }
    fail_msg("no column %s", name);
    return 0;
}

static void compare_fit(const struct logistic_fit *fit, const struct validation *v, char model) {
    struct sheet sheet = sheet_read("oracle/answers/glm_fit.csv");
    for (size_t i = 0; i < sheet.n_rows; i++) {
        if (sheet_text(&sheet, i, "model")[0] != model) continue;
        assert_digits(fit->n, sheet_number(&sheet, i, "n"), 15, 1);
        assert_digits(fit->sum_weights, sheet_number(&sheet, i, "sum_weights"), 15, 1);
        assert_digits(fit->deviance_null, sheet_number(&sheet, i, "deviance_null"), 12, 1);
        assert_digits(fit->deviance, sheet_number(&sheet, i, "deviance"), 12, 1);
        assert_digits(fit->df_residual, sheet_number(&sheet, i, "df_residual"), 15, 1);
        assert_digits(fit->loglik, sheet_number(&sheet, i, "loglik"), 12, 1);
        assert_digits(fit->aic, sheet_number(&sheet, i, "aic"), 12, 1);
        assert_digits(v->brier, sheet_number(&sheet, i, "brier"), 11, 1e-3);
        assert_digits(v->auc, sheet_number(&sheet, i, "auc"), 11, 1e-3);
        assert_digits(v->auc_se, sheet_number(&sheet, i, "auc_std_error"), 10, 1e-3);
        assert_digits(v->auc_lower, sheet_number(&sheet, i, "auc_lower"), 10, 1e-3);
        assert_digits(v->auc_upper, sheet_number(&sheet, i, "auc_upper"), 10, 1e-3);
    }
    sheet_free(&sheet);
}

static void compare_model(char model) {
    struct fixture *f = calloc(1, sizeof *f);
    read_panel(f);
    struct panel panel = {.kind = PANEL_ROWS, .n = ROWS, .outcome = f->y, .weight = model == 'C' ? f->weight : NULL};
    struct design design = design_of(f, model, &panel);
    struct logistic_fit fit = logistic_fit(&design, &panel, NULL, &f->arena);
    struct scores scores = scores_of(&design, &panel, &fit, true, &f->arena);
    struct validation v = validation_of(&scores);
    assert_int_equal(fit.end, LOGISTIC_CONVERGED);
    struct sheet sheet = sheet_read("oracle/answers/glm.csv");
    size_t compared = 0;
    for (size_t i = 0; i < sheet.n_rows; i++) {
        if (sheet_text(&sheet, i, "model")[0] != model) continue;
        size_t column = column_named(&design, sheet_text(&sheet, i, "term"));
        double se = sheet_number(&sheet, i, "std_error");
        assert_digits(fit.estimate[column], sheet_number(&sheet, i, "estimate"), 9, se);
        assert_digits(fit.std_error[column], se, 9, 0);
        compared++;
    }
    assert_true(compared >= 16);
    sheet_free(&sheet);
    compare_fit(&fit, &v, model);
    free_panel(f);
    free(f);
}

static void test_plain(void **state) { (void)state; compare_model('A'); }
static void test_years_beside_dummies(void **state) { (void)state; compare_model('B'); }
static void test_weights(void **state) { (void)state; compare_model('C'); }
static void test_near_collinear(void **state) { (void)state; compare_model('D'); }

/* The whole covariance matrix of model A, in the data's units for factors. */
static void test_covariance(void **state) {
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    read_panel(f);
    struct panel panel = {.kind = PANEL_ROWS, .n = ROWS, .outcome = f->y};
    struct design design = design_of(f, 'A', &panel);
    struct logistic_fit fit = logistic_fit(&design, &panel, NULL, &f->arena);
    struct sheet sheet = sheet_read("oracle/answers/glm_vcov.csv");
    size_t place[256] = {0}, compared = 0;
    for (size_t i = 0; i < fit.p; i++) place[fit.column_of[i]] = i;
    for (size_t i = 0; i < sheet.n_rows; i++) {
        size_t a = column_named(&design, sheet_text(&sheet, i, "row")), b = column_named(&design, sheet_text(&sheet, i, "column"));
        if (a == design.intercept || b == design.intercept) continue; /* moved by the centring */
        double scale = (a < design.n_numbers ? design.numbers[a].scale : 1) * (b < design.n_numbers ? design.numbers[b].scale : 1);
        assert_digits(fit.covariance[place[a] * fit.p + place[b]] / scale, sheet_number(&sheet, i, "value"), 8, 1e-4);
        compared++;
    }
    assert_int_equal(compared, 15 * 15);
    sheet_free(&sheet);
    free_panel(f);
    free(f);
}

/* Weight 2 is the row twice; a number in other units gives the same fit. */
static void test_metamorphic(void **state) {
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    read_panel(f);
    struct panel panel = {.kind = PANEL_ROWS, .n = ROWS, .outcome = f->y};
    struct design design = design_of(f, 'A', &panel);
    struct logistic_fit fit = logistic_fit(&design, &panel, NULL, &f->arena);
    double loglik = fit.loglik, engagement = fit.estimate[0];
    for (size_t i = 0; i < ROWS; i++) {
        f->weight[i] = 2;
        f->engagement[i] = f->engagement[i] * 1e6 + 3e9;
    }
    panel.weight = f->weight;
    design = design_of(f, 'A', &panel);
    fit = logistic_fit(&design, &panel, NULL, &f->arena);
    assert_digits(fit.loglik, 2 * loglik, 11, 1);
    assert_digits(fit.estimate[0] * 1e6, engagement, 9, 1e-3);
    free_panel(f);
    free(f);
}

/* Levels without exits, and with exits only, are named and set aside; the rest is fitted without their rows. */
static void test_levels_without_events(void **state) {
    (void)state;
    struct arena arena = {0};
    enum { N = 400 };
    uint8_t y[N], codes[N];
    for (size_t i = 0; i < N; i++) {
        codes[i] = (uint8_t)(i % 4 + 1);
        y[i] = codes[i] == 4 ? 1 : codes[i] == 3 ? 0 : i % (codes[i] == 1 ? 5 : 7) == 0;
    }
    const char *labels[] = {"", "a", "b", "none", "every"};
    struct design_factor factors[] = {{.name = "f", .labels = labels, .n_levels = 4, .reference = 1, .codes = {codes, 1, 0}}};
    struct design design = {.factors = factors, .n_factors = 1};
    struct panel panel = {.kind = PANEL_ROWS, .n = N, .outcome = y};
    design_layout(&design, &arena);
    design_scale(&design, &panel);
    struct logistic_fit fit = logistic_fit(&design, &panel, NULL, &arena);
    assert_int_equal(fit.end, LOGISTIC_CONVERGED);
    assert_int_equal(fit.columns[design.base[0]], COLUMN_REFERENCE);
    assert_int_equal(fit.columns[design.base[0] + 2], COLUMN_NO_EVENTS);
    assert_int_equal(fit.columns[design.base[0] + 3], COLUMN_ALL_EVENTS);
    assert_digits(fit.n, 200, 15, 1);
    double a = fit.events[design.base[0]] / 100, b = fit.events[design.base[0] + 1] / 100;
    assert_digits(fit.estimate[design.intercept], log(a / (1 - a)), 12, 1);
    assert_digits(fit.estimate[design.base[0] + 1], log(b / (1 - b)) - log(a / (1 - a)), 11, 1);
    double expected = 100 / (1 + exp(-fit.beta[design.intercept] - fit.beta[design.base[0] + 2]));
    assert_true(expected > 0.4 && expected < 0.6); /* half an exit among the level's hundred rows */
    arena_free(&arena);
}

/* Two numbers that differ by one part in a thousand are both estimated; two that do not differ are not. */
static void test_nearly_the_same(void **state) {
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    read_panel(f);
    for (int same = 0; same < 2; same++) {
        for (size_t i = 0; i < ROWS; i++) f->log_engagement[i] = f->engagement[i] + (same ? 0 : 1e-3 * (double)(i % 7));
        struct panel panel = {.kind = PANEL_ROWS, .n = ROWS, .outcome = f->y};
        struct design design = design_of(f, 'D', &panel);
        struct logistic_fit fit = logistic_fit(&design, &panel, NULL, &f->arena);
        assert_int_equal(fit.end, LOGISTIC_CONVERGED);
        assert_int_equal(fit.columns[0], COLUMN_ESTIMATED);
        assert_int_equal(fit.columns[2], same ? COLUMN_ALIASED : COLUMN_ESTIMATED);
    }
    free_panel(f);
    free(f);
}

/* A number that tells exits apart without error is named, with how many rows it does so; Firth's estimate is finite. */
static void test_separation(void **state) {
    (void)state;
    struct arena arena = {0};
    enum { N = 200 };
    uint8_t y[N];
    double x[N];
    for (size_t i = 0; i < N; i++) {
        x[i] = (double)i;
        y[i] = i >= 120;
    }
    struct design_number numbers[] = {number("x", x)};
    struct design design = {.numbers = numbers, .n_numbers = 1};
    struct panel panel = {.kind = PANEL_ROWS, .n = N, .outcome = y};
    design_layout(&design, &arena);
    design_scale(&design, &panel);
    struct logistic_fit fit = logistic_fit(&design, &panel, NULL, &arena), firth = logistic_fit(&design, &panel, &(struct logistic_options){.firth = true}, &arena);
    assert_int_equal(fit.end, LOGISTIC_CONVERGED);
    assert_non_null(fit.separating);
    assert_true(fit.separating[0]);
    assert_true(fit.separated_events == 80);
    assert_true(fit.separated_rows == N);
    assert_null(firth.separating);
    assert_true(fit.estimate[0] == firth.estimate[0]);
    y[30] = 1; /* one on the wrong side: nothing is told apart any more */
    fit = logistic_fit(&design, &panel, NULL, &arena);
    assert_null(fit.separating);
    assert_int_equal(fit.end, LOGISTIC_CONVERGED);
    arena_free(&arena);
}

/* Two levels as a model: the difference of their log-odds, however rare events are in one and common in a few rows of the other. From
 * the mean, a full step would go hundreds too far. */
static void test_rare_beside_common(void **state) {
    (void)state;
    static const int CASES[][4] = {{5000, 5, 20, 18}, {10000, 50, 20, 19}, {100000, 100, 50, 45}, {300, 299, 40000, 3}};
    for (size_t k = 0; k < sizeof CASES / sizeof *CASES; k++) {
        struct arena arena = {0};
        const char *const labels[] = {"", "A", "B"};
        size_t a = (size_t)CASES[k][0], n = a + (size_t)CASES[k][2];
        uint8_t *y = ARENA_ARRAY(&arena, uint8_t, n), *code = ARENA_ARRAY(&arena, uint8_t, n);
        for (size_t i = 0; i < n; i++) {
            code[i] = i < a ? 1 : 2;
            y[i] = i < a ? i < (size_t)CASES[k][1] : i - a < (size_t)CASES[k][3];
        }
        struct design_factor factors[] = {{.name = "g", .labels = labels, .n_levels = 2, .reference = 1, .codes = {code, 1, 0}}};
        struct design design = {.factors = factors, .n_factors = 1};
        struct panel panel = {.kind = PANEL_ROWS, .n = n, .outcome = y};
        design_layout(&design, &arena);
        struct logistic_fit fit = logistic_fit(&design, &panel, NULL, &arena);
        double own = log((double)CASES[k][1] / (CASES[k][0] - CASES[k][1])), other = log((double)CASES[k][3] / (CASES[k][2] - CASES[k][3]));
        assert_int_equal(fit.end, LOGISTIC_CONVERGED);
        assert_digits(fit.estimate[design.base[0] + 1], other - own, 10, 1);
        arena_free(&arena);
    }
}

/* A level of one row has all its leverage: Firth's steps must come to rest there too. Half an event each way: its log-odds are log 3. */
static void test_firth_of_one_row(void **state) {
    (void)state;
    enum { N = 61 };
    struct arena arena = {0};
    const char *const labels[] = {"", "many", "one"};
    uint8_t y[N], code[N];
    for (size_t i = 0; i < N; i++) {
        code[i] = i + 1 < N ? 1 : 2;
        y[i] = i % 3 == 0;
    }
    struct design_factor factors[] = {{.name = "g", .labels = labels, .n_levels = 2, .reference = 1, .codes = {code, 1, 0}}};
    struct design design = {.factors = factors, .n_factors = 1};
    struct panel panel = {.kind = PANEL_ROWS, .n = N, .outcome = y};
    design_layout(&design, &arena);
    struct logistic_fit fit = logistic_fit(&design, &panel, &(struct logistic_options){.firth = true}, &arena);
    assert_int_equal(fit.end, LOGISTIC_CONVERGED);
    assert_true(fit.iterations < 60);
    assert_digits(fit.estimate[design.base[0] + 1], log(1.5 / 0.5) - log(20.5 / 40.5), 9, 1); /* a saturated model: half an event in each cell */
    arena_free(&arena);
}

/* Outcomes that nothing explains, and a level for each person: whoever is left out must not be known to the fit. */
static void test_left_out(void **state) {
    (void)state;
    enum { PEOPLE = 60, ROWS_EACH = 4, N2 = PEOPLE * ROWS_EACH };
    struct arena arena = {0};
    const char *labels[PEOPLE + 1] = {""};
    uint8_t y[N2], code[N2];
    uint32_t person[N2], random = 12345;
    for (size_t l = 1; l <= PEOPLE; l++) labels[l] = "somebody";
    for (size_t i = 0; i < N2; i++) {
        random = random * 1664525u + 1013904223u;
        person[i] = (uint32_t)(i / ROWS_EACH);
        code[i] = (uint8_t)(person[i] + 1);
        y[i] = (uint8_t)(random >> 31);
    }
    struct design_factor factors[] = {{.name = "person", .labels = labels, .n_levels = PEOPLE, .reference = 1, .codes = {code, 1, 0}}};
    struct design design = {.factors = factors, .n_factors = 1};
    struct panel panel = {.kind = PANEL_ROWS, .n = N2, .outcome = y};
    design_layout(&design, &arena);
    for (int firth = 0; firth < 2; firth++) {
        struct logistic_fit fit = logistic_fit(&design, &panel, &(struct logistic_options){.firth = firth}, &arena);
        struct scores in_sample = scores_of(&design, &panel, &fit, true, &arena), left_out = cross_validation_scores(&design, &panel, &fit, person, 5, 1, &arena);
        assert_true(validation_of(&in_sample).auc > 0.65);
        assert_true(validation_of(&left_out).auc < 0.55);
        assert_digits(left_out.n_rows, N2, 15, 1);
    }
    arena_free(&arena);
}

/* The population stability index by hand: shares 1/2, 1/2, 0 against 1/4, 1/2, 1/4, where nobody counts as half a head of ten. */
static void test_drift(void **state) {
    (void)state;
    const double before[] = {5, 5, 0}, now[] = {2, 4, 2};
    assert_digits(validation_drift(before, now, 3), (0.25 - 0.5) * log(0.25 / 0.5) + (0.25 - 0.05) * log(0.25 / 0.05), 12, 1);
    assert_digits(validation_drift(before, before, 3), 0, 15, 1);
    assert_true(isnan(validation_drift(before, (const double[]){0, 0, 0}, 3)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),       cmocka_unit_test(test_years_beside_dummies), cmocka_unit_test(test_weights), cmocka_unit_test(test_near_collinear),
        cmocka_unit_test(test_covariance),  cmocka_unit_test(test_metamorphic),          cmocka_unit_test(test_levels_without_events), cmocka_unit_test(test_rare_beside_common), cmocka_unit_test(test_firth_of_one_row), cmocka_unit_test(test_left_out), cmocka_unit_test(test_drift),
        cmocka_unit_test(test_separation),  cmocka_unit_test(test_nearly_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Cox's model: closed forms (Therneau & Grambsch 2000, appendix E), R's residuals (survival/answers.R wrote survival/residuals), a
 * slow twin that sums over every risk set, and what must not change the answer. */
#include "tests/support.h"

#include "engine/base/blocks.h"
#include "engine/base/random.h"
#include "models/cholesky.h"
#include "models/concordance.h"
#include "models/cox_curves.h"
#include "models/proportionality.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- data -------------------------------------------------------------------------------------------------------------- */

/* Two numbers and a factor of three levels. */
struct data {
    size_t n;
    int32_t *entry, *exit;
    uint8_t *event, *group;
    uint32_t *stratum, *unit;
    double *weight, *offset, *x1, *x2;
    size_t n_strata, n_units;
    struct design_number numbers[2];
    struct design_factor factor;
    struct design design;
    struct arena arena;
};

static const char *const LABELS[] = {"", "A", "B", "C"};

static void allocate(struct data *d, size_t n) {
    *d = (struct data){.n = n};
    struct arena *a = &d->arena;
    d->entry = ARENA_ARRAY(a, int32_t, n + 1);
    d->exit = ARENA_ARRAY(a, int32_t, n + 1);
    d->event = ARENA_ARRAY(a, uint8_t, n + 1);
    d->group = ARENA_ARRAY(a, uint8_t, n + 1);
    d->stratum = ARENA_ARRAY(a, uint32_t, n + 1);
    d->unit = ARENA_ARRAY(a, uint32_t, n + 1);
    d->weight = ARENA_ARRAY(a, double, n + 1);
    d->offset = ARENA_ARRAY(a, double, n + 1);
    d->x1 = ARENA_ARRAY(a, double, n + 1);
    d->x2 = ARENA_ARRAY(a, double, n + 1);
}

static void lay_out(struct data *d) {
    d->numbers[0] = (struct design_number){.name = "x1", .values = {d->x1, 8, 0}, .fill = NAN};
    d->numbers[1] = (struct design_number){.name = "x2", .values = {d->x2, 8, 0}, .fill = NAN};
    d->factor = (struct design_factor){.name = "group", .labels = LABELS, .n_levels = 3, .reference = 1, .codes = {d->group, 1, 0}};
    d->design = (struct design){.n_factors = 1, .n_numbers = 2, .factors = &d->factor, .numbers = d->numbers};
    struct panel panel = {.kind = PANEL_ROWS, .n = d->n};
    design_layout(&d->design, &d->arena);
    design_scale(&d->design, &panel);
}

static struct cox_problem problem_of(const struct data *d, enum cox_ties ties, bool weighted) {
    return (struct cox_problem){.design = &d->design,
                                .spells = {.n = d->n, .entry = d->entry, .exit = d->exit, .event = d->event, .stratum = d->stratum, .n_strata = d->n_strata,
                                           .weight = weighted ? d->weight : NULL},
                                .offset = weighted ? d->offset : NULL, .ties = ties};
}

static void read_data(struct data *d, const char *name) {
    struct sheet sheet = sheet_read(name);
    allocate(d, sheet.n_rows);
    d->n_strata = 2;
    d->n_units = 99;
    for (size_t i = 0; i < d->n; i++) {
        d->entry[i] = (int32_t)sheet_number(&sheet, i, "start");
        d->exit[i] = (int32_t)sheet_number(&sheet, i, "stop");
        d->event[i] = sheet_number(&sheet, i, "event") > 0;
        d->stratum[i] = sheet_text(&sheet, i, "stratum")[0] == 'M' ? 2 : 1;
        d->unit[i] = (uint32_t)atoi(sheet_text(&sheet, i, "unit") + 1);
        d->weight[i] = sheet_number(&sheet, i, "weight");
        d->offset[i] = sheet_number(&sheet, i, "offset");
        d->x1[i] = sheet_number(&sheet, i, "x1");
        d->x2[i] = sheet_number(&sheet, i, "x2");
        d->group[i] = (uint8_t)(sheet_text(&sheet, i, "group")[0] - 'A' + 1);
    }
    sheet_free(&sheet);
    lay_out(d);
}

/* Late entries, some of them on days of exits; ties; strata; weights and offsets. */
static void make_data(struct data *d, size_t n, size_t strata, int days) {
    struct random_stream stream;
    random_open(&stream, 7, RANDOM_SYNTH, 1);
    allocate(d, n);
    d->n_strata = strata;
    d->n_units = 40;
    for (size_t i = 0; i < n; i++) {
        double u[8];
        for (int k = 0; k < 8; k++) u[k] = random_uniform(&stream);
        d->entry[i] = u[0] < 0.5 ? 0 : (int32_t)(u[0] * days / 2);
        d->exit[i] = d->entry[i] + 1 + (int32_t)(u[1] * days / 2);
        d->event[i] = u[2] < 0.4;
        d->group[i] = (uint8_t)(1 + (int)(u[3] * 3));
        d->stratum[i] = (uint32_t)(1 + (int)(u[4] * (double)strata));
        d->unit[i] = (uint32_t)(1 + (int)(u[5] * 40));
        d->weight[i] = 0.5 + u[5];
        d->offset[i] = u[6] - 0.3;
        d->x1[i] = 1000 * u[6] + 50000;
        d->x2[i] = u[7] - u[1];
    }
    lay_out(d);
}

/* --- closed forms ------------------------------------------------------------------------------------------------------ */

static void test_closed_forms(void **state) {
    (void)state;
    struct arena arena = {0};
    const int32_t entry[6] = {0}, exit[6] = {9, 1, 1, 6, 6, 8};
    const uint8_t event[6] = {1, 1, 0, 1, 1, 0};
    const double x[6] = {0, 1, 1, 1, 0, 0};
    struct design_number number = {.name = "x", .values = {x, 8, 0}, .fill = NAN};
    struct design design = {.n_numbers = 1, .numbers = &number};
    struct panel panel = {.kind = PANEL_ROWS, .n = 6};
    design_layout(&design, &arena);
    design_scale(&design, &panel);
    for (int ties = COX_EFRON; ties <= COX_BRESLOW; ties++) {
        struct cox_problem problem = {.design = &design, .spells = {.n = 6, .entry = entry, .exit = exit, .event = event, .n_strata = 1}, .ties = (enum cox_ties)ties};
        struct cox_fit fit = cox_fit(&problem, NULL, &arena);
        bool efron = ties == COX_EFRON;
        assert_int_equal(fit.end, COX_CONVERGED);
        assert_digits(fit.estimate[0], efron ? 1.676857485593 : 1.475284914829, 12, 1);
        assert_digits(fit.loglik_null, efron ? -4.276666119016 : -4.564348191468, 12, 1);
        assert_digits(fit.loglik, efron ? -3.358975 : -3.824750, 6, 1);
        assert_digits(1 / (fit.std_error[0] * fit.std_error[0]), efron ? 0.612632 : 0.634168, 6, 1);
    }
    arena_free(&arena);
}

/* --- R's residuals ------------------------------------------------------------------------------------------------------- */

static const char *const COEFFICIENTS[] = {"x1", "x2", "groupB", "groupC"};
enum { P = 4 };

/* Where R's coefficient k stands among the fit's columns. */
static size_t place_of(const struct data *d, const struct cox_fit *fit, size_t k) {
    size_t column = k < 2 ? k : d->design.base[0] + k - 1, i = 0;
    while (fit->column_of[i] != column) i++;
    return i;
}

static struct sheet answers_of(const char *data, const char *ties, const char *what) {
    char name[200];
    snprintf(name, sizeof name, "oracle/survival/residuals/%s_%s_%s.csv", data, ties, what);
    return sheet_read(name);
}

static double cell(const struct sheet *sheet, size_t row, const char *prefix, size_t k) {
    char name[40];
    snprintf(name, sizeof name, "%s_%s", prefix, COEFFICIENTS[k]);
    return sheet_number(sheet, row, name);
}

static void check_rows(const struct data *d, const struct cox_problem *problem, const struct cox_fit *fit, const struct cox_means *means, const struct sheet *rows) {
    double *martingale = calloc(d->n, sizeof *martingale), *score = calloc(d->n * P, sizeof *score), *dfbeta = calloc(d->n * P, sizeof *dfbeta);
    cox_martingale(problem, fit, martingale);
    cox_score_residuals(problem, fit, means, score);
    cox_dfbeta(problem, fit, score, dfbeta);
    for (size_t i = 0; i < d->n; i++) {
        assert_digits(martingale[i], sheet_number(rows, i, "martingale"), 9, 1);
        assert_digits(cox_deviance(martingale[i], d->event[i]), sheet_number(rows, i, "deviance"), 9, 1);
        for (size_t k = 0; k < P; k++) {
            size_t at = i * P + place_of(d, fit, k);
            assert_digits(score[at], cell(rows, i, "score", k), 9, 1);
            assert_digits(dfbeta[at], cell(rows, i, "dfbeta", k), 9, 0.01);
        }
    }
    free(martingale);
    free(score);
    free(dfbeta);
}

static void check_events(const struct data *d, const struct cox_fit *fit, const struct cox_means *means, const struct sheet *events) {
    uint32_t row[200], cells[200];
    double residual[200 * P];
    size_t n = cox_schoenfeld(fit, means, row, cells, residual);
    assert_int_equal(n, events->n_rows);
    for (size_t e = 0; e < n; e++) {
        assert_int_equal(row[e] + 1, (int)sheet_number(events, e, "row"));
        assert_int_equal(fit->sets->day[cells[e]], (int)sheet_number(events, e, "time"));
        for (size_t k = 0; k < P; k++) assert_digits(residual[e * P + place_of(d, fit, k)], cell(events, e, "schoenfeld", k), 10, 1);
    }
}

static void check_variance(const struct data *d, const struct cox_fit *fit, const struct cox_means *means, const struct sheet *variance) {
    double robust[P * P];
    cox_robust(fit, means, d->unit, d->n_units, robust);
    for (size_t k = 0; k < P; k++) {
        size_t i = place_of(d, fit, k), column = fit->column_of[i];
        assert_digits(fit->estimate[column], sheet_number(variance, k, "estimate"), 11, 1);
        for (size_t l = 0; l < P; l++) {
            size_t j = place_of(d, fit, l);
            double scale = cox_scale(fit, column) * cox_scale(fit, fit->column_of[j]);
            assert_digits(fit->covariance[i * P + j] / scale, cell(variance, k, "v", l), 10, 1e-3);
            assert_digits(robust[i * P + j] / scale, cell(variance, k, "r", l), 9, 1e-3);
        }
    }
}

static void check_hazard(const struct data *d, const struct cox_fit *fit, const struct cox_means *means, const struct sheet *hazard) {
    struct arena arena = {0};
    double *x = ARENA_ARRAY(&arena, double, d->design.stride);
    for (size_t k = 0; k < 2; k++) x[k] = (0 - d->numbers[k].centre) / d->numbers[k].scale;
    x[d->design.base[0]] = 1;
    struct cox_profile profile = {1, NULL, x};
    size_t checked = 0;
    for (size_t s = 1; s <= d->n_strata; s++) {
        struct cox_curve curve = cox_curve_of(fit, NULL, means, &profile, s, KM_LOG_LOG, 0, 0, &arena);
        for (size_t r = 0; r < curve.n; r++) {
            for (size_t i = 0; i < hazard->n_rows; i++) {
                bool same = (sheet_text(hazard, i, "stratum")[0] == 'M' ? 2u : 1u) == s && sheet_number(hazard, i, "time") == curve.time[r];
                if (!same) continue;
                assert_digits(curve.hazard[r], sheet_number(hazard, i, "cumulative_hazard"), 10, 1e-3);
                checked++;
            }
        }
    }
    assert_int_equal(checked, fit->sets->n_cells);
    arena_free(&arena);
}

static void test_residuals(void **state) {
    (void)state;
    static const char *const DATA[] = {"censored", "entry"}, *const TIES[] = {"efron", "breslow"};
    for (int which = 0; which < 4; which++) {
        struct data d;
        char name[100];
        snprintf(name, sizeof name, "oracle/survival/residuals/%s.csv", DATA[which / 2]);
        read_data(&d, name);
        struct cox_problem problem = problem_of(&d, which % 2 ? COX_BRESLOW : COX_EFRON, which / 2);
        struct cox_fit fit = cox_fit(&problem, NULL, &d.arena);
        assert_int_equal(fit.p, P);
        struct cox_means means = cox_means_of(&fit.in_order, &fit.state, &d.arena);
        struct sheet rows = answers_of(DATA[which / 2], TIES[which % 2], "rows"), events = answers_of(DATA[which / 2], TIES[which % 2], "events");
        struct sheet variance = answers_of(DATA[which / 2], TIES[which % 2], "variance"), hazard = answers_of(DATA[which / 2], TIES[which % 2], "hazard");
        check_rows(&d, &problem, &fit, &means, &rows);
        check_events(&d, &fit, &means, &events);
        check_variance(&d, &fit, &means, &variance);
        check_hazard(&d, &fit, &means, &hazard);
        sheet_free(&rows);
        sheet_free(&events);
        sheet_free(&variance);
        sheet_free(&hazard);
        arena_free(&d.arena);
    }
}

/* --- a slow twin: every exit's risk set summed anew ------------------------------------------------------------------------ */

/* x of row i in the fit's four columns, scaled as the fit has it. */
static void x_of(const struct data *d, size_t i, double *x) {
    x[0] = (d->x1[i] - d->numbers[0].centre) / d->numbers[0].scale;
    x[1] = (d->x2[i] - d->numbers[1].centre) / d->numbers[1].scale;
    x[2] = d->group[i] == 2;
    x[3] = d->group[i] == 3;
}

struct twin {
    double loglik, score[P], information[P][P];
};

static void add_tie(const struct data *d, const double *risk, size_t s, int32_t day, bool efron, struct twin *twin) {
    double s0 = 0, d0 = 0, s1[P] = {0}, d1[P] = {0}, s2[P][P] = {{0}}, d2[P][P] = {{0}}, weight = 0, x[P];
    size_t deaths = 0;
    for (size_t i = 0; i < d->n; i++) {
        if (d->stratum[i] != s || d->entry[i] >= day || d->exit[i] < day) continue;
        bool dies = d->event[i] && d->exit[i] == day;
        x_of(d, i, x);
        deaths += dies;
        weight += dies ? d->weight[i] : 0;
        s0 += risk[i];
        d0 += dies ? risk[i] : 0;
        for (size_t a = 0; a < P; a++) {
            s1[a] += risk[i] * x[a];
            d1[a] += dies ? risk[i] * x[a] : 0;
            twin->score[a] += dies ? d->weight[i] * x[a] : 0;
            for (size_t b = 0; b < P; b++) {
                s2[a][b] += risk[i] * x[a] * x[b];
                d2[a][b] += dies ? risk[i] * x[a] * x[b] : 0;
            }
        }
        twin->loglik += dies ? d->weight[i] * log(risk[i] / d->weight[i]) : 0;
    }
    for (size_t k = 0; k < deaths; k++) {
        double f = efron ? (double)k / (double)deaths : 0, rest = s0 - f * d0, h = weight / (double)deaths;
        twin->loglik -= h * log(rest);
        for (size_t a = 0; a < P; a++) {
            double mean = (s1[a] - f * d1[a]) / rest;
            twin->score[a] -= h * mean;
            for (size_t b = 0; b < P; b++) twin->information[a][b] += h * ((s2[a][b] - f * d2[a][b]) / rest - mean * (s1[b] - f * d1[b]) / rest);
        }
    }
}

static struct twin twin_of(const struct data *d, const double *beta, bool efron, int days) {
    struct twin twin = {0};
    double *risk = calloc(d->n, sizeof *risk), x[P], mean = 0;
    for (size_t i = 0; i < d->n; i++) mean += d->offset[i] / (double)d->n;
    for (size_t i = 0; i < d->n; i++) {
        double eta = d->offset[i] - mean;
        x_of(d, i, x);
        for (size_t a = 0; a < P; a++) eta += x[a] * beta[a];
        risk[i] = d->weight[i] * exp(eta);
    }
    for (size_t s = 1; s <= d->n_strata; s++) {
        for (int32_t day = 1; day <= days; day++) {
            bool any = false;
            for (size_t i = 0; i < d->n && !any; i++) any = d->stratum[i] == s && d->event[i] && d->exit[i] == day;
            if (any) add_tie(d, risk, s, day, efron, &twin);
        }
    }
    free(risk);
    return twin;
}

/* Enough rows that a stratum's cells lie in several blocks, and a block's in several strata. */
static void test_slow_twin(void **state) {
    (void)state;
    for (int which = 0; which < 4; which++) {
        struct data d;
        int days = which < 2 ? 40 : 1000;
        make_data(&d, 7000, which < 2 ? 2 : 5, days);
        struct cox_problem problem = problem_of(&d, which % 2 ? COX_BRESLOW : COX_EFRON, true);
        struct risk_sets sets = risk_sets_of(&problem.spells, NULL, 1, &d.arena);
        struct cox_rows rows = cox_rows_of(&problem, &sets, &d.arena);
        struct cox_state at = cox_state_new(&rows, &d.arena);
        struct cox_information information = cox_information_new(&d.design, &d.arena);
        double *beta = ARENA_ARRAY(&d.arena, double, d.design.stride), slow_beta[P] = {0.3, -0.2, 0.5, -0.4};
        size_t column[P] = {0, 1, d.design.base[0] + 1, d.design.base[0] + 2};
        for (size_t k = 0; k < P; k++) beta[column[k]] = slow_beta[k];
        cox_state_set(&rows, beta, &at);
        cox_information_set(&rows, &at, NULL, &information);
        struct twin twin = twin_of(&d, slow_beta, which % 2 == 0, days);
        /* risk sets differ from the twin's by the mean offset of rows that are never at risk: it cancels in all but rounding */
        assert_digits(at.loglik, twin.loglik, 11, 1);
        for (size_t a = 0; a < P; a++) {
            assert_digits(information.score[column[a]], twin.score[a], 9, 100);
            for (size_t b = 0; b <= a; b++) assert_digits(information.matrix[column[a] * d.design.stride + column[b]], twin.information[a][b], 10, 100);
        }
        arena_free(&d.arena);
    }
}

/* --- what must not change the answer ---------------------------------------------------------------------------------------- */

/* Each row many times is a row of that weight (with Breslow's ties): enough rows for the warm start. */
static void test_copies_are_weights(void **state) {
    (void)state;
    enum { COPIES = 160, ROWS = 900 };
    struct data few, many;
    make_data(&few, ROWS, 3, 200);
    allocate(&many, (size_t)ROWS * COPIES);
    many.n_strata = 3;
    for (size_t i = 0; i < many.n; i++) {
        size_t k = i * 7919 % many.n % ROWS; /* not in any order */
        many.entry[i] = few.entry[k];
        many.exit[i] = few.exit[k];
        many.event[i] = few.event[k];
        many.stratum[i] = few.stratum[k];
        many.group[i] = few.group[k];
        many.x1[i] = few.x1[k];
        many.x2[i] = few.x2[k];
    }
    lay_out(&many);
    for (size_t i = 0; i < ROWS; i++) few.weight[i] = 0;
    for (size_t i = 0; i < many.n; i++) few.weight[i * 7919 % many.n % ROWS]++;
    memset(few.offset, 0, ROWS * sizeof *few.offset);
    struct cox_problem a = problem_of(&few, COX_BRESLOW, true), b = problem_of(&many, COX_BRESLOW, false);
    struct cox_fit x = cox_fit(&a, NULL, &few.arena), y = cox_fit(&b, NULL, &many.arena);
    assert_int_equal(x.end, COX_CONVERGED);
    assert_int_equal(y.end, COX_CONVERGED);
    assert_true(many.n > 131072);
    for (size_t c = 0; c < few.design.n_columns; c++) {
        assert_int_equal(x.columns[c], y.columns[c]);
        if (x.columns[c] != COLUMN_ESTIMATED) continue;
        assert_digits(y.estimate[c], x.estimate[c], 10, fabs(x.std_error[c]));
        assert_digits(y.std_error[c], x.std_error[c], 10, 0);
    }
    assert_digits(y.loglik, x.loglik, 12, 1);
    assert_digits(y.score, x.score, 9, 1);
    arena_free(&few.arena);
    arena_free(&many.arena);
}

static void test_units_and_shifts(void **state) {
    (void)state;
    struct data a, b;
    make_data(&a, 500, 2, 100);
    make_data(&b, 500, 2, 100);
    for (size_t i = 0; i < b.n; i++) b.x1[i] = (b.x1[i] - 5e4) * 1e-6 + 3; /* pay in millions, from elsewhere */
    lay_out(&b);
    struct cox_problem p = problem_of(&a, COX_EFRON, true), q = problem_of(&b, COX_EFRON, true);
    struct cox_fit x = cox_fit(&p, NULL, &a.arena), y = cox_fit(&q, NULL, &b.arena);
    assert_digits(y.estimate[0] * 1e-6, x.estimate[0], 9, x.std_error[0]);
    assert_digits(y.std_error[0] * 1e-6, x.std_error[0], 10, 0);
    assert_digits(y.loglik, x.loglik, 12, 1);
    for (size_t c = 1; c < a.design.n_columns; c++) {
        if (x.columns[c] == COLUMN_ESTIMATED) assert_digits(y.estimate[c], x.estimate[c], 9, x.std_error[c]);
    }
    arena_free(&a.arena);
    arena_free(&b.arena);
}

/* Columns that cannot be estimated are named, and the others are as if those were not there. */
static void test_named_columns(void **state) {
    (void)state;
    struct data d;
    make_data(&d, 400, 1, 60);
    for (size_t i = 0; i < d.n; i++) {
        d.x2[i] = 2 * d.x1[i];
        if (d.group[i] == 3) d.event[i] = 0;
    }
    lay_out(&d);
    struct cox_problem problem = problem_of(&d, COX_EFRON, false);
    struct cox_fit fit = cox_fit(&problem, NULL, &d.arena);
    assert_int_equal(fit.end, COX_CONVERGED);
    assert_int_equal(fit.columns[1], COLUMN_ALIASED);
    assert_int_equal(fit.columns[d.design.base[0] + 2], COLUMN_NO_EVENTS);
    assert_true(isnan(fit.estimate[1]) && isnan(fit.estimate[d.design.base[0] + 2]));
    assert_true(fit.df == 2);
    for (size_t i = 0; i < d.n; i++) d.x2[i] = d.event[i] ? -d.exit[i] : -1000; /* who leaves first is told without error */
    lay_out(&d);
    fit = cox_fit(&problem, NULL, &d.arena);
    assert_int_equal(fit.end, COX_INFINITE_BETA);
    assert_int_equal(fit.columns[1], COLUMN_INFINITE);
    for (size_t i = 0; i < d.n; i++) { /* the same of some only: the others tell what x1 does */
        d.x2[i] = i < 60;
        d.entry[i] = i < 60 ? 0 : d.entry[i];
        d.exit[i] = i < 60 ? 1 + (int32_t)(i % 5) : d.exit[i] + 6;
        d.event[i] = i < 60 || d.event[i];
    }
    lay_out(&d);
    fit = cox_fit(&problem, NULL, &d.arena);
    assert_int_equal(fit.end, COX_INFINITE_BETA);
    assert_int_equal(fit.columns[1], COLUMN_INFINITE);
    assert_int_equal(fit.columns[0], COLUMN_ESTIMATED);
    assert_true(isnan(fit.estimate[1]) && isfinite(fit.estimate[0]) && isfinite(fit.std_error[0]));
    memset(d.event, 0, d.n);
    fit = cox_fit(&problem, NULL, &d.arena);
    assert_int_equal(fit.end, COX_NO_EVENTS);
    arena_free(&d.arena);
}

/* Where infinity begins: a rare mark without exits, a steep effect that is finite, and a penalty that holds anything. */
static void test_near_infinity(void **state) {
    (void)state;
    struct data d;
    make_data(&d, 600, 1, 300);
    for (size_t i = 0; i < d.n; i++) {
        d.x2[i] = i % 25 == 0;
        d.event[i] = d.event[i] && i % 25;
    }
    lay_out(&d);
    struct cox_problem problem = problem_of(&d, COX_EFRON, false);
    struct cox_fit fit = cox_fit(&problem, NULL, &d.arena);
    assert_int_equal(fit.end, COX_INFINITE_BETA);
    assert_int_equal(fit.columns[1], COLUMN_INFINITE);
    double loglik = fit.loglik;
    for (size_t i = 0; i < d.n; i += 25) d.weight[i] = 0; /* as if those were not there */
    for (size_t i = 0; i < d.n; i++) d.weight[i] = i % 25 ? 1 : 0;
    memset(d.offset, 0, d.n * sizeof *d.offset);
    struct cox_problem without = problem_of(&d, COX_EFRON, true);
    struct cox_fit rest = cox_fit(&without, NULL, &d.arena);
    assert_digits(loglik, rest.loglik, 9, 1);
    assert_digits(fit.estimate[0], rest.estimate[0], 7, rest.std_error[0]);
    fit = cox_fit(&problem, &(struct cox_options){.ridge = 0.1}, &d.arena);
    assert_int_equal(fit.end, COX_CONVERGED);
    assert_true(fit.estimate[1] < -0.5 && isfinite(fit.std_error[1]));
    for (size_t i = 0; i < d.n; i++) d.x2[i] = d.exit[i] + 6 * sin((double)i * 12.9898); /* nearly tells who leaves first */
    lay_out(&d);
    fit = cox_fit(&problem, NULL, &d.arena);
    assert_int_equal(fit.end, COX_CONVERGED);
    assert_true(fabs(fit.estimate[1] * d.numbers[1].scale) > 10 && fit.std_error[1] > 0);
    struct concordance c = concordance_of(fit.sets, fit.state.risk, NULL, NULL, 0);
    assert_true(c.value > 0.95);
    arena_free(&d.arena);
}

/* --- concordance: every pair ------------------------------------------------------------------------------------------------- */

/* By scores of few values: counts by value at every cell are then enough, however many rows. */
enum { VALUES = 5 };

static struct concordance slow_concordance(const struct risk_sets *sets, const double *score, const double *weight, double *better, double *all) {
    struct concordance c = {0};
    double there[VALUES] = {0};
    for (size_t cell = sets->n_cells; cell > 0; cell--) {
        size_t first = sets->first[cell], leave = first + sets->events[cell];
        double leaving[VALUES] = {0};
        for (size_t k = leave; k < sets->first[cell + 1]; k++) there[(int)score[k]] += weight[k];
        for (size_t l = sets->late_first[cell]; l < sets->late_first[cell + 1]; l++) there[(int)score[sets->late[l]]] -= weight[sets->late[l]];
        for (size_t k = first; k < leave; k++) leaving[(int)score[k]] += weight[k];
        for (int v = 0; v < VALUES; v++) {
            for (int u = 0; u < VALUES; u++) {
                double pairs = leaving[v] * there[u];
                *(u < v ? &c.concordant : u > v ? &c.discordant : &c.tied) += pairs;
            }
        }
        for (size_t k = first; k < leave; k++) {
            for (int u = 0; u < VALUES; u++) {
                better[k] += u < score[k] ? there[u] : u > score[k] ? -there[u] : 0;
                all[k] += there[u];
            }
        }
        /* whoever is at risk here and does not leave, each against all who do: later positions of the stratum that had entered */
        for (size_t k = leave; k < sets->first[sets->stratum_first[sets->stratum[cell] + 1]]; k++) {
            if (sets->lo && sets->lo[k] >= cell) continue;
            for (int v = 0; v < VALUES; v++) {
                better[k] += v > score[k] ? leaving[v] : v < score[k] ? -leaving[v] : 0;
                all[k] += leaving[v];
            }
        }
        for (size_t k = first; k < leave; k++) there[(int)score[k]] += weight[k];
        if (sets->opens[cell]) memset(there, 0, sizeof there);
    }
    return c;
}

static void check_concordance(size_t n, size_t strata, int days) {
    struct data d;
    make_data(&d, n, strata, days);
    struct cox_problem problem = problem_of(&d, COX_EFRON, true);
    struct risk_sets sets = risk_sets_of(&problem.spells, NULL, 1, &d.arena);
    double *score = ARENA_ARRAY(&d.arena, double, sets.n), *weight = ARENA_ARRAY(&d.arena, double, sets.n);
    double *better = ARENA_ARRAY(&d.arena, double, sets.n), *all = ARENA_ARRAY(&d.arena, double, sets.n), squares = 0;
    for (size_t k = 0; k < sets.n; k++) {
        score[k] = floor((d.x2[sets.order[k]] + 1) / 2 * VALUES * 0.999);
        weight[k] = d.weight[sets.order[k]];
    }
    struct concordance slow = slow_concordance(&sets, score, weight, better, all);
    struct concordance quick = concordance_of(&sets, score, weight, NULL, 0);
    double pairs = slow.concordant + slow.discordant + slow.tied, somers = (slow.concordant - slow.discordant) / pairs;
    for (size_t k = 0; k < sets.n; k++) {
        double influence = weight[k] * (better[k] - somers * all[k]) / pairs;
        squares += influence * influence;
    }
    assert_digits(quick.concordant, slow.concordant, 11, 1);
    assert_digits(quick.discordant, slow.discordant, 11, 1);
    assert_digits(quick.tied, slow.tied, 11, 1);
    assert_digits(quick.std_error, sqrt(squares) / 2, 9, 0);
    arena_free(&d.arena);
}

static void test_concordance(void **state) {
    (void)state;
    check_concordance(3000, 4, 60);
    check_concordance(1300000, 2, 60); /* a stratum in two units */
}

/* --- threads ------------------------------------------------------------------------------------------------------------------- */

static void test_threads(void **state) {
    (void)state;
    struct data d;
    make_data(&d, 9000, 3, 400);
    struct cox_problem problem = problem_of(&d, COX_EFRON, true);
    struct cox_fit fits[2];
    for (int threads = 1; threads <= 2; threads++) {
        blocks_threads(threads);
        fits[threads - 1] = cox_fit(&problem, NULL, &d.arena);
    }
    assert_memory_equal(fits[0].covariance, fits[1].covariance, fits[0].p * fits[0].p * sizeof(double));
    assert_memory_equal(fits[0].beta, fits[1].beta, d.design.n_columns * sizeof(double));
    blocks_threads(0);
    arena_free(&d.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_closed_forms), cmocka_unit_test(test_residuals),       cmocka_unit_test(test_slow_twin),
                                       cmocka_unit_test(test_copies_are_weights), cmocka_unit_test(test_units_and_shifts), cmocka_unit_test(test_named_columns),
                                       cmocka_unit_test(test_near_infinity), cmocka_unit_test(test_concordance), cmocka_unit_test(test_threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

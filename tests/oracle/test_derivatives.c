/* The score is the slope of the likelihood and X'WX the slope of the score: by differences, at a place that is no maximum, for rows as
 * sources and rows of a panel, few numbers and many, tenure as bands and as a number, weights and offsets. */
#include "tests/support.h"

#include "models/logistic_sums.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

enum { PEOPLE = 700, QUARTERS = 8, NUMBERS_MOST = 11 };

struct fixture {
    struct arena arena;
    gsl_rng *rng;
    int32_t hired[PEOPLE], entry[PEOPLE], exit[PEOPLE], starts[QUARTERS + 1];
    uint8_t cause[PEOPLE], a[PEOPLE], b[PEOPLE];
    double x[NUMBERS_MOST][PEOPLE], weight[PEOPLE], offset[PEOPLE], beta[128];
    struct design_factor factors[3];
    struct design_number numbers[NUMBERS_MOST + 1];
    struct design design;
    struct panel panel;
};

static const char *const LABELS[] = {"", "1", "2", "3", "4", "5"};
static const int32_t CUTS[] = {100, 400};

static void draw(struct fixture *f) {
    for (int p = 0; p <= QUARTERS; p++) f->starts[p] = 20000 + 91 * p;
    for (size_t i = 0; i < PEOPLE; i++) {
        f->hired[i] = 19000 + (int32_t)gsl_rng_uniform_int(f->rng, 1500);
        f->entry[i] = f->hired[i] < f->starts[0] ? f->starts[0] - 1 - f->hired[i] : 0;
        f->exit[i] = f->entry[i] + 1 + (int32_t)gsl_rng_uniform_int(f->rng, 800);
        if (f->hired[i] + f->exit[i] >= f->starts[QUARTERS]) f->exit[i] = f->starts[QUARTERS] - 1 - f->hired[i];
        f->cause[i] = gsl_rng_uniform(f->rng) < 0.6;
        f->a[i] = (uint8_t)(1 + gsl_rng_uniform_int(f->rng, 5));
        f->b[i] = (uint8_t)(1 + gsl_rng_uniform_int(f->rng, 2));
        f->weight[i] = 0.5 + gsl_rng_uniform(f->rng);
        f->offset[i] = gsl_rng_uniform(f->rng) - 0.5;
        for (int j = 0; j < NUMBERS_MOST; j++) f->x[j][i] = gsl_rng_uniform(f->rng) * (j + 1);
    }
}

static void set_up(struct fixture *f, bool rows, size_t n_numbers, bool tenure) {
    f->factors[0] = (struct design_factor){.name = "a", .labels = LABELS, .n_levels = 5, .reference = 1, .codes = {f->a, 1, 0}};
    f->factors[1] = (struct design_factor){.name = "b", .labels = LABELS, .n_levels = 2, .reference = 1, .codes = {f->b, 1, 0}};
    f->factors[2] = (struct design_factor){.name = "tenure", .labels = LABELS, .n_levels = 3, .reference = 1, .cuts = CUTS};
    for (size_t j = 0; j < n_numbers; j++) f->numbers[j] = (struct design_number){.name = "x", .level = "", .values = {f->x[j], 8, 0}, .unit_days = 1, .fill = NAN};
    if (tenure) f->numbers[n_numbers++] = (struct design_number){.name = "tenure_years", .level = "", .unit_days = 365.25, .scale = 1, .fill = NAN};
    f->design = (struct design){.n_factors = rows ? 2 : 3, .n_numbers = n_numbers, .factors = f->factors, .numbers = f->numbers};
    f->panel = (struct panel){.kind = rows ? PANEL_ROWS : PANEL_CALENDAR, .n = PEOPLE, .hired = f->hired, .entry = f->entry, .exit = f->exit, .cause = f->cause, .outcome = f->cause,
                              .starts = f->starts, .n_periods = QUARTERS, .weight = f->weight, .offset = f->offset};
    if (!rows) panel_prepare(&f->panel, &f->arena);
    design_layout(&f->design, &f->arena);
    design_scale(&f->design, &f->panel);
    for (size_t c = 0; c < f->design.n_columns; c++) f->beta[c] = c >= n_numbers && c < f->design.lanes ? 0 : gsl_rng_uniform(f->rng) - 0.5;
    f->beta[f->design.intercept] = -1.5;
}

/* The sums at beta with one coefficient moved; copied, for the next pass overwrites them. */
static double at(struct fixture *f, size_t column, double by, double *score, double *hessian) {
    struct arena scratch = {0};
    uint8_t none[128] = {0};
    double beta[128];
    memcpy(beta, f->beta, sizeof beta);
    beta[column] += by;
    struct logistic_pass pass = logistic_pass_new(&f->design, &f->panel, beta, none, &scratch);
    struct logistic_sums sums = logistic_pass_run(&pass);
    double loglik = sums.loglik;
    if (score) memcpy(score, sums.score, f->design.stride * sizeof *score);
    if (hessian) memcpy(hessian, sums.hessian, f->design.stride * f->design.n_columns * sizeof *hessian);
    arena_free(&scratch);
    return loglik;
}

/* Each pair stands once, in the row of the later one; the intercept's with a level is the level's own. */
static double cell(const struct design *design, const double *hessian, size_t a, size_t b) {
    size_t row = a > b ? a : b, column = a > b ? b : a;
    if (column == design->intercept && row > column) column = row;
    return hessian[row * design->stride + column];
}

static void check(struct fixture *f) {
    const double h = 1e-4;
    size_t q = f->design.n_columns;
    static double score[128], up[128], down[128], hessian[128 * 128];
    (void)at(f, 0, 0, score, hessian);
    for (size_t c = 0; c < q; c++) {
        if (c >= f->design.n_numbers && c < f->design.lanes) continue;
        double slope = (at(f, c, h, up, NULL) - at(f, c, -h, down, NULL)) / (2 * h);
        assert_digits(score[c], slope, 6, 1);
        for (size_t k = 0; k < q; k++) {
            bool same_factor = false;
            for (size_t i = 0; i < f->design.n_factors; i++) {
                size_t first = f->design.base[i], last = first + f->design.factors[i].n_levels;
                same_factor = same_factor || (c != k && c >= first && c < last && k >= first && k < last);
            }
            if ((k >= f->design.n_numbers && k < f->design.lanes) || same_factor) continue;
            assert_digits(cell(&f->design, hessian, c, k), -(up[k] - down[k]) / (2 * h), 6, 1);
        }
    }
}

static void test_derivatives(void **state) {
    (void)state;
    static struct fixture f;
    f.rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(f.rng, 3);
    draw(&f);
    for (int kind = 0; kind < 8; kind++) {
        bool rows = kind & 1, many = kind & 2, tenure = kind & 4;
        if (rows && tenure) continue;
        set_up(&f, rows, many ? NUMBERS_MOST : 3, tenure);
        check(&f);
    }
    set_up(&f, true, 8, false); /* as many numbers as a processor's lanes */
    check(&f);
    gsl_rng_free(f.rng);
    arena_free(&f.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_derivatives)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

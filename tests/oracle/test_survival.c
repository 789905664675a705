/* The smaller parts of the survival wing against results by hand and closed forms; R's answers on whole runs are in survival/. */
#include "tests/support.h"

#include "engine/base/random.h"
#include "models/aalen_johansen.h"
#include "models/cox_curves.h"
#include "models/hazard.h"
#include "models/logrank.h"
#include "models/parametric.h"
#include "models/spline.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

/* Holm (1979): the smallest times 3, the next times 2 but not below it, the last as it is but not below that. */
static void test_holm(void **state) {
    (void)state;
    const double p[] = {0.021, NAN, 0.01, 0.02, 0.6};
    double adjusted[5];
    holm_adjust(p, 5, adjusted);
    assert_digits(adjusted[2], 0.04, 12, 1);
    assert_digits(adjusted[3], 0.06, 12, 1);
    assert_digits(adjusted[0], 0.06, 12, 1);
    assert_digits(adjusted[4], 0.6, 12, 1);
    assert_true(isnan(adjusted[1]));
    const double many[] = {0.5, 0.6, 0.7};
    holm_adjust(many, 3, adjusted);
    assert_true(adjusted[0] == 1 && adjusted[2] == 1);
}

static void test_distributions(void **state) {
    (void)state;
    struct parametric_fit fit = {.distribution = WEIBULL, .shape = 0.7, .scale = 900};
    for (int d = WEIBULL; d <= GOMPERTZ; d++) {
        fit.distribution = (enum distribution)d;
        fit.shape = d == GOMPERTZ ? -0.0004 : 0.7;
        for (double p = 0.1; p < 0.9; p += 0.2) assert_digits(parametric_survival(&fit, parametric_quantile(&fit, p)), 1 - p, 10, 1);
        assert_true(parametric_survival(&fit, 0) == 1);
    }
    fit = (struct parametric_fit){.distribution = GOMPERTZ, .shape = -0.002, .scale = 900}; /* H rises to 1/(0.002 x 900) = 0.5556 only */
    assert_true(isinf(parametric_quantile(&fit, 0.5)));
    assert_digits(parametric_survival(&fit, 1e6), exp(-1 / 1.8), 10, 1);
    fit = (struct parametric_fit){.distribution = LOGLOGISTIC, .shape = 2, .scale = 100};
    assert_digits(parametric_quantile(&fit, 0.8), 200, 12, 1);
    assert_digits(parametric_survival(&fit, 300), 0.1, 12, 1);
}

/* Exponential data have a Weibull of shape 1; everybody on one scale: the rate is exits over days lived, in closed form. */
static void test_constant_hazard(void **state) {
    (void)state;
    enum { N = 4000 };
    static int32_t entry[N], exit[N];
    static uint8_t event[N];
    static uint32_t order[N];
    struct random_stream stream;
    double lived = 0, exits = 0;
    random_open(&stream, 3, RANDOM_SYNTH, 2);
    for (uint32_t i = 0; i < N; i++) {
        entry[i] = i % 2 ? 0 : (int32_t)(200 * random_uniform(&stream)); /* late entry changes nothing */
        exit[i] = entry[i] + 1 + (int32_t)(-500 * log(random_uniform(&stream)));
        event[i] = exit[i] <= 1500;
        if (!event[i]) exit[i] = 1500;
        if (exit[i] <= entry[i]) exit[i] = entry[i] + 1;
        order[i] = i;
        lived += exit[i] - entry[i];
        exits += event[i];
    }
    struct spells spells = {.n = N, .entry = entry, .exit = exit, .event = event, .n_strata = 1};
    struct parametric_fit weibull = parametric_fit(&spells, order, N, WEIBULL), gompertz = parametric_fit(&spells, order, N, GOMPERTZ);
    assert_true(weibull.converged && gompertz.converged);
    assert_true(fabs(weibull.shape - 1) < 3 * weibull.shape_se);
    assert_true(fabs(gompertz.shape) < 3 * gompertz.shape_se);
    double constant = exits * log(exits / lived) - exits; /* its log-likelihood; both have it inside */
    assert_true(weibull.loglik >= constant && weibull.loglik < constant + 6);
    assert_true(gompertz.loglik >= constant && gompertz.loglik < constant + 6);
    struct hazard_point points[20];
    hazard_smooth(&spells, order, N, 150, 1200, 20, points);
    for (int i = 0; i < 20; i++) assert_true(points[i].lower < 1.1 * exits / lived * 365.25 && points[i].upper > 0.9 * exits / lived * 365.25);
}

/* Straight beyond the outer knots; no function repeats those before it. */
static void test_splines(void **state) {
    (void)state;
    double x[500], at[] = {-1, -0.5, 0, 1.5, 2, 2.5};
    struct spline spline;
    for (int i = 0; i < 500; i++) x[i] = pow((i + 1) / 501.0, 3);
    assert_true(spline_place(&spline, 5, x, 500));
    for (size_t j = 0; j < 4; j++) {
        for (int k = 0; k < 6; k += 3) {
            double slope = (spline_basis(&spline, j, at[k + 1]) - spline_basis(&spline, j, at[k])) / 0.5;
            assert_digits((spline_basis(&spline, j, at[k + 2]) - spline_basis(&spline, j, at[k + 1])) / 0.5, slope, 9, 1);
        }
        for (size_t l = 0; l < j; l++) {
            double sum = 0, mean_j = 0, mean_l = 0;
            for (int i = 0; i < 500; i++) mean_j += spline_basis(&spline, j, x[i]) / 500, mean_l += spline_basis(&spline, l, x[i]) / 500;
            for (int i = 0; i < 500; i++) sum += (spline_basis(&spline, j, x[i]) - mean_j) * (spline_basis(&spline, l, x[i]) - mean_l);
            assert_true(fabs(sum) < 1e-8);
        }
    }
    double two[100];
    for (int i = 0; i < 100; i++) two[i] = i % 2;
    assert_false(spline_place(&spline, 3, two, 100));
    assert_false(spline_place(&spline, 4, two, 0));
}

/* Three leave for cause 1 on day 2, one for cause 2 on day 4, of ten: F1 = .3, F2 = .7 x 1/7 = .1; the jackknife's error of a
 * share seen whole is that of a binomial. */
static void test_incidence(void **state) {
    (void)state;
    struct arena arena = {0};
    const int32_t entry[10] = {0}, exit[10] = {2, 2, 2, 4, 9, 9, 9, 9, 9, 9};
    const uint8_t event[10] = {1, 1, 1, 2};
    struct spells spells = {.n = 10, .entry = entry, .exit = exit, .event = event, .n_strata = 1};
    const struct aj_curve *aj = aj_fit(&spells, 2, &arena);
    assert_int_equal(aj[1].n_rows, 2);
    const double expected[3] = {0.4, 0.3, 0.1};
    for (size_t cause = 0; cause < 3; cause++) {
        size_t at = cause * 2 + 1;
        assert_digits(aj[1].incidence[at], expected[cause], 14, 1);
        assert_digits(aj[1].std_error[at], sqrt(expected[cause] * (1 - expected[cause]) / 10), 13, 1);
    }
    double lower, upper;
    aj_limits(&aj[1], 0, 1, KM_PLAIN, &lower, &upper);
    assert_digits(upper - 0.4, gsl_cdf_ugaussian_Pinv(0.975) * sqrt(0.024), 12, 1);
    arena_free(&arena);
}

/* Before anyone is at risk nothing is known. */
static void test_before_entry(void **state) {
    (void)state;
    struct arena arena = {0};
    const int32_t entry[3] = {50, 60, 70}, exit[3] = {100, 200, 300};
    const uint8_t event[3] = {1, 0, 1};
    struct spells spells = {.n = 3, .entry = entry, .exit = exit, .event = event, .n_strata = 1};
    const struct km_curve *km = km_fit(&spells, KM_LOG_LOG, &arena);
    assert_true(isnan(km_at(&km[1], 30).survival));
    assert_true(km_at(&km[1], 80).survival == 1);
    assert_digits(km_at(&km[1], 150).survival, 2.0 / 3, 14, 1);
    assert_digits(km[1].hazard[0], 1.0 / 3, 14, 1);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_holm),    cmocka_unit_test(test_distributions), cmocka_unit_test(test_constant_hazard),
                                       cmocka_unit_test(test_splines), cmocka_unit_test(test_incidence),     cmocka_unit_test(test_before_entry)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

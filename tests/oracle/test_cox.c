/* Cox's model against closed forms (Therneau & Grambsch 2000, appendix E) and a slow twin that sums over every risk set. */
#include "tests/support.h"

#include "engine/base/random.h"
#include "models/concordance.h"
#include "models/cox_curves.h"
#include "models/proportionality.h"

#include <math.h>
#include <string.h>

static struct design one_number(const double *x, struct design_number *number, size_t n, struct arena *arena) {
    *number = (struct design_number){.name = "x", .values = {x, 8, 0}, .fill = NAN};
    struct design design = {.n_numbers = 1, .numbers = number};
    struct panel panel = {.kind = PANEL_ROWS, .n = n};
    design_layout(&design, arena);
    design_scale(&design, &panel);
    return design;
}

static void test_closed_forms(void **state) {
    (void)state;
    struct arena arena = {0};
    const int32_t entry[6] = {0}, exit[6] = {9, 1, 1, 6, 6, 8};
    const uint8_t event[6] = {1, 1, 0, 1, 1, 0};
    const double x[6] = {0, 1, 1, 1, 0, 0};
    struct design_number number;
    struct design design = one_number(x, &number, 6, &arena);
    for (int ties = COX_EFRON; ties <= COX_BRESLOW; ties++) {
        struct cox_problem problem = {.design = &design, .spells = {.n = 6, .entry = entry, .exit = exit, .event = event, .n_strata = 1}, .ties = (enum cox_ties)ties};
        struct cox_fit fit = cox_fit(&problem, NULL, &arena);
        bool efron = ties == COX_EFRON;
        assert_int_equal(fit.end, COX_CONVERGED);
        assert_digits(fit.estimate[0], efron ? 1.676857485593 : 1.475284914829, 12, 1);
        assert_digits(fit.loglik_null, efron ? -4.276666119016 : -4.564348191468, 12, 1);
        assert_digits(fit.loglik, efron ? -3.358975 : -3.824750, 6, 1);
        assert_digits(1 / (fit.std_error[0] * fit.std_error[0]), efron ? 0.612632 : 0.634168, 6, 1);
        struct concordance c = concordance_of(fit.sets, fit.state.risk, NULL, NULL, 0);
        assert_true(c.concordant > 0);
    }
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_closed_forms)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Which numbers go, so that no sum gives one back: random tables against an attacker; and where curves may step. */
#include "tests/support.h"

#include "engine/app/curve_steps.h"
#include "engine/report/ledger.h"

#include <glpk.h>
#include <math.h>
#include <stdlib.h>

/* A table of two or three ways with all its margins, as cells; index 0 of a way is its total. */
enum { WAY = 5, CELLS = WAY * WAY * WAY };

struct cube {
    int sides[3];
    uint32_t cells[CELLS];
    double values[CELLS];
};

static int at(const struct cube *cube, int a, int b, int c) { return (a * cube->sides[1] + b) * cube->sides[2] + c; }

static void fill(struct cube *cube, int thin) {
    for (int a = 1; a < cube->sides[0]; a++) {
        for (int b = 1; b < cube->sides[1]; b++) {
            for (int c = cube->sides[2] > 1; c < cube->sides[2]; c++) {
                double x = rand() % thin == 0 ? rand() % 10 : 10 + rand() % 60;
                for (int mask = 0; mask < 8; mask++) {
                    if (cube->sides[2] == 1 && mask & 4) continue;
                    cube->values[at(cube, mask & 1 ? 0 : a, mask & 2 ? 0 : b, mask & 4 ? 0 : c)] += x;
                }
            }
        }
    }
}

/* Calls `sum` for each equation: the cells along one way, and their total. */
static void each_sum(const struct cube *cube, void (*sum)(const struct cube *, const int *along, int n, void *), void *context) {
    for (int way = 0; way < 3; way++) {
        int other = (way + 1) % 3, third = (way + 2) % 3, place[3], along[WAY];
        if (cube->sides[way] == 1) continue;
        for (place[other] = 0; place[other] < cube->sides[other]; place[other]++) {
            for (place[third] = 0; place[third] < cube->sides[third]; place[third]++) {
                for (place[way] = 0; place[way] < cube->sides[way]; place[way]++) along[place[way]] = at(cube, place[0], place[1], place[2]);
                sum(cube, along, cube->sides[way], context);
            }
        }
    }
}

static void tell(const struct cube *cube, const int *along, int n, void *context) {
    struct ledger *ledger = context;
    ledger_sum(ledger);
    for (int i = 0; i < n; i++) ledger_term(ledger, cube->cells[along[i]], i ? 1 : -1);
}

static void learn(const struct cube *cube, const int *along, int n, void *context) {
    glp_prob *lp = context;
    int index[WAY + 1], row = glp_add_rows(lp, 1);
    double sign[WAY + 1];
    (void)cube;
    for (int i = 0; i < n; i++) index[i + 1] = along[i] + 1, sign[i + 1] = i ? 1 : -1;
    glp_set_row_bnds(lp, row, GLP_FX, 0, 0);
    glp_set_mat_row(lp, row, n, index, sign);
}

static double extreme(glp_prob *lp, int column, int direction) {
    glp_smcp control;
    glp_init_smcp(&control);
    control.msg_lev = GLP_MSG_OFF;
    glp_set_obj_dir(lp, direction);
    glp_set_obj_coef(lp, column, 1);
    glp_std_basis(lp);
    assert_int_equal(glp_simplex(lp, &control), 0);
    double value = glp_get_status(lp) == GLP_UNBND ? INFINITY : glp_get_obj_val(lp);
    glp_set_obj_coef(lp, column, 0);
    return value;
}

/* Small cells are hidden; of each hidden one the least and the most that an attacker can tell lie apart as promised. */
static void attack(int sides, int thin, int *hidden_at_all) {
    struct arena arena = {0};
    struct ledger ledger;
    struct cube cube = {.sides = {3 + rand() % 3, 3 + rand() % 3, sides == 3 ? 3 + rand() % 2 : 1}};
    int n = cube.sides[0] * cube.sides[1] * cube.sides[2];
    ledger_begin(&ledger, &arena);
    fill(&cube, thin);
    for (int i = 0; i < n; i++) cube.cells[i] = ledger_cell(&ledger, NULL, cube.values[i], 10, 1, (struct ledger_place){0, 0});
    each_sum(&cube, tell, &ledger);
    ledger_protect(&ledger);
    glp_prob *lp = glp_create_prob();
    glp_add_cols(lp, n);
    for (int i = 0; i < n; i++) {
        bool hidden = ledger_hidden(&ledger, cube.cells[i]);
        if (cube.values[i] > 0 && cube.values[i] < 10) assert_true(hidden);
        glp_set_col_bnds(lp, i + 1, hidden ? GLP_LO : GLP_FX, hidden ? 0 : cube.values[i], cube.values[i]);
    }
    each_sum(&cube, learn, lp);
    for (int i = 0; i < n; i++) {
        if (!ledger_hidden(&ledger, cube.cells[i])) continue;
        double span = extreme(lp, i + 1, GLP_MAX) - extreme(lp, i + 1, GLP_MIN), x = cube.values[i];
        assert_true(span >= (x > 0 && x < 10 ? fmax(2, x) : 1) - 1e-6);
        ++*hidden_at_all;
    }
    glp_delete_prob(lp);
    glp_free_env();
    ledger_free(&ledger);
    arena_free(&arena);
}

static void test_attack(void **state) {
    (void)state;
    int hidden = 0;
    srand(77);
    glp_term_out(GLP_OFF);
    for (int round = 0; round < 400; round++) attack(round % 2 ? 3 : 2, 3 + round % 12, &hidden);
    assert_true(hidden > 2000);
}

/* What need not go stays: one small group of several takes one partner with it, the smallest. */
static void test_least(void **state) {
    (void)state;
    struct arena arena = {0};
    struct ledger ledger;
    ledger_begin(&ledger, &arena);
    uint32_t cells[] = {ledger_cell(&ledger, "all", 110, 10, 100, (struct ledger_place){0, 0}), ledger_cell(&ledger, "a", 3, 10, 1, (struct ledger_place){0, 0}), ledger_cell(&ledger, "b", 12, 10, 1, (struct ledger_place){0, 0}),
                        ledger_cell(&ledger, "c", 45, 10, 1, (struct ledger_place){0, 0}), ledger_cell(&ledger, "d", 50, 10, 1, (struct ledger_place){0, 0})};
    const bool hidden[] = {false, true, true, false, false};
    ledger_sum(&ledger);
    for (size_t i = 0; i < 5; i++) ledger_term(&ledger, cells[i], i ? 1 : -1);
    uint32_t both = ledger_derived(&ledger, cells + 2, 2), told = ledger_derived(&ledger, cells + 3, 2);
    ledger_protect(&ledger);
    for (size_t i = 0; i < 5; i++) assert_int_equal(ledger_hidden(&ledger, cells[i]), hidden[i]);
    assert_true(ledger_hidden(&ledger, both));
    assert_false(ledger_hidden(&ledger, told));
    assert_int_equal(ledger_find(&ledger, "b"), cells[2]);
    assert_int_equal(ledger_cell(&ledger, "b", 12, 10, 1, (struct ledger_place){0, 0}), cells[2]);
    assert_int_not_equal(ledger_cell(&ledger, "b", 13, 10, 1, (struct ledger_place){0, 0}), cells[2]);
    ledger_free(&ledger);
    arena_free(&arena);
}

/* Every row that is shown tells of enough events, the last one is shown, and none is lost. */
static void test_steps(void **state) {
    (void)state;
    srand(5);
    for (int round = 0; round < 500; round++) {
        struct arena arena = {0};
        enum { ROWS = 60 };
        int32_t time[ROWS];
        double events[ROWS], stated[] = {-1, 20, 60, 61, 400}, all = 0, sum = 0, least = 1 + round % 7;
        for (int i = 0; i < ROWS; i++) {
            time[i] = (i ? time[i - 1] : 0) + 1 + rand() % 3;
            all += events[i] = rand() % 3 && round % 9 ? rand() % 3 : 0;
        }
        struct curve_steps steps = curve_steps(time, events, ROWS, stated, 5, least, &arena);
        if (least == 1) assert_int_equal(steps.n, ROWS);
        assert_int_equal(steps.rows[steps.n - 1], ROWS - 1);
        for (size_t k = 0; k < steps.n; k++) {
            double n = curve_steps_sum(&steps, k, events);
            bool quiet_end = k + 1 == steps.n && n == 0; /* nobody leaves any more: those who are still followed end the curve */
            if (least > 1 && all >= least) assert_true(n >= least || quiet_end);
            sum += n;
        }
        assert_true(sum == all);
        arena_free(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_attack), cmocka_unit_test(test_least), cmocka_unit_test(test_steps)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

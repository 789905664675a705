/* One logistic fit on a person-quarter file of the peer's making: loading, fitting, scoring, putting the scores in order
 * and measuring them, timed apart.
 *
 *     bench_logistic personquarter.csv [threads]
 *
 * The model is that of the peer's logit.R: 5 factors and 8 numbers, 76 columns. */
#include "engine/base/blocks.h"
#include "engine/data/export.h"
#include "models/validation.h"

#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static const char *const FACTORS[] = {"department", "job_family", "level", "location", "gender"};
static const char *const NUMBERS[] = {"age", "tenure_months", "fte", "salary", "performance", "engagement", "months_since_talk", "remote"};

static struct values logarithm(const struct column *column, size_t n, struct arena *arena) {
    double *out = ARENA_ARRAY(arena, double, n + 1);
    for (size_t i = 0; i < n; i++) out[i] = log(column_number(column, i));
    return (struct values){out, 8, 0};
}

int main(int argc, char **argv) {
    struct arena arena = {0};
    struct diag diag;
    struct export file;
    struct table table;
    struct job_format format = {0};
    enum column_request requests[64] = {0};
    if (argc < 2 || sodium_init() < 0) return 2;
    blocks_threads(argc > 2 ? atoi(argv[2]) : 2);
    diag_init(&diag, &arena);
    double start = now();
    if (export_open(&file, argv[1], &format, (struct place){0}, &arena, &diag) != STATUS_OK || export_load(&file, requests, &arena, &diag, &table) != STATUS_OK) {
        diag_print(&diag, 0, stderr);
        return 1;
    }
    double loaded = now();
    struct design_factor factors[5];
    struct design_number numbers[8];
    for (size_t i = 0; i < 5; i++) {
        const struct column *column = table_column(&table, FACTORS[i]);
        factors[i] = (struct design_factor){.name = FACTORS[i], .labels = column->levels, .n_levels = column->n_levels, .reference = 1, .codes = column_values(column)};
    }
    for (size_t i = 0; i < 8; i++) {
        const struct column *column = table_column(&table, NUMBERS[i]);
        numbers[i] = (struct design_number){.name = NUMBERS[i], .values = i == 3 ? logarithm(column, table.n_rows, &arena) : column_values(column), .fill = NAN};
    }
    uint8_t *left = ARENA_ARRAY(&arena, uint8_t, table.n_rows + 1);
    const struct column *outcome = table_column(&table, "left_this_quarter");
    for (size_t i = 0; i < table.n_rows; i++) left[i] = column_number(outcome, i) > 0;
    struct panel panel = {.kind = PANEL_ROWS, .n = table.n_rows, .outcome = left};
    struct design design = {.n_factors = 5, .n_numbers = 8, .factors = factors, .numbers = numbers};
    double begun = now();
    design_layout(&design, &arena);
    design_scale(&design, &panel);
    struct logistic_fit fit = logistic_fit(&design, &panel, NULL, &arena);
    double fitted = now();
    struct scores_pool *pool = scores_pool_new();
    scores_pool_add(pool, &design, &panel, &fit, true);
    double scored = now();
    struct scores scores = scores_pool_end(pool, &arena);
    double ordered = now();
    struct validation v = validation_of(&scores);
    double validated = now();
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("rows %zu columns %zu load %.3f fit %.3f score %.3f order %.3f measure %.3f seconds, peak %ld MB; loglik %.6f engagement %.10f steps %d auc %.8f\n", table.n_rows, fit.p,
           loaded - start, fitted - begun, scored - fitted, ordered - scored, validated - ordered, usage.ru_maxrss / 1024, fit.loglik, fit.estimate[5], fit.iterations, v.auc);
    arena_free(&arena);
    return 0;
}

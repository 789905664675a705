/* The survival models on an employees file of the peer's making: each timed apart, with and without late entry.
 *
 *     bench_survival employees.csv [threads]
 *
 * The Cox model is that of the peer's survival.R: 5 factors and 7 numbers, 75 columns, daily ties. */
#include "engine/base/blocks.h"
#include "engine/base/days.h"
#include "engine/data/export.h"
#include "models/aalen_johansen.h"
#include "models/concordance.h"
#include "models/cox.h"
#include "models/kaplan_meier.h"
#include "models/logrank.h"

#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static const char *const FACTORS[] = {"department", "job_family", "level", "location", "gender"};
static const char *const NUMBERS[] = {"age_at_hire", "fte", "salary", "performance", "engagement", "months_since_talk", "remote"};
enum { N_FACTORS = 5, N_NUMBERS = 7 };

static struct values logarithm(const struct column *column, size_t n, struct arena *arena) {
    double *out = ARENA_ARRAY(arena, double, n + 1);
    for (size_t i = 0; i < n; i++) out[i] = log(column_number(column, i));
    return (struct values){out, 8, 0};
}

static struct spells read_spells(const struct table *table, struct arena *arena) {
    size_t n = table->n_rows;
    int32_t *entry = ARENA_ARRAY(arena, int32_t, n + 1), *exit = ARENA_ARRAY(arena, int32_t, n + 1);
    uint8_t *event = ARENA_ARRAY(arena, uint8_t, n + 1);
    int32_t from = days_from_civil(2021, 1, 1), end = days_from_civil(2026, 1, 1);
    for (size_t i = 0; i < n; i++) {
        int32_t hired = column_day(table_column(table, "hire_date"), i), left = column_day(table_column(table, "exit_date"), i);
        event[i] = left != DAY_MISSING;
        exit[i] = (event[i] ? left : end) - hired;
        entry[i] = from > hired ? from - hired : 0;
    }
    return (struct spells){.n = n, .entry = entry, .exit = exit, .event = event, .n_strata = 1};
}

/* With the concordance, as coxph has it. */
static void fit_cox(const char *name, const struct design *design, const struct spells *spells, struct arena *arena) {
    struct cox_problem problem = {.design = design, .spells = *spells};
    double begun = now();
    struct cox_fit fit = cox_fit(&problem, NULL, arena);
    double fitted = now();
    struct concordance c = concordance_of(fit.sets, fit.state.risk, NULL, NULL, 0);
    double ended = now();
    printf("%s %.3f s (fit %.3f, concordance %.3f): n %zu events %zu columns %zu cells %zu steps %d %s loglik %.6f %.6f engagement %.10f (%.10f) C %.8f (%.8f)\n", name, ended - begun,
           fitted - begun, ended - fitted, fit.n, fit.n_events, fit.p, fit.sets->n_cells, fit.iterations, fit.end_words, fit.loglik_null, fit.loglik, fit.estimate[4],
           fit.std_error[4], c.value, c.std_error);
}

static void fit_curves(const struct spells *spells, struct arena *arena) {
    double begun = now();
    const struct km_curve *km = km_fit(spells, KM_LOG_LOG, arena);
    double ended = now();
    printf("km %.3f s: %zu groups, first ends at %.10f\n", ended - begun, spells->n_strata, km[1].survival[km[1].n_rows - 1]);
    begun = now();
    struct logrank test = logrank_test(spells, arena);
    printf("logrank %.3f s: chisq %.8f\n", now() - begun, test.chisq);
}

static void fit_causes(const struct spells *spells, size_t causes, struct arena *arena) {
    double begun = now();
    const struct aj_curve *aj = aj_fit(spells, causes, arena);
    double ended = now();
    size_t last = aj[1].n_rows - 1;
    printf("aj %.3f s: %zu causes, first ends at %.10f (%.10f)\n", ended - begun, causes, aj[1].incidence[aj[1].n_rows + last], aj[1].std_error[aj[1].n_rows + last]);
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
    if (export_open(&file, argv[1], &format, (struct place){0}, &arena, &diag) != STATUS_OK || export_load(&file, requests, &arena, &diag, &table) != STATUS_OK) {
        diag_print(&diag, 0, stderr);
        return 1;
    }
    struct design_factor factors[N_FACTORS];
    struct design_number numbers[N_NUMBERS];
    for (size_t i = 0; i < N_FACTORS; i++) {
        const struct column *column = table_column(&table, FACTORS[i]);
        factors[i] = (struct design_factor){.name = FACTORS[i], .labels = column->levels, .n_levels = column->n_levels, .reference = 1, .codes = column_values(column)};
    }
    for (size_t i = 0; i < N_NUMBERS; i++) {
        const struct column *column = table_column(&table, NUMBERS[i]);
        numbers[i] = (struct design_number){.name = NUMBERS[i], .values = i == 2 ? logarithm(column, table.n_rows, &arena) : column_values(column), .fill = NAN};
    }
    struct spells late = read_spells(&table, &arena), spells = late;
    spells.entry = ARENA_ARRAY(&arena, int32_t, table.n_rows + 1);
    struct panel panel = {.kind = PANEL_ROWS, .n = table.n_rows};
    struct design design = {.n_factors = N_FACTORS, .n_numbers = N_NUMBERS, .factors = factors, .numbers = numbers};
    design_layout(&design, &arena);
    design_scale(&design, &panel);
    const char *only = argc > 3 ? argv[3] : "";
    const struct column *department = table_column(&table, "department"), *reason = table_column(&table, "exit_reason");
    struct spells grouped = spells, caused;
    uint32_t *groups = ARENA_ARRAY(&arena, uint32_t, table.n_rows + 1);
    uint8_t *causes = ARENA_ARRAY(&arena, uint8_t, table.n_rows + 1);
    for (size_t i = 0; i < table.n_rows; i++) {
        groups[i] = column_code(department, i);
        causes[i] = (uint8_t)column_code(reason, i);
    }
    grouped.stratum = groups;
    grouped.n_strata = department->n_levels;
    caused = grouped;
    caused.event = causes;
    if (!only[0] || !strcmp(only, "km")) fit_curves(&grouped, &arena);
    if (!only[0] || !strcmp(only, "aj")) fit_causes(&caused, reason->n_levels, &arena);
    if (!only[0] || !strcmp(only, "cox")) fit_cox("cox", &design, &spells, &arena);
    if (!only[0] || !strcmp(only, "coxlt")) fit_cox("coxlt", &design, &late, &arena);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("peak %ld MB\n", usage.ru_maxrss / 1024);
    arena_free(&arena);
    return 0;
}

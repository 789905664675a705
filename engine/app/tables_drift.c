/* tables_drift.c: has the population changed since the models were fitted to it? */
#include "engine/app/tables.h"
#include "engine/report/wording.h"
#include "models/validation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct report_column DRIFT[] = {
    {"attribute", CELL_TEXT, "The attribute"},
    {"psi", CELL_NUMBER, "Population stability index: those there on as_of against the rows the models were fitted to; numbers by tenths"},
    {"verdict", CELL_TEXT, "stable (under 0.1), some shift, or another population (over 0.25)"},
    {NULL, CELL_TEXT, NULL}};

enum { CLASSES_MOST = 1024, SAMPLE = 50000, TENTHS = 10 };

struct weighed {
    double x, rows;
};

static int by_value(const void *a, const void *b) { return values_compare(&((const struct weighed *)a)->x, &((const struct weighed *)b)->x); }

/* Where the tenths of a number's values begin, among the fitted rows. */
static size_t tenths_of(const struct study *study, const struct column *column, double cuts[TENTHS]) {
    size_t n = 0, step = study->timeline.n / SAMPLE + 1, kept = 0;
    struct arena scratch = {0};
    struct weighed *values = ARENA_ARRAY(&scratch, struct weighed, study->timeline.n / step + 2);
    double all = 0, below = 0;
    for (size_t i = 0; i < study->timeline.n; i += step) {
        double value = column_number(column, i), rows = (double)panel_count(study->panel, i);
        if (isnan(value) || rows == 0) continue;
        values[n++] = (struct weighed){value, rows};
        all += rows;
    }
    qsort(values, n, sizeof *values, by_value);
    for (size_t i = 0, k = 1; i < n && k < TENTHS; i++) {
        below += values[i].rows;
        for (; k < TENTHS && below > all * (double)k / TENTHS; k++) {
            if (!kept || values[i].x > cuts[kept - 1]) cuts[kept++] = values[i].x;
        }
    }
    arena_free(&scratch);
    return kept;
}

static size_t class_of(const struct column *column, const double *cuts, size_t n_cuts, size_t i) {
    if (column->kind == COLUMN_LEVEL) return column_code(column, i);
    double x = column_number(column, i);
    size_t k = 1;
    if (isnan(x)) return 0;
    while (k <= n_cuts && x >= cuts[k - 1]) k++;
    return k;
}

static double drift_of(const struct study *study, const struct column *column) {
    double before[CLASSES_MOST] = {0}, now[CLASSES_MOST] = {0}, cuts[TENTHS];
    size_t n_cuts = column->kind == COLUMN_NUMBER ? tenths_of(study, column, cuts) : 0, n = column->kind == COLUMN_LEVEL ? column->n_levels + 1 : n_cuts + 2;
    for (size_t i = 0; i < study->timeline.n; i++) {
        if (!study->timeline.used[i]) continue;
        size_t k = class_of(column, cuts, n_cuts, i);
        before[k] += (double)panel_count(study->panel, i);
        now[k] += timeline_present(&study->timeline, i, study->timeline.as_of);
    }
    return validation_drift(before, now, n);
}

void tables_drift(const struct study *study, struct report *report) {
    struct report_table *table = report_table(report, "drift", "Are those whose risk is forecast like those the models were fitted to?", DRIFT);
    for (size_t k = 0; k < study->n_attributes; k++) {
        const struct attribute *a = &study->attributes[k];
        bool small = a->column->kind == COLUMN_NUMBER || a->column->n_levels + 1 <= CLASSES_MOST;
        if (!a->usual || !small) continue;
        double psi = drift_of(study, a->column);
        row_begin(table, NAN, NULL);
        row_text(table, a->name);
        row_number(table, psi);
        row_text(table, isnan(psi) ? "" : psi < 0.1 ? "stable" : psi <= 0.25 ? "some shift" : "another population");
        if (psi > 0.25) {
            report_note(report, "warning", say(report, "“%s” is spread otherwise among the people there now than among those the models were fitted to (population stability index %.2f): forecasts lean on few like them.",
                                               "“%s” is bij de mensen van nu anders verdeeld dan bij wie de modellen zijn geschat (population stability index %.2f): prognoses steunen op weinig mensen als zij."), a->name, psi);
        }
    }
}

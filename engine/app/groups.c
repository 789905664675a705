#include "engine/app/groups.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct grouping by_person(const struct study *study) {
    const struct timeline *t = &study->timeline;
    struct grouping groups = {t->n_numbered ? t->n_numbered : t->n, ARENA_ARRAY(study->arena, uint32_t, t->n + 1), NULL};
    for (size_t i = 0; i < t->n; i++) groups.code[i] = t->person ? t->person[i] + 1 : (uint32_t)i + 1;
    return groups;
}

static struct grouping by_level(const struct study *study, const struct column *column) {
    struct grouping groups = {column->n_levels, ARENA_ARRAY(study->arena, uint32_t, study->table.n_rows + 1), column->levels};
    values_codes(column_values(column), 0, study->table.n_rows, groups.code);
    return groups;
}

/* Each distinct number is a group. */
static struct grouping by_number(const struct study *study, const struct column *column) {
    size_t n = study->table.n_rows, kept = 0, distinct = 0;
    double *sorted = malloc((n + 1) * sizeof *sorted);
    if (!sorted) abort();
    for (size_t i = 0; i < n; i++) {
        double x = column_number(column, i);
        if (!isnan(x)) sorted[kept++] = x;
    }
    qsort(sorted, kept, sizeof *sorted, values_compare);
    for (size_t k = 0; k < kept; k++) {
        if (!distinct || sorted[k] != sorted[distinct - 1]) sorted[distinct++] = sorted[k];
    }
    struct grouping groups = {distinct, ARENA_ARRAY(study->arena, uint32_t, n + 1), ARENA_ARRAY(study->arena, const char *, distinct + 1)};
    for (size_t g = 0; g < distinct; g++) groups.labels[g + 1] = arena_printf(study->arena, "%.15g", sorted[g]);
    for (size_t i = 0; i < n; i++) {
        double x = column_number(column, i);
        const double *found = isnan(x) ? NULL : bsearch(&x, sorted, distinct, sizeof *sorted, values_compare);
        groups.code[i] = found ? (uint32_t)(found - sorted) + 1 : 0;
    }
    free(sorted);
    return groups;
}

struct grouping groups_of(const struct study *study, const struct word *name, struct diag *diag) {
    const struct word *id = &study->job.data.employees.id;
    if (id->text && !strcmp(id->text, name->text)) return by_person(study);
    const struct attribute *a = study_attribute(study, name, diag);
    if (!a) return (struct grouping){0};
    return a->column->kind == COLUMN_LEVEL ? by_level(study, a->column) : by_number(study, a->column);
}

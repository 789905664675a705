#include "engine/data/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct column *table_column(const struct table *table, const char *name) {
    for (size_t i = 0; i < table->n_columns; i++) {
        if (!strcmp(table->columns[i].name, name)) return &table->columns[i];
    }
    return NULL;
}

uint32_t table_line(const struct table *table, size_t row) {
    return table->lines ? table->lines[row] : table->first_line + (uint32_t)row;
}

struct values column_values(const struct column *column) {
    return (struct values){column->values, column->width, column->scale};
}

double column_number(const struct column *column, size_t row) { return values_number(column_values(column), row); }

uint32_t column_code(const struct column *column, size_t row) { return values_code(column_values(column), row); }

int32_t column_day(const struct column *column, size_t row) { return ((const int32_t *)column->values)[row]; }

const char *column_text(const struct column *column, size_t row) { return column->levels[column_code(column, row)]; }

static int compare_doubles(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The distinct values, sorted, of a column; at most `most` + 1 are kept. Returns their number. */
static size_t distinct_values(const struct column *column, size_t n_rows, size_t most, double *distinct) {
    size_t count = 0;
    for (size_t row = 0; row < n_rows && count <= most; row++) {
        double value = column_number(column, row);
        if (isnan(value)) continue;
        if (count && bsearch(&value, distinct, count, sizeof *distinct, compare_doubles)) continue;
        size_t at = count++;
        for (; at > 0 && distinct[at - 1] > value; at--) distinct[at] = distinct[at - 1];
        distinct[at] = value;
    }
    return count;
}

struct column column_as_levels(const struct column *column, size_t n_rows, size_t most, struct arena *arena) {
    struct column levels = {.name = column->name, .kind = COLUMN_LEVEL, .width = 4, .n_missing = column->n_missing};
    double *distinct = ARENA_ARRAY(arena, double, most + 2);
    size_t count = distinct_values(column, n_rows, most, distinct);
    if (count > most) return levels;
    uint32_t *codes = ARENA_ARRAY(arena, uint32_t, n_rows);
    for (size_t row = 0; row < n_rows; row++) {
        double value = column_number(column, row);
        if (isnan(value)) continue;
        const double *found = bsearch(&value, distinct, count, sizeof *distinct, compare_doubles);
        codes[row] = (uint32_t)(found - distinct) + 1;
    }
    levels.values = codes;
    levels.n_levels = count;
    levels.levels = ARENA_ARRAY(arena, const char *, count + 1);
    levels.levels[0] = "";
    for (size_t i = 0; i < count; i++) levels.levels[i + 1] = arena_printf(arena, "%.15g", distinct[i]);
    return levels;
}

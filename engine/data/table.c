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

bool column_is_missing(const struct column *column, size_t row) {
    if (column->kind == COLUMN_LEVEL) return column_code(column, row) == 0;
    return column->kind == COLUMN_DAY ? column_day(column, row) == DAY_MISSING : isnan(column_number(column, row));
}

const char *column_text(const struct column *column, size_t row) { return column->levels[column_code(column, row)]; }

void column_forget(struct column *column, size_t n_rows) {
    arena_forget(column->values, n_rows * (size_t)column->width);
    column->kind = COLUMN_SKIPPED;
    column->values = NULL;
}

/* The distinct values met so far, kept sorted. */
struct distinct {
    double *values;
    size_t count, most;
    bool over; /* there are more than `most` */
};

static void meet(struct distinct *distinct, double value) {
    if (isnan(value) || (distinct->count && bsearch(&value, distinct->values, distinct->count, sizeof value, values_compare))) return;
    distinct->over = distinct->count == distinct->most;
    if (distinct->over) return;
    size_t at = distinct->count++;
    for (; at > 0 && distinct->values[at - 1] > value; at--) distinct->values[at] = distinct->values[at - 1];
    distinct->values[at] = value;
}

enum { STRETCH = 1024 };

static void find_distinct(const struct column *column, size_t n_rows, struct distinct *distinct) {
    double stretch[STRETCH], previous = NAN;
    for (size_t first = 0; first < n_rows && !distinct->over; first += STRETCH) {
        size_t last = first + STRETCH < n_rows ? first + STRETCH : n_rows;
        values_numbers(column_values(column), first, last, stretch);
        for (size_t i = 0; i < last - first && !distinct->over; i++) {
            if (stretch[i] != previous) meet(distinct, stretch[i]);
            previous = stretch[i];
        }
    }
}

struct column column_as_levels(const struct column *column, size_t n_rows, size_t most, struct arena *arena) {
    struct column levels = {.name = column->name, .kind = COLUMN_LEVEL, .width = 1, .n_missing = column->n_missing};
    struct distinct distinct = {ARENA_ARRAY(arena, double, most + 2), 0, most < UINT8_MAX ? most : UINT8_MAX, false};
    find_distinct(column, n_rows, &distinct);
    if (distinct.over) return levels;
    uint8_t *codes = ARENA_ARRAY(arena, uint8_t, n_rows + 1), code = 0;
    double stretch[STRETCH], previous = NAN;
    for (size_t first = 0; first < n_rows; first += STRETCH) {
        size_t last = first + STRETCH < n_rows ? first + STRETCH : n_rows;
        values_numbers(column_values(column), first, last, stretch);
        for (size_t i = first; i < last; i++) {
            double value = stretch[i - first];
            if (isnan(value)) continue;
            if (value != previous) {
                const double *found = bsearch(&value, distinct.values, distinct.count, sizeof value, values_compare);
                code = (uint8_t)(found - distinct.values + 1);
                previous = value;
            }
            codes[i] = code;
        }
    }
    levels.values = codes;
    levels.n_levels = distinct.count;
    levels.levels = ARENA_ARRAY(arena, const char *, distinct.count + 1);
    levels.levels[0] = "";
    for (size_t i = 0; i < distinct.count; i++) levels.levels[i + 1] = arena_printf(arena, "%.15g", distinct.values[i]);
    return levels;
}

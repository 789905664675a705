#include "engine/history/checks.h"

#include "engine/base/days.h"
#include "engine/base/files.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct checking {
    const struct table *table;
    const struct column *column;
    struct arena *arena;
    struct quality *quality;
};

static const char *titled(const struct checking *c, const char *what) {
    return arena_printf(c->arena, "%s: column %s %s", file_base(c->table->file), c->column->name, what);
}

/* --- one value, or as many as rows --------------------------------------------------------------------------------- */

static bool is_constant(const struct checking *c) {
    size_t n = c->table->n_rows;
    if (c->column->n_missing) return false;
    if (c->column->kind == COLUMN_LEVEL) return c->column->n_levels == 1;
    double first = n ? column_number(c->column, 0) : NAN;
    for (size_t i = 1; i < n; i++) {
        if (column_number(c->column, i) != first) return false;
    }
    return n > 1;
}

static void check_variety(const struct checking *c) {
    enum { LEVELS_MANY = 60 };
    size_t n = c->table->n_rows, known = n - c->column->n_missing;
    if (c->column->n_missing == n) {
        quality_count(c->quality, titled(c, "is empty"), SEVERITY_WARNING, n, "not in default models", "every row");
    } else if (is_constant(c)) {
        quality_count(c->quality, titled(c, "has one value only"), SEVERITY_NOTE, n, "not in default models", "every row");
    } else if (c->column->kind == COLUMN_LEVEL && c->column->n_levels > LEVELS_MANY && c->column->n_levels * 2 > known) {
        quality_count(c->quality, titled(c, "has nearly as many categories as rows"), SEVERITY_WARNING, known, "not in default models", "%zu categories", c->column->n_levels);
    }
}

/* --- missing in one year ------------------------------------------------------------------------------------------- */

enum { YEAR_FIRST = 1900, YEARS = 200, YEAR_ROWS_LEAST = 20 };

static void check_missing(const struct checking *c, const struct column *when) {
    size_t rows[YEARS] = {0}, missing[YEARS] = {0}, all = 0, none = 0;
    if (!when || when->kind != COLUMN_DAY || !c->column->n_missing) return;
    for (size_t i = 0; i < c->table->n_rows; i++) {
        int32_t day = column_day(when, i);
        int year = day == DAY_MISSING ? -1 : days_to_civil(day).year - YEAR_FIRST;
        if (year < 0 || year >= YEARS) continue;
        bool gone = column_is_missing(c->column, i);
        rows[year]++;
        missing[year] += gone;
        all++;
        none += gone;
    }
    for (int year = 0; year < YEARS; year++) {
        size_t others = all - rows[year], others_missing = none - missing[year];
        if (rows[year] < YEAR_ROWS_LEAST || others < YEAR_ROWS_LEAST) continue;
        if (missing[year] * 2 < rows[year] || others_missing * 10 > others) continue;
        quality_count(c->quality, titled(c, "is mostly missing in one year"), SEVERITY_WARNING, missing[year], "none: read as missing", "%d: %zu of %zu rows, against %zu of %zu in other years",
                      year + YEAR_FIRST, missing[year], rows[year], others_missing, others);
    }
}

/* --- impossible values --------------------------------------------------------------------------------------------- */

static bool named(const char *name, const char *const *names) {
    for (; *names; names++) {
        if (!strcasecmp(name, *names)) return true;
    }
    return false;
}

/* Counts the values outside [low, high] and shows the first. */
static void check_bounds(const struct checking *c, double low, double high, const char *what) {
    size_t outside = 0, first = 0;
    for (size_t i = 0; i < c->table->n_rows; i++) {
        double value = column_number(c->column, i);
        if (isnan(value) || (value >= low && value <= high)) continue;
        if (outside++ == 0) first = i;
    }
    if (!outside) return;
    quality_count(c->quality, titled(c, what), SEVERITY_WARNING, outside, "none: used as it stands", "%s line %u: %.10g", file_base(c->table->file),
                  table_line(c->table, first), column_number(c->column, first));
}

/* Of every so manyth row, for a bound only. */
static double rough_median(const struct checking *c) {
    enum { TAKEN = 10001 };
    size_t n = c->table->n_rows, step = n / TAKEN + 1, taken = 0;
    double *values = malloc((n / step + 2) * sizeof *values);
    if (!values) abort();
    for (size_t i = 0; i < n; i += step) {
        double value = column_number(c->column, i);
        if (!isnan(value)) values[taken++] = value;
    }
    qsort(values, taken, sizeof *values, values_compare);
    double median = taken ? values[taken / 2] : NAN;
    free(values);
    return median;
}

static void check_values(const struct checking *c) {
    static const char *const AGES[] = {"age", "leeftijd", "age_at_hire", NULL}, *const YEARS_OF_BIRTH[] = {"birth_year", "geboortejaar", "year_of_birth", NULL},
                      *const PAYS[] = {"salary", "salaris", "pay", "wage", "loon", "bruto", "jaarsalaris", "maandsalaris", "annual_salary", "base_salary", "brutoloon", NULL};
    enum { PAY_FACTOR = 50 };
    if (c->column->kind != COLUMN_NUMBER) return;
    if (named(c->column->name, AGES)) check_bounds(c, 13, 90, "has ages that nobody works at");
    if (named(c->column->name, YEARS_OF_BIRTH)) check_bounds(c, 1920, 2015, "has years of birth that nobody has who works");
    if (!named(c->column->name, PAYS)) return;
    double median = rough_median(c);
    if (median > 0) check_bounds(c, median / PAY_FACTOR, median * PAY_FACTOR, "has pay that nobody gets");
}

void checks_column(const struct table *table, const struct column *column, const struct column *when, struct arena *arena, struct quality *quality) {
    struct checking c = {table, column, arena, quality};
    if (!table->n_rows) return;
    check_variety(&c);
    check_missing(&c, when);
    check_values(&c);
}

/* --- rows twice ---------------------------------------------------------------------------------------------------- */

struct hashed {
    uint64_t hash;
    uint32_t row;
};

static uint64_t cell_bits(const struct column *column, size_t i) {
    double number;
    uint64_t bits;
    if (column->kind == COLUMN_LEVEL) return column_code(column, i);
    if (column->kind == COLUMN_DAY) return (uint32_t)column_day(column, i);
    number = column_number(column, i);
    memcpy(&bits, &number, sizeof bits);
    return isnan(number) ? 1 : bits;
}

static int by_hash(const void *a, const void *b) {
    const struct hashed *x = a, *y = b;
    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

void checks_duplicates(const struct table *table, struct quality *quality) {
    size_t n = table->n_rows, twice = 0;
    struct hashed *rows = malloc((n + 1) * sizeof *rows);
    if (!rows) abort();
    for (size_t i = 0; i < n; i++) rows[i] = (struct hashed){0x9E3779B97F4A7C15u, (uint32_t)i};
    for (size_t c = 0; c < table->n_columns; c++) {
        if (!table->columns[c].values) continue;
        for (size_t i = 0; i < n; i++) {
            rows[i].hash = (rows[i].hash ^ cell_bits(&table->columns[c], i)) * 0xD6E8FEB86659FD93u;
            rows[i].hash ^= rows[i].hash >> 32;
        }
    }
    qsort(rows, n, sizeof *rows, by_hash);
    uint32_t first = 0, second = 0;
    for (size_t i = 1; i < n; i++) {
        if (rows[i].hash != rows[i - 1].hash) continue;
        if (twice++ && rows[i].row >= second) continue;
        second = rows[i].row;
        first = rows[i - 1].row;
    }
    if (twice) {
        quality_count(quality, "rows equal in every column", SEVERITY_NOTE, twice, "none: without an id they may be different people", "%s line %u and line %u",
                      file_base(table->file), table_line(table, first), table_line(table, second));
    }
    free(rows);
}

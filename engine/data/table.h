/* table.h: the columnar table: n_rows values a column, rows in file order however many threads loaded them.
 *
 * Numbers are held as narrow integers with a decimal scale where that is exact ("52345.67" is 5234567 at scale 2, and
 * (double)5234567 / 100 is the nearest double to the text), else as doubles: memory stays under the file's own size. */
#ifndef BEHOUD_DATA_TABLE_H
#define BEHOUD_DATA_TABLE_H

#include "engine/base/arena.h"
#include "engine/base/days.h"
#include "engine/base/values.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum column_kind {
    COLUMN_SKIPPED, /* not loaded                                            */
    COLUMN_NUMBER,  /* missing = NaN as read                         */
    COLUMN_DAY,     /* int32_t days since 1970-01-01, DAY_MISSING missing    */
    COLUMN_LEVEL    /* code into levels[], 0 missing; levels[1..n_levels]    */
};

struct column {
    const char *name;
    enum column_kind kind;
    int width;           /* bytes a value: 1, 2, 4, 8; a number of 8 is a double */
    int scale;           /* numbers narrower than 8: decimals                    */
    void *values;
    const char **levels; /* sorted by bytes, [0] is "" for missing               */
    size_t n_levels;
    size_t n_missing;
};

/* A cell that could not be read as its column's kind; it is missing in the table. */
struct bad_cell {
    size_t row;
    uint32_t line, column; /* from 1 */
    const char *text;
};

/* A record with the wrong number of cells; its row is all missing. */
struct bad_record {
    size_t row;
    uint32_t line;
    size_t found;
};

struct table {
    const char *file;
    size_t n_rows, n_columns;
    struct column *columns;
    uint32_t *lines;               /* line of each row, or NULL when row r stands on line r + first_line */
    uint32_t first_line;
    struct bad_cell *bad_cells;
    size_t n_bad_cells;
    struct bad_record *bad_records;
    size_t n_bad_records;
    unsigned char digest[32];      /* BLAKE2b over the digests of its megabytes, in order */
    size_t n_bytes;
    char decimal;                  /* mark: '.' or ',' */
    const char *read_as;           /* what was detected, in words */
};

/* The column of that name, or NULL. */
const struct column *table_column(const struct table *table, const char *name);

uint32_t table_line(const struct table *table, size_t row);

/* The values as the models read them. */
struct values column_values(const struct column *column);

/* One row's number, NaN missing; for COLUMN_NUMBER. */
double column_number(const struct column *column, size_t row);

/* The code of one row of a COLUMN_LEVEL. */
uint32_t column_code(const struct column *column, size_t row);
/* Has the row no value? For any kind. */
bool column_is_missing(const struct column *column, size_t row);
int32_t column_day(const struct column *column, size_t row);
const char *column_text(const struct column *column, size_t row);

/* Gives back a column's memory; the column is then as if skipped. */
void column_forget(struct column *column, size_t n_rows);

/* A number column's distinct values as levels, in rising order and printed shortest; the table is not changed.
 * More than `most` (at most 255) distinct values give a column with n_levels 0 and no values. */
struct column column_as_levels(const struct column *column, size_t n_rows, size_t most, struct arena *arena);

#endif

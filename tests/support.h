/* support.h: what the tests share: comparing doubles by digits, and a plain CSV reader of their own. */
#ifndef BEHOUD_TESTS_SUPPORT_H
#define BEHOUD_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Fails, saying to how many digits the two agree, unless |actual - expected| <= 10^-digits * max(|expected|, unit). */
#define assert_digits(actual, expected, digits, unit) check_digits((actual), (expected), (digits), (unit), #actual, __FILE__, __LINE__)
void check_digits(double actual, double expected, double digits, double unit, const char *what, const char *file, int line);

/* A small CSV without quotes; empty cells are NaN as numbers. Free with sheet_free. */
struct sheet {
    char *bytes;
    char **cells; /* [row][column], row 0 = header */
    size_t n_rows, n_columns; /* rows without the header */
};

/* `name` is relative to the tests' source folder. */
struct sheet sheet_read(const char *name);
void sheet_free(struct sheet *sheet);
const char *sheet_text(const struct sheet *sheet, size_t row, const char *column);
double sheet_number(const struct sheet *sheet, size_t row, const char *column);

#endif

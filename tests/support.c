#include "tests/support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void check_digits(double actual, double expected, double digits, double unit, const char *what, const char *file, int line) {
    if (isnan(actual) && isnan(expected)) return;
    double scale = fmax(fabs(expected), unit), error = fabs(actual - expected);
    if (error <= pow(10, -digits) * scale) return;
    print_error("%s = %.17g, expected %.17g: they agree to %.1f digits, %.1f wanted\n", what, actual, expected, -log10(error / scale), digits);
    _fail(file, line);
}

static char *read_whole(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) fail_msg("cannot open %s", path);
    char *bytes = calloc(1, 1 << 20);
    size_t used = fread(bytes, 1, (1 << 20) - 1, file);
    fclose(file);
    if (used == (1 << 20) - 1) fail_msg("%s is too long for a test", path);
    return bytes;
}

struct sheet sheet_read(const char *name) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", TESTS_FOLDER, name);
    struct sheet sheet = {.bytes = read_whole(path)};
    size_t lines = 0, columns = 1;
    for (char *c = sheet.bytes; *c; c++) lines += *c == '\n';
    for (char *c = sheet.bytes; *c != '\n'; c++) columns += *c == ',';
    sheet.n_columns = columns;
    sheet.n_rows = lines - 1;
    sheet.cells = calloc(lines * columns, sizeof *sheet.cells);
    char *rest = sheet.bytes;
    for (size_t i = 0; i < lines; i++) {
        char *line = strsep(&rest, "\n");
        for (size_t k = 0; k < columns; k++) sheet.cells[i * columns + k] = strsep(&line, ",");
    }
    return sheet;
}

void sheet_free(struct sheet *sheet) {
    free(sheet->bytes);
    free(sheet->cells);
}

const char *sheet_text(const struct sheet *sheet, size_t row, const char *column) {
    for (size_t k = 0; k < sheet->n_columns; k++) {
        if (!strcmp(sheet->cells[k], column)) return sheet->cells[(row + 1) * sheet->n_columns + k];
    }
    fail_msg("no column %s", column);
    return NULL;
}

double sheet_number(const struct sheet *sheet, size_t row, const char *column) {
    const char *text = sheet_text(sheet, row, column);
    return text[0] ? strtod(text, NULL) : NAN;
}

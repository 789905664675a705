#include "models/design_read.h"

#include <math.h>

void design_read_codes(struct values values, const struct design_stretch *at, uint32_t *out) {
    if (at->rows) {
        values_codes_at(values, at->rows, at->n, out);
    } else {
        values_codes(values, at->first, at->first + at->n, out);
    }
}

static void numbers_at(struct values values, const struct design_stretch *at, double *out) {
    if (at->rows) {
        values_numbers_at(values, at->rows, at->n, out);
    } else {
        values_numbers(values, at->first, at->first + at->n, out);
    }
}

/* Times another number; nothing where the level is another one. */
void design_multiply(const struct design_number *number, const struct design_stretch *at, bool fill, double *x) {
    if (number->times) {
        double other[DESIGN_TILE];
        design_read_number(number->times, at, fill, other);
        for (size_t k = 0; k < at->n; k++) x[k] *= other[k];
    }
    if (number->when.data) {
        uint32_t codes[DESIGN_TILE];
        design_read_codes(number->when, at, codes);
        for (size_t k = 0; k < at->n; k++) {
            if (codes[k] != number->when_code) x[k] = codes[k] || number->when_missing ? 0 : NAN;
        }
    }
}

/* A value as the model reads it, before it is centred; NaN where it is missing. At most DESIGN_TILE at a time. */
void design_read_number(const struct design_number *number, const struct design_stretch *at, bool fill, double *x) {
    numbers_at(number->values, at, x);
    for (size_t k = 0; k < at->n && number->logarithm; k++) x[k] = log(x[k]);
    for (size_t k = 0; k < at->n && fill && !isnan(number->fill); k++) x[k] = isnan(x[k]) ? number->fill : x[k];
    for (size_t k = 0; k < at->n && number->spline; k++) x[k] = spline_basis(number->spline, number->basis, x[k]);
    for (size_t k = 0; k < at->n && number->origin != 0; k++) x[k] -= number->origin;
    if (number->times || number->when.data) design_multiply(number, at, fill, x);
}

/* Nothing is done to it but to centre and scale it. */
static bool is_plain(const struct design_number *n) {
    return !n->logarithm && !n->spline && !n->times && !n->when.data && n->origin == 0;
}

void design_read_scaled(const struct design_number *number, const struct design_stretch *at, double *x) {
    double by = 1 / number->scale;
    if (is_plain(number) && !at->rows) {
        values_scaled(number->values, at->first, at->first + at->n, number->centre, by, x);
        for (size_t k = 0; k < at->n && !isnan(number->fill); k++) x[k] = isnan(x[k]) ? (number->fill - number->centre) * by : x[k];
        return;
    }
    design_read_number(number, at, true, x);
    for (size_t k = 0; k < at->n; k++) x[k] = (x[k] - number->centre) * by;
}

/* values.h: a read-only view of a narrow array, the form in which columns reach the models.
 *
 * Numbers: integers of 1, 2 or 4 bytes over 10^scale, or doubles (8). Codes: unsigned of 1, 2 or 4 bytes. */
#ifndef BEHOUD_BASE_VALUES_H
#define BEHOUD_BASE_VALUES_H

#include <stddef.h>
#include <stdint.h>

struct values {
    const void *data;
    int width, scale;
};

/* Elements [first, last) as doubles; the least integer of its width reads as NaN (missing). */
void values_numbers(struct values values, size_t first, size_t last, double *out);

/* (element - centre) x by, in fewer steps. */
void values_scaled(struct values values, size_t first, size_t last, double centre, double by, double *out);

/* Elements [first, last) as codes. */
void values_codes(struct values values, size_t first, size_t last, uint32_t *out);

/* The same of the elements that rows[0 .. n) name. */
void values_numbers_at(struct values values, const uint32_t *rows, size_t n, double *out);
void values_codes_at(struct values values, const uint32_t *rows, size_t n, uint32_t *out);

/* rows[0 .. n) of an array of elements of `width` bytes, as they are. */
void values_copy_at(const void *from, int width, const uint32_t *rows, size_t n, void *to);

double values_number(struct values values, size_t i);
uint32_t values_code(struct values values, size_t i);

/* For qsort and bsearch: doubles, rising; none of them NaN. */
int values_compare(const void *a, const void *b);

#endif

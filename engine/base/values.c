#include "engine/base/values.h"

#include "engine/base/processors.h"

#include <math.h>
#include <string.h>

static const double POWER_OF_TEN[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

#define WIDEN(type, missing)                                                                                           \
    do {                                                                                                               \
        const type *from = (const type *)values.data + first;                                                          \
        for (size_t i = 0; i < n; i++) out[i] = from[i] == (missing) ? NAN : (double)from[i];                          \
    } while (0)

FOR_SEVERAL_PROCESSORS
void values_numbers(struct values values, size_t first, size_t last, double *out) {
    double divisor = POWER_OF_TEN[values.scale];
    size_t n = last - first;
    switch (values.width) {
    case 1: WIDEN(int8_t, INT8_MIN); break;
    case 2: WIDEN(int16_t, INT16_MIN); break;
    case 4: WIDEN(int32_t, INT32_MIN); break;
    default: memcpy(out, (const double *)values.data + first, n * sizeof *out);
    }
    if (values.scale == 0) return;
    for (size_t i = 0; i < n; i++) out[i] /= divisor; /* a division, not a product: the nearest double to the text */
}

#define WIDEN_SCALED(type, missing)                                                                                    \
    do {                                                                                                               \
        const type *from = (const type *)values.data + first;                                                          \
        for (size_t i = 0; i < n; i++) out[i] = from[i] == (missing) ? NAN : ((double)from[i] - centre) * by;          \
    } while (0)

FOR_SEVERAL_PROCESSORS
void values_scaled(struct values values, size_t first, size_t last, double centre, double by, double *out) {
    size_t n = last - first;
    centre *= POWER_OF_TEN[values.scale];
    by /= POWER_OF_TEN[values.scale];
    switch (values.width) {
    case 1: WIDEN_SCALED(int8_t, INT8_MIN); break;
    case 2: WIDEN_SCALED(int16_t, INT16_MIN); break;
    case 4: WIDEN_SCALED(int32_t, INT32_MIN); break;
    default: {
        const double *from = (const double *)values.data + first;
        for (size_t i = 0; i < n; i++) out[i] = (from[i] - centre) * by;
    }
    }
}

#define COPY_CODES(type)                                                                                               \
    do {                                                                                                               \
        const type *from = (const type *)values.data + first;                                                          \
        for (size_t i = 0; i < n; i++) out[i] = from[i];                                                               \
    } while (0)

FOR_SEVERAL_PROCESSORS
void values_codes(struct values values, size_t first, size_t last, uint32_t *out) {
    size_t n = last - first;
    switch (values.width) {
    case 1: COPY_CODES(uint8_t); break;
    case 2: COPY_CODES(uint16_t); break;
    default: COPY_CODES(uint32_t);
    }
}

#define GATHER_NUMBERS(type, missing)                                                                                  \
    do {                                                                                                               \
        const type *from = values.data;                                                                                \
        for (size_t i = 0; i < n; i++) out[i] = from[rows[i]] == (missing) ? NAN : (double)from[rows[i]];              \
    } while (0)

void values_numbers_at(struct values values, const uint32_t *rows, size_t n, double *out) {
    double divisor = POWER_OF_TEN[values.scale];
    const double *doubles = values.data;
    switch (values.width) {
    case 1: GATHER_NUMBERS(int8_t, INT8_MIN); break;
    case 2: GATHER_NUMBERS(int16_t, INT16_MIN); break;
    case 4: GATHER_NUMBERS(int32_t, INT32_MIN); break;
    default:
        for (size_t i = 0; i < n; i++) out[i] = doubles[rows[i]];
    }
    if (values.scale == 0) return;
    for (size_t i = 0; i < n; i++) out[i] /= divisor;
}

#define GATHER_CODES(type)                                                                                             \
    do {                                                                                                               \
        const type *from = values.data;                                                                                \
        for (size_t i = 0; i < n; i++) out[i] = from[rows[i]];                                                         \
    } while (0)

void values_codes_at(struct values values, const uint32_t *rows, size_t n, uint32_t *out) {
    switch (values.width) {
    case 1: GATHER_CODES(uint8_t); break;
    case 2: GATHER_CODES(uint16_t); break;
    default: GATHER_CODES(uint32_t);
    }
}

#define COPY_AT(type)                                                                                                  \
    do {                                                                                                               \
        const type *source = from;                                                                                     \
        type *target = to;                                                                                             \
        for (size_t i = 0; i < n; i++) target[i] = source[rows[i]];                                                    \
    } while (0)

void values_copy_at(const void *from, int width, const uint32_t *rows, size_t n, void *to) {
    switch (width) {
    case 1: COPY_AT(uint8_t); break;
    case 2: COPY_AT(uint16_t); break;
    case 4: COPY_AT(uint32_t); break;
    default: COPY_AT(uint64_t);
    }
}

double values_number(struct values values, size_t i) {
    double value;
    values_numbers(values, i, i + 1, &value);
    return value;
}

uint32_t values_code(struct values values, size_t i) {
    uint32_t code;
    values_codes(values, i, i + 1, &code);
    return code;
}

int values_compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

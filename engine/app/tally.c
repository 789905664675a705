#include "engine/app/tally.h"

#include "engine/base/values.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { TALLY_FEW = 512 };

static bool count_value(struct tally *tally, double x) {
    size_t low = 0, high = tally->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (tally->x[middle] < x) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < tally->n && tally->x[low] == x) {
        tally->count[low]++;
        return true;
    }
    if (tally->n == TALLY_FEW) return false;
    memmove(tally->x + low + 1, tally->x + low, (tally->n - low) * sizeof *tally->x);
    memmove(tally->count + low + 1, tally->count + low, (tally->n - low) * sizeof *tally->count);
    tally->x[low] = x;
    tally->count[low] = 1;
    tally->n++;
    return true;
}

static struct tally sorted(const double *values, size_t n, struct arena *arena) {
    struct tally tally = {ARENA_ARRAY(arena, double, n + 1), ARENA_ARRAY(arena, double, n + 1), 0};
    size_t known = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(values[i])) tally.x[known++] = values[i];
    }
    qsort(tally.x, known, sizeof *tally.x, values_compare);
    for (size_t i = 0; i < known; i++) {
        if (!tally.n || tally.x[tally.n - 1] != tally.x[i]) tally.x[tally.n++] = tally.x[i];
        tally.count[tally.n - 1]++;
    }
    return tally;
}

struct tally tally_of(const double *values, size_t n, struct arena *arena) {
    struct tally tally = {ARENA_ARRAY(arena, double, TALLY_FEW + 1), ARENA_ARRAY(arena, double, TALLY_FEW + 1), 0};
    for (size_t i = 0; i < n; i++) {
        if (!isnan(values[i]) && !count_value(&tally, values[i])) return sorted(values, n, arena);
    }
    return tally;
}

double tally_at(const struct tally *tally, double rank) {
    double before = 0;
    for (size_t k = 0; k < tally->n; k++) {
        before += tally->count[k];
        if (rank < before) return tally->x[k];
    }
    return NAN;
}

/* tally.h: the different values among many numbers, rising, each with how often it stands there. */
#ifndef BEHOUD_APP_TALLY_H
#define BEHOUD_APP_TALLY_H

#include "engine/base/arena.h"

struct tally {
    double *x, *count;
    size_t n;
};

/* NaN is left out. Appraisals know a few values: up to some hundreds are counted as they come, O(n log values); more are sorted, O(n log n). */
struct tally tally_of(const double *values, size_t n, struct arena *arena);

/* The value at place `rank` (from 0) of all of them in order. */
double tally_at(const struct tally *tally, double rank);

#endif

/* curve_steps.h: where a curve may step: not before enough people have left since its last step, so that no single exit can be read off it. */
#ifndef BEHOUD_APP_CURVE_STEPS_H
#define BEHOUD_APP_CURVE_STEPS_H

#include "engine/base/arena.h"

#include <stdint.h>

struct curve_steps {
    size_t *rows, n; /* the rows that are shown; each tells what happened since the one before it */
};

/* events[row] happen at time[row], rows in order of time. Each row that is shown tells of `least` events at the least. The last row is shown,
 * and that of each stated time (in order), where need be in the place of the one before it. With least <= 1 all rows are. O(rows). */
struct curve_steps curve_steps(const int32_t *time, const double *events, size_t n, const double *stated, size_t n_stated, double least, struct arena *arena);

/* The sum of numbers[] from behind the row shown before, to this one. */
double curve_steps_sum(const struct curve_steps *steps, size_t k, const double *numbers);

/* The first row of a step: where it begins. */
size_t curve_steps_first(const struct curve_steps *steps, size_t k);

#endif

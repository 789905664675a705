/* design_read.h: a design's columns as their values, a stretch of sources at a time. For design.c and tile.c only. */
#ifndef BEHOUD_MODELS_DESIGN_READ_H
#define BEHOUD_MODELS_DESIGN_READ_H

#include "models/design.h"

/* Sources first, first + 1, ..., or those that rows[] names; at most DESIGN_TILE. */
struct design_stretch {
    const uint32_t *rows;
    size_t first, n;
};

void design_read_codes(struct values values, const struct design_stretch *at, uint32_t *out);

/* A number as the model reads it, before it is centred; NaN where it is missing and (unless `fill`) would be filled in. */
void design_read_number(const struct design_number *number, const struct design_stretch *at, bool fill, double *x);

/* x times the other number and the level that the number goes with, where it has them. */
void design_multiply(const struct design_number *number, const struct design_stretch *at, bool fill, double *x);

/* The number centred and scaled; NaN where a source has none. */
void design_read_scaled(const struct design_number *number, const struct design_stretch *at, double *x);

#endif

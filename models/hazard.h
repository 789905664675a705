/* hazard.h: how fast people leave by how long they have been there: exits per person-year in bands of tenure.
 *
 * Limits: exact Poisson (Garwood 1936, Biometrika 28:437) on the exits. */
#ifndef BEHOUD_MODELS_HAZARD_H
#define BEHOUD_MODELS_HAZARD_H

#include "models/spells.h"

struct hazard_band {
    int32_t from, to; /* tenure days in (from, to] */
    double person_days, exits;
    double rate, lower, upper; /* exits per person-year; NaN without person-days */
};

/* Bands between `n` cuts in rising order (the first is usually 0). Fills n - 1 bands. O(spells + days). */
void hazard_by_tenure(const struct spells *spells, const int32_t *cuts, size_t n, struct hazard_band *bands,
                      struct arena *arena);

#endif

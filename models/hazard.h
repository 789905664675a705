/* hazard.h: how fast people leave by how long they have been there: exits per person-year, in bands of tenure and as a curve.
 *
 * Bands: limits are exact Poisson (Garwood 1936, Biometrika 28:437) on the exits. The curve smooths the Nelson-Aalen steps with
 * Epanechnikov's kernel (Ramlau-Hansen 1983, Ann. Statist. 11:453), near both ends with its boundary form (Mueller 1991,
 * Biometrika 78:521; Klein & Moeschberger 2003, sec. 6.2); limits on the log scale. */
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

struct hazard_point {
    double day, rate, lower, upper; /* exits per person-year */
};

/* At `n` days spread evenly over (0, until]; `bandwidth` and `until` in days. O(spells + n x bandwidth). */
void hazard_smooth(const struct spells *spells, const uint32_t *order, size_t n_spells, double bandwidth, double until, size_t n,
                   struct hazard_point *points);

#endif

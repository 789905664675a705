/* cross_validation.h: people scored by fits that never saw them.
 *
 * People, not rows, are dealt over the folds, by a random stream keyed by the person's number: somebody's other rows would give the
 * answer away. Each fold is a fit of the others, begun at the fit of all. */
#ifndef BEHOUD_MODELS_CROSS_VALIDATION_H
#define BEHOUD_MODELS_CROSS_VALIDATION_H

#include "models/scores.h"

/* Scores of every source by the fit without its person's fold. `person` is 0-based, NULL = every source its own. */
struct scores cross_validation_scores(const struct design *design, const struct panel *panel, const struct logistic_fit *fit, const uint32_t *person, size_t folds,
                                      uint64_t seed, struct arena *arena);

/* The ridge, of a grid of quarter decades, under which the rows left out are likeliest. */
double cross_validation_ridge(const struct design *design, const struct panel *panel, const uint32_t *person, size_t folds, uint64_t seed);

#endif

/* marginal.h: average marginal effects: by how much the risk itself differs, other things as they are.
 *
 * Of a level: the mean over rows of the risk with that level less the risk with the reference; of a number: the mean of its derivative,
 * per unit. Errors by the delta method (Bartus 2005, Stata Journal 5:309). O(rows x levels x non-zeros). */
#ifndef BEHOUD_MODELS_MARGINAL_H
#define BEHOUD_MODELS_MARGINAL_H

#include "models/logistic.h"

/* effect and error [column] of the factors and numbers wanted; NaN elsewhere, and 0 without an error for a reference. `covariance` is of
 * the fit's columns. A column must stand in one term alone. */
void marginal_effects(const struct design *design, const struct panel *panel, const struct logistic_fit *fit, const double *covariance,
                      const bool *factors, const bool *numbers, double *effect, double *error);

#endif

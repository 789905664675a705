/* validation.h: how well a fitted model tells leavers from stayers.
 *
 * AUC with the error of DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44:837, from exact ranks, ties counted half;
 * Brier (1950) score. O(rows log events), memory O(events). */
#ifndef BEHOUD_MODELS_VALIDATION_H
#define BEHOUD_MODELS_VALIDATION_H

#include "models/logistic.h"

struct validation {
    double n, n_events;
    double auc, auc_se, auc_lower, auc_upper; /* NaN without both leavers and stayers */
    double brier;
};

/* Scores the panel's rows with the fit's coefficients. Rows that were set aside from the fit are left out here too. */
struct validation validate(const struct design *design, const struct panel *panel, const struct logistic_fit *fit);

#endif

/* cox_curves.h: what a Cox model predicts for stated people: cumulative hazard and survival by tenure.
 *
 * The hazard of each cell is that of the fit's ties (Breslow's or Efron's), the curve is exp(-H), and the variance has the
 * part of the baseline and the part of the coefficients (Tsiatis 1981; Therneau & Grambsch 2000, sec. 10.2), as R's
 * survfit.coxph gives them. Rows with an offset count at its mean. O(rows x columns) once, then O(cells x p) a profile, and
 * p^2 a cell for the error. */
#ifndef BEHOUD_MODELS_COX_CURVES_H
#define BEHOUD_MODELS_COX_CURVES_H

#include "models/cox_residuals.h"
#include "models/kaplan_meier.h"

struct cox_curve {
    size_t n;
    int32_t *time;
    double *hazard, *survival, *std_error, *lower, *upper; /* hazard: cumulative; the error is that of survival */
};

/* x: the profile over the full coding, centred and scaled. In a stratum from 1. Rows are its days with an exit. */
struct cox_curve cox_curve_of(const struct cox_fit *fit, const struct cox_means *means, const double *x, size_t stratum, enum km_scale scale,
                              struct arena *arena);

#endif

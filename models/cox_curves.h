/* cox_curves.h: what a Cox model predicts for stated people: cumulative hazard and survival by tenure.
 *
 * The hazard of each cell is that of the fit's ties (Breslow's or Efron's), the curve is exp(-H), and the variance has the
 * part of the baseline and the part of the coefficients (Tsiatis 1981; Therneau & Grambsch 2000, sec. 10.2), as R's
 * survfit.coxph gives them. An offset counts as 0. O(rows x columns) once, then O(cells x p + rows of
 * the curve x p^2) a profile. */
#ifndef BEHOUD_MODELS_COX_CURVES_H
#define BEHOUD_MODELS_COX_CURVES_H

#include "models/cox_residuals.h"
#include "models/kaplan_meier.h"

struct cox_curve {
    size_t n;
    int32_t *time;
    double *hazard, *survival, *std_error, *lower, *upper; /* hazard: cumulative; the error is that of survival */
};

/* Somebody to predict for: x over the full coding, centred and scaled; where effects differ by tenure one x a band of it, the
 * first up to cuts[0] days. */
struct cox_profile {
    size_t n_bands;
    const double *cuts; /* n_bands - 1 */
    const double *x;    /* [n_bands][stride] */
};

/* By the fit's covariance, or another of its kind (a robust one; NULL = its own). In a stratum, from 1. Rows are its days with an exit, `apart` of them to a row (0 = 1); of more
 * than `most` (0 = any number) an even choice, with the last one. */
struct cox_curve cox_curve_of(const struct cox_fit *fit, const double *covariance, const struct cox_means *means, const struct cox_profile *profile, size_t stratum,
                              enum km_scale scale, size_t most, size_t apart, struct arena *arena);

#endif

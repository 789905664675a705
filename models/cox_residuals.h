/* cox_residuals.h: how each row departs from Cox's model, and what it moves.
 *
 * Therneau & Grambsch (2000), ch. 4 and 7.1; as R's residuals.coxph, unweighted. Columns are those of the fit (fit->column_of),
 * in the units of the data. */
#ifndef BEHOUD_MODELS_COX_RESIDUALS_H
#define BEHOUD_MODELS_COX_RESIDUALS_H

#include "models/cox.h"

/* Exits seen less exits expected, of each row of the data: between minus infinity and 1. NaN for rows not used. O(rows). */
void cox_martingale(const struct cox_problem *problem, const struct cox_fit *fit, double *residual);

/* The same, made more even on both sides: sign(M) sqrt(-2 (M + event log(event - M))). */
double cox_deviance(double martingale, bool event);

/* Sums of r x over those at risk, and over those who leave, in every cell: [cell][stride] each. O(rows + cells x columns) time,
 * 24 bytes a cell and column. */
struct cox_means {
    double *at_risk, *leaving;
    double *lived; /* h (q0 S1 - q1 D1), added up from the stratum's first cell: hazard times mean */
};
struct cox_means cox_means_of(const struct cox_rows *rows, const struct cox_state *state, struct arena *arena);

/* Events by cell, then by row: x less its mean in the risk set. Returns their number; row[] their rows, cell[] their cells,
 * residual[event][p]. */
size_t cox_schoenfeld(const struct cox_fit *fit, const struct cox_means *means, uint32_t *row, uint32_t *cell, double *residual);

/* residual[row][p]: what each row adds to the score. */
void cox_score_residuals(const struct cox_problem *problem, const struct cox_fit *fit, const struct cox_means *means, double *residual);

/* dfbeta[row][p]: by how much each row moves the estimates, to first order. From the score residuals. */
void cox_dfbeta(const struct cox_problem *problem, const struct cox_fit *fit, const double *score, double *dfbeta);

/* The covariance of beta (p x p, scaled as fit->covariance) when rows of one cluster may go together: the sum of the squares of
 * the clusters' dfbeta (Lin & Wei 1989, JASA 84:1074). cluster[row] is 1 .. n_clusters, 0 = the row is left out. O(rows x columns + clusters x columns^2). */
void cox_robust(const struct cox_fit *fit, const struct cox_means *means, const uint32_t *cluster, size_t n_clusters, double *covariance);

#endif

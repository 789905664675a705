/* estimates.h: a coefficient as any model's table shows it. */
#ifndef BEHOUD_APP_ESTIMATES_H
#define BEHOUD_APP_ESTIMATES_H

#include "engine/app/study.h"
#include "engine/report/report.h"
#include "models/design.h"

/* Eight cells: estimate, std_error, robust_se, statistic, p_value, ratio, ratio_lower, ratio_upper; by the robust error where
 * there is one. A reference has estimate 0, ratio 1 and no errors. */
void row_estimate(struct report_table *table, bool reference, double estimate, double std_error, double robust_se);

/* People in each level of a factor at any time; NULL for bands of tenure, through which everybody passes. Row k of the factor
 * describes line[k] of the timeline (NULL = line k), of n rows. */
double *people_in_levels(const struct study *study, const struct design_factor *factor, const uint32_t *line, size_t n);

#endif

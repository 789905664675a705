/* costing_pay.h: what everybody earns in a year. For costing.c only. */
#ifndef BEHOUD_APP_COSTING_PAY_H
#define BEHOUD_APP_COSTING_PAY_H

#include "engine/app/study.h"
#include "engine/report/report.h"

/* The attribute that is called so, when the job names none; NULL when there is none. */
const struct attribute *pay_usual(const struct study *study);

/* Writes pay of these rows where it is not known yet (NaN): from the entry's column, or its one amount. false on a fault. */
bool pay_set(const struct study *study, const struct job_cost *cost, const uint8_t *rows, double *pay, struct diag *diag);

/* Whose pay is not known is counted at the mean of the others present; noted. */
void pay_fill(const struct study *study, double *pay, struct report *report);

/* Warns of pay that nobody, or hardly anybody, earns in a year. */
void pay_warn(const struct study *study, const double *pay, struct diag *diag);

#endif

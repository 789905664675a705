/* synth.h: the synthetic workforce: anonymised employees whose reasons for leaving are known exactly.
 *
 * It is the demo's data and the models' oracle: every exit is drawn from a monthly discrete-time hazard whose
 * coefficients are written beside it (truth.json), so a month panel with the same tenure bands must recover them. Shape
 * and sizes: a hazard that peaks in month 3 and then falls, turnover by sector, engagement, performance, absence, pay and
 * age as correlates, managers with an effect of their own, seasons, late entry, people who come back, competing exits,
 * missing cells. The same seed gives the same bytes on any number of threads. */
#ifndef BEHOUD_DATASETS_SYNTH_H
#define BEHOUD_DATASETS_SYNTH_H

#include "engine/base/diag.h"

struct synth_plan {
    size_t employees;
    int years;      /* under observation, up to 2026-09-30 */
    uint64_t seed;
};

enum { SYNTH_EMPLOYEES_MOST = 50000000 };

/* Writes employees.csv, quarterly.yaml, truth.json and README.md into the folder. O(employees x months). */
MUST_CHECK enum status synth_write(const struct synth_plan *plan, const char *folder, struct diag *diag);

#endif

/* cost_assumptions.h: every number that a leaver's cost is made of, with its range and where it comes from. */
#ifndef BEHOUD_APP_COST_ASSUMPTIONS_H
#define BEHOUD_APP_COST_ASSUMPTIONS_H

#include "engine/app/costing.h"

/* What a cost entry says of a parameter; its mode is NaN where it says nothing. */
const struct range *costing_range(const struct job_cost *entry, size_t parameter);

/* The table cost_assumptions. */
void cost_assumptions(const struct study *study, const struct costing *costing, struct report *report);

#endif

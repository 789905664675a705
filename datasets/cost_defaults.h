/* cost_defaults.h: what a leaver costs when the job does not say: ranges with their sources. */
#ifndef BEHOUD_DATASETS_COST_DEFAULTS_H
#define BEHOUD_DATASETS_COST_DEFAULTS_H

#include <stddef.h>

struct cost_default {
    const char *name; /* as in the job file; of a section with a dot */
    double low, mode, high;
    const char *source;
};

extern const struct cost_default COST_DEFAULTS[];
extern const size_t N_COST_DEFAULTS;

const struct cost_default *cost_default_find(const char *name);

/* The same of an exit that is no loss; NULL where it costs what others do. */
const struct cost_default *cost_default_desired(const char *name);

/* What studies found a leaver to cost, as a share of annual pay: against which a job's own figure is held. */
struct cost_study {
    const char *name;
    double low, usual, high; /* NaN = not given */
    const char *scope;
};
extern const struct cost_study COST_STUDIES[];
extern const size_t N_COST_STUDIES;

#endif

/* cost_defaults.h: what a leaver costs when the job does not say: ranges with their sources. */
#ifndef BEHOUD_DATASETS_COST_DEFAULTS_H
#define BEHOUD_DATASETS_COST_DEFAULTS_H

#include <stddef.h>

struct cost_default {
    const char *name; /* as in the job file */
    double low, mode, high;
    const char *source;
};

extern const struct cost_default COST_DEFAULTS[];
extern const size_t N_COST_DEFAULTS;

const struct cost_default *cost_default_find(const char *name);

#endif

/* whatif.h: new scenarios, costs and budgets on the fits of the last run: nothing is read or fitted again. */
#ifndef BEHOUD_APP_WHATIF_H
#define BEHOUD_APP_WHATIF_H

#include "engine/app/pipeline.h"

struct whatif_options {
    const char *job, *scenarios, *run, *out; /* scenarios NULL = the job's own; run NULL = JOB-out/ beside the job; out NULL = JOB-whatif/ */
    bool quiet;
    const char *log;
};

/* STATUS_REFUSED when there is no run to rest on, or when its data or models are not what the job says now. */
MUST_CHECK enum status whatif_run(const struct whatif_options *options, struct arena *arena, struct pipeline_result *result, struct diag *diag);

#endif
